//! What a record did: filters on activities, with the one thing that may narrow each.

use crate::catalog::events;
use crate::hubspot::platform::Object;
use crate::hubspot::switches::SubscriptionSilence;
use crate::model::PortalName;
use crate::model::rule::{
    Activity, ActivityTest, CtaVerb, EmailVerb, OptStatus, PageMatch, Refine, Sign, Stamp, Test, TimeTest,
};
use crate::problem::check::ActivityFault;
use crate::source::Spanned;
use crate::syntax::ast::{self, ButNot, Expr, RefKind, Target, When};
use crate::syntax::print;

use super::super::Checker;
use super::super::normal::Formula;
use super::parts::Parts;
use super::{Scope, Within, bare};

/// Why a window that begins now is none.
const LATER: &str = "nothing has happened later than now";

/// HubSpot's counts are of 32 bits, and the opposite of one may be one more.
const MOST_TIMES: u32 = 1_000_000;

/// What narrows an activity or an event.
pub(super) enum Narrow {
    /// Nothing, or a count.
    Count(Refine),
    /// One of these windows.
    Windows(Vec<TimeTest>),
}

/// An activity as written, with what is around it.
pub(super) struct Deed<'a> {
    /// All of it.
    pub whole: &'a Expr,
    /// What narrows it.
    pub refine: &'a [Spanned<ast::Refine>],
    /// Whether it or its opposite is meant.
    pub sign: Sign,
}

/// What filters on an activity can hold.
enum Holds {
    /// Counts and windows, and the opposite of each count.
    Counted(Activity),
    /// Windows of named days alone, and no opposite.
    Email(EmailVerb, PortalName),
    /// Neither.
    Status(OptStatus, PortalName),
}

impl Checker<'_> {
    /// Checks what a record did.
    pub(super) fn activity(&mut self, activity: &ast::Activity, deed: &Deed<'_>, scope: &Scope) -> Option<Formula> {
        if let ast::Activity::Did(event) = activity {
            return self.did(event, deed, scope);
        }
        let fits = self.of_contact(activity, deed.whole, scope);
        let holds = self.deed(activity);
        fits?;
        match holds? {
            Holds::Counted(activity) => self.counted(&activity, deed),
            Holds::Email(verb, name) => self.email(verb, &name, deed),
            Holds::Status(status, name) => self.status(status, &name, deed),
        }
    }

    /// Reports an activity of another object than the contact, or of an associated record.
    fn of_contact(&mut self, activity: &ast::Activity, whole: &Expr, scope: &Scope) -> Option<()> {
        self.beside(verb(activity), "activities are", Object::Contact, whole, scope)
    }

    /// Reports what its object cannot have done here: with the segment that helps.
    pub(super) fn beside(&mut self, about: &str, what: &str, its: Object, whole: &Expr, scope: &Scope) -> Option<()> {
        if scope.object == its && scope.within == Within::Record {
            return Some(());
        }
        let (helper, name) = self.helper_on(whole, its, about);
        let fault = if scope.object == its {
            ActivityFault::WithinAny { its, helper, name }
        } else {
            ActivityFault::NotOfObject { what: what.to_owned(), its, object: scope.object, helper, name }
        };
        self.report(whole.span, fault);
        None
    }

    /// Makes a segment that holds a condition, and its name.
    pub(super) fn helper_on(&self, whole: &Expr, object: Object, about: &str) -> (String, String) {
        let mut name = format!("with_{about}");
        while self.names.list(&name).is_some() {
            name.push('_');
        }
        let rule = print::expression(bare(whole));
        (format!("segment {name} on {} {{ version 1  where {rule} }}", object.word()), name)
    }

    fn deed(&mut self, activity: &ast::Activity) -> Option<Holds> {
        Some(match activity {
            ast::Activity::SubmittedAny => Holds::Counted(Activity::Form(None)),
            ast::Activity::Submitted(of) => Holds::Counted(Activity::Form(Some(PortalName::Form(self.named(
                of,
                RefKind::Form,
                "`form(\"…\")`",
            )?)))),
            ast::Activity::ViewedPage(how, address) => {
                let address = self.address(address)?;
                Holds::Counted(Activity::Page(self.page(*how, address)?, address.node.clone()))
            }
            ast::Activity::Viewed(of) => {
                let name = self.named(of, RefKind::Cta, "`cta(\"…\")` or `page \"…\"`")?;
                Holds::Counted(Activity::Cta(CtaVerb::Viewed, PortalName::Cta(name)))
            }
            ast::Activity::Clicked(of) if of.reference().is_some_and(|of| of.kind.node == RefKind::Cta) => {
                let name = self.named(of, RefKind::Cta, "`cta(\"…\")`")?;
                Holds::Counted(Activity::Cta(CtaVerb::Clicked, PortalName::Cta(name)))
            }
            ast::Activity::Clicked(of) => {
                let name = self.named(of, RefKind::Email, "`email(\"…\")` or `cta(\"…\")`")?;
                Holds::Email(EmailVerb::Clicked, PortalName::Email(name))
            }
            ast::Activity::RepliedTo(of) => self.of_email(EmailVerb::Replied, of)?,
            ast::Activity::BouncedOn(of) => self.of_email(EmailVerb::Bounced, of)?,
            ast::Activity::UnsubscribedFrom(of) => self.of_email(EmailVerb::Unsubscribed, of)?,
            ast::Activity::Opened(of, but) => {
                let verb = match but {
                    None => Some(EmailVerb::Opened),
                    Some(ButNot::Clicked) => Some(EmailVerb::OpenedNotClicked),
                    Some(ButNot::Replied) => Some(EmailVerb::OpenedNotReplied),
                    Some(ButNot::Opened | ButNot::Received) => None,
                };
                self.follow_up(verb, of, "opened", "`but not clicked` and `but not replied`")?
            }
            ast::Activity::Received(of, but) => {
                let verb = match but {
                    None => Some(EmailVerb::Received),
                    Some(ButNot::Opened) => Some(EmailVerb::ReceivedNotOpened),
                    Some(ButNot::Clicked | ButNot::Replied | ButNot::Received) => None,
                };
                self.follow_up(verb, of, "received", "`but not opened`")?
            }
            ast::Activity::WasSent(of, but) => {
                let verb = match but {
                    None => Some(EmailVerb::Sent),
                    Some(ButNot::Clicked) => Some(EmailVerb::SentNotClicked),
                    Some(ButNot::Received) => Some(EmailVerb::SentNotReceived),
                    Some(ButNot::Opened | ButNot::Replied) => None,
                };
                self.follow_up(verb, of, "was sent", "`but not clicked` and `but not received`")?
            }
            ast::Activity::OptedIn(of) => self.of_subscription(OptStatus::In, of)?,
            ast::Activity::OptedOut(of) => self.of_subscription(OptStatus::Out, of)?,
            // Read elsewhere.
            ast::Activity::Did(_) => return None,
        })
    }

    /// Reads the name of a thing that has to be of a kind.
    fn named(&mut self, of: &Target, kind: RefKind, wanted: &'static str) -> Option<String> {
        let of = self.thing_of(of, wanted)?;
        if of.kind.node == kind && of.stage.is_none() {
            return Some(of.name.node.clone());
        }
        self.wrong_reference(of, wanted);
        None
    }

    fn of_email(&mut self, verb: EmailVerb, of: &Target) -> Option<Holds> {
        Some(Holds::Email(verb, PortalName::Email(self.named(of, RefKind::Email, "`email(\"…\")`")?)))
    }

    fn of_subscription(&mut self, status: OptStatus, of: &Target) -> Option<Holds> {
        let name = self.named(of, RefKind::Subscription, "`subscription(\"…\")`")?;
        Some(Holds::Status(status, PortalName::Subscription(name)))
    }

    fn follow_up(
        &mut self,
        verb: Option<EmailVerb>,
        of: &Target,
        written: &'static str,
        takes: &'static str,
    ) -> Option<Holds> {
        let Some(verb) = verb else {
            let at = match of {
                Target::Ref(of) => of.kind.span,
                Target::Name(name) => name.span,
            };
            self.report(at, ActivityFault::WrongFollowUp { verb: written, takes });
            return None;
        };
        self.of_email(verb, of)
    }

    fn address<'t>(&mut self, address: &'t ast::Address) -> Option<&'t Spanned<String>> {
        match address {
            ast::Address::Text(address) => Some(address),
            ast::Address::Parameter(name) => {
                self.not_a_name(name, "an address in quotes");
                None
            }
        }
    }

    fn page(&mut self, how: ast::PageMatch, address: &Spanned<String>) -> Option<PageMatch> {
        if address.node.trim().is_empty() {
            self.report(address.span, ActivityFault::EmptyAddress);
            return None;
        }
        Some(match how {
            ast::PageMatch::Is => PageMatch::Equal,
            ast::PageMatch::Containing => PageMatch::Contains,
            ast::PageMatch::Matching => {
                if let Some(why) = super::pattern::fault(&address.node) {
                    self.report(address.span, ActivityFault::BadPattern { why });
                    return None;
                }
                PageMatch::Regex
            }
        })
    }

    fn counted(&mut self, activity: &Activity, deed: &Deed<'_>) -> Option<Formula> {
        let test = |sign, refine| Formula::Activity(ActivityTest { activity: activity.clone(), sign, refine });
        match self.narrowed(deed)? {
            Narrow::Count(refine) => {
                let (sign, refine) = often(deed.sign, refine);
                Some(test(sign, refine))
            }
            Narrow::Windows(windows) if deed.sign == Sign::Holds => {
                let each = windows.into_iter().map(|window| test(Sign::Holds, Refine::During(window))).collect();
                Some(Formula::Any(each, deed.whole.span))
            }
            Narrow::Windows(_) => {
                let event = match activity {
                    Activity::Form(None) => Some("did form_submission".to_owned()),
                    Activity::Form(Some(form)) => Some(format!("did form_submission where (form is {form})")),
                    Activity::Page(..) | Activity::Cta(..) | Activity::Email(..) | Activity::Subscription(..) => None,
                };
                let nearest = event.map(|event| format!("not {event}{}", narrowing(deed)));
                let (helper, name) = self.helper_on(deed.whole, Object::Contact, "activity");
                self.report(deed.whole.span, ActivityFault::NegatedWindow { nearest, helper, name });
                None
            }
        }
    }

    fn email(&mut self, verb: EmailVerb, email: &PortalName, deed: &Deed<'_>) -> Option<Formula> {
        let event = event_of(verb).map(|event| format!("did {event} where (email is {email}){}", narrowing(deed)));
        let narrow = self.narrowed(deed)?;
        if deed.sign == Sign::Not {
            match event {
                Some(event) => {
                    self.report(deed.whole.span, ActivityFault::NegatedEmail { nearest: format!("not {event}") })
                }
                None => self.no_negation(deed.whole, Object::Contact, "activity"),
            }
            return None;
        }
        let windows = match narrow {
            Narrow::Count(Refine::Ever) => vec![Refine::Ever],
            Narrow::Count(Refine::AtLeast(_) | Refine::AtMost(_) | Refine::During(_)) => {
                let fault = ActivityFault::NotOfEmail { what: "no count", nearest: event };
                self.report(deed.whole.span, fault);
                return None;
            }
            Narrow::Windows(windows) => {
                if !windows.iter().all(is_of_days) {
                    let fault = ActivityFault::NotOfEmail { what: "named days alone", nearest: event };
                    self.report(deed.whole.span, fault);
                    return None;
                }
                windows.into_iter().map(Refine::During).collect()
            }
        };
        let activity = Activity::Email(verb, email.clone());
        let test = |refine| Formula::Activity(ActivityTest { activity: activity.clone(), sign: Sign::Holds, refine });
        Some(Formula::Any(windows.into_iter().map(test).collect(), deed.whole.span))
    }

    /// A subscription is opted in to, opted out of, or neither: the opposite of one is the other two, unless there are
    /// contacts that have none of the three.
    fn status(&mut self, status: OptStatus, subscription: &PortalName, deed: &Deed<'_>) -> Option<Formula> {
        if let Some(refine) = deed.refine.first() {
            self.report(refine.span, ActivityFault::NoRefinement);
            return None;
        }
        let test = |status| {
            let activity = Activity::Subscription(status, subscription.clone());
            Formula::Activity(ActivityTest { activity, sign: Sign::Holds, refine: Refine::Ever })
        };
        let others = [OptStatus::In, OptStatus::Out, OptStatus::Neither].into_iter().filter(|it| *it != status);
        match (deed.sign, self.switches.subscription_silence) {
            (Sign::Holds, _) => Some(test(status)),
            (Sign::Not, SubscriptionSilence::NotOpted) => {
                Some(Formula::Any(others.map(test).collect(), deed.whole.span))
            }
            (Sign::Not, SubscriptionSilence::Nothing) => {
                let (helper, name) = self.helper_on(deed.whole, Object::Contact, "subscription");
                self.report(deed.whole.span, ActivityFault::NegatedStatus { helper, name });
                None
            }
        }
    }

    /// Reads what narrows an activity: one count or one window at most.
    pub(super) fn narrowed(&mut self, deed: &Deed<'_>) -> Option<Narrow> {
        let one = match deed.refine {
            [] => return Some(Narrow::Count(Refine::Ever)),
            [one] => one,
            [_, second, ..] => {
                let alone = |refine: &Spanned<ast::Refine>| print::expression(&narrowed_by(deed.whole, refine));
                let nearest = deed.refine.iter().take(2).map(alone).collect();
                self.report(second.span, ActivityFault::TwoRefinements { nearest });
                return None;
            }
        };
        match &one.node {
            ast::Refine::AtLeast(count) if count.node == 0 => {
                self.report(one.span, ActivityFault::AlwaysSo);
                None
            }
            ast::Refine::AtLeast(count) | ast::Refine::AtMost(count) if count.node > MOST_TIMES => {
                self.report(count.span, ActivityFault::BadCount { most: MOST_TIMES });
                None
            }
            ast::Refine::AtLeast(count) if count.node == 1 => Some(Narrow::Count(Refine::Ever)),
            ast::Refine::AtLeast(count) => Some(Narrow::Count(Refine::AtLeast(count.node))),
            ast::Refine::AtMost(count) => Some(Narrow::Count(Refine::AtMost(count.node))),
            ast::Refine::When(when) => self.window(when, one).map(Narrow::Windows),
        }
    }

    /// Reads a window in which something happened. Several mean any of them.
    fn window(&mut self, when: &When, whole: &Spanned<ast::Refine>) -> Option<Vec<TimeTest>> {
        let why = match when {
            When::InNext(_) | When::MoreThanFromNow(_) => Some(LATER),
            When::InCalendar(..) => Some("HubSpot's units of the calendar look at properties alone"),
            When::After(day) if is_later(&day.node) => Some(LATER),
            When::Before(day) | When::After(day) | When::On(day) => is_feature(&day.node),
            When::FromTo(first, last) => is_feature(&first.node).or_else(|| is_feature(&last.node)),
            When::InLast(_) | When::MoreThanAgo(_) => None,
        };
        if let Some(why) = why {
            self.report(whole.span, ActivityFault::WrongWindow { why });
            return None;
        }
        // What happened lies in the past, as the last change of a property does.
        let moment = events::moment(Object::Contact, whole.span);
        let windows = match self.moment(&moment, Stamp::Changed, when, whole.span)?.holds {
            Some(Parts::One(test)) => vec![test],
            Some(Parts::Any(tests)) => tests,
            Some(Parts::All(_) | Parts::Union(_)) | None => {
                self.report(
                    whole.span,
                    ActivityFault::WrongWindow { why: "HubSpot has no window of exactly these days" },
                );
                return None;
            }
        };
        let time = |test| match test {
            Test::Time(_, time) => Some(time),
            Test::Known
            | Test::Unknown
            | Test::Bool(..)
            | Test::Number(..)
            | Test::Text(..)
            | Test::Texts(..)
            | Test::Choice(..)
            | Test::Past(..)
            | Test::SameText(_) => None,
        };
        windows.into_iter().map(time).collect()
    }
}

/// Returns how often something happened, or the opposite of it, in the one form that it has.
pub(super) fn often(sign: Sign, refine: Refine) -> (Sign, Refine) {
    match (sign, refine) {
        (Sign::Holds, Refine::AtMost(0)) => (Sign::Not, Refine::Ever),
        (Sign::Holds, Refine::AtLeast(0 | 1)) => (Sign::Holds, Refine::Ever),
        (Sign::Not, Refine::AtLeast(0 | 1)) => (Sign::Not, Refine::Ever),
        (Sign::Not, Refine::AtMost(0)) => (Sign::Holds, Refine::Ever),
        (Sign::Not, Refine::AtLeast(count)) => (Sign::Holds, Refine::AtMost(count - 1)),
        (Sign::Not, Refine::AtMost(count)) => (Sign::Holds, Refine::AtLeast(count.saturating_add(1))),
        (sign, refine @ (Refine::Ever | Refine::During(_) | Refine::AtLeast(_) | Refine::AtMost(_))) => (sign, refine),
    }
}

/// Returns the event that says the same as a verb of e-mails.
fn event_of(verb: EmailVerb) -> Option<&'static str> {
    match verb {
        EmailVerb::Sent => Some("email_sent"),
        EmailVerb::Received => Some("email_delivered"),
        EmailVerb::Opened => Some("email_open"),
        EmailVerb::Clicked => Some("email_click"),
        EmailVerb::Replied => Some("email_reply"),
        EmailVerb::Bounced => Some("email_bounce"),
        EmailVerb::Unsubscribed
        | EmailVerb::SentNotReceived
        | EmailVerb::SentNotClicked
        | EmailVerb::ReceivedNotOpened
        | EmailVerb::OpenedNotClicked
        | EmailVerb::OpenedNotReplied => None,
    }
}

/// Tells whether a window is of named days.
fn is_of_days(window: &TimeTest) -> bool {
    match window {
        TimeTest::Before(_) | TimeTest::After(_) | TimeTest::Within(..) => true,
        TimeTest::BeforeToday(_)
        | TimeTest::AfterToday(..)
        | TimeTest::LastDays(..)
        | TimeTest::NextDays(..)
        | TimeTest::Calendar(..)
        | TimeTest::Against(..) => false,
    }
}

/// Tells whether a day is today or later.
fn is_later(day: &ast::Day) -> bool {
    match day {
        ast::Day::Today(None) => true,
        ast::Day::Today(Some(shift)) => shift.side == ast::Side::After,
        ast::Day::Date(_) | ast::Day::Feature(_) => false,
    }
}

fn is_feature(day: &ast::Day) -> Option<&'static str> {
    match day {
        ast::Day::Feature(_) => Some("HubSpot can't hold it against a property"),
        ast::Day::Date(_) | ast::Day::Today(_) => None,
    }
}

/// Prints what narrows an activity, with a blank before it.
fn narrowing(deed: &Deed<'_>) -> String {
    let with = print::expression(bare(deed.whole));
    let mut plain = bare(deed.whole).clone();
    if let ast::ExprKind::Activity { refine, .. } = &mut plain.node {
        refine.clear();
    }
    with.strip_prefix(&print::expression(&plain)).unwrap_or_default().to_owned()
}

/// Returns an activity with one of what narrows it.
fn narrowed_by(whole: &Expr, one: &Spanned<ast::Refine>) -> Expr {
    let mut alone = bare(whole).clone();
    if let ast::ExprKind::Activity { refine, .. } = &mut alone.node {
        *refine = vec![one.clone()];
    }
    alone
}

/// Returns the verb, for the name of a helper.
fn verb(activity: &ast::Activity) -> &'static str {
    match activity {
        ast::Activity::SubmittedAny | ast::Activity::Submitted(_) => "submission",
        ast::Activity::ViewedPage(..) | ast::Activity::Viewed(_) => "view",
        ast::Activity::Clicked(_) => "click",
        ast::Activity::RepliedTo(_) => "reply",
        ast::Activity::BouncedOn(_) => "bounce",
        ast::Activity::UnsubscribedFrom(_) => "unsubscribe",
        ast::Activity::Opened(..) => "open",
        ast::Activity::Received(..) | ast::Activity::WasSent(..) => "email",
        ast::Activity::OptedIn(_) | ast::Activity::OptedOut(_) => "subscription",
        ast::Activity::Did(_) => "event",
    }
}
