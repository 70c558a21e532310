//! What records did, as it is written: the words of `docs/language.md` about activities, put down once more.

use hubwright::hubspot::switches::{PagePatterns, PageUrls};
use hubwright::model::interpret::Happening;
use hubwright::model::rule::OptStatus;
use hubwright::source::Spanned;
use hubwright::syntax::ast::{Activity, Address, ButNot, PageMatch, Ref, Refine, Target};

use super::world::{World, id};
use super::written::{Subject, lies, means};

/// What HubSpot calls the events of deeds, and the property that tells them apart.
pub const FORM: (&str, &str) = ("4-1639801", "hs_form_id");
pub const PAGE: (&str, &str) = ("4-96000", "hs_url");
pub const CTA_VIEW: (&str, &str) = ("4-1555804", "hs_cta_id");
pub const CTA_CLICK: (&str, &str) = ("4-1555805", "hs_cta_id");
pub const EMAIL: &str = "hs_email_campaign_group_id";
const SENT: (&str, &str) = ("4-667638", EMAIL);
const DELIVERED: (&str, &str) = ("4-665536", EMAIL);
const OPENED: (&str, &str) = ("4-666440", EMAIL);
const CLICKED: (&str, &str) = ("4-666288", EMAIL);
const REPLIED: (&str, &str) = ("4-665538", EMAIL);
const BOUNCED: (&str, &str) = ("4-5470331", EMAIL);
const UNSUBSCRIBED: (&str, &str) = ("email_unsubscribe", EMAIL);
/// The events of e-mails.
pub const MAILS: [(&str, &str); 7] = [SENT, DELIVERED, OPENED, CLICKED, REPLIED, BOUNCED, UNSUBSCRIBED];

/// Tells whether a contact did something, as often or at the time that is asked.
pub fn did(world: &World, contact: usize, activity: &Activity, refine: &[Spanned<Refine>]) -> bool {
    let one = |what: (&str, &str), of: &Target| {
        let of = thing(of);
        let wanted = id(of.kind.node, &of.name.node);
        happened(world, contact, refine, &|event| event.event == what.0 && value(event, what.1) == Some(wanted))
    };
    let without = |what: (&str, &str), of: &Target| {
        let of = thing(of);
        let wanted = id(of.kind.node, &of.name.node);
        let in_time =
            times(world, contact, refine, &|event| event.event == what.0 && value(event, what.1) == Some(wanted));
        in_time == 0
    };
    match activity {
        Activity::SubmittedAny => happened(world, contact, refine, &|event| event.event == FORM.0),
        Activity::Submitted(form) => one(FORM, form),
        Activity::ViewedPage(how, Address::Text(address)) => happened(world, contact, refine, &|event| {
            event.event == PAGE.0 && value(event, PAGE.1).is_some_and(|url| visited(world, *how, url, &address.node))
        }),
        Activity::ViewedPage(_, Address::Parameter(name)) => panic!("{name:?}"),
        Activity::Viewed(cta) => one(CTA_VIEW, cta),
        Activity::Clicked(of) if thing(of).name.node == "Banner" => one(CTA_CLICK, of),
        Activity::Clicked(email) => one(CLICKED, email),
        Activity::RepliedTo(email) => one(REPLIED, email),
        Activity::BouncedOn(email) => one(BOUNCED, email),
        Activity::UnsubscribedFrom(email) => one(UNSUBSCRIBED, email),
        Activity::Opened(email, but) => one(OPENED, email) && but.is_none_or(|but| without(follow_up(but), email)),
        Activity::Received(email, but) => one(DELIVERED, email) && but.is_none_or(|but| without(follow_up(but), email)),
        Activity::WasSent(email, but) => one(SENT, email) && but.is_none_or(|but| without(follow_up(but), email)),
        Activity::OptedIn(of) => status(world, contact, thing(of)) == OptStatus::In,
        Activity::OptedOut(of) => status(world, contact, thing(of)) == OptStatus::Out,
        Activity::Did(of) => {
            let event = world.catalog.event(&of.event.node);
            let passes = |one: &Happening| {
                of.rule.as_ref().is_none_or(|rule| means(world, rule, Subject::Happening(one, event)))
            };
            happened(world, contact, refine, &|one| one.event == event.id && passes(one))
        }
    }
}

/// Outside templates only a thing of the portal stands there.
fn thing(target: &Target) -> &Ref {
    target.reference().unwrap()
}

fn follow_up(but: ButNot) -> (&'static str, &'static str) {
    match but {
        ButNot::Clicked => CLICKED,
        ButNot::Replied => REPLIED,
        ButNot::Opened => OPENED,
        ButNot::Received => DELIVERED,
    }
}

fn value<'e>(event: &'e Happening, property: &str) -> Option<&'e str> {
    event.properties.get(property).map(String::as_str)
}

/// Once at least, unless something else is written.
fn happened(world: &World, contact: usize, refine: &[Spanned<Refine>], is: &dyn Fn(&Happening) -> bool) -> bool {
    let count = times(world, contact, refine, is);
    match refine.first().map(|refine| &refine.node) {
        None | Some(Refine::When(_)) => count >= 1,
        Some(Refine::AtLeast(least)) => count >= least.node as usize,
        Some(Refine::AtMost(most)) => count <= most.node as usize,
    }
}

/// How often something happened within the time that is asked about.
fn times(world: &World, contact: usize, refine: &[Spanned<Refine>], is: &dyn Fn(&Happening) -> bool) -> usize {
    let in_time = |event: &&Happening| match refine.first().map(|refine| &refine.node) {
        Some(Refine::When(when)) => lies(world, event.at, when),
        None | Some(Refine::AtLeast(_) | Refine::AtMost(_)) => true,
    };
    world.contacts[contact].record.events.iter().filter(|event| is(event)).filter(in_time).count()
}

/// The language leaves to HubSpot what makes two addresses the same, and of what a pattern is.
fn visited(world: &World, how: PageMatch, url: &str, wanted: &str) -> bool {
    let loose = |url: &str| {
        let url = url.to_lowercase();
        let start = url.find("://").map_or(0, |at| at + 3);
        let end = url.find(['?', '#']).unwrap_or(url.len());
        url[start..end].trim_end_matches('/').to_owned()
    };
    match (how, world.switches.page_urls) {
        (PageMatch::Is, PageUrls::Exact) => url == wanted,
        (PageMatch::Is, PageUrls::Loose) => loose(url) == loose(wanted),
        (PageMatch::Containing, PageUrls::Exact) => url.contains(wanted),
        (PageMatch::Containing, PageUrls::Loose) => loose(url).contains(&wanted.to_lowercase()),
        (PageMatch::Matching, _) => {
            let regex = regex::Regex::new(wanted).unwrap();
            match world.switches.page_patterns {
                PagePatterns::Part => regex.is_match(url),
                PagePatterns::Whole => regex.find_iter(url).any(|found| found.as_str() == url),
            }
        }
    }
}

/// Who said nothing has neither opted in nor out.
fn status(world: &World, contact: usize, of: &Ref) -> OptStatus {
    let said = &world.contacts[contact].record.subscriptions;
    said.get(id(of.kind.node, &of.name.node)).copied().unwrap_or(OptStatus::Neither)
}
