//! Reads steps.

use super::super::ast::{
    Action, Arm, Block, Channel, CodeLine, Direction, MatchArm, Sign, SignPlace, Step, Target, TaskLine, WebhookUrl,
};
use super::grammar::Rule;
use super::reader::{Node, Reader, only, parts};
use crate::source::Spanned;

impl Reader<'_> {
    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; all other steps are simple")]
    pub(super) fn step(&mut self, node: &Node<'_>) -> Option<Step> {
        let mut inner = parts(node);
        let label = inner.next_if(|part| part.as_rule() == Rule::step_label);
        let name = label.and_then(|label| only(&label)).map(|name| self.word(&name));
        let action = inner.next()?;
        // Blocks nest, and a frame of an unoptimised build is large: what does not nest is in a function of its own.
        let action = match action.as_rule() {
            Rule::if_step => self.if_step(&action)?,
            Rule::match_step => self.match_step(&action)?,
            Rule::split => self.split(&action)?,
            Rule::wait_for => self.wait_for(&action)?,
            _ => self.simple(&action)?,
        };
        Some(Step { name, action, span: self.span(node) })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the steps")]
    fn simple(&mut self, node: &Node<'_>) -> Option<Action> {
        let mut inner = parts(node);
        Some(match node.as_rule() {
            Rule::wait => Action::Wait(self.how_long(&inner.next()?)?),
            Rule::set => Action::Set { path: self.path(&inner.next()?)?, value: self.value(&inner.next()?)? },
            Rule::clear => Action::Clear(self.path(&inner.next()?)?),
            Rule::copy => Action::Copy { from: self.path(&inner.next()?)?, to: self.path(&inner.next()?)? },
            Rule::send => Action::Send(self.target(&inner.next()?)?),
            Rule::create_task => {
                let subject = self.written(&inner.next()?)?;
                let lines = inner.map(|line| self.task_line(&line)).collect::<Option<_>>()?;
                Action::CreateTask { subject, lines }
            }
            Rule::rotate => {
                let feature = self.path(&inner.next()?)?;
                let mut among = Vec::new();
                while let Some(target) = inner.next_if(|part| part.as_rule() == Rule::target) {
                    among.push(self.target(&target)?);
                }
                Action::Rotate { feature, among, overwrite: inner.next().map(|word| self.span(&word)) }
            }
            Rule::add_to => Action::AddTo(self.target(&inner.next()?)?),
            Rule::remove_from => Action::RemoveFrom(self.target(&inner.next()?)?),
            Rule::enroll_in => Action::EnrollIn(self.target(&inner.next()?)?),
            Rule::opaque => {
                let type_id = self.string(&inner.next()?);
                let version = self.integer(&inner.next()?);
                let fields = self.fields(&inner.next()?)?;
                let returns = inner.next().map(|names| parts(&names).map(|name| self.word(&name)).collect());
                Action::Opaque { type_id, version, fields, returns: returns.unwrap_or_default() }
            }
            Rule::end => Action::End,
            _ => return self.further(node),
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the other simple steps")]
    fn further(&mut self, node: &Node<'_>) -> Option<Action> {
        let mut inner = parts(node);
        Some(match node.as_rule() {
            Rule::wait_until => Action::WaitUntil(self.until(&inner.next()?)?),
            Rule::append => Action::Append { value: self.value(&inner.next()?)?, to: self.path(&inner.next()?)? },
            Rule::increase | Rule::decrease => {
                let up = node.as_rule() == Rule::increase;
                let direction = if up { Direction::Increase } else { Direction::Decrease };
                Action::Change { direction, path: self.path(&inner.next()?)?, by: self.value(&inner.next()?)? }
            }
            Rule::notify => {
                let mut targets = Vec::new();
                while let Some(target) = inner.next_if(|part| part.as_rule() == Rule::target) {
                    targets.push(self.target(&target)?);
                }
                let by = match inner.next_if(|part| part.as_rule() == Rule::by_channel) {
                    Some(by) => {
                        let word = only(&by)?;
                        let channel = if word.as_str() == "app" { Channel::App } else { Channel::Email };
                        Some(Spanned::new(channel, self.span(&word)))
                    }
                    None => None,
                };
                let subject = self.written(&inner.next()?)?;
                let body = match inner.next() {
                    Some(body) => Some(self.written(&only(&body)?)?),
                    None => None,
                };
                Action::Notify { targets, by, subject, body }
            }
            Rule::create_note => Action::CreateNote(self.written(&inner.next()?)?),
            Rule::create_record => {
                Action::CreateRecord { object: self.name(&mut inner)?, fields: self.fields(&inner.next()?)? }
            }
            Rule::call_webhook => {
                let method = self.name(&mut inner)?;
                let url = inner.next()?;
                let url = if url.as_rule() == Rule::string {
                    WebhookUrl::Text(self.string(&url))
                } else {
                    match self.target(&url)? {
                        Target::Ref(reference) => WebhookUrl::Ref(reference),
                        Target::Name(name) => WebhookUrl::Parameter(name),
                    }
                };
                let fields = match inner.next_if(|part| part.as_rule() == Rule::fields) {
                    Some(fields) => self.fields(&fields)?,
                    None => Vec::new(),
                };
                let sign = match inner.next() {
                    Some(sign) => Some(self.sign(&sign)?),
                    None => None,
                };
                Action::Webhook { method, url, fields, sign }
            }
            Rule::run_code => {
                let file = self.string(&inner.next()?);
                let runtime = self.name(&mut inner)?;
                let lines = inner.map(|line| self.code_line(&line)).collect::<Option<_>>()?;
                Action::RunCode { file, runtime, lines }
            }
            Rule::go_to => Action::GoTo(self.name(&mut inner)?),
            _ => return None,
        })
    }

    fn sign(&mut self, node: &Node<'_>) -> Option<Sign> {
        let mut inner = parts(node);
        let with = self.target(&inner.next()?)?;
        let place = match inner.next() {
            Some(place) => {
                let mut inner = parts(&place);
                let word = inner.next()?;
                let kind = if word.as_str() == "header" { SignPlace::Header } else { SignPlace::Query };
                Some((Spanned::new(kind, self.span(&word)), self.string(&inner.next()?)))
            }
            None => None,
        };
        Some(Sign { with, place })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the lines of code steps")]
    fn code_line(&mut self, node: &Node<'_>) -> Option<Spanned<CodeLine>> {
        let line = only(node)?;
        let mut inner = parts(&line);
        let kind = match line.as_rule() {
            Rule::code_input => CodeLine::Input(self.name(&mut inner)?, self.value(&inner.next()?)?),
            Rule::code_output => CodeLine::Output(self.name(&mut inner)?, self.name(&mut inner)?),
            Rule::code_uses => CodeLine::Uses(self.target(&inner.next()?)?),
            _ => return None,
        };
        Some(Spanned::new(kind, self.span(node)))
    }

    fn split(&mut self, node: &Node<'_>) -> Option<Action> {
        let mut arms = Vec::new();
        for arm in parts(node) {
            let mut inner = parts(&arm);
            let share = self.integer(&inner.next()?);
            arms.push((share, self.labelled_block(&mut inner)?));
        }
        Some(Action::Split(arms))
    }

    fn wait_for(&mut self, node: &Node<'_>) -> Option<Action> {
        let mut inner = parts(node);
        let mut events = Vec::new();
        while let Some(event) = inner.next_if(|part| part.as_rule() == Rule::event) {
            events.push(self.event(&event)?);
        }
        let up_to = self.how_long(&only(&inner.next()?)?)?;
        let block = self.labelled_block(&mut inner)?;
        let otherwise = match inner.next() {
            Some(part) => Some(self.labelled_block(&mut parts(&part))?),
            None => None,
        };
        Some(Action::WaitForEvent { events, up_to, block, otherwise })
    }

    fn if_step(&mut self, node: &Node<'_>) -> Option<Action> {
        let mut arms = Vec::new();
        let mut otherwise = None;
        for part in parts(node) {
            if part.as_rule() == Rule::else_block {
                otherwise = Some(self.labelled_block(&mut parts(&part))?);
            } else {
                let arm = if part.as_rule() == Rule::arm { part } else { only(&part)? };
                let mut inner = parts(&arm);
                let rule = self.expr(&inner.next()?)?;
                arms.push(Arm { rule, block: self.labelled_block(&mut inner)? });
            }
        }
        Some(Action::If { arms, otherwise })
    }

    fn match_step(&mut self, node: &Node<'_>) -> Option<Action> {
        let mut inner = parts(node);
        let path = self.path(&inner.next()?)?;
        let mut arms = Vec::new();
        let mut otherwise = None;
        for part in inner {
            let mut inner = parts(&part);
            if part.as_rule() == Rule::match_else {
                otherwise = Some(self.labelled_block(&mut inner)?);
                continue;
            }
            let mut values = Vec::new();
            while let Some(value) = inner.next_if(|part| part.as_rule() == Rule::value) {
                values.push(self.value(&value)?);
            }
            arms.push(MatchArm { values, block: self.labelled_block(&mut inner)? });
        }
        Some(Action::Match { path, arms, otherwise })
    }

    /// Reads `as "…" { steps }`.
    fn labelled_block<'n>(&mut self, inner: &mut impl Iterator<Item = Node<'n>>) -> Option<Block> {
        let mut block = inner.next()?;
        let mut label = None;
        if block.as_rule() == Rule::label {
            label = Some(self.string(&only(&block)?));
            block = inner.next()?;
        }
        let mut steps = Vec::new();
        for step in parts(&block) {
            steps.push(self.step(&step)?);
        }
        Some(Block { label, steps, span: self.span(&block) })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the lines of a task")]
    fn task_line(&mut self, node: &Node<'_>) -> Option<Spanned<TaskLine>> {
        let line = only(node)?;
        let value = only(&line)?;
        let kind = match line.as_rule() {
            Rule::due_line => TaskLine::Due(self.how_long(&value)?),
            Rule::priority_line => TaskLine::Priority(self.word(&value)),
            Rule::type_line => TaskLine::Type(self.word(&value)),
            Rule::body_line => TaskLine::Body(self.written(&value)?),
            Rule::assign_line => TaskLine::Assign(self.target(&value)?),
            _ => return None,
        };
        Some(Spanned::new(kind, self.span(node)))
    }
}
