//! Filters on what a record did.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::hubspot::coverage::{self, Group};
use crate::hubspot::switches::{
    ActivityWindows, EmailApp, EmailIds, EmailLevel, RangeEnds, RefineWords, SubscriptionSilence, Switches,
};
use crate::model::PortalName;
use crate::model::rule::{Activity, ActivityTest, CtaVerb, EmailVerb, OptStatus, PageMatch, Refine, Sign, TimeTest};

use super::node::Node;
use super::value::is_sayable;
use super::{Loss, World, moment};

/// The language counts so far.
const MOST_TIMES: u64 = 1_000_000;

const PAGES: [(&str, PageMatch, Sign); 6] = [
    ("HAS_PAGEVIEW_EQ", PageMatch::Equal, Sign::Holds),
    ("NOT_HAS_PAGEVIEW_EQ", PageMatch::Equal, Sign::Not),
    ("HAS_PAGEVIEW_CONTAINS", PageMatch::Contains, Sign::Holds),
    ("NOT_HAS_PAGEVIEW_CONTAINS", PageMatch::Contains, Sign::Not),
    ("HAS_PAGEVIEW_MATCHES_REGEX", PageMatch::Regex, Sign::Holds),
    ("NOT_HAS_PAGEVIEW_MATCHES_REGEX", PageMatch::Regex, Sign::Not),
];
const CTAS: [(&str, CtaVerb, Sign); 4] = [
    ("HAS_CLICKED_CTA", CtaVerb::Clicked, Sign::Holds),
    ("HAS_NOT_CLICKED_CTA", CtaVerb::Clicked, Sign::Not),
    ("HAS_OPENED_CTA", CtaVerb::Viewed, Sign::Holds),
    ("HAS_NOT_OPENED_CTA", CtaVerb::Viewed, Sign::Not),
];
const EMAILS: [(&str, EmailVerb); 12] = [
    ("SENT", EmailVerb::Sent),
    ("SENT_BUT_NOT_RECEIVED", EmailVerb::SentNotReceived),
    ("SENT_BUT_LINK_NOT_CLICKED", EmailVerb::SentNotClicked),
    ("RECEIVED", EmailVerb::Received),
    ("RECEIVED_BUT_NOT_OPENED", EmailVerb::ReceivedNotOpened),
    ("OPENED", EmailVerb::Opened),
    ("OPENED_BUT_LINK_NOT_CLICKED", EmailVerb::OpenedNotClicked),
    ("OPENED_BUT_NOT_REPLIED", EmailVerb::OpenedNotReplied),
    ("LINK_CLICKED", EmailVerb::Clicked),
    ("REPLIED", EmailVerb::Replied),
    ("BOUNCED", EmailVerb::Bounced),
    ("UNSUBSCRIBED", EmailVerb::Unsubscribed),
];
const STATUSES: [(&str, OptStatus); 3] =
    [("OPT_IN", OptStatus::In), ("OPT_OUT", OptStatus::Out), ("NOT_OPTED", OptStatus::Neither)];

/// Reads a filter in its normal form on what a contact did.
pub fn read(filter: &Node<'_>, kind: &str, world: &World<'_>) -> Result<ActivityTest, Loss> {
    const REFINED: [&str; 4] = ["coalescingRefineBy", "filterType", "operator", "pruningRefineBy"];
    let only = |more: &[&str]| filter.only(&[&REFINED, more].concat());
    let unknown = || filter.loss("the language has no such filter");
    let thing = |key: &str, what: &str, is_meant: fn(&PortalName) -> bool| {
        let id = filter.id(key)?;
        let found = world.names.thing(&id, is_meant);
        found.cloned().ok_or_else(|| filter.loss(format!("nothing is known of the {what} with the id `{id}`")))
    };
    let (activity, sign) = match kind {
        "FORM_SUBMISSION" => {
            only(&["formId"])?;
            let sign = if filter.text("operator")? == "FILLED_OUT" { Sign::Holds } else { Sign::Not };
            let form = match filter.get("formId") {
                Some(_) => Some(thing("formId", "form", |name| matches!(name, PortalName::Form(_)))?),
                None => None,
            };
            (Activity::Form(form), sign)
        }
        "PAGE_VIEW" => {
            only(&["enableTracking", "pageUrl"])?;
            filter.fixed_flag("enableTracking")?;
            let word = filter.text("operator")?;
            let (_, how, sign) = PAGES.iter().find(|(known, ..)| *known == word).ok_or_else(unknown)?;
            let address = filter.text("pageUrl")?;
            if !is_sayable(address) || address.trim().is_empty() {
                return Err(filter.loss("the address is no text that a source can hold"));
            }
            if *how == PageMatch::Regex
                && let Some(why) = crate::check::pattern_fault(address)
            {
                return Err(filter.loss(format!("the address is no regular expression: {why}")));
            }
            (Activity::Page(*how, address.to_owned()), *sign)
        }
        "CTA" => {
            only(&["ctaName"])?;
            let word = filter.text("operator")?;
            let (_, verb, sign) = CTAS.iter().find(|(known, ..)| *known == word).ok_or_else(unknown)?;
            let name = thing("ctaName", "call to action", |name| matches!(name, PortalName::Cta(_)))?;
            (Activity::Cta(*verb, name), *sign)
        }
        "EMAIL_EVENT" => return email(filter, world),
        "EMAIL_SUBSCRIPTION" => {
            filter.only(&["acceptedStatuses", "filterType", "subscriptionIds", "subscriptionType"])?;
            filter.fixed("subscriptionType", "SUBSCRIPTION")?;
            let (ids, statuses) = (filter.items("subscriptionIds")?, filter.items("acceptedStatuses")?);
            let ([id], [status]) = (ids.as_slice(), statuses.as_slice()) else {
                return Err(filter.loss("the language asks for one status of one subscription"));
            };
            let of = id
                .json
                .as_str()
                .and_then(|id| world.names.thing(id, |name| matches!(name, PortalName::Subscription(_))).cloned());
            let of = of.ok_or_else(|| id.loss("nothing is known of the subscription with this id"))?;
            let word = status.json.as_str();
            let status = STATUSES.iter().find(|(known, _)| Some(*known) == word).map(|(_, status)| *status);
            let status = status.ok_or_else(unknown)?;
            if status == OptStatus::Neither && world.switches.subscription_silence == SubscriptionSilence::Nothing {
                return Err(filter.loss("a switch says that a contact may have no status at all"));
            }
            let activity = Activity::Subscription(status, of);
            return Ok(ActivityTest { activity, sign: Sign::Holds, refine: Refine::Ever });
        }
        _ => return Err(unknown()),
    };
    let refine = refine(filter, world)?;
    match (sign, &refine) {
        (Sign::Holds, _) | (Sign::Not, Refine::Ever) => Ok(ActivityTest { activity, sign, refine }),
        (Sign::Not, Refine::AtLeast(_) | Refine::AtMost(_) | Refine::During(_)) => {
            Err(filter.loss("what did not happen is neither counted nor held to a time"))
        }
    }
}

fn email(filter: &Node<'_>, world: &World<'_>) -> Result<ActivityTest, Loss> {
    filter.only(&["appId", "emailId", "filterType", "level", "operator", "pruningRefineBy"])?;
    let word = filter.text("operator")?;
    let verb = EMAILS.iter().find(|(known, _)| *known == word).map(|(_, verb)| *verb);
    let verb = verb.ok_or_else(|| filter.loss("the language has no such filter"))?;
    let app = match world.switches.email_app {
        EmailApp::Zero => "0",
        EmailApp::Batch => "113",
    };
    let level = match world.switches.email_level {
        EmailLevel::Campaign => "HUBSPOT_CAMPAIGN",
        EmailLevel::Api => "EMAIL_API_CAMPAIGN",
        EmailLevel::ApiGroup => "EMAIL_API_CAMPAIGN_GROUP",
    };
    filter.fixed("appId", app)?;
    filter.fixed("level", level)?;
    let id = filter.id("emailId")?;
    let name = email_named(&id, world);
    let name = name.ok_or_else(|| filter.loss(format!("nothing is known of the e-mail with the id `{id}`")))?;
    let refine = match filter.get("pruningRefineBy") {
        None => Refine::Ever,
        Some(pruning) => Refine::During(instants(&pruning, world)?),
    };
    Ok(ActivityTest { activity: Activity::Email(verb, name), sign: Sign::Holds, refine })
}

/// Finds an e-mail by the number that filters know it by.
pub fn email_named(id: &str, world: &World<'_>) -> Option<PortalName> {
    let found = world.names.thing(id, |name| match world.switches.email_ids {
        EmailIds::Content => matches!(name, PortalName::Email(_)),
        EmailIds::Campaign => matches!(name, PortalName::Campaign(_)),
    });
    if let PortalName::Email(name) | PortalName::Campaign(name) = found? {
        Some(PortalName::Email(name.clone()))
    } else {
        None
    }
}

/// Reads how often something happened, or when.
pub fn refine(filter: &Node<'_>, world: &World<'_>) -> Result<Refine, Loss> {
    match (filter.get("coalescingRefineBy"), filter.get("pruningRefineBy")) {
        (None, None) => Ok(Refine::Ever),
        (Some(count), None) => {
            kept(&count)?;
            count.only(&["maxOccurrences", "minOccurrences", "type"])?;
            count.fixed("type", "NUM_OCCURRENCES")?;
            let bound = |key: &str| count.get(key).map(|bound| (bound.json.as_u64(), bound));
            let times = |(times, bound): (Option<u64>, Node<'_>), least: u64| {
                let times = times.filter(|times| (least..=MOST_TIMES).contains(times));
                times
                    .and_then(|times| u32::try_from(times).ok())
                    .ok_or_else(|| bound.loss("so often is said without a count, or out of reach"))
            };
            match (bound("minOccurrences"), bound("maxOccurrences")) {
                // Once is what is meant without a count.
                (Some(least), None) => times(least, 2).map(Refine::AtLeast),
                (None, Some(most)) => times(most, 1).map(Refine::AtMost),
                (Some(_) | None, _) => Err(count.loss("the language counts from below or from above")),
            }
        }
        (None, Some(pruning)) => pruned(&pruning, world).map(Refine::During),
        (Some(_), Some(_)) => Err(filter.loss("a count and a time stand together")),
    }
}

fn kept<'j>(refine: &Node<'j>) -> Result<&'j str, Loss> {
    let kind = refine.text("type")?;
    coverage::held(Group::Refine, kind, "").map_err(|why| refine.loss(why))?;
    Ok(kind)
}

/// Reads a window in the spelling that the switches choose, since that is the one in which it is written again.
fn pruned(pruning: &Node<'_>, world: &World<'_>) -> Result<TimeTest, Loss> {
    let kind = kept(pruning)?;
    let counted = |test: &TimeTest| matches!(test, TimeTest::LastDays(..) | TimeTest::BeforeToday(_));
    match (kind, world.switches.activity_windows) {
        ("TIME_POINT" | "TIME_RANGED", windows) => {
            let test = moment::window(pruning, world)?;
            match windows {
                ActivityWindows::Offsets if counted(&test) => Err(pruning.loss(OTHER_SPELLING)),
                ActivityWindows::Offsets | ActivityWindows::Operations => Ok(test),
            }
        }
        ("RELATIVE_COMPARATIVE" | "RELATIVE_RANGED", ActivityWindows::Operations) => Err(pruning.loss(OTHER_SPELLING)),
        ("RELATIVE_COMPARATIVE", ActivityWindows::Offsets) => {
            pruning.only(&["comparison", "timeOffset", "type"])?;
            pruning.fixed("comparison", "BEFORE")?;
            Ok(TimeTest::BeforeToday(offset(&pruning.need("timeOffset")?, world.switches)?))
        }
        ("RELATIVE_RANGED", ActivityWindows::Offsets) => {
            pruning.only(&["lowerBoundOffset", "rangeType", "type", "upperBoundOffset"])?;
            pruning.fixed("rangeType", "BETWEEN")?;
            let lower = offset(&pruning.need("lowerBoundOffset")?, world.switches)?;
            match offset(&pruning.need("upperBoundOffset")?, world.switches)? {
                0 => Ok(TimeTest::LastDays(Sign::Holds, lower)),
                _ => Err(pruning.loss(moment::NO_WINDOW)),
            }
        }
        (_, ActivityWindows::Offsets | ActivityWindows::Operations) => Err(pruning.loss(OTHER_SPELLING)),
    }
}

const OTHER_SPELLING: &str = "this window is spelt as the compiler does not spell it, and would be written anew";

fn offset(offset: &Node<'_>, switches: &Switches) -> Result<u32, Loss> {
    offset.only(&["amount", "offsetDirection", "timeUnit"])?;
    let (direction, unit) = match switches.refine_words {
        RefineWords::Plural => ("PAST", "DAYS"),
        RefineWords::Singular => ("BEFORE", "DAY"),
    };
    offset.fixed("offsetDirection", direction)?;
    offset.fixed("timeUnit", unit)?;
    let amount = u32::try_from(offset.whole("amount")?).ok().filter(|amount| *amount <= 36_500);
    amount.ok_or_else(|| offset.loss("it lies further from today than the language reaches"))
}

/// Reads a window between instants, which have to be the ends of days.
fn instants(pruning: &Node<'_>, world: &World<'_>) -> Result<TimeTest, Loss> {
    let kind = kept(pruning)?;
    let day = |key: &str, end: End| {
        let instant = pruning.whole(key)?;
        day_of(instant, end, world.time_zone)
            .ok_or_else(|| pruning.loss(format!("`{key}` is no end of a day in {}", world.time_zone)))
    };
    match kind {
        "ABSOLUTE_COMPARATIVE" => {
            pruning.only(&["comparison", "timestamp", "type"])?;
            match pruning.text("comparison")? {
                "BEFORE" => Ok(TimeTest::Before(day("timestamp", End::First)?)),
                _ => {
                    pruning.fixed("comparison", "AFTER")?;
                    Ok(TimeTest::After(day("timestamp", End::Last)?))
                }
            }
        }
        "ABSOLUTE_RANGED" => {
            pruning.only(&["lowerTimestamp", "rangeType", "type", "upperTimestamp"])?;
            pruning.fixed("rangeType", "BETWEEN")?;
            let (first, last) = match world.switches.range_ends {
                RangeEnds::Inclusive => (day("lowerTimestamp", End::First)?, day("upperTimestamp", End::Last)?),
                RangeEnds::Exclusive => (
                    day("lowerTimestamp", End::Last)?.tomorrow().map_err(|_| pruning.loss("it is out of reach"))?,
                    day("upperTimestamp", End::First)?.yesterday().map_err(|_| pruning.loss("it is out of reach"))?,
                ),
            };
            if first > last {
                return Err(pruning.loss("it ends before it begins"));
            }
            Ok(TimeTest::Within(Sign::Holds, first, last))
        }
        _ => Err(pruning.loss("a filter on e-mails takes instants alone")),
    }
}

/// An end of a day.
#[derive(Clone, Copy)]
enum End {
    First,
    Last,
}

/// Returns the day that begins or ends with an instant in a time zone.
fn day_of(instant: i64, end: End, zone: &str) -> Option<Date> {
    let zone = TimeZone::get(zone).ok()?;
    let date = Timestamp::from_millisecond(instant).ok()?.to_zoned_datetime(zone.clone()).date();
    let date = Some(date).filter(|date| (1..=9998).contains(&date.year()))?;
    let edge = match end {
        End::First => date.at(0, 0, 0, 0),
        End::Last => date.at(23, 59, 59, 999_000_000),
    };
    let exact = edge.to_zoned_datetime(zone).ok()?.timestamp().as_millisecond() == instant;
    exact.then_some(date)
}
