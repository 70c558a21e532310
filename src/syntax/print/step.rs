//! Prints steps.

use super::super::ast::{
    Action, Block, Channel, CodeLine, Direction, Field, Sign, SignPlace, Step, TaskLine, Value, ValueKind, WebhookUrl,
};
use super::super::words::{block_quoted, quoted};
use super::value::{how_long, joined, key, path, reference, target, value};
use super::{Page, STEP, condition, event, timing};
use crate::source::Spanned;

impl Page {
    pub(super) fn steps(&mut self, steps: &[Step]) {
        for step in steps {
            let name = step.name.as_ref().map(|name| format!("{}: ", name.node)).unwrap_or_default();
            self.action(&name, &step.action);
        }
    }

    fn action(&mut self, name: &str, action: &Action) {
        let line = match action {
            Action::Wait(it) => format!("wait {}", how_long(it)),
            Action::Set { path: to, value: it } => format!("set {} = {}", path(to), self.text_value(it)),
            Action::Clear(it) => format!("clear {}", path(it)),
            Action::Copy { from, to } => format!("copy {} to {}", path(from), path(to)),
            Action::Send(it) => format!("send {}", target(it)),
            Action::AddTo(it) => format!("add to {}", target(it)),
            Action::RemoveFrom(it) => format!("remove from {}", target(it)),
            Action::EnrollIn(it) => format!("enroll in {}", target(it)),
            Action::Rotate { feature, among, overwrite } => {
                let among: Vec<String> = among.iter().map(target).collect();
                let overwrite = if overwrite.is_some() { " overwrite" } else { "" };
                format!("rotate {} among {}{overwrite}", path(feature), among.join(", "))
            }
            Action::Append { value: it, to } => format!("append {} to {}", value(it), path(to)),
            Action::Change { direction, path: of, by } => {
                let word = match direction {
                    Direction::Increase => "increase",
                    Direction::Decrease => "decrease",
                };
                format!("{word} {} by {}", path(of), value(by))
            }
            Action::WaitUntil(it) => format!("wait until {}", timing::until(it)),
            Action::CreateNote(text) => format!("create note {}", self.text(&text.node)),
            Action::GoTo(step) => format!("go to {}", step.node),
            Action::End => "end".to_owned(),
            Action::Notify { targets, by, subject, body } => {
                let targets: Vec<String> = targets.iter().map(target).collect();
                let by = match by.as_ref().map(|by| by.node) {
                    None => "",
                    Some(Channel::App) => " by app",
                    Some(Channel::Email) => " by email",
                };
                let head = format!("{name}notify {}{by} {}", targets.join(", "), quoted(&subject.node));
                let Some(body) = body else { return self.line(&head) };
                self.open(&format!("{head} {{"));
                let text = self.text(&body.node);
                self.line(&format!("body {text}"));
                return self.close("}");
            }
            Action::WaitForEvent { events, up_to, block, otherwise } => {
                let events: Vec<String> = events.iter().map(event).collect();
                let head = format!("{name}wait for {} up to {}", events.join(" or "), how_long(up_to));
                self.block(&head, block);
                if let Some(block) = otherwise {
                    self.block("} else", block);
                }
                return self.line("}");
            }
            Action::Split(arms) => {
                self.open(&format!("{name}split {{"));
                for (percent, block) in arms {
                    self.open(&format!("{}% {{", percent.node));
                    self.steps(&block.steps);
                    self.close("}");
                }
                return self.close("}");
            }
            Action::CreateRecord { object, fields } => {
                return self.fields(&format!("{name}create {}", object.node), fields, "");
            }
            Action::Webhook { method, url, fields, sign } => {
                let url = match url {
                    WebhookUrl::Ref(it) => reference(it),
                    WebhookUrl::Text(it) => quoted(&it.node),
                    WebhookUrl::Parameter(name) => name.node.clone(),
                };
                let head = format!("{name}call webhook {} {url}", method.node);
                let tail = sign.as_ref().map(signed).unwrap_or_default();
                if fields.is_empty() {
                    return self.line(&format!("{head}{tail}"));
                }
                return self.fields(&head, fields, &tail);
            }
            Action::RunCode { file, runtime, lines } => {
                self.open(&format!("{name}run code {} on {} {{", quoted(&file.node), runtime.node));
                for line in lines {
                    let line = match &line.node {
                        CodeLine::Input(input, it) => format!("input {} = {}", input.node, self.text_value(it)),
                        CodeLine::Output(output, kind) => format!("output {}: {}", output.node, kind.node),
                        CodeLine::Uses(it) => format!("uses {}", target(it)),
                    };
                    self.line(&line);
                }
                return self.close("}");
            }
            Action::If { arms, otherwise } => {
                let mut head = format!("{name}if ");
                for arm in arms {
                    head.push_str(&condition::expression(&arm.rule));
                    self.block(&head, &arm.block);
                    head = "} else if ".to_owned();
                }
                if let Some(block) = otherwise {
                    self.block("} else", block);
                }
                return self.line("}");
            }
            Action::Match { path: of, arms, otherwise } => {
                self.open(&format!("{name}match {} {{", path(of)));
                for arm in arms {
                    self.open(&format!("{} => {{", joined(&arm.values)));
                    self.steps(&arm.block.steps);
                    self.close("}");
                }
                if let Some(block) = otherwise {
                    self.open(&format!("else{} => {{", label(block)));
                    self.steps(&block.steps);
                    self.close("}");
                }
                return self.close("}");
            }
            Action::CreateTask { subject, lines } => {
                self.open(&format!("{name}create task {} {{", quoted(&subject.node)));
                for line in lines {
                    self.task_line(line);
                }
                return self.close("}");
            }
            Action::Opaque { type_id, version, fields, returns } => {
                let head = format!("{name}action {} v{}", quoted(&type_id.node), version.node);
                let returns: Vec<&str> = returns.iter().map(|name| name.node.as_str()).collect();
                let tail =
                    if returns.is_empty() { String::new() } else { format!(" returns ({})", returns.join(", ")) };
                return self.fields(&head, fields, &tail);
            }
        };
        self.line(&format!("{name}{line}"));
    }

    /// Prints a head, fields in braces, and what stands behind them.
    fn fields(&mut self, head: &str, fields: &[Field], tail: &str) {
        if fields.is_empty() {
            return self.line(&format!("{head} {{}}{tail}"));
        }
        self.open(&format!("{head} {{"));
        for field in fields {
            let value = self.text_value(&field.value);
            self.line(&format!("{} = {value}", key(field)));
        }
        self.close(&format!("}}{tail}"));
    }

    /// Prints the head of an arm and its steps; the next arm or the end closes it.
    fn block(&mut self, head: &str, block: &Block) {
        self.line(&format!("{head}{} {{", label(block)));
        self.depth += 1;
        self.steps(&block.steps);
        self.depth = self.depth.saturating_sub(1);
    }

    fn task_line(&mut self, line: &Spanned<TaskLine>) {
        let line = match &line.node {
            TaskLine::Due(it) => format!("due in {}", how_long(it)),
            TaskLine::Priority(word) => format!("priority {}", word.node),
            TaskLine::Type(word) => format!("type {}", word.node),
            TaskLine::Body(text) => format!("body {}", self.text(&text.node)),
            TaskLine::Assign(to) => format!("assign to {}", target(to)),
        };
        self.line(&line);
    }

    fn text_value(&self, it: &Value) -> String {
        if let ValueKind::Text(text) = &it.node { self.text(text) } else { value(it) }
    }

    /// Prints a text; one of several lines between `"""`, a step to the right of what it belongs to.
    fn text(&self, text: &str) -> String {
        if text.contains('\n') { block_quoted(text, (self.depth + 1) * STEP) } else { quoted(text) }
    }
}

fn signed(it: &Sign) -> String {
    let place = it.place.as_ref().map(|(place, name)| {
        let place = match place.node {
            SignPlace::Header => "header",
            SignPlace::Query => "query",
        };
        format!(" in {place} {}", quoted(&name.node))
    });
    format!(" sign with {}{}", target(&it.with), place.unwrap_or_default())
}

fn label(block: &Block) -> String {
    block.label.as_ref().map(|label| format!(" as {}", quoted(&label.node))).unwrap_or_default()
}
