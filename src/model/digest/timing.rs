//! The encoding of schedules, hours and waits.

use super::Encoder;
use crate::model::timing::{
    Distance, Every, Frame, Leaving, Month, Schedule, ScheduleDays, Side, TimeOfDay, Unit, Until, Weekday,
};

impl Encoder<'_> {
    /// Writes each part that is there, behind a word of its own.
    pub(super) fn frame(&mut self, frame: &Frame) {
        let Frame { only_if, leaving, goal, schedule, windows, blocked } = frame;
        if let Some(rule) = only_if {
            self.word("only if");
            self.rule(rule);
        }
        match leaving {
            Leaving::AtTheEnd => {}
            Leaving::WhenNoLongerMatching => self.word("unenroll when no longer matching"),
        }
        if let Some(rule) = goal {
            self.word("goal when");
            self.rule(rule);
        }
        if let Some(schedule) = schedule {
            self.schedule(schedule);
        }
        if !windows.is_empty() {
            self.word("active on");
            self.many(windows, |out, window| {
                out.weekday(&window.day);
                out.time_of_day(&window.from);
                out.time_of_day(&window.to);
            });
        }
        if !blocked.is_empty() {
            self.word("not active on");
            self.many(blocked, |out, blocked| {
                out.month(blocked.month);
                out.number(u32::from(blocked.day));
                out.maybe(blocked.year.as_ref(), |out, year| out.word(&year.to_string()));
            });
        }
    }

    fn schedule(&mut self, schedule: &Schedule) {
        self.word("schedule");
        self.time_of_day(&schedule.at);
        match &schedule.on {
            ScheduleDays::Daily => self.word("daily"),
            ScheduleDays::Weekly(days) => {
                self.word("weekly");
                self.many(days, Self::weekday);
            }
            ScheduleDays::Monthly(days) => {
                self.word("monthly");
                self.many(days, |out, day| out.number(*day));
            }
            ScheduleDays::FirstMonday => self.word("first monday"),
            ScheduleDays::LastDay => self.word("last day"),
            ScheduleDays::Yearly(month, day) => {
                self.word("yearly");
                self.month(*month);
                self.number(u32::from(*day));
            }
            ScheduleDays::Property { property, days, every } => {
                self.word("on the day of");
                self.property(property);
                self.word(&days.to_string());
                self.word(match every {
                    Every::Once => "once",
                    Every::Year => "every year",
                });
            }
        }
    }

    pub(super) fn until(&mut self, until: &Until) {
        match until {
            Until::Weekday(day, at) => {
                self.word("weekday");
                self.weekday(day);
                self.maybe(at.as_ref(), Self::time_of_day);
            }
            Until::Time(time) => {
                self.word("time");
                self.time_of_day(time);
            }
            Until::Date(date, at) => {
                self.word("date");
                self.word(&date.to_string());
                self.maybe(at.as_ref(), Self::time_of_day);
            }
            Until::Property { property, shift, at } => {
                self.word("the day of");
                self.property(property);
                self.maybe(shift.as_ref(), Self::distance);
                self.maybe(at.as_ref(), Self::time_of_day);
            }
        }
    }

    pub(super) fn distance(&mut self, distance: &Distance) {
        self.word(match distance.side {
            Side::Before => "before",
            Side::After => "after",
        });
        self.number(distance.count);
        self.word(match distance.unit {
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::Days => "days",
            Unit::Weeks => "weeks",
        });
    }

    fn time_of_day(&mut self, time: &TimeOfDay) {
        self.number(u32::from(time.hour));
        self.number(u32::from(time.minute));
    }

    fn weekday(&mut self, day: &Weekday) {
        self.word(day.word());
    }

    fn month(&mut self, month: Month) {
        self.word(month.word());
    }
}
