//! Generated workflows, compiled, read back and compiled again.

use hubwright::hubspot::platform::Object;
use hubwright::hubspot::switches::Switches;
use hubwright::model::workflow::Workflow;
use proptest::prelude::*;
use serde_json::Value;

use super::models;
use super::world::{Portal, disturbed};

/// Steps of workflows on contacts; some have a `%` for a name of their own.
pub const STEPS: &[&str] = &[
    "wait 45 minutes",
    "wait 3 hours",
    "wait 2 days",
    "wait until tuesday at 09:00",
    "wait until friday",
    "wait until 18:30",
    "wait until 2027-02-28 at 10:00",
    "wait until birthday",
    "wait until 3 days before birthday at 09:00",
    "wait until 5 hours after last_seen",
    "set note = \"plain\"",
    "set note = \"Hi {first_name} of {company.country}, \\{not a value\\} & <b>\"",
    "set tier = high",
    "set tier = \"very low\"",
    "set lead_score = 12.5",
    "set inside = true",
    "set last_seen = now",
    "set birthday = now + 3 days",
    "set last_seen = now - 2 hours",
    "set interests = \"api docs\"",
    "set owner_id = user(\"ada@acme.example\")",
    "set main_deal.stage = stage(\"Won\")",
    "set company.segment = \"SMB\"",
    "clear note",
    "copy country to note",
    "copy company.country to country",
    "copy tier to main_deal.dealname",
    "append pricing to interests",
    "append \" and {first_name}\" to note",
    "increase lead_score by 10",
    "decrease lead_score by 2.5",
    "send email(\"Welcome\")",
    "notify owner_id, user(\"bo@acme.example\"), team(\"SDR\") by app \"Look at {first_name}\"",
    "notify team(\"SDR\") \"New: {first_name}\" { body \"Score {lead_score} < 100 & counting\" }",
    "create task \"Call {first_name}\" { due in 2 hours priority high type call body \"a < b\" assign to owner_id }",
    "create task \"Write\" { due in 3 days assign to user(\"ada@acme.example\") }",
    "create note \"Seen by {first_name} & others\"",
    "create deal { dealname = \"For {first_name}\" amount = lead_score stage = stage(\"Won\") closed = now }",
    "create attendance { title = country }",
    "rotate owner_id among user(\"ada@acme.example\"), team(\"SDR\") overwrite",
    "rotate owner_id among team(\"SDR\")",
    "add to by_hand",
    "remove from list(\"Elsewhere\")",
    "enroll in follow_up",
    "enroll in workflow(\"Of others\")",
    "call webhook POST \"https://hooks.example/in?from=hubspot\" { id = lead_score  text = \"about {first_name}\"  at = now }",
    "call webhook GET url(\"broker\") sign with app(\"broker\")",
    "call webhook PUT url(\"broker\") { \"x-y\" = true } sign with secret(\"broker key\") in header \"X-Key\"",
    "%: run code \"a.py\" on PYTHON39 { input x = lead_score  input y = company.country  output tier: enum  output why: string  uses secret(\"api key\") }\nset note = \"{%.why} of {%.tier}\"",
    "%: run code \"b.js\" on NODE20X { output score: number }\ncreate note \"{%.score}\"",
    "%: action \"0-172351286\" v11 { message = \"Tier of {{ enrolled_object.country }} {first_name} \\{a.b\\} {company.segment}?\" } returns (answer)\nset note = \"{%.answer}\"",
    "action \"0-25\" v0 { source_property = \"a\" target_property = \"b\" deep = { list = [1, 2.5, true, \"x\", { a = -3 }] } }",
    "action \"0-13\" v0 { operation = \"ADD\" list_id = by_hand }",
    "action \"0-23\" v2 { email_content_id = email(\"Welcome\") recipient_emails = [\"{{ enrolled_object.email }}\"] user_ids = [user(\"bo@acme.example\")] }",
    "action \"0-43347357\" v7 { subscriptionId = subscription(\"News\") channel = \"EMAIL\" \"odd key\" = \"{\" }",
];

/// Lines before the steps.
pub const FRAMES: &[&str] = &[
    "enroll manually",
    "enroll manually re-enroll",
    "enroll when lead_score >= 80 and country is known\n  re-enroll when lead_score changes to >= 80\n  re-enroll when country changes",
    "enroll when tier is high or any company (employees >= 200)\n  unenroll when no longer matching\n  suppress member of excluded\n  suppress member of list(\"Elsewhere\")",
    "enroll on lead_score changes to >= 80\n  enroll on created\n  re-enroll\n  only if country is \"US\"",
    "enroll on tier changes to any of (high, low)",
    "enroll when member of hot\n  goal when tier is high",
    "enroll manually\n  schedule daily at 02:00",
    "enroll manually\n  schedule weekly on thursday, monday at 12:15",
    "enroll manually\n  schedule monthly on 15, 1 at 00:00",
    "enroll manually\n  schedule monthly on first monday at 09:00",
    "enroll manually\n  schedule monthly on last day at 09:00",
    "enroll manually\n  schedule yearly on dec 24 at 09:00",
    "enroll manually\n  schedule 30 days before birthday every year at 09:00",
    "enroll manually\n  schedule on birthday at 09:00",
    "enroll manually\n  active on weekdays 08:00-18:00\n  active on saturday 10:00-12:00\n  not active on dec 25\n  not active on 2027-01-02",
];

const CODE: [(&str, &str); 2] =
    [("a.py", "def main(event):\n    return {\"outputFields\": {}}\n"), ("b.js", "exports.main = async () => {};\n")];

pub fn portal() -> Portal {
    Portal::new(include_str!("features.yaml"), include_str!("others.flow"))
}

/// A tree of steps, printed with names of their own.
#[derive(Clone, Debug)]
pub enum Tree {
    Step(usize),
    Branch(usize, Vec<Vec<Tree>>),
}

pub fn any_trees() -> impl Strategy<Value = Vec<Tree>> {
    let step = (0..STEPS.len()).prop_map(Tree::Step);
    prop::collection::vec(step.clone(), 0..4).prop_recursive(3, 40, 4, move |inner| {
        let branch =
            (0..7_usize, prop::collection::vec(inner, 4)).prop_map(|(kind, blocks)| Tree::Branch(kind, blocks));
        prop::collection::vec(prop_oneof![2 => step.clone(), 1 => branch], 0..4)
    })
}

/// Writes a tree. `end` and empty blocks come in as the tree has them.
pub fn written(trees: &[Tree], count: &mut usize) -> String {
    let mut text = String::new();
    for tree in trees {
        *count += 1;
        let name = format!("s{count}");
        match tree {
            Tree::Step(at) => text.push_str(&format!("{}\n", STEPS[*at].replace('%', &name))),
            Tree::Branch(kind, blocks) => {
                let mut block = |at: usize| {
                    let steps = written(&blocks[at], count);
                    // Every fourth block leaves.
                    *count += 1;
                    if (*count).is_multiple_of(4) { format!("{steps}\nend") } else { steps }
                };
                let (a, b, c, d) = (block(0), block(1), block(2), block(3));
                text.push_str(&match kind {
                    0 => format!("if country is known {{ {a} }}"),
                    1 => format!("if country is known as \"Known\" {{ {a} }} else if tier is high {{ {b} }} else as \"Rest\" {{ {c} }}"),
                    2 => format!("match tier {{ high => {{ {a} }} low, \"very low\" => {{ {b} }} else => {{ {c} }} }}"),
                    3 => format!("match company.country {{ \"US\" => {{ {a} }} \"CA\" => {{ }} \"MX\" => {{ {b} }} else as \"Other\" => {{ {d} }} }}"),
                    4 => format!("split {{ 50% {{ set p0 = \"x\"\n{a} }} 50% {{ set p1 = \"x\"\n{b} }} }}"),
                    5 => format!("split {{ 10% {{ set p0 = \"x\"\n{a} }} 20% {{ set p1 = \"x\" {b} }} 70% {{ set p2 = \"x\" }} }}"),
                    _ => format!("wait for tier changes to high or created up to 90 minutes {{ {a} }} else {{ {b} }}"),
                });
                text.push('\n');
            }
        }
    }
    text
}

/// Cuts what nobody reaches behind a branch whose ways all leave, as the checker wants it.
pub fn compiles(portal: &Portal, frame: &str, steps: &str) -> Option<Workflow> {
    let text = format!("workflow x on contact {{\n  version 1\n  title \"A title\"\n  {frame}\n{steps}\n}}");
    let mut files = vec![
        ("rules/features.yaml".to_owned(), portal.catalog.clone()),
        ("workflows/others.flow".to_owned(), portal.others.clone()),
        ("workflows/x.flow".to_owned(), text.clone()),
    ];
    files.extend(CODE.iter().map(|(path, text)| (format!("workflows/code/{path}"), (*text).to_owned())));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let (program, problems) = super::compiled::checked(&files);
    let errors = super::compiled::errors(&problems);
    if let Some(error) = errors.iter().find(|(code, _)| *code != "check::unreachable") {
        panic!("{error:?}\n{text}");
    }
    errors.is_empty().then(|| program.workflows.into_iter().find(|workflow| workflow.head.name == "x").unwrap())
}

/// Returns the numbers below 503, which is prime, in another order.
pub fn shuffled(seed: usize) -> Vec<usize> {
    (1..503).map(|at| at * seed % 503).collect()
}

fn trip(portal: &Portal, model: &Workflow, numbers: &[usize], standard: &[bool]) -> (Value, Result<String, String>) {
    let switches = Switches::default();
    let json = disturbed(&portal.holds(model, &switches, numbers), numbers, standard);
    let lifted = portal.lift(&json, &switches).unwrap_or_else(|losses| {
        let losses: Vec<String> = losses.iter().map(ToString::to_string).collect();
        panic!("{losses:#?}\n{}", serde_json::to_string_pretty(&json).unwrap())
    });
    let text = portal.compare(&json, &lifted, &switches);
    (json, text)
}

#[test]
fn each_step_and_each_line_comes_back_as_it_was_written() {
    let portal = portal();
    for frame in FRAMES {
        let model = compiles(&portal, frame, "wait 1 day").unwrap();
        let text = trip(&portal, &model, &[], &[]).1.unwrap_or_else(|why| panic!("{why}"));
        let lines = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let sorted = |text: &str| {
            let mut words: Vec<String> = lines(text).split(' ').map(|word| word.replace(',', "")).collect();
            words.sort();
            words
        };
        let before = format!("workflow lifted on contact {{ version 1 title \"A title\" {frame} wait 1 day }}");
        assert_eq!(sorted(&text), sorted(&before), "{text}");
    }
    for step in STEPS {
        let model = compiles(&portal, "enroll manually", &step.replace('%', "s1")).unwrap();
        let text = trip(&portal, &model, &[], &[]).1.unwrap_or_else(|why| panic!("{step}\n{why}"));
        let opaque = text.contains("action \"");
        assert_eq!(opaque, step.contains("action \""), "{step}\n{text}");
        assert!(!text.contains("go to"), "{text}");
    }
}

proptest! {
    #[test]
    fn what_was_compiled_is_read_back_and_compiles_to_the_same(
        trees in any_trees(),
        frame in 0..FRAMES.len(),
        seed in 1..500_usize,
        standard in prop::collection::vec(any::<bool>(), 0..40),
    ) {
        let portal = portal();
        if let Some(model) = compiles(&portal, FRAMES[frame], &written(&trees, &mut 0)) {
            let (_, text) = trip(&portal, &model, &shuffled(seed), &standard);
            prop_assert!(text.is_ok(), "{}", text.unwrap_err());
            // What was written without one needs none.
            prop_assert!(!text.clone().unwrap().contains("go to"), "{}", text.unwrap());
        }
    }

    #[test]
    fn any_nested_branches_are_read_back_without_a_jump(
        actions in models::any_actions(),
        seed in 1..500_usize,
    ) {
        let portal = portal();
        let model = models::workflow(Object::Contact, actions);
        let (_, text) = trip(&portal, &model, &shuffled(seed), &[]);
        prop_assert!(text.is_ok(), "{}", text.unwrap_err());
        prop_assert!(!text.clone().unwrap().contains("go to"), "{}", text.unwrap());
    }
}
