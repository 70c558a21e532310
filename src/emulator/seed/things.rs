//! What a seed makes besides records.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::shape::{File, Options};
use super::values::scalar;
use super::{SeedError, Sower};
use crate::emulator::associations::insert_label;
use crate::emulator::flows::stored;
use crate::emulator::object::Object;
use crate::emulator::read_back::stored_branch;
use crate::emulator::schemas::{self, SchemaRow};
use crate::emulator::standard;
use crate::emulator::state::{
    Choice, EmailRow, EventPropertyRow, EventTypeRow, FlowRow, FolderRow, FormRow, ListRow, Named, OwnerRow,
    PipelineRow, Processing, PropertyRow, Sensitivity, StageRow, SubscriptionRow, TeamRow, UserRow,
};

impl Sower<'_> {
    pub(super) fn custom_objects(&mut self, file: &File) -> Result<(), SeedError> {
        for row in &file.objects {
            if schemas::by_name(self.state, &row.name).is_some() {
                self.report.known += 1;
                continue;
            }
            let number = match row.id {
                Some(number) => number,
                None => u32::try_from(self.state.next_number("schema", 40_000_001)).unwrap_or(u32::MAX),
            };
            if schemas::has(self.state, Object::Custom(number)) {
                return Err(self.fault(&row.name, format!("two custom objects have the id 2-{number}")));
            }
            let associated: Result<Vec<Object>, SeedError> =
                row.associated.iter().map(|word| self.object(word)).collect();
            let singular = row.singular.clone().unwrap_or_else(|| row.name.clone());
            let made = SchemaRow {
                number,
                name: row.name.clone(),
                plural: row.plural.clone().unwrap_or_else(|| singular.clone()),
                singular,
                created: self.world.millis(),
            };
            schemas::insert(self.state, made, &associated?);
            self.report.made += 1;
        }
        Ok(())
    }

    pub(super) fn pipelines(&mut self, file: &File) -> Result<(), SeedError> {
        for (word, rows) in &file.pipelines {
            let object = self.object(word)?;
            if !matches!(object, Object::Deal | Object::Ticket) {
                return Err(self.fault(word, format!("a {} has no pipeline", object.singular())));
            }
            for row in rows {
                let id = row.id.clone().unwrap_or_else(|| slug(&row.label));
                let key = Named::new(object, id.clone());
                let order = self.state.data.pipelines.iter().filter(|(key, _)| key.object == object).count();
                let state = |state: &Option<String>| {
                    state.clone().unwrap_or_else(|| if object == Object::Deal { "0.5" } else { "OPEN" }.to_owned())
                };
                let stages = row.stages.iter().map(|stage| StageRow {
                    id: stage.id.clone().unwrap_or_else(|| format!("{id}_{}", slug(&stage.label))),
                    label: stage.label.clone(),
                    metadata: standard::metadata(object, &state(&stage.state)),
                });
                let made = PipelineRow {
                    label: row.label.clone(),
                    order: u64::try_from(order).unwrap_or(0),
                    stages: stages.collect(),
                    created: self.world.millis(),
                    id,
                };
                if self.state.data.pipelines.get(&key).is_some() {
                    self.report.known += 1;
                    continue;
                }
                self.report.made += 1;
                self.state.data.pipelines.put(key, made);
            }
        }
        if !file.pipelines.is_empty() {
            standard::stages_as_options(&mut self.state.data);
        }
        Ok(())
    }

    pub(super) fn people(&mut self, file: &File) -> Result<(), SeedError> {
        for row in &file.owners {
            let user = self.user(&row.email, &row.first, &row.last, row.user)?;
            let key = format!("owner/{}", row.email.to_lowercase());
            if self.seeded(&key).is_some() {
                self.report.known += 1;
                continue;
            }
            let id = row.id.unwrap_or_else(|| self.state.next_number("owner", 70_000_001));
            if id == user {
                return Err(self.fault(&row.email, format!("owner and user `{}` have one id", row.email)));
            }
            if self.state.data.owners.get(&id).is_some() {
                return Err(self.fault(&row.email, format!("two owners have the id {id}")));
            }
            let made = OwnerRow {
                id,
                email: row.email.clone(),
                first_name: row.first.clone(),
                last_name: row.last.clone(),
                user: Some(user),
                archived: row.archived,
                created: self.world.millis(),
            };
            self.state.data.owners.put(id, made);
            self.note(key, id.to_string());
        }
        for row in &file.users {
            self.user(&row.email, &row.first, &row.last, row.id)?;
        }
        for row in &file.teams {
            let mut members = Vec::new();
            for email in &row.members {
                let user = self.state.data.users.values().find(|user| user.email.eq_ignore_ascii_case(email));
                members.push(user.ok_or_else(|| self.fault(email, format!("there is no user `{email}`")))?.id);
            }
            let key = format!("team/{}", row.name);
            let known = self.seeded(&key).and_then(|id| id.parse().ok());
            let id = match known {
                Some(id) => id,
                None => row.id.unwrap_or_else(|| self.state.next_number("team", 30_000_001)),
            };
            self.state.data.teams.put(id, TeamRow { id, name: row.name.clone(), members });
            if known.is_some() {
                self.report.known += 1;
            } else {
                self.note(key, id.to_string());
            }
        }
        Ok(())
    }

    fn user(&mut self, email: &str, first: &str, last: &str, id: Option<u64>) -> Result<u64, SeedError> {
        let known = self.state.data.users.values().find(|user| user.email.eq_ignore_ascii_case(email));
        if let Some(known) = known {
            return Ok(known.id);
        }
        let id = id.unwrap_or_else(|| self.state.next_number("user", 50_000_001));
        if self.state.data.users.get(&id).is_some() {
            return Err(self.fault(email, format!("two users have the id {id}")));
        }
        let row = UserRow { id, email: email.to_owned(), first_name: first.to_owned(), last_name: last.to_owned() };
        self.state.data.users.put(id, row);
        self.report.made += 1;
        Ok(id)
    }

    pub(super) fn properties(&mut self, file: &File) -> Result<(), SeedError> {
        let now = self.world.millis();
        for (word, rows) in &file.properties {
            let object = self.object(word)?;
            for row in rows {
                let word = row.sensitivity.as_deref().unwrap_or("non_sensitive");
                let sensitivity = Sensitivity::by_word(word)
                    .ok_or_else(|| self.fault(word, format!("`{word}` is no sensitivity")))?;
                let options = self.options(&row.name, &row.kind, &row.options)?;
                let key = Named::new(object, row.name.clone());
                if let Some(known) = self.state.property(object, &row.name) {
                    if known.kind != row.kind {
                        return Err(
                            self.fault(&row.name, format!("property `{}` has the type `{}`", row.name, known.kind))
                        );
                    }
                    self.report.known += 1;
                    let missing: Vec<Choice> = options
                        .into_iter()
                        .filter(|option| known.options.iter().all(|known| known.value != option.value))
                        .collect();
                    if !missing.is_empty() {
                        self.state.data.properties.edit(&key, |row| row.options.extend(missing));
                    }
                    continue;
                }
                let group = row.group.clone().unwrap_or_else(|| standard::group(object));
                let group_key = Named::new(object, group.clone());
                if self.state.data.groups.get(&group_key).is_none() {
                    let made = crate::emulator::state::GroupRow {
                        name: group.clone(),
                        label: group.clone(),
                        display_order: -1,
                    };
                    self.state.data.groups.put(group_key, made);
                }
                let field = row.field.clone().unwrap_or_else(|| default_field(&row.kind).to_owned());
                if !["bool", "date", "datetime", "enumeration", "number", "phone_number", "string"]
                    .contains(&row.kind.as_str())
                {
                    return Err(self.fault(&row.name, format!("`{}` is no type of property", row.kind)));
                }
                let made = PropertyRow {
                    name: row.name.clone(),
                    label: row.label.clone().unwrap_or_else(|| row.name.clone()),
                    kind: row.kind.clone(),
                    field,
                    group,
                    description: row.description.clone().unwrap_or_default(),
                    options,
                    sensitivity,
                    hidden: false,
                    unique: row.unique,
                    calculated: row.calculated,
                    hubspot_defined: false,
                    read_only: row.calculated,
                    referenced: row.owners.then(|| "OWNER".to_owned()),
                    display_order: -1,
                    created: now,
                    updated: now,
                    archived: None,
                };
                self.report.made += 1;
                self.state.data.properties.put(key, made);
            }
        }
        Ok(())
    }

    fn options(&self, name: &str, kind: &str, options: &Options) -> Result<Vec<Choice>, SeedError> {
        let fault = || self.fault(name, format!("property `{name}` has an option that is neither text nor number"));
        let mut out = Vec::new();
        match options {
            Options::Labelled(map) => {
                for (value, label) in map {
                    let (value, label) = (scalar(value).ok_or_else(fault)?, scalar(label).ok_or_else(fault)?);
                    out.push(standard::choice(&value, &label));
                }
            }
            Options::Bare(values) => {
                for value in values {
                    let value = scalar(value).ok_or_else(fault)?;
                    out.push(standard::choice(&value, &value));
                }
            }
        }
        if kind == "bool" && out.is_empty() {
            out = vec![standard::choice("true", "Yes"), standard::choice("false", "No")];
        }
        Ok(out)
    }

    /// Names of forms and e-mails are not unique: the second of a name in the file is another thing.
    pub(super) fn assets(&mut self, file: &File) -> Result<(), SeedError> {
        let created = self.world.millis();
        let mut seen = Names::default();
        for row in &file.forms {
            let key = seen.key("form", &row.name);
            if self.seeded(&key).is_some() {
                self.report.known += 1;
                continue;
            }
            let id = row.id.clone().unwrap_or_else(|| guid(self.state.identity().portal_id, &key));
            if self.state.data.forms.get(&id).is_some() {
                return Err(self.fault(&id, format!("two forms have the id `{id}`")));
            }
            let made = FormRow {
                id: id.clone(),
                name: row.name.clone(),
                form_type: row.kind.clone().unwrap_or_else(|| "hubspot".to_owned()),
                archived: row.archived,
                created,
            };
            self.state.data.forms.put(id.clone(), made);
            self.note(key, id);
        }
        for row in &file.emails {
            let key = seen.key("email", &row.name);
            if self.seeded(&key).is_some() {
                self.report.known += 1;
                continue;
            }
            let id = row.id.unwrap_or_else(|| self.state.next_number("email", 186_000_000_001));
            if self.state.data.emails.get(&id).is_some() {
                return Err(self.fault(&row.name, format!("two e-mails have the id {id}")));
            }
            let made = EmailRow {
                id,
                name: row.name.clone(),
                subject: row.subject.clone(),
                kind: row.kind.clone().unwrap_or_else(|| "AUTOMATED_EMAIL".to_owned()),
                state: row.state.clone().unwrap_or_else(|| "AUTOMATED".to_owned()),
                campaign: self.state.next_number("campaign", 400_000_001),
                archived: row.archived,
                created,
            };
            self.state.data.emails.put(id, made);
            self.note(key, id.to_string());
        }
        for row in &file.subscriptions {
            let key = seen.key("subscription", &row.name);
            if self.seeded(&key).is_some() {
                self.report.known += 1;
                continue;
            }
            let id = row.id.unwrap_or_else(|| self.state.next_number("subscription", 321_981_152));
            if self.state.data.subscriptions.get(&id).is_some() {
                return Err(self.fault(&row.name, format!("two subscriptions have the id {id}")));
            }
            let made = SubscriptionRow { id, name: row.name.clone(), active: !row.inactive, created };
            self.state.data.subscriptions.put(id, made);
            self.note(key, id.to_string());
        }
        for row in &file.event_types {
            if self.state.data.event_types.get(&row.name).is_some() {
                self.report.known += 1;
                continue;
            }
            let number = self.state.next_number("event type", 1_234_567);
            let type_id = row.id.clone().unwrap_or_else(|| format!("6-{number}"));
            if self.state.data.event_types.values().any(|known| known.type_id == type_id) {
                return Err(self.fault(&row.name, format!("two events have the id `{type_id}`")));
            }
            let (name, object) = (row.name.clone(), self.object(&row.object)?);
            let mut properties = Vec::new();
            for property in &row.properties {
                properties.push(EventPropertyRow {
                    name: property.name.clone(),
                    label: property.label.clone().unwrap_or_else(|| property.name.clone()),
                    kind: property.kind.clone(),
                    options: self.options(&property.name, &property.kind, &property.options)?,
                });
            }
            let made = EventTypeRow { type_id, name, object, created, properties };
            self.state.data.event_types.put(row.name.clone(), made);
            self.report.made += 1;
        }
        Ok(())
    }

    pub(super) fn labels(&mut self, file: &File) -> Result<(), SeedError> {
        for row in &file.labels {
            let (from, to) = (self.object(&row.from)?, self.object(&row.to)?);
            let known = self
                .state
                .data
                .labels
                .iter()
                .any(|(key, known)| (key.from, key.to) == (from, to) && known.label == row.label);
            if known {
                self.report.known += 1;
                continue;
            }
            let name = row.name.clone().unwrap_or_else(|| slug(&row.label));
            let inverse = row.inverse.as_deref().unwrap_or(&row.label);
            insert_label(self.state, from, to, &name, &row.label, inverse);
            self.report.made += 1;
        }
        Ok(())
    }

    fn folder(&self, name: &str) -> Result<u64, SeedError> {
        self.state
            .data
            .folders
            .values()
            .find(|row| row.name == name)
            .map(|row| row.id)
            .ok_or_else(|| self.fault(name, format!("there is no folder `{name}`")))
    }

    pub(super) fn lists(&mut self, file: &File) -> Result<(), SeedError> {
        let now = self.world.millis();
        for row in &file.folders {
            let parent = row.parent.as_ref().map_or(Ok(0), |parent| self.folder(parent))?;
            if self.folder(&row.name).is_ok() {
                self.report.known += 1;
                continue;
            }
            let id = self.state.next_number("folder", 1);
            let made = FolderRow { id, name: row.name.clone(), parent, created: now, updated: now };
            self.state.data.folders.put(id, made);
            self.report.made += 1;
        }
        for row in &file.lists {
            let object = self.object(&row.object)?;
            let word = row.kind.as_deref().unwrap_or(if row.filter.is_some() { "DYNAMIC" } else { "MANUAL" });
            let processing =
                Processing::by_word(word).ok_or_else(|| self.fault(word, format!("`{word}` is no type of list")))?;
            let key = format!("list/{}", row.name.to_lowercase());
            if self.seeded(&key).is_some() {
                self.report.known += 1;
                continue;
            }
            let taken = self
                .state
                .data
                .lists
                .values()
                .any(|known| known.deleted.is_none() && known.name.to_lowercase() == row.name.to_lowercase());
            let id = match row.id {
                Some(id) => {
                    // Numbers that the portal hands out stay above those of the seed.
                    let next = self.state.data.counters.get(&"list".to_owned()).copied().unwrap_or(1);
                    self.state.data.counters.put("list".to_owned(), next.max(id.saturating_add(1)));
                    id
                }
                None => self.state.next_number("list", 1),
            };
            if taken || self.state.data.lists.get(&id).is_some() {
                return Err(self.fault(&row.name, format!("there is a list `{}` or {id} already", row.name)));
            }
            let mut members = BTreeMap::new();
            for member in &row.members {
                members.insert(self.record(member)?.id, now);
            }
            let made = ListRow {
                id,
                name: row.name.clone(),
                object,
                processing,
                version: 1,
                filter: row.filter.as_ref().map(stored_branch),
                folder: row.folder.as_ref().map_or(Ok(0), |folder| self.folder(folder))?,
                description: row.description.clone(),
                members,
                permissions: None,
                membership_settings: None,
                pending: 0,
                created: now,
                updated: now,
                filters_updated: now,
                deleted: None,
            };
            self.state.data.lists.put(id, made);
            self.note(key, id.to_string());
        }
        Ok(())
    }

    pub(super) fn flows(&mut self, file: &File) -> Result<(), SeedError> {
        let now = self.world.millis();
        let mut seen = Names::default();
        for row in &file.flows {
            let object = self.object(&row.object)?;
            let key = seen.key("flow", &row.name);
            if self.seeded(&key).is_some() {
                self.report.known += 1;
                continue;
            }
            let id = row.id.unwrap_or_else(|| self.state.next_number("flow", 1_600_000_001));
            if self.state.data.flows.get(&id).is_some() {
                return Err(self.fault(&row.name, format!("two flows have the id {id}")));
            }
            let mut body = row.body.clone();
            body.insert("name".to_owned(), json!(row.name));
            body.insert("isEnabled".to_owned(), json!(row.enabled));
            body.entry("actions").or_insert_with(|| json!([]));
            let number = |name: &str| {
                row.body.get(name).and_then(Value::as_str).and_then(|text| text.parse::<u64>().ok()).unwrap_or(1)
            };
            let body = stored::stored(self.state.switches, object, &body, now);
            let used: BTreeSet<String> = stored::action_types(&body).into_keys().collect();
            let highest = used.iter().filter_map(|id| id.parse::<u64>().ok()).max().unwrap_or(0);
            let made = FlowRow {
                id,
                object,
                flow_type: row.body.get("flowType").and_then(Value::as_str).unwrap_or("WORKFLOW").to_owned(),
                body,
                revision: number("revisionId"),
                next_action: number("nextAvailableActionId").max(highest.saturating_add(1)),
                used: used.into_iter().collect(),
                sealed: row.sensitive,
                pending: 0,
                created: now,
                updated: now,
                deleted: None,
            };
            self.state.data.flows.put(id, made);
            self.note(key, id.to_string());
        }
        Ok(())
    }
}

/// Counts how often a name has stood in the file.
#[derive(Default)]
pub(super) struct Names(BTreeMap<String, usize>);

impl Names {
    pub(super) fn key(&mut self, kind: &str, name: &str) -> String {
        let key = format!("{kind}/{name}");
        let count = self.0.entry(key.clone()).or_default();
        *count += 1;
        if *count == 1 { key } else { format!("{key}#{count}") }
    }
}

fn default_field(kind: &str) -> &'static str {
    match kind {
        "bool" => "booleancheckbox",
        "date" | "datetime" => "date",
        "enumeration" => "select",
        "number" => "number",
        "phone_number" => "phonenumber",
        _ => "text",
    }
}

fn slug(text: &str) -> String {
    text.to_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// Makes a form's id, the same for the same portal and key.
fn guid(portal: u64, key: &str) -> String {
    let digest = Sha256::digest(format!("{portal}/{key}").as_bytes());
    let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let part = |range: std::ops::Range<usize>| hex.get(range).unwrap_or_default().to_owned();
    format!("{}-{}-4{}-a{}-{}", part(0..8), part(8..12), part(13..16), part(17..20), part(20..32))
}
