//! The checked program on few lines.
#![allow(clippy::wildcard_enum_match_arm)]

use std::fmt::Write;

use hubwright::model::rule::{
    AssociatedTest, AssociationPath, Empty, Leaf, Membership, PropertyTest, Rule, Sign, Stamp, Test, TimeTest,
};
use hubwright::model::timing::{Frame, Leaving, Schedule, ScheduleDays, Until, Window};
use hubwright::model::workflow::{
    Action, Block, ChangedTo, Code, Enrol, Event, Input, Notice, Piece, Place, Step, Suppress, Text, Trigger, Webhook,
};
use hubwright::model::{FlowTarget, Head, ListTarget, Program};

pub fn program(program: &Program) -> String {
    let mut out = String::new();
    for segment in &program.segments {
        writeln!(out, "segment {} v{} on {}", head(&segment.head), segment.version.number, segment.object.word())
            .unwrap();
        rule(&mut out, "  ", &segment.rule);
    }
    for list in &program.static_lists {
        writeln!(out, "static list {} on {}", head(&list.head), list.object.word()).unwrap();
    }
    for flow in &program.workflows {
        writeln!(out, "workflow {} v{} on {}", head(&flow.head), flow.version.number, flow.object.word()).unwrap();
        match &flow.enrol {
            Enrol::When(condition, triggers) => {
                writeln!(out, "  when").unwrap();
                rule(&mut out, "    ", condition);
                for one in triggers {
                    writeln!(out, "  again {}", trigger(one)).unwrap();
                }
            }
            Enrol::On(events, again) => {
                for event in events {
                    match event {
                        Event::Change(one) => writeln!(out, "  on {}", trigger(one)).unwrap(),
                        Event::Created => writeln!(out, "  on created").unwrap(),
                        Event::Did(event, tests) => {
                            let tests: Vec<String> = tests.iter().map(property_test).collect();
                            writeln!(out, "  on {event:?} [{}]", tests.join(" & ")).unwrap();
                        }
                    }
                }
                writeln!(out, "  again {again:?}").unwrap();
            }
            Enrol::Manually(again) => writeln!(out, "  manually, again {again:?}").unwrap(),
        }
        match &flow.suppress {
            Suppress::Nobody => {}
            Suppress::Lists(lists) => {
                let lists: Vec<String> = lists.iter().map(list).collect();
                writeln!(out, "  suppress {}", lists.join(", ")).unwrap();
            }
            Suppress::Rule(condition) => {
                writeln!(out, "  suppress").unwrap();
                rule(&mut out, "    ", condition);
            }
        }
        frame(&mut out, &flow.frame);
        if flow.switch != Default::default() {
            writeln!(out, "  {:?}", flow.switch).unwrap();
        }
        steps(&mut out, 1, &flow.steps);
    }
    for property in &program.properties {
        if property.property.name.starts_with("shown_") {
            writeln!(out, "property {}.{}", property.property.object.word(), property.property.name).unwrap();
        }
    }
    out
}

fn head(head: &Head) -> String {
    let owner = head.owner.as_ref().map_or_else(String::new, |owner| format!(" of {owner}"));
    let formerly = if head.formerly.is_empty() { String::new() } else { format!(", once {}", head.identity()) };
    format!("{} {:?}{owner}{formerly}", head.name, head.title)
}

fn rule(out: &mut String, margin: &str, rule: &Rule) {
    for branch in &rule.branches {
        let leaves: Vec<String> = branch.leaves.iter().map(leaf).collect();
        writeln!(out, "{margin}or {}", leaves.join(" & ")).unwrap();
    }
}

fn leaf(leaf: &Leaf) -> String {
    match leaf {
        Leaf::Property(test) => property_test(test),
        Leaf::Member(member) => membership(member),
        Leaf::Activity(test) => format!("{}{:?} {:?}", not(test.sign), test.activity, test.refine),
        Leaf::Event(test) => {
            let tests: Vec<String> = test.tests.iter().map(property_test).collect();
            format!("{}did {:?} [{}] {:?}", not(test.sign), test.event, tests.join(" & "), test.refine)
        }
        Leaf::Any { association: path, tests } => {
            let tests: Vec<String> = tests
                .iter()
                .map(|test| match test {
                    AssociatedTest::Property(test) => property_test(test),
                    AssociatedTest::Member(member) => membership(member),
                })
                .collect();
            format!("any {}[{}]", association(path), tests.join(" & "))
        }
    }
}

fn association(path: &AssociationPath) -> String {
    path.label.as_ref().map_or_else(|| path.to.word().to_owned(), |label| format!("{}:{label}", path.to.word()))
}

fn property_test(test: &PropertyTest) -> String {
    let empty = match test.empty {
        Empty::Fails => "",
        Empty::Passes => " or-empty",
    };
    let what = match &test.test {
        Test::Bool(sign, value) => format!("{}{value}", not(*sign)),
        Test::Number(comparison, number) => format!("{comparison:?} {}", number.text()),
        Test::Text(comparison, text) => format!("{comparison:?} {text:?}"),
        Test::Texts(comparison, texts) => format!("{comparison:?} {texts:?}"),
        Test::Choice(comparison, values) => format!("{comparison:?} {values:?}"),
        Test::Time(Stamp::Value, TimeTest::Before(day)) => format!("before {day}"),
        Test::Time(Stamp::Value, TimeTest::After(day)) => format!("after {day}"),
        Test::Time(Stamp::Value, TimeTest::Within(sign, day, last)) if day == last => format!("{}on {day}", not(*sign)),
        Test::Time(Stamp::Value, TimeTest::LastDays(sign, days)) => format!("{}in last {days}", not(*sign)),
        other => format!("{other:?}"),
    };
    format!("{} {what}{empty}", test.property.name)
}

fn not(sign: Sign) -> &'static str {
    match sign {
        Sign::Holds => "",
        Sign::Not => "not ",
    }
}

fn membership(member: &Membership) -> String {
    format!("{}in {}", not(member.sign), list(&member.list))
}

fn list(target: &ListTarget) -> String {
    match target {
        ListTarget::Own(name) => name.0.clone(),
        ListTarget::Portal(name) => name.to_string(),
    }
}

fn trigger(trigger: &Trigger) -> String {
    let to = match &trigger.to {
        ChangedTo::Number(comparison, number) => format!("{comparison:?} {}", number.text()),
        other => format!("{other:?}"),
    };
    format!("{} to {to}", trigger.property.name)
}

fn steps(out: &mut String, depth: usize, all: &[Step]) {
    let margin = "  ".repeat(depth);
    for step in all {
        let name = step.name.as_ref().map_or_else(String::new, |name| format!(" ({name})"));
        write!(out, "{margin}{}{name} ", step.id.0).unwrap();
        match &step.action {
            Action::Wait(minutes) => writeln!(out, "wait {minutes} minutes").unwrap(),
            Action::Set(to, value) => writeln!(out, "set {} {value:?}", place(to)).unwrap(),
            Action::Copy { from, to } => writeln!(out, "copy {} to {}", place(from), place(to)).unwrap(),
            Action::If { arms, otherwise } => {
                writeln!(out, "if").unwrap();
                for (condition, then) in arms {
                    rule(out, &format!("{margin}  "), condition);
                    block(out, depth, then);
                }
                block(out, depth, otherwise);
            }
            Action::Match { input, arms, otherwise } => {
                writeln!(out, "match {}", place(input)).unwrap();
                for (values, then) in arms {
                    writeln!(out, "{margin}  {values:?}").unwrap();
                    block(out, depth, then);
                }
                block(out, depth, otherwise);
            }
            Action::SendEmail(email) => writeln!(out, "send {email}").unwrap(),
            Action::CreateTask(task) => writeln!(
                out,
                "task {} body {:?} {:?} {:?} due {:?} to {:?}",
                text(&task.subject),
                task.body.as_ref().map(text),
                task.kind,
                task.priority,
                task.due,
                task.assign.as_ref().map(|to| format!("{to:?}").chars().take(40).collect::<String>())
            )
            .unwrap(),
            Action::Rotate { property, users, teams, existing } => {
                writeln!(out, "rotate {} {users:?} {teams:?} {existing:?}", property.name).unwrap();
            }
            Action::AddTo(to) => writeln!(out, "add to {}", list(to)).unwrap(),
            Action::RemoveFrom(from) => writeln!(out, "remove from {}", list(from)).unwrap(),
            Action::EnrollIn(FlowTarget::Own(name)) => writeln!(out, "enroll in {}", name.0).unwrap(),
            Action::EnrollIn(FlowTarget::Portal(name)) => writeln!(out, "enroll in {name}").unwrap(),
            Action::Opaque { type_id, version, fields, returns } => {
                writeln!(out, "action {type_id} v{version} {fields:?} returns {returns:?}").unwrap();
            }
            Action::End => writeln!(out, "end").unwrap(),
            Action::GoTo(target) => writeln!(out, "go to {}", target.0).unwrap(),
            Action::WaitUntil(until) => writeln!(out, "wait until {}", short(until)).unwrap(),
            Action::WaitFor { events, minutes, branch, happened, otherwise } => {
                writeln!(out, "wait for {} up to {minutes}, then {}", events.len(), branch.0).unwrap();
                block(out, depth, happened);
                block(out, depth, otherwise);
            }
            Action::Split(arms) => {
                writeln!(out, "split").unwrap();
                for (share, then) in arms {
                    writeln!(out, "{margin}  {share}%").unwrap();
                    block(out, depth, then);
                }
            }
            Action::Increase(to, by) => writeln!(out, "increase {} by {}", place(to), by.text()).unwrap(),
            Action::Append(to, value) => writeln!(out, "append {value:?} to {}", place(to)).unwrap(),
            Action::Notify(notice) => {
                let owners: Vec<&str> = notice.owners.iter().map(|owner| owner.name.as_str()).collect();
                let body = notice.body.as_ref().map(text);
                let Notice { channel, users, teams, subject, .. } = notice;
                writeln!(out, "notify {owners:?} {users:?} {teams:?} by {channel:?} {} {body:?}", text(subject))
                    .unwrap();
            }
            Action::CreateNote(note) => writeln!(out, "note {:?}", text(note)).unwrap(),
            Action::CreateRecord { object, values } => {
                let values: Vec<String> =
                    values.iter().map(|(property, value)| format!("{} = {}", property.name, input(value))).collect();
                writeln!(out, "create {} {}", object.word(), values.join(", ")).unwrap();
            }
            Action::Webhook(webhook) => {
                let Webhook { method, url, parameters, signature } = webhook;
                writeln!(out, "webhook {method} {url:?} {} {signature:?}", inputs(parameters)).unwrap();
            }
            Action::RunCode(code) => {
                let Code { runtime, source, inputs: given, outputs, secrets } = code;
                writeln!(out, "code {runtime} {source:?} {} {outputs:?} {secrets:?}", inputs(given)).unwrap();
            }
        }
    }
}

fn block(out: &mut String, depth: usize, block: &Block) {
    let label = block.label.as_deref().unwrap_or("");
    writeln!(out, "{}  block {label}", "  ".repeat(depth)).unwrap();
    steps(out, depth + 2, &block.steps);
}

fn inputs(all: &[(String, Input)]) -> String {
    let all: Vec<String> = all.iter().map(|(name, value)| format!("{name} = {}", input(value))).collect();
    all.join(", ")
}

fn input(input: &Input) -> String {
    match input {
        Input::Value(value) => format!("{value:?}"),
        Input::Property(of) => place(of),
    }
}

fn short(until: &Until) -> String {
    match until {
        Until::Property { property, shift, at } => format!("{} {shift:?} {at:?}", property.name),
        Until::Weekday(..) | Until::Time(_) | Until::Date(..) => format!("{until:?}"),
    }
}

fn frame(out: &mut String, frame: &Frame) {
    for (word, condition) in [("only if", &frame.only_if), ("goal", &frame.goal)] {
        if let Some(condition) = condition {
            writeln!(out, "  {word}").unwrap();
            rule(out, "    ", condition);
        }
    }
    if frame.leaving != Leaving::default() {
        writeln!(out, "  {:?}", frame.leaving).unwrap();
    }
    if let Some(Schedule { on, at }) = &frame.schedule {
        let on = match on {
            ScheduleDays::Property { property, days, every } => format!("{} {days:+} {every:?}", property.name),
            other => format!("{other:?}"),
        };
        writeln!(out, "  schedule {on} at {}:{}", at.hour, at.minute).unwrap();
    }
    for Window { day, from, to } in &frame.windows {
        writeln!(out, "  on {day:?} {}:{} to {}:{}", from.hour, from.minute, to.hour, to.minute).unwrap();
    }
    for day in &frame.blocked {
        writeln!(out, "  not on {day:?}").unwrap();
    }
}

fn place(place: &Place) -> String {
    let way = place.association.as_ref().map_or_else(String::new, |path| format!("{}.", association(path)));
    format!("{way}{}", place.property.name)
}

fn text(text: &Text) -> String {
    text.pieces
        .iter()
        .map(|piece| match piece {
            Piece::Literal(literal) => literal.clone(),
            Piece::Property(property) => format!("{{{}}}", property.name),
            Piece::Associated(path, property) => format!("{{{}.{}}}", association(path), property.name),
            Piece::Output { step, key } => format!("{{{}.{key}}}", step.0),
        })
        .collect()
}
