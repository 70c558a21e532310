//! What a test of days means as written is what its filters mean: every test, both ways round, against instants at
//! every border, seen from several clocks.

use hubwright::model::rule::{CalendarSpan, CalendarUnit, DayPart, Empty, Leaf, Rule, Sign, Stamp, Test, TimeTest};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _, ZonedDateTime};

use crate::checked;

/// What a feature holds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Of {
    Date,
    DateTime,
    Change,
}

/// A test as people mean it: by days, or by instants where it says "now".
#[derive(Clone, Copy, Debug)]
enum Means {
    /// The days from and to, both within; open without.
    Days(Option<Date>, Option<Date>),
    Last(i64),
    Next(i64),
    Ago(i64),
    FromNow(i64),
}

#[test]
fn a_test_of_days_means_what_its_filters_mean() {
    let mut proved = 0;
    for (clock, zone) in [
        ("2026-11-23T14:37:11.123", "Europe/Berlin"),
        ("2026-11-23T00:00:00", "Europe/Berlin"),
        ("2026-11-23T00:00:00.001", "America/New_York"),
        ("2026-11-23T23:59:59.999", "Asia/Tokyo"),
        // A day of 25 hours, one of 23, and one that begins at 01:00.
        ("2026-10-25T02:30:00", "Europe/Berlin"),
        ("2026-03-29T12:00:00", "Europe/Berlin"),
        ("2026-09-06T01:00:00", "America/Santiago"),
        ("2028-02-29T12:00:00", "UTC"),
    ] {
        let now: ZonedDateTime = clock.parse::<jiff::civil::DateTime>().unwrap().in_tz(zone).unwrap();
        proved += prove(&now);
    }
    assert!(proved > 800_000, "{proved}");
}

fn prove(now: &ZonedDateTime) -> usize {
    let tests = tests(now.date());
    let mut text = String::new();
    let kinds = [(Of::Date, "born", ""), (Of::DateTime, "seen", ""), (Of::Change, "email", "changed ")];
    for (at, (test, _)) in tests.iter().enumerate() {
        for (of, feature, verb) in kinds {
            text.push_str(&format!(
                "segment {of:?}_{at}_yes on contact {{ version 1 where {feature} {verb}{test} }}\n"
            ));
            text.push_str(&format!(
                "segment {of:?}_{at}_no on contact {{ version 1 where not ({feature} {verb}{test}) }}\n"
            ));
        }
    }
    let (_, program, problems) = checked(&[("a.seg", &text)]);
    let known = ["check::no-exact-form", "check::no-negation", "check::future-change"];
    for problem in problems.iter().filter(|problem| problem.is_error()) {
        assert!(known.contains(&problem.words().code), "{}", problem.words().message);
    }
    let mut proved = 0;
    for (at, (test, means)) in tests.iter().enumerate() {
        for (of, _, _) in kinds {
            for (sign, name) in [(Sign::Holds, "yes"), (Sign::Not, "no")] {
                let name = format!("{of:?}_{at}_{name}");
                let segment = program.segments.iter().find(|one| one.head.name == name);
                assert_eq!(segment.is_some(), has_form(of, test, means, sign, now.date()), "{of:?} {test} {sign:?}");
                let Some(segment) = segment else { continue };
                for instant in instants(of, now) {
                    let wanted = is_meant(means, instant, now) == (sign == Sign::Holds);
                    assert_eq!(
                        passes(&segment.rule, sign, instant, now),
                        wanted,
                        "{of:?} {test} {sign:?}\n{instant} at {now}\n{:?}",
                        segment.rule
                    );
                    proved += 1;
                }
            }
        }
    }
    proved
}

/// Tells whether HubSpot can hold a test: a `datetime` has no filter that ends right before a midnight to come but today's.
fn has_form(of: Of, test: &str, means: &Means, sign: Sign, today: Date) -> bool {
    let coming = |day: Date, least: i32| (day - today).get_days() >= least && (of != Of::Date);
    match (of, means, sign) {
        // Nothing has changed later than now.
        (Of::Change, Means::Days(..), _) => !test.contains("today +") && test != "after today",
        (Of::Change, Means::Next(_) | Means::FromNow(_), _) => false,
        (Of::DateTime, Means::Days(_, Some(to)), Sign::Holds) => !coming(*to, 1),
        (Of::DateTime, Means::Days(Some(from), _), Sign::Not) => !coming(*from, 2),
        (Of::Date | Of::DateTime | Of::Change, _, _) => true,
    }
}

/// Every form, over days and spans of every side.
fn tests(today: Date) -> Vec<(String, Means)> {
    let days = [-35, -8, -7, -2, -1, 0, 1, 2, 7, 8, 35];
    let spelled = |day: i32| match day {
        0 => "today".to_owned(),
        day if day > 0 => format!("today + {day} days"),
        day => format!("today - {} days", -day),
    };
    let date = |day: i32| today.checked_add(day.days()).unwrap();
    let next = |day: i32| Some(date(day + 1));
    let mut all = Vec::new();
    for day in days {
        all.push((format!("before {}", spelled(day)), Means::Days(None, Some(date(day - 1)))));
        all.push((format!("after {}", spelled(day)), Means::Days(next(day), None)));
        all.push((format!("on {}", spelled(day)), Means::Days(Some(date(day)), Some(date(day)))));
        for to in days.into_iter().filter(|to| *to >= day) {
            all.push((
                format!("from {} to {}", spelled(day), spelled(to)),
                Means::Days(Some(date(day)), Some(date(to))),
            ));
        }
    }
    // Days of the calendar: all filters of them are exact, for every type.
    for day in [-7, -1] {
        all.push((format!("from {} to today", date(day)), Means::Days(Some(date(day)), Some(date(0)))));
        all.push((format!("from {} to today - 3 days", date(day)), Means::Days(Some(date(day)), Some(date(-3)))));
        all.push((format!("from {} to {}", date(day), date(0)), Means::Days(Some(date(day)), Some(date(0)))));
        all.push((format!("from today - 9 days to {}", date(day)), Means::Days(Some(date(-9)), Some(date(day)))));
        all.push((format!("before {}", date(day)), Means::Days(None, Some(date(day - 1)))));
        all.push((format!("after {}", date(day)), Means::Days(next(day), None)));
        all.push((format!("on {}", date(day)), Means::Days(Some(date(day)), Some(date(day)))));
    }
    for span in [0_i64, 1, 2, 7, 30] {
        all.push((format!("in last {span} days"), Means::Last(span)));
        all.push((format!("more than {span} days ago"), Means::Ago(span)));
        if span > 0 {
            all.push((format!("in next {span} days"), Means::Next(span)));
            all.push((format!("more than {span} days from now"), Means::FromNow(span)));
        }
    }
    all
}

/// Instants at every border, and between them.
fn instants(of: Of, now: &ZonedDateTime) -> Vec<Timestamp> {
    let begins = (-40..=40).map(|day| begin(now, day));
    let mut all: Vec<Timestamp> = match of {
        Of::Date => return begins.collect(),
        Of::DateTime | Of::Change => begins
            .flat_map(|begin| [begin - 1.millisecond(), begin, begin + 1.millisecond(), begin + 7.hours()])
            .collect(),
    };
    let clock = now.timestamp();
    all.extend([clock - 1.millisecond(), clock, clock + 1.millisecond()]);
    all.retain(|at| of != Of::Change || *at <= clock);
    all
}

/// Returns the first instant of a day.
fn begin(now: &ZonedDateTime, day: i64) -> Timestamp {
    let date = now.date().checked_add(day.days()).unwrap();
    date.to_zoned_datetime(now.time_zone().clone()).unwrap().timestamp()
}

fn is_meant(means: &Means, at: Timestamp, now: &ZonedDateTime) -> bool {
    let day = at.to_zoned_datetime(now.time_zone().clone()).date();
    let clock = now.timestamp();
    match means {
        Means::Days(from, to) => from.is_none_or(|from| from <= day) && to.is_none_or(|to| day <= to),
        Means::Last(days) => begin(now, -days) <= at && at <= clock,
        Means::Next(days) => clock <= at && at <= begin(now, *days),
        Means::Ago(days) => at < begin(now, -days),
        Means::FromNow(days) => at > begin(now, *days),
    }
}

fn passes(rule: &Rule, sign: Sign, at: Timestamp, now: &ZonedDateTime) -> bool {
    rule.branches.iter().any(|branch| {
        branch.leaves.iter().all(|leaf| {
            let Leaf::Property(test) = leaf else { panic!("{leaf:?}") };
            assert_eq!(test.empty == Empty::Passes, sign == Sign::Not, "{rule:?}");
            let Test::Time(stamp, time) = &test.test else { panic!("{test:?}") };
            assert_eq!(*stamp == Stamp::Changed, test.property.name == "email");
            holds(time, at, now)
        })
    })
}

/// One filter of HubSpot.
fn holds(test: &TimeTest, at: Timestamp, now: &ZonedDateTime) -> bool {
    let clock = now.timestamp();
    let zone = || now.time_zone().clone();
    let first = |date: Date| date.to_zoned_datetime(zone()).unwrap().timestamp();
    let last = |date: Date| date.at(23, 59, 59, 999_000_000).to_zoned_datetime(zone()).unwrap().timestamp();
    let today = |days: i64| now.date().checked_add(days.days()).unwrap();
    let signed = |sign: &Sign, inside: bool| inside == (*sign == Sign::Holds);
    match test {
        TimeTest::Before(date) => at < first(*date),
        TimeTest::After(date) => at > last(*date),
        TimeTest::Within(sign, from, to) => signed(sign, first(*from) <= at && at <= last(*to)),
        TimeTest::BeforeToday(days) => at < first(today(-i64::from(*days))),
        TimeTest::AfterToday(days, DayPart::Begin) => at > first(today(i64::from(*days))),
        TimeTest::AfterToday(days, DayPart::End) => at > last(today(i64::from(*days))),
        TimeTest::LastDays(sign, days) => signed(sign, first(today(-i64::from(*days))) <= at && at <= clock),
        TimeTest::NextDays(sign, days) => signed(sign, clock <= at && at <= first(today(i64::from(*days)))),
        TimeTest::Calendar(CalendarSpan::This, CalendarUnit::Day) => first(today(0)) <= at && at < first(today(1)),
        TimeTest::Calendar(..) | TimeTest::Against(..) => panic!("{test:?}"),
    }
}
