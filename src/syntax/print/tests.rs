use proptest::prelude::*;

use super::*;
use crate::source::{FileId, Span, Spanned};
use crate::syntax::ast::*;
use crate::syntax::parse;

pub(in crate::syntax) const AT: Span = Span { file: FileId(0), start: 0, end: 0 };

pub(in crate::syntax) fn at<T>(node: T) -> Spanned<T> {
    Spanned::new(node, AT)
}

fn name() -> impl Strategy<Value = Ident> {
    let words =
        ["x", "email", "list", "form", "last", "on", "before", "contains", "as", "then", "empty_", "owner", "now_"];
    prop::sample::select(words.to_vec()).prop_map(|word| at(word.to_owned()))
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{0,6}", "[a\"\\\\\n\t\r{}é ]{0,8}"]
}

fn reference() -> impl Strategy<Value = Ref> {
    (prop::sample::select(RefKind::ALL.to_vec()), text(), prop::option::of(text())).prop_map(|(kind, name, stage)| {
        Ref { kind: at(kind), name: at(name), stage: stage.filter(|_| kind == RefKind::Pipeline).map(at) }
    })
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![name().prop_map(Target::Name), reference().prop_map(|it| Target::Ref(Box::new(it)))]
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        text().prop_map(ValueKind::Text),
        "-?(0|[1-9][0-9]{0,3})(\\.[0-9]{1,2})?".prop_map(ValueKind::Number),
        any::<bool>().prop_map(ValueKind::Bool),
        name().prop_map(|name| ValueKind::Word(name.node)),
        (name(), name()).prop_map(|(association, feature)| ValueKind::Path(association, feature)),
        reference().prop_map(|it| ValueKind::Ref(Box::new(it))),
    ]
    .prop_map(at)
}

fn values() -> impl Strategy<Value = Vec<Value>> {
    prop::collection::vec(value(), 1..3)
}

fn duration() -> impl Strategy<Value = Spanned<Duration>> {
    let units = vec![Unit::Minutes, Unit::Hours, Unit::Days, Unit::Weeks];
    (any::<u32>(), prop::sample::select(units)).prop_map(|(count, unit)| at(Duration { count, unit }))
}

fn how_long() -> impl Strategy<Value = HowLong> {
    prop_oneof![duration().prop_map(HowLong::Duration), name().prop_map(HowLong::Parameter)]
}

fn day() -> impl Strategy<Value = Spanned<Day>> {
    (0_i16..=9999, 0_i8..=99, 0_i8..=99).prop_map(|(year, month, day)| at(Day::Date(Date { year, month, day })))
}

fn test() -> impl Strategy<Value = Test> {
    let orders = vec![Order::Less, Order::LessOrEqual, Order::Greater, Order::GreaterOrEqual];
    prop_oneof![
        Just(Test::Known),
        Just(Test::Unknown),
        value().prop_map(Test::Is),
        value().prop_map(Test::IsNot),
        values().prop_map(Test::In),
        values().prop_map(Test::NotIn),
        (prop::sample::select(orders), value()).prop_map(|(order, value)| Test::Order(order, value)),
        (any::<bool>(), value(), value()).prop_map(|(negated, low, high)| Test::Between { negated, low, high }),
        prop_oneof![
            value().prop_map(Test::Contains),
            values().prop_map(Test::ContainsAny),
            values().prop_map(Test::ContainsNone),
            value().prop_map(Test::DoesNotContain),
            value().prop_map(Test::StartsWith),
            value().prop_map(Test::EndsWith),
            values().prop_map(Test::HasAny),
            values().prop_map(Test::HasAll),
            values().prop_map(Test::HasNone),
            values().prop_map(Test::IsExactly),
        ],
        day().prop_map(|it| Test::When(When::Before(it))),
        day().prop_map(|it| Test::When(When::After(it))),
        day().prop_map(|it| Test::When(When::On(it))),
        how_long().prop_map(|it| Test::When(When::InLast(it))),
        how_long().prop_map(|it| Test::When(When::MoreThanAgo(it))),
    ]
}

/// Makes trees that a parser makes and trees that only a program makes, such as an `or` inside an `and`.
pub(in crate::syntax) fn expr() -> impl Strategy<Value = Expr> {
    let compare = (name(), test(), any::<bool>()).prop_map(|(feature, test, or_unknown)| ExprKind::Compare {
        feature,
        test: Box::new(at(test)),
        or_unknown: or_unknown.then_some(AT),
    });
    let leaf = prop_oneof![
        3 => compare,
        1 => target().prop_map(ExprKind::Member),
        1 => target().prop_map(|it| ExprKind::Activity { activity: Box::new(Activity::OptedIn(it)), refine: Vec::new() }),
        1 => name().prop_map(|association| ExprKind::Any { association, rule: None }),
    ];
    leaf.prop_map(at).prop_recursive(4, 24, 3, |inner| {
        let several = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            several.clone().prop_map(ExprKind::Or),
            several.prop_map(ExprKind::And),
            inner.clone().prop_map(|inner| ExprKind::Not(Box::new(inner))),
            inner.clone().prop_map(|inner| ExprKind::Paren(Box::new(inner))),
            (name(), inner).prop_map(|(association, rule)| ExprKind::Any { association, rule: Some(Box::new(rule)) }),
        ]
        .prop_map(at)
    })
}

fn path() -> impl Strategy<Value = Path> {
    (prop::option::of(name()), name()).prop_map(|(association, feature)| Path { association, feature })
}

pub(in crate::syntax) fn action() -> impl Strategy<Value = Action> {
    let simple = prop_oneof![
        how_long().prop_map(Action::Wait),
        (path(), value()).prop_map(|(path, value)| Action::Set { path, value }),
        path().prop_map(Action::Clear),
        (path(), path()).prop_map(|(from, to)| Action::Copy { from, to }),
        target().prop_map(Action::Send),
        target().prop_map(Action::EnrollIn),
        (path(), prop::collection::vec(target(), 1..3), any::<bool>()).prop_map(|(feature, among, overwrite)| {
            Action::Rotate { feature, among, overwrite: overwrite.then_some(AT) }
        }),
        (text(), text(), how_long(), target()).prop_map(|(subject, body, due, to)| Action::CreateTask {
            subject: at(subject),
            lines: vec![at(TaskLine::Body(at(body))), at(TaskLine::Due(due)), at(TaskLine::Assign(to))],
        }),
        (text(), any::<u32>(), text(), value(), values()).prop_map(|(id, version, key, value, values)| {
            let list = Field { key: at("a".to_owned()), value: at(ValueKind::List(values)) };
            let nested = Field { key: at("b".to_owned()), value: at(ValueKind::Fields(vec![list])) };
            let fields = vec![Field { key: at(key), value }, nested];
            Action::Opaque { type_id: at(id), version: at(version), fields, returns: vec![at("out".to_owned())] }
        }),
        Just(Action::End),
    ];
    simple.prop_recursive(3, 12, 2, |inner| {
        let step = (prop::option::of(name()), inner).prop_map(|(name, action)| Step { name, action, span: AT });
        let block = (prop::option::of(text()), prop::collection::vec(step, 0..3))
            .prop_map(|(label, steps)| Block { label: label.map(at), steps, span: AT })
            .boxed();
        let arms = prop::collection::vec((expr(), block.clone()), 1..3);
        let cases = prop::collection::vec((values(), block.clone()), 0..3);
        prop_oneof![
            (arms, prop::option::of(block.clone())).prop_map(|(arms, otherwise)| Action::If {
                arms: arms.into_iter().map(|(rule, block)| Arm { rule, block }).collect(),
                otherwise
            }),
            (path(), cases, prop::option::of(block)).prop_map(|(path, arms, otherwise)| Action::Match {
                path,
                arms: arms
                    .into_iter()
                    .map(|(values, block)| MatchArm { values, block: Block { label: None, ..block } })
                    .collect(),
                otherwise
            }),
        ]
    })
}

/// Prints, reads, and prints again.
fn again(declaration: &Declaration) -> (String, String) {
    let printed = super::declaration(declaration);
    let (file, problems) = parse(FileId(0), &printed);
    assert_eq!(problems, [], "{printed}");
    (super::declaration(&file.declarations[0]), printed)
}

proptest! {
    #[test]
    fn rules_print_the_same_after_they_are_read(rule in expr(), doc in prop::option::of("[a/ ]{0,6}(\n[a/]{0,3})?")) {
        let segment = Segment { doc, name: at("a".into()), object: at("b".into()), header: vec![], rule, span: AT };
        let (again, printed) = again(&Declaration::Segment(segment));
        prop_assert_eq!(again, printed);
    }

    #[test]
    fn steps_print_the_same_after_they_are_read(actions in prop::collection::vec(action(), 0..3), rule in expr()) {
        let steps = actions.into_iter().map(|action| Step { name: None, action, span: AT }).collect();
        let body = Body { lines: vec![at(Line::EnrollWhen(rule))], steps };
        let form = WorkflowForm::Own { object: at("b".into()), body };
        let (again, printed) = again(&Declaration::Workflow(Workflow { doc: None, name: at("a".into()), form, span: AT }));
        prop_assert_eq!(again, printed);
    }
}
