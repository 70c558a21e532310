//! What nests: as deep as the language allows on a stack of 2 MiB, in an unoptimised build; and one level more is told.

use hubwright::plan::SavedPlan;
use hubwright::record::Log;
use hubwright::report::Diagnostics;
use hubwright::source::FileId;
use hubwright::syntax::{self, MAX_NESTING};

use crate::compiled::compiled;
use crate::huge::CATALOG;

/// Runs on a stack of the size that threads have by default.
fn on_a_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    std::thread::Builder::new().stack_size(2 << 20).spawn(run).unwrap().join().expect("the stack is large enough")
}

/// A program in which something nests so many levels deep, its declaration's brace among them.
type Nest = (&'static str, fn(usize) -> String);

fn rule(open: &str, close: &str, times: usize) -> String {
    format!("segment a on contact {{ version 1 where {}country is known{} }}", open.repeat(times), close.repeat(times))
}

fn steps(open: &str, inner: &str, close: &str, times: usize) -> String {
    let (open, close) = (open.repeat(times), close.repeat(times));
    format!("workflow w on contact {{ version 1 enabled enroll manually {open}{inner}{close} }}")
}

const NESTS: &[Nest] = &[
    ("parentheses", |levels| rule("(", ")", levels - 1)),
    ("not", |levels| rule("not ", "", levels - 1)),
    ("not and parentheses", |levels| rule("not (", ")", (levels - 1) / 2)),
    ("or in and", |levels| {
        let open = "country is \"a\" and (score is 1 or (";
        let times = (levels - 1) / 2;
        rule(open, "))", times)
    }),
    ("any", |levels| rule("any company (", ")", levels - 1)),
    ("if", |levels| steps("if country is known { ", "set score = 1", " }", levels - 1)),
    ("else", |levels| steps("if country is known { } else { ", "set score = 1", " }", levels - 1)),
    ("match", |levels| steps("match agreed { true => { ", "set score = 1", " } }", (levels - 1) / 2)),
    ("split", |levels| {
        let open = "split { 50% => { set score = 1 } 50% => { ";
        steps(open, "set score = 1", " } }", (levels - 1) / 2)
    }),
    ("wait for", |levels| {
        let open = "wait for score changes up to 1 day { ";
        steps(open, "set score = 1", " }", levels - 1)
    }),
    ("fields", |levels| {
        let times = levels - 2;
        let inner = format!("{}1{}", "{ a = ".repeat(times), " }".repeat(times));
        steps("", &format!("action \"1-2\" v1 {{ a = {inner} }}"), "", 0)
    }),
    ("lists", |levels| {
        let times = levels - 2;
        let inner = format!("{}1{}", "[".repeat(times), "]".repeat(times));
        steps("", &format!("action \"1-2\" v1 {{ a = {inner} }}"), "", 0)
    }),
];

#[test]
fn what_nests_as_deep_as_is_allowed_goes_all_the_way_on_a_small_stack() {
    for (name, nest) in NESTS {
        let text = nest(MAX_NESTING);
        let codes = on_a_small_stack(move || {
            let tree = syntax::parse(FileId(0), &text).0;
            for declaration in &tree.declarations {
                let printed = syntax::print::declaration(declaration);
                let again = syntax::parse(FileId(0), &printed).0;
                assert_eq!(again.declarations.len(), 1, "{printed}");
            }
            let _ = syntax::format(FileId(0), &text);
            let file = ("rules/a.seg".to_owned(), text);
            let compiled = compiled(&[file, ("rules/features.yaml".to_owned(), CATALOG.to_owned())]);
            compiled.print(Diagnostics::Human);
            compiled.codes()
        });
        assert!(!codes.contains(&"syntax::too-deep"), "{name}: {codes:?}");
    }
}

#[test]
fn what_nests_deeper_is_told_however_deep() {
    for (name, nest) in NESTS {
        // Some go two levels at a time.
        for levels in [MAX_NESTING + 2, 1000, 100_000] {
            let text = nest(levels);
            let codes = on_a_small_stack(move || {
                let _ = syntax::format(FileId(0), &text);
                let file = ("rules/a.seg".to_owned(), text);
                compiled(&[file, ("rules/features.yaml".to_owned(), CATALOG.to_owned())]).codes()
            });
            assert!(codes.contains(&"syntax::too-deep"), "{name}, {levels}: {codes:?}");
        }
    }
}

#[test]
fn sixty_five_levels_of_one_bracket_are_one_too_many() {
    for (name, nest) in
        NESTS.iter().filter(|(name, _)| ["parentheses", "not", "any", "if", "fields", "lists"].contains(name))
    {
        let codes = |levels| {
            let problems = syntax::parse(FileId(0), &nest(levels)).1;
            problems.iter().map(|problem| problem.words().code).collect::<Vec<_>>()
        };
        assert_eq!(codes(MAX_NESTING), [""; 0], "{name}");
        assert_eq!(codes(MAX_NESTING + 1), ["syntax::too-deep"], "{name}");
    }
}

#[test]
fn deep_yaml_is_told_on_a_small_stack_and_aliases_make_it_no_deeper() {
    let flow = |levels: usize| format!("a: {}{}\n", "[".repeat(levels), "]".repeat(levels));
    let block = |levels: usize| (0..levels).map(|n| format!("{}k:\n", " ".repeat(n))).collect::<String>();
    let aliased =
        (0..200).fold("a0: &a0 [x]\n".to_owned(), |text, n| format!("{text}a{}: &a{} [*a{n}]\n", n + 1, n + 1));
    for (text, wanted) in
        [(flow(100_000), "yaml::too-deep"), (block(2000), "yaml::too-deep"), (aliased, "yaml::too-deep")]
    {
        let codes = on_a_small_stack(move || compiled(&[("rules/features.yaml".to_owned(), text)]).codes());
        assert!(codes.contains(&wanted), "{wanted}: {codes:?}");
    }
}

#[test]
fn deep_json_of_plans_and_records_is_refused_on_a_small_stack() {
    for (open, close) in [("[", "]"), ("{\"plan\":", "}"), ("{\"a\":[", "]}")] {
        for levels in [64, 127, 128, 100_000] {
            let text = format!("{}1{}", open.repeat(levels), close.repeat(levels));
            on_a_small_stack(move || {
                assert!(SavedPlan::read(&text).is_err());
                assert!(Log::parse(format!("{text}\n").as_bytes(), "a record").is_err());
            });
        }
    }
}
