//! Reads what records did.

use super::super::ast::{Activity, Address, ButNot, EventOf, ExprKind, PageMatch, Refine, Target};
use super::grammar::Rule;
use super::reader::{Node, Reader, only, parts};
use crate::source::Spanned;

impl Reader<'_> {
    /// Reads an activity with what narrows it.
    pub(super) fn activity(&mut self, node: &Node<'_>) -> Option<ExprKind> {
        let mut inner = parts(node);
        let what = inner.next()?;
        let activity =
            if what.as_rule() == Rule::event_of { Activity::Did(self.event_of(&what)?) } else { self.deed(&what)? };
        let mut refine = Vec::new();
        for part in inner {
            refine.push(self.refine(&part)?);
        }
        Some(ExprKind::Activity { activity: Box::new(activity), refine })
    }

    /// Reads an event by its name, with its rule.
    pub(super) fn event_of(&mut self, node: &Node<'_>) -> Option<EventOf> {
        let mut inner = parts(node);
        let event = self.name(&mut inner)?;
        let rule = match inner.next() {
            Some(rule) => Some(self.event_rule(&rule)?),
            None => None,
        };
        Some(EventOf { event, rule })
    }

    /// Reads `where ( rule )`.
    pub(super) fn event_rule(&mut self, node: &Node<'_>) -> Option<Box<super::super::ast::Expr>> {
        Some(Box::new(self.expr(&only(node)?)?))
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the verbs")]
    fn deed(&mut self, node: &Node<'_>) -> Option<Activity> {
        let mut inner = parts(node);
        let first = inner.next()?;
        Some(match node.as_rule() {
            Rule::submitted if first.as_rule() == Rule::any_form => Activity::SubmittedAny,
            Rule::viewed if first.as_rule() == Rule::page => self.page(&first)?,
            Rule::opted => {
                let reference = self.target(&inner.next()?)?;
                if first.as_rule() == Rule::opted_in {
                    Activity::OptedIn(reference)
                } else {
                    Activity::OptedOut(reference)
                }
            }
            verb => self.deed_of(verb, &first, inner.next())?,
        })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "pest's rules are one enum; these are the verbs")]
    fn deed_of(&mut self, verb: Rule, what: &Node<'_>, but_not: Option<Node<'_>>) -> Option<Activity> {
        // `bounced on` has nothing but a thing of the portal.
        let of = match what.as_rule() {
            Rule::thing => self.target(what)?,
            _ => Target::Ref(Box::new(self.reference(what)?)),
        };
        let but_not = match but_not {
            Some(part) => Some(follow_up(&only_last(&part)?)?),
            None => None,
        };
        Some(match verb {
            Rule::submitted => Activity::Submitted(of),
            Rule::viewed => Activity::Viewed(of),
            Rule::clicked => Activity::Clicked(of),
            Rule::replied => Activity::RepliedTo(of),
            Rule::bounced => Activity::BouncedOn(of),
            Rule::unsubscribed => Activity::UnsubscribedFrom(of),
            Rule::opened => Activity::Opened(of, but_not),
            Rule::received => Activity::Received(of, but_not),
            Rule::was_sent => Activity::WasSent(of, but_not),
            _ => return None,
        })
    }

    fn page(&mut self, node: &Node<'_>) -> Option<Activity> {
        let mut inner = parts(node);
        let how = inner.next_if(|part| part.as_rule() == Rule::page_match);
        let how = match how.as_ref().map(Node::as_str) {
            None => PageMatch::Is,
            Some("containing") => PageMatch::Containing,
            Some(_) => PageMatch::Matching,
        };
        let address = only(&inner.next()?)?;
        let address = if address.as_rule() == Rule::string {
            Address::Text(self.string(&address))
        } else {
            Address::Parameter(self.word(&address))
        };
        Some(Activity::ViewedPage(how, address))
    }

    fn refine(&mut self, node: &Node<'_>) -> Option<Spanned<Refine>> {
        let refine = if node.as_rule() == Rule::count {
            let bound = only(node)?;
            let count = self.integer(&only(&bound)?);
            if bound.as_rule() == Rule::at_least { Refine::AtLeast(count) } else { Refine::AtMost(count) }
        } else {
            Refine::When(self.when(node)?)
        };
        Some(Spanned::new(refine, self.span(node)))
    }
}

/// Returns the last part: the `not` of `but not` is one too.
fn only_last<'i>(node: &Node<'i>) -> Option<Node<'i>> {
    parts(node).last()
}

fn follow_up(node: &Node<'_>) -> Option<ButNot> {
    match node.as_str() {
        "clicked" => Some(ButNot::Clicked),
        "replied" => Some(ButNot::Replied),
        "opened" => Some(ButNot::Opened),
        "received" => Some(ButNot::Received),
        _ => None,
    }
}
