//! Prints steps.

use super::super::ast::{Action, Block, Step, TaskLine, Value, ValueKind, WaitFor};
use super::super::words::{block_quoted, quoted};
use super::value::{duration, joined, key, path, target, value};
use super::{Page, STEP, condition};
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
            Action::Wait(WaitFor::Duration(it)) => format!("wait {}", duration(it.node)),
            Action::Wait(WaitFor::Parameter(parameter)) => format!("wait {}", parameter.node),
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
            Action::End => "end".to_owned(),
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
                if fields.is_empty() {
                    return self.line(&format!("{head} {{}}{tail}"));
                }
                self.open(&format!("{head} {{"));
                for field in fields {
                    let value = self.text_value(&field.value);
                    self.line(&format!("{} = {value}", key(field)));
                }
                return self.close(&format!("}}{tail}"));
            }
        };
        self.line(&format!("{name}{line}"));
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
            TaskLine::Due(it) => format!("due in {}", duration(it.node)),
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

fn label(block: &Block) -> String {
    block.label.as_ref().map(|label| format!(" as {}", quoted(&label.node))).unwrap_or_default()
}
