//! Days and windows against every moment at their edges: no value is in two parts, none falls between them.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

use super::evaluate::passing;
use super::generate::{Days, WHEN, days};
use super::language::{Expr, Test};
use super::world::{Outcome, Record, World};

const FEATURES: [&str; 2] = ["born", "seen"];

/// A world with a contact for each date and each moment, and one without.
fn world((now, zone): (&'static str, &'static str), days: &Days) -> World {
    let dates = days.dates.iter().map(|date| ("born", date.to_string()));
    let moments = days.moments.iter().map(|moment| ("seen", moment.clone()));
    let with = |value| Record { values: [value].into(), ..Record::default() };
    let contacts = dates.chain(moments).map(with).chain([Record::default()]).collect();
    World { contacts, ..World::empty(now, zone) }
}

fn compare(feature: &'static str, test: Test) -> Expr {
    Expr::Compare { feature, test, or_unknown: false }
}

/// Each test of a day or a window, with its opposite.
fn rules(dates: &[Date]) -> Vec<(Expr, Expr)> {
    let of_days = dates.iter().flat_map(|day| [Test::Before(*day), Test::After(*day), Test::On(*day)]);
    let windows =
        [0, 1, 2, 3, 6, 7, 39, 40, 41].into_iter().flat_map(|days| [Test::InLast(days), Test::MoreThanAgo(days)]);
    let tests: Vec<Test> = of_days.chain(windows).collect();
    let both = |feature| {
        let rule = move |test: &Test| compare(feature, test.clone());
        tests.iter().map(move |test| (rule(test), Expr::Not(Box::new(rule(test)))))
    };
    FEATURES.into_iter().flat_map(both).collect()
}

#[test]
fn days_and_windows_are_exact_at_every_edge_and_not_selects_the_others() {
    for when in WHEN {
        let days = days(when.0, when.1);
        let world = world(*when, &days);
        let mut running = world.run();
        let rules = rules(&days.dates);
        let texts: Vec<String> = rules.iter().flat_map(|(rule, not)| [rule.text(), not.text()]).collect();
        let found = world.ask_all(&mut running, &texts);
        for (pair, (rule, not)) in found.chunks(2).zip(&rules) {
            for (found, rule) in pair.iter().zip([rule, not]) {
                let by_meaning = Outcome::Passing(passing(&world, rule));
                assert_eq!(*found, by_meaning, "{} at {when:?}", rule.text());
            }
            let [Outcome::Passing(holds), Outcome::Passing(not)] = pair else { panic!("{pair:?}") };
            assert_eq!(holds.len() + not.len(), world.contacts.len(), "{} at {when:?}", rule.text());
            assert!(holds.iter().all(|at| !not.contains(at)), "{} at {when:?}", rule.text());
        }
    }
}

#[test]
fn a_window_begins_with_its_first_day_and_ends_now() {
    for (clock, zone) in WHEN {
        let now: Timestamp = clock.parse().unwrap();
        let today = now.to_zoned_datetime(TimeZone::get(zone).unwrap()).date();
        let midnight = (today - 3.days()).to_zoned_datetime(TimeZone::get(zone).unwrap()).unwrap().timestamp();
        let at = |moment: Timestamp| Record { values: [("seen", format!("{moment:.3}"))].into(), ..Record::default() };
        let moments = [midnight - 1.milliseconds(), midnight, now, now + 1.milliseconds()];
        let world = World { contacts: moments.into_iter().map(at).collect(), ..World::empty(clock, zone) };
        let texts = ["seen in last 3 days", "seen more than 3 days ago", "not seen more than 3 days ago"];
        let found = world.ask_all(&mut world.run(), &texts.map(str::to_owned));
        let wanted = [vec![1, 2], vec![0], vec![1, 2, 3]].map(Outcome::Passing);
        assert_eq!(found, wanted, "{now} in {zone}");
    }
}
