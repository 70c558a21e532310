//! Contacts and properties of the probe's own, and who of them is in a list.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use serde_json::{Value, json};

use super::journal::{Kind, PREFIX};
use super::lab::{Cut, Lab, PATIENCE, all, any, property};
use super::said::{Said, Seen};
use crate::portal::{Method, Request};

/// The properties: what they are called here, type and field.
const PROPERTIES: &[(&str, &str, &str)] = &[
    ("mark", "string", "text"),
    ("text", "string", "text"),
    ("past", "string", "text"),
    ("number", "number", "number"),
    ("day", "date", "date"),
    ("week", "datetime", "date"),
    ("recent", "datetime", "date"),
    ("empty", "datetime", "date"),
    ("set", "enumeration", "checkbox"),
];

/// The day that the subject has.
pub(super) const DAY: &str = "2021-06-15";
/// The number that the subject has.
pub(super) const NUMBER: i64 = 10;
/// The text that the subject has.
pub(super) const TEXT: &str = "Quick alphabet soup";

/// Two contacts: one that is asked about, and one that is in every list, so that its being there says that the portal
/// has done its work.
#[derive(Clone, Debug)]
pub struct Scratch {
    pub(super) subject: String,
    control: String,
}

/// Whether the subject is in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Member {
    /// It is.
    In,
    /// It is not.
    Out,
    /// It cannot be told.
    Unsure(String),
}

impl Lab<'_> {
    /// Returns the name of one of the probe's properties.
    pub(super) fn of(&self, property: &str) -> String {
        format!("{PREFIX}_{}_{property}", self.around.run)
    }

    /// Makes the contacts and their properties, once; why not, where the portal refused.
    pub(super) fn scratch(&mut self) -> Result<Result<Scratch, String>, Cut> {
        if self.scratch.is_none() {
            self.scratch = Some(self.lay()?);
        }
        Ok(self.scratch.clone().unwrap_or_else(|| Err("there are no scratch contacts".to_owned())))
    }

    fn lay(&mut self) -> Result<Result<Scratch, String>, Cut> {
        for (name, kind, field) in PROPERTIES {
            let name = self.of(name);
            let mut body = json!({ "name": name, "label": name, "type": kind, "fieldType": field,
                "groupName": "contactinformation" });
            if *kind == "enumeration" {
                let option = |value: &str, order: i64| json!({ "label": value, "value": value, "displayOrder": order, "hidden": false });
                super::lab::join(&mut body, json!({ "options": [option("a", 0), option("b", 1)] }));
            }
            let request = Request::new(Method::Post, self.paths.properties("contacts")).body(body);
            let said = self.make(Kind::Property, &name, &request, "/name")?;
            if !said.ok() {
                return Ok(Err(format!("no property could be made: {}", said.short())));
            }
        }
        // A new property is seen by the rest of the portal a moment later.
        self.rest();
        let at = |time: Option<jiff::Timestamp>| time.unwrap_or(self.around.now).as_millisecond().to_string();
        let (week, recent) = (at(self.deciding_day()), at(self.around.now.checked_sub(1.hour()).ok()));
        let (mark, text, past) = (self.of("mark"), self.of("text"), self.of("past"));
        let mut first = json!({ &mark: self.around.run, &past: "once", &text: "first" });
        let more = json!({ self.of("number"): NUMBER.to_string(), self.of("day"): DAY, self.of("week"): week, self.of("recent"): recent });
        super::lab::join(&mut first, more);
        let said = self.contact("subject", first)?;
        if !said.ok() {
            return Ok(Err(format!("no contact could be made: {}", said.short())));
        }
        let subject = said.text("/id").to_owned();
        // What a record is made with is no change of it: only what comes after is.
        self.rest();
        let path = format!("{}/{subject}", self.paths.records("contacts"));
        let changes = json!({ "properties": { &past: "", &text: TEXT } });
        let said = self.send(&Request::new(Method::Patch, path).body(changes))?;
        if !said.ok() {
            return Ok(Err(format!("a contact could not be changed: {}", said.short())));
        }
        // The control comes last: where it shows, so does all that was written before it.
        self.rest();
        let said = self.contact("control", json!({ &mark: self.control_mark() }))?;
        if !said.ok() {
            return Ok(Err(format!("no second contact could be made: {}", said.short())));
        }
        self.rest();
        Ok(Ok(Scratch { subject, control: said.text("/id").to_owned() }))
    }

    fn contact(&mut self, who: &str, mut properties: Value) -> Result<Said, Cut> {
        let email = format!("{PREFIX}-{}-{who}@example.com", self.around.run);
        super::lab::join(&mut properties, json!({ "email": email }));
        let request =
            Request::new(Method::Post, self.paths.records("contacts")).body(json!({ "properties": properties }));
        self.make(Kind::Contact, &email, &request, "/id")
    }

    fn control_mark(&self) -> String {
        format!("{}control", self.around.run)
    }

    /// Returns an instant by which the subject's noon is after a day in the portal's zone and within it in UTC, or the other
    /// way round, and which of them; none where the two zones have the same days.
    pub(super) fn between_days(&self) -> Option<(i64, Noon)> {
        let noon = self.deciding_day()?.to_zoned_datetime(self.around.zone.clone());
        let ahead = noon.offset().seconds();
        let (begin, half) = (noon.start_of_day().ok()?.timestamp(), 12 * 60 * 60);
        // To the west the last millisecond of the day before is of noon's own day in UTC; to the east the first one of
        // noon's own is of the day before.
        match ahead {
            0 => None,
            _ if ahead.abs() >= half => None,
            ..0 => Some((begin.as_millisecond().checked_sub(1)?, Noon::After)),
            1.. => Some((begin.as_millisecond(), Noon::Within)),
        }
    }

    /// Tells whether the day began within the last hour.
    pub(super) fn day_began(&self) -> bool {
        let before =
            self.around.now.checked_sub(1.hour()).map(|at| at.to_zoned_datetime(self.around.zone.clone()).date());
        before.is_ok_and(|day| day != self.today())
    }

    /// Returns noon of the day that is in this week only if weeks begin as one of the choices says: the last Sunday,
    /// which is in a week from Sunday on, or, on a Sunday, the day before, which is in a week from Monday on.
    fn deciding_day(&self) -> Option<jiff::Timestamp> {
        let today = self.today();
        let since = i64::from(today.weekday().since(Weekday::Sunday));
        let back = if since == 0 { 1 } else { since };
        let day = today.checked_sub(back.days()).ok()?;
        Some(day.at(12, 0, 0, 0).to_zoned_datetime(self.around.zone.clone()).ok()?.timestamp())
    }

    /// Returns today in the portal's zone.
    pub(super) fn today(&self) -> Date {
        self.around.now.to_zoned_datetime(self.around.zone.clone()).date()
    }

    /// Tells whether a day ends while this probe may still be at work.
    pub(super) fn day_ends(&self) -> bool {
        let later =
            self.around.now.checked_add(1.hour()).map(|at| at.to_zoned_datetime(self.around.zone.clone()).date());
        later.is_ok_and(|day| day != self.today())
    }

    /// Makes a list of the subject, if it passes, and the control, and waits until the portal has filled it.
    pub(super) fn member(&mut self, filters: &[Value], branches: &[Value]) -> Result<Member, Cut> {
        let scratch = match self.scratch()? {
            Ok(scratch) => scratch,
            Err(why) => return Ok(Member::Unsure(why)),
        };
        let marked = |mark: &str| {
            let operation = json!({ "operationType": "STRING", "operator": "IS_EQUAL_TO", "value": mark,
                "includeObjectsWithNoValueSet": false });
            property(&self.of("mark"), operation)
        };
        let asked: Vec<Value> = [marked(&self.around.run)].into_iter().chain(filters.iter().cloned()).collect();
        let root = any(&[all(&asked, branches), all(&[marked(&self.control_mark())], &[])]);
        let made = self.dynamic(root)?;
        if !made.ok() {
            return Ok(Member::Unsure(format!("the list was refused: {}", made.short())));
        }
        let path = format!("{}/{}", self.paths.lists(), made.text("/list/listId"));
        let mut absent = 0;
        for _ in 0..PATIENCE {
            let list = self.get(&path)?;
            let members = self.get(&format!("{path}/memberships"))?;
            let has = |id: &str| {
                let rows = members.body.get("results").and_then(Value::as_array);
                rows.into_iter()
                    .flatten()
                    .any(|row| row.get("recordId").and_then(super::clean::text).as_deref() == Some(id))
            };
            let is_done = list.text("/list/processingStatus").starts_with("COMPLETE") && has(&scratch.control);
            match (is_done, has(&scratch.subject)) {
                (true, true) => return Ok(Member::In),
                // An absence is seen twice: it could be a matter of time.
                (true, false) if absent > 0 => return Ok(Member::Out),
                (true, false) => absent += 1,
                (false, _) => {}
            }
            self.rest();
        }
        Ok(Member::Unsure("the list was still being filled after two minutes".to_owned()))
    }

    /// Says what it means that the subject is in a list, or is not.
    pub(super) fn told(&mut self, filter: Value, inside: &str, outside: &str) -> Result<Seen, Cut> {
        let found = self.member(&[filter], &[])?;
        Ok(say(found, inside, outside))
    }
}

/// Where noon is to the day of an instant.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Noon {
    After,
    Within,
}

pub(super) fn say(found: Member, inside: &str, outside: &str) -> Seen {
    match found {
        Member::In => Seen::so(inside, "the scratch contact is in the list"),
        Member::Out => Seen::so(outside, "the scratch contact is not in the list"),
        Member::Unsure(why) => Seen::open(why),
    }
}
