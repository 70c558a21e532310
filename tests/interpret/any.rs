//! Any rule of the model, any record, any setting.

use std::collections::BTreeMap;

use hubwright::catalog::{FeatureKind, Sensitivity};
use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::Switches;
use hubwright::model::interpret::{Happening, Record, Version};
use hubwright::model::rule::{
    Activity, ActivityTest, AssociatedTest, AssociationPath, Branch, CalendarSpan, CalendarUnit, ChoiceTest,
    ChoiceValue, CtaVerb, DayPart, EmailVerb, Empty, EventTest, EventType, Leaf, Membership, Number, NumberTest,
    OptStatus, PageMatch, Past, PropertyTest, Refine, Rule, Side, Sign, Stamp, Test, TextTest, TextsTest, TimeTest,
};
use hubwright::model::{ListName, ListTarget, PortalName, Property, PropertyFacts};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use proptest::collection::{btree_set, vec};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

pub const NOW: &str = "2026-11-23T10:00:00Z";
const TEXTS: &[&str] = &["us", "US", "USA", "a us b", "Zürich", "ZÜRICH", "no"];
const NUMBERS: &[&str] = &["-1", "0", "2.5", "80", "ten"];
const OPTIONS: &[&str] = &["a", "b", "c", "d"];
const PAGES: &[&str] = &["https://acme.example/Pricing?x=1", "acme.example/pricing", "acme.example/blog"];
const EMAIL_EVENTS: &[&str] =
    &["4-667638", "4-665536", "4-666440", "4-666288", "4-665538", "4-5470331", "email_unsubscribe"];

fn property(name: &str) -> Property {
    let kind = match name {
        "flag" => FeatureKind::Bool,
        "number" | "amount" => FeatureKind::Number,
        "day" => FeatureKind::Date,
        "moment" | "later" => FeatureKind::DateTime,
        "owner" => FeatureKind::Owner,
        _ => FeatureKind::Text,
    };
    let (feature, name) = (name.to_owned(), name.to_owned());
    PropertyFacts { feature, object: Object::Contact, name, kind, sensitivity: Sensitivity::Plain }.into()
}

fn any_of<T: Clone + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> + Clone {
    select(all)
}

fn sign() -> impl Strategy<Value = Sign> + Clone {
    any_of(&[Sign::Holds, Sign::Not])
}

fn text() -> impl Strategy<Value = String> + Clone {
    any_of(TEXTS).prop_map(str::to_owned)
}

fn number() -> impl Strategy<Value = Number> + Clone {
    any_of(&[Number(-1.0), Number(0.0), Number(2.5), Number(80.0)])
}

fn days() -> impl Strategy<Value = Date> + Clone {
    (-9..9_i64).prop_map(|days| Date::constant(2026, 11, 23) + days.days())
}

fn choices() -> impl Strategy<Value = Vec<ChoiceValue>> {
    // Many options, so that their bits fill more than one cell.
    let option = prop_oneof![any_of(OPTIONS).prop_map(str::to_owned), (0..150_u32).prop_map(|n| format!("o{n}"))];
    vec(option.prop_map(ChoiceValue::Option), 1..4)
}

fn time() -> impl Strategy<Value = TimeTest> {
    let span = any_of(&[CalendarSpan::This, CalendarSpan::Last, CalendarSpan::Next]);
    let units =
        &[CalendarUnit::Day, CalendarUnit::Week, CalendarUnit::Month, CalendarUnit::Quarter, CalendarUnit::Year];
    prop_oneof![
        days().prop_map(TimeTest::Before),
        days().prop_map(TimeTest::After),
        (sign(), days(), days()).prop_map(|(sign, a, b)| TimeTest::Within(sign, a.min(b), a.max(b))),
        (0..9_u32).prop_map(TimeTest::BeforeToday),
        (0..9_u32, any_of(&[DayPart::Begin, DayPart::End])).prop_map(|(days, part)| TimeTest::AfterToday(days, part)),
        (sign(), 0..9_u32).prop_map(|(sign, days)| TimeTest::LastDays(sign, days)),
        (sign(), 0..9_u32).prop_map(|(sign, days)| TimeTest::NextDays(sign, days)),
        (span, any_of(units)).prop_map(|(span, unit)| TimeTest::Calendar(span, unit)),
    ]
}

fn against() -> impl Strategy<Value = TimeTest> {
    let other = any_of(&["day", "later"]).prop_map(property);
    (any_of(&[Side::Before, Side::After]), other).prop_map(|(side, other)| TimeTest::Against(side, other))
}

fn empty() -> impl Strategy<Value = Empty> + Clone {
    any_of(&[Empty::Fails, Empty::Passes])
}

fn tested(name: &'static str, test: impl Strategy<Value = Test> + 'static) -> BoxedStrategy<PropertyTest> {
    (test, empty()).prop_map(move |(test, empty)| PropertyTest { property: property(name), test, empty }).boxed()
}

type Named<T> = (&'static str, BoxedStrategy<T>);

fn tests() -> Vec<Named<PropertyTest>> {
    let numbers = &[
        NumberTest::Equal,
        NumberTest::NotEqual,
        NumberTest::Less,
        NumberTest::LessOrEqual,
        NumberTest::Greater,
        NumberTest::GreaterOrEqual,
    ];
    let texts = &[
        TextTest::Equal,
        TextTest::NotEqual,
        TextTest::Contains,
        TextTest::DoesNotContain,
        TextTest::StartsWith,
        TextTest::EndsWith,
    ];
    let several = &[TextsTest::EqualAny, TextsTest::EqualNone, TextsTest::ContainsAny, TextsTest::ContainsNone];
    let sets = &[
        ChoiceTest::AnyOf,
        ChoiceTest::NoneOf,
        ChoiceTest::AllOf,
        ChoiceTest::NotAllOf,
        ChoiceTest::Exactly,
        ChoiceTest::NotExactly,
    ];
    let stamped = |test: BoxedStrategy<TimeTest>, stamp| test.prop_map(move |test| Test::Time(stamp, test));
    let owner = Just(vec![ChoiceValue::Portal(PortalName::Owner("7".to_owned()))]);
    vec![
        ("presence", tested("text", any_of(&[Test::Known, Test::Unknown]))),
        ("bool", tested("flag", (sign(), any::<bool>()).prop_map(|(sign, value)| Test::Bool(sign, value)))),
        ("number", tested("number", (any_of(numbers), number()).prop_map(|(test, n)| Test::Number(test, n)))),
        ("text", tested("text", (any_of(texts), text()).prop_map(|(test, text)| Test::Text(test, text)))),
        ("texts", tested("text", (any_of(several), vec(text(), 2..4)).prop_map(|(test, all)| Test::Texts(test, all)))),
        ("choice", tested("set", (any_of(sets), choices()).prop_map(|(test, all)| Test::Choice(test, all)))),
        ("owner", tested("owner", (any_of(sets), owner).prop_map(|(test, all)| Test::Choice(test, all)))),
        ("past bool", tested("flag", (sign(), any::<bool>()).prop_map(|(s, v)| Test::Past(s, Past::Bool(v))))),
        ("past number", tested("number", (sign(), number()).prop_map(|(s, v)| Test::Past(s, Past::Number(v))))),
        ("past text", tested("text", (sign(), text()).prop_map(|(s, v)| Test::Past(s, Past::Text(v))))),
        ("past choice", tested("set", (sign(), choices()).prop_map(|(s, v)| Test::Past(s, Past::Choice(v))))),
        ("date", tested("day", stamped(time().boxed(), Stamp::Value))),
        ("datetime", tested("moment", stamped(time().boxed(), Stamp::Value))),
        ("changed", tested("set", stamped(time().boxed(), Stamp::Changed))),
        ("against", tested("moment", stamped(against().boxed(), Stamp::Value))),
        ("changed against", tested("moment", stamped(against().boxed(), Stamp::Changed))),
        ("same text", tested("text", Just(Test::SameText(property("other"))))),
    ]
}

fn members() -> impl Strategy<Value = Membership> {
    (lists(), sign()).prop_map(|(list, sign)| Membership { list, sign })
}

fn lists() -> impl Strategy<Value = ListTarget> + Clone {
    // Many, so that their bits fill more than one cell.
    (0..80_u32).prop_map(|list| ListTarget::Own(ListName(format!("l{}", if list < 60 { list % 4 } else { list }))))
}

fn path() -> AssociationPath {
    AssociationPath { from: Object::Contact, to: Object::Contact, label: None }
}

fn refine() -> impl Strategy<Value = Refine> {
    prop_oneof![
        Just(Refine::Ever),
        (1..3_u32).prop_map(Refine::AtLeast),
        (0..3_u32).prop_map(Refine::AtMost),
        time().prop_map(Refine::During),
    ]
}

fn activities() -> Vec<Named<Activity>> {
    let verbs = &[
        EmailVerb::Sent,
        EmailVerb::SentNotReceived,
        EmailVerb::SentNotClicked,
        EmailVerb::Received,
        EmailVerb::ReceivedNotOpened,
        EmailVerb::Opened,
        EmailVerb::OpenedNotClicked,
        EmailVerb::OpenedNotReplied,
        EmailVerb::Clicked,
        EmailVerb::Replied,
        EmailVerb::Bounced,
        EmailVerb::Unsubscribed,
    ];
    let form = prop_oneof![Just(None), any_of(&["1", "2"]).prop_map(|id| Some(PortalName::Form(id.to_owned())))];
    let page = (any_of(&[PageMatch::Equal, PageMatch::Contains, PageMatch::Regex]), any_of(PAGES));
    let statuses = &[OptStatus::In, OptStatus::Out, OptStatus::Neither];
    let email = || PortalName::Email("1".to_owned());
    vec![
        ("form", form.prop_map(Activity::Form).boxed()),
        ("page", page.prop_map(|(how, page)| Activity::Page(how, page.to_owned())).boxed()),
        (
            "cta",
            any_of(&[CtaVerb::Viewed, CtaVerb::Clicked])
                .prop_map(|verb| Activity::Cta(verb, PortalName::Cta("1".to_owned())))
                .boxed(),
        ),
        ("email", any_of(verbs).prop_map(move |verb| Activity::Email(verb, email())).boxed()),
        (
            "subscription",
            any_of(statuses)
                .prop_map(|status| Activity::Subscription(status, PortalName::Subscription("1".to_owned())))
                .boxed(),
        ),
    ]
}

/// Every kind of leaf by name.
pub fn kinds() -> Vec<Named<Leaf>> {
    let one_test = || proptest::strategy::Union::new(tests().into_iter().map(|(_, test)| test));
    let associated = prop_oneof![3 => one_test().prop_map(AssociatedTest::Property), 1 => members().prop_map(AssociatedTest::Member)];
    let event = (vec(one_test(), 0..3), sign(), refine()).prop_map(|(tests, sign, refine)| {
        Leaf::Event(Box::new(EventTest {
            event: EventType::Standard { word: "renewal", id: "6-1" },
            tests,
            sign,
            refine,
        }))
    });
    let mut all: Vec<Named<Leaf>> =
        tests().into_iter().map(|(name, test)| (name, test.prop_map(Leaf::Property).boxed())).collect();
    all.extend(activities().into_iter().map(|(name, activity)| {
        let leaf = (activity, sign(), refine())
            .prop_map(|(activity, sign, refine)| Leaf::Activity(Box::new(ActivityTest { activity, sign, refine })));
        (name, leaf.boxed())
    }));
    all.push(("member", members().prop_map(Leaf::Member).boxed()));
    all.push(("event", event.boxed()));
    let any = vec(associated, 0..3).prop_map(|tests| Leaf::Any { association: path(), tests });
    all.push(("any", any.boxed()));
    all
}

pub fn of(leaves: Vec<Leaf>) -> Rule {
    Rule { branches: vec![Branch { leaves }] }
}

pub fn rule() -> impl Strategy<Value = Rule> {
    let leaf = proptest::strategy::Union::new(kinds().into_iter().map(|(_, leaf)| leaf));
    let branch = vec(leaf, 1..3).prop_map(|leaves| Branch { leaves });
    vec(branch, 1..4).prop_map(|branches| Rule { branches })
}

/// Moments around now, with those at the edges of days in a few zones.
fn at() -> impl Strategy<Value = i64> + Clone {
    let now: Timestamp = NOW.parse().unwrap();
    let hours = prop_oneof![Just(0_i64), Just(13), Just(-5), Just(-10), Just(-11), Just(14)];
    let around = (-10..10_i64, hours, -1..=1_i64);
    around.prop_map(move |(days, hours, ms)| now.as_millisecond() + days * 86_400_000 + hours * 3_600_000 + ms)
}

fn values(name: &'static str) -> BoxedStrategy<String> {
    let words = |words: &'static [&'static str]| any_of(words).prop_map(str::to_owned).boxed();
    match name {
        "flag" => words(&["true", "false", "yes"]),
        "number" => words(NUMBERS),
        "text" | "other" => words(TEXTS),
        "set" => subsequence(vec!["a", "b", "c", "o1", "o120", "else"], 1..4).prop_map(|all| all.join(";")).boxed(),
        "owner" => words(&["7", "8"]),
        "day" => prop_oneof![
            8 => days().prop_map(|day| day.to_string()),
            1 => days().prop_map(|day| day.in_tz("UTC").unwrap().timestamp().as_millisecond().to_string()),
            1 => Just("soon".to_owned())
        ]
        .boxed(),
        _ => prop_oneof![
            4 => at().prop_map(|at| at.to_string()),
            4 => at().prop_map(|at| Timestamp::from_millisecond(at).unwrap().to_string()),
            1 => days().prop_map(|day| day.to_string()),
            1 => Just("soon".to_owned())
        ]
        .boxed(),
    }
}

fn history(name: &'static str) -> impl Strategy<Value = (String, Vec<Version>)> {
    let value = prop_oneof![4 => values(name), 1 => Just(String::new())];
    let versions = vec((value, at()).prop_map(|(value, at)| Version { value, at }), 0..4);
    versions.prop_map(move |versions| (name.to_owned(), versions))
}

const NAMES: &[&str] = &["flag", "number", "text", "other", "set", "owner", "day", "moment", "later"];

fn properties() -> impl Strategy<Value = BTreeMap<String, Vec<Version>>> {
    NAMES.iter().map(|name| history(name)).collect::<Vec<_>>().prop_map(|all| all.into_iter().collect())
}

fn happening() -> impl Strategy<Value = Happening> {
    let marked = |event: BoxedStrategy<&'static str>, name: &'static str, values: BoxedStrategy<&'static str>| {
        (event, values, at()).prop_map(move |(event, value, at)| Happening {
            event: event.to_owned(),
            at,
            properties: [(name.to_owned(), value.to_owned())].into(),
        })
    };
    let ids = || any_of(&["1", "2", ""]).boxed();
    let emails = any_of(&["email(\"1\")", "email(\"2\")"]).boxed();
    let ctas = any_of(&["cta(\"1\")", "cta(\"2\")"]).boxed();
    let own = (properties(), at()).prop_map(|(properties, at)| Happening {
        event: "6-1".to_owned(),
        at,
        properties: properties.into_iter().filter_map(|(name, all)| Some((name, all.last()?.value.clone()))).collect(),
    });
    prop_oneof![
        2 => marked(Just("4-1639801").boxed(), "hs_form_id", ids()),
        2 => marked(Just("4-96000").boxed(), "hs_url", any_of(PAGES).boxed()),
        2 => marked(any_of(&["4-1555804", "4-1555805"]).boxed(), "hs_cta_id", ctas),
        4 => marked(any_of(EMAIL_EVENTS).boxed(), "hs_email_campaign_group_id", emails),
        2 => own,
    ]
}

fn alone() -> impl Strategy<Value = Record> {
    let status = any_of(&[OptStatus::In, OptStatus::Out, OptStatus::Neither]);
    let subscriptions = prop::option::of(status).prop_map(|said| said.map(|said| ("1".to_owned(), said)));
    (properties(), btree_set(lists(), 0..4), vec(happening(), 0..8), subscriptions).prop_map(
        |(properties, lists, events, subscriptions)| Record {
            properties,
            lists,
            events,
            subscriptions: subscriptions.into_iter().collect(),
            associated: BTreeMap::new(),
        },
    )
}

pub fn record() -> impl Strategy<Value = Record> {
    (alone(), vec(alone(), 0..3))
        .prop_map(|(record, others)| Record { associated: [(path(), others)].into(), ..record })
}

/// Any choice of each switch.
pub fn switches() -> impl Strategy<Value = Switches> {
    vec(any::<prop::sample::Index>(), Switches::ROWS.len()).prop_map(|picks| {
        let mut switches = Switches::default();
        for (row, pick) in Switches::ROWS.iter().zip(picks) {
            switches.set(row.name, pick.get(row.choices).0).unwrap();
        }
        switches
    })
}

pub fn now() -> impl Strategy<Value = (Timestamp, &'static str)> {
    any_of(&[
        (NOW, "Europe/Berlin"),
        ("2026-11-23T00:00:00Z", "UTC"),
        ("2026-11-22T23:59:59.999Z", "America/New_York"),
        ("2026-11-23T11:00:00Z", "Pacific/Auckland"),
    ])
    .prop_map(|(now, zone)| (now.parse().unwrap(), zone))
}
