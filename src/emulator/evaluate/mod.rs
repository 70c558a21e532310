//! The portal's own reading of a stored filter over its records.

pub mod calendar;
pub mod did;
pub mod opted;
pub mod refine;
pub mod rule;
pub mod subject;
pub mod test;
pub mod time;

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;

use serde_json::Value;

use super::object::Object;
use super::state::{LinkKey, LinkType, ListRow, Processing, RecordKey, RecordRow, State, World};
use did::Around;
use refine::Tally;
use rule::Rule;
use time::Clock;

/// Returns the records of a list by ascending id; none where there is no such living list.
#[must_use]
pub fn members(state: &State, world: &World, list: &str) -> Vec<u64> {
    state.living_list(list).map(|row| matching(state, world, row)).unwrap_or_default()
}

/// Returns the records of a list: those put into it, or those that its filters accept now.
#[must_use]
pub fn matching(state: &State, world: &World, row: &ListRow) -> Vec<u64> {
    let is_stored = state.data.lists.get(&row.id).is_some();
    match row.processing {
        Processing::Manual => row.members.keys().copied().collect(),
        // A snapshot is taken once, when the list is made.
        Processing::Snapshot if is_stored => row.members.keys().copied().collect(),
        Processing::Snapshot | Processing::Dynamic => {
            let reader = Reader::new(state, world);
            reader.visiting.borrow_mut().push(row.id);
            reader.accepted(row)
        }
    }
}

/// Collects the lists that a filter refers to.
pub fn lists_named(filter: &Value, out: &mut Vec<u64>) {
    match filter {
        Value::Array(items) => items.iter().for_each(|item| lists_named(item, out)),
        Value::Object(map) => {
            let names_list = matches!(map.get("filterType").and_then(Value::as_str), Some("IN_LIST" | "ASSOCIATION"));
            let list = map.get("listId").and_then(super::json::id).and_then(|id| id.parse().ok());
            if let (true, Some(list)) = (names_list, list) {
                out.push(list);
            }
            map.values().for_each(|member| lists_named(member, out));
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Tells whether a list's members depend on other lists.
#[must_use]
pub fn reads_lists(row: &ListRow) -> bool {
    let mut named = Vec::new();
    row.filter.iter().for_each(|filter| lists_named(filter, &mut named));
    !named.is_empty()
}

/// One evaluation: what it has read so far, and what it is reading.
struct Reader<'a> {
    state: &'a State,
    clock: Clock,
    lists: RefCell<HashMap<u64, Rc<BTreeSet<u64>>>>,
    visiting: RefCell<Vec<u64>>,
}

impl<'a> Reader<'a> {
    fn new(state: &'a State, world: &World) -> Self {
        let clock = Clock { now: world.now, zone: state.zone(), switches: state.switches };
        Self { state, clock, lists: RefCell::default(), visiting: RefCell::default() }
    }

    fn around(&self, object: Object) -> Around<'_> {
        Around { state: self.state, clock: &self.clock, object }
    }

    fn accepted(&self, row: &ListRow) -> Vec<u64> {
        let Some(filter) = &row.filter else {
            return Vec::new();
        };
        let rule = Rule::of(self.around(row.object), filter);
        let first = RecordKey { object: row.object, id: 0 };
        let last = RecordKey { object: row.object, id: u64::MAX };
        self.state
            .data
            .records
            .range(first..=last)
            .filter(|(key, record)| record.archived.is_none() && self.accepts(&rule, key.object, record))
            .map(|(key, _)| key.id)
            .collect()
    }

    fn accepts(&self, rule: &Rule, object: Object, record: &RecordRow) -> bool {
        match rule {
            Rule::All(rules) => rules.iter().all(|rule| self.accepts(rule, object, record)),
            Rule::Any(rules) => rules.iter().any(|rule| self.accepts(rule, object, record)),
            Rule::Not(rule) => !self.accepts(rule, object, record),
            Rule::Constant(accept) => *accept,
            Rule::Unreadable => false,
            Rule::Property(test) => test.accepts(&self.clock, record),
            Rule::InList(list) => self.list(*list).contains(&record.id),
            Rule::Associated { to, link, rule } => {
                self.associated(object, record.id, *to, link).any(|found| self.accepts(rule, *to, found))
            }
            Rule::AssociatedInList { to, link, list, count } => {
                let members = self.list(*list);
                let mut tally = Tally::default();
                for found in self.associated(object, record.id, *to, link) {
                    tally.fetched += 1;
                    tally.passed += u64::from(members.contains(&found.id));
                }
                count.holds(tally)
            }
            Rule::Did(did) => did.accepts(self.around(object), record),
            Rule::Opted(opted) => opted.accepts(self.around(object), record),
        }
    }

    /// A list that is being read already, or is deleted, counts as empty: a circle ends.
    fn list(&self, number: u64) -> Rc<BTreeSet<u64>> {
        if let Some(known) = self.lists.borrow().get(&number) {
            return Rc::clone(known);
        }
        if self.visiting.borrow().contains(&number) {
            return Rc::default();
        }
        let found = match self.state.data.lists.get(&number).filter(|row| row.deleted.is_none()) {
            None => BTreeSet::new(),
            Some(row) if row.processing == Processing::Dynamic => {
                self.visiting.borrow_mut().push(number);
                let found = self.accepted(row).into_iter().collect();
                self.visiting.borrow_mut().pop();
                found
            }
            Some(row) => row.members.keys().copied().collect(),
        };
        let found = Rc::new(found);
        self.lists.borrow_mut().insert(number, Rc::clone(&found));
        found
    }

    fn associated(&self, from: Object, id: u64, to: Object, link: &LinkType) -> impl Iterator<Item = &'a RecordRow> {
        let from = RecordKey { object: from, id };
        let first = LinkKey { from, to: RecordKey { object: to, id: 0 } };
        let last = LinkKey { from, to: RecordKey { object: to, id: u64::MAX } };
        self.state
            .data
            .links
            .range(first..=last)
            .filter(move |(_, types)| types.contains(link))
            .filter_map(|(key, _)| self.state.data.records.get(&key.to))
            .filter(|record| record.archived.is_none())
    }
}
