//! Properties and their groups.

use serde_json::{Map, Value, json};

use super::json::{Field, Json, array, judge_fields, object, optional, present, required, text};
use super::judge::judge_keys;
use super::object::Object;
use super::reply::{Answer, Refusal, Reply};
use super::routes::{Call, object_of};
use super::state::{Choice, GroupRow, Millis, Named, PropertyRow, Sensitivity, iso};
use crate::portal::transport::Method;

/// Answers requests to properties and groups.
///
/// # Errors
/// As HubSpot refuses.
pub fn answer(call: &mut Call<'_>, parts: &[&str]) -> Answer {
    let [word, rest @ ..] = parts else {
        return Err(Refusal::no_route());
    };
    let object = object_of(call.state, word)?;
    match (call.request.method, rest) {
        (_, ["groups", rest @ ..]) => groups(call, object, rest),
        (Method::Post, ["batch", "read"]) => batch_read(call, object),
        (Method::Get, []) => listing(call, object),
        (Method::Post, []) => create(call, object),
        (Method::Get, [name]) => {
            let class = class(call)?;
            let archived = call.flag("archived");
            let row = call.state.data.properties.get(&Named::new(object, *name));
            let row = row.filter(|row| row.sensitivity == class && row.archived.is_some() == archived);
            row.map(|row| Reply::ok(view(row))).ok_or_else(|| unknown(name))
        }
        (Method::Patch, [name]) => patch(call, object, name),
        (Method::Delete, [name]) => archive(call, object, name),
        (_, [] | [_]) => Err(Refusal::method_not_allowed()),
        _ => Err(Refusal::no_route()),
    }
}

fn unknown(name: &str) -> Refusal {
    Refusal::not_found(format!("Property {name} does not exist"))
}

fn class(call: &Call<'_>) -> Result<Sensitivity, Refusal> {
    match call.param("dataSensitivity") {
        None => Ok(Sensitivity::NonSensitive),
        Some(word) => {
            Sensitivity::by_word(word).ok_or_else(|| Refusal::validation(format!("{word} is no dataSensitivity")))
        }
    }
}

/// A list call returns only the class asked for.
fn listing(call: &Call<'_>, object: Object) -> Answer {
    let class = class(call)?;
    let archived = call.flag("archived");
    let rows: Vec<Value> = call
        .state
        .data
        .properties
        .iter()
        .filter(|(key, row)| key.object == object && row.sensitivity == class && row.archived.is_some() == archived)
        .map(|(_, row)| view(row))
        .collect();
    Ok(Reply::ok(json!({ "results": rows })))
}

fn batch_read(call: &Call<'_>, whose: Object) -> Answer {
    let body = call.body()?;
    judge_fields(body, &[required("inputs", Json::Array)])?;
    let mut rows = Vec::new();
    for input in array(body, "inputs")? {
        let name = text(object(input, "inputs")?, "name").unwrap_or_default();
        rows.extend(call.state.property(whose, name).map(view));
    }
    let now = iso(call.now());
    Ok(Reply::ok(json!({ "status": "COMPLETE", "results": rows, "startedAt": now, "completedAt": now })))
}

/// Shows options in their order.
pub fn options(of: &[Choice]) -> Vec<Value> {
    let shown = of.iter().enumerate().map(|(order, option)| {
        json!({
            "label": option.label,
            "value": option.value,
            "displayOrder": order,
            "hidden": option.hidden,
            "description": option.description,
        })
    });
    shown.collect()
}

fn view(row: &PropertyRow) -> Value {
    let options = options(&row.options);
    let mut out = json!({
        "name": row.name,
        "label": row.label,
        "type": row.kind,
        "fieldType": row.field,
        "groupName": row.group,
        "description": row.description,
        "options": options,
        "displayOrder": row.display_order,
        "calculated": row.calculated,
        "externalOptions": row.referenced.is_some(),
        "hasUniqueValue": row.unique,
        "hidden": row.hidden,
        "hubspotDefined": row.hubspot_defined,
        "formField": !row.read_only,
        "dataSensitivity": row.sensitivity.word(),
        "archived": row.archived.is_some(),
        "createdAt": iso(row.created),
        "updatedAt": iso(row.updated),
        "modificationMetadata": {
            "archivable": !row.hubspot_defined,
            "readOnlyDefinition": row.hubspot_defined,
            "readOnlyValue": row.read_only || row.calculated,
            "readOnlyOptions": row.hubspot_defined && row.read_only,
        },
    });
    if let Some(map) = out.as_object_mut() {
        if let Some(referenced) = &row.referenced {
            map.insert("referencedObjectType".to_owned(), json!(referenced));
        }
        if let Some(archived) = row.archived {
            map.insert("archivedAt".to_owned(), json!(iso(archived)));
        }
    }
    out
}

const TYPES: Json = Json::Enum(&["bool", "date", "datetime", "enumeration", "number", "phone_number", "string"]);
const FIELDS: Json = Json::Enum(&[
    "booleancheckbox",
    "calculation_equation",
    "checkbox",
    "date",
    "file",
    "html",
    "number",
    "phonenumber",
    "radio",
    "select",
    "text",
    "textarea",
]);
/// Which fields fit which type.
const FIELD_OF: &[(&str, &[&str])] = &[
    ("bool", &["booleancheckbox", "calculation_equation"]),
    ("date", &["date"]),
    ("datetime", &["date"]),
    ("enumeration", &["booleancheckbox", "checkbox", "radio", "select", "calculation_equation"]),
    ("number", &["number", "calculation_equation"]),
    ("phone_number", &["phonenumber"]),
    ("string", &["file", "html", "phonenumber", "text", "textarea", "calculation_equation"]),
];

const CREATE: &[Field] = &[
    required("name", Json::Filled),
    required("label", Json::Filled),
    required("type", TYPES),
    required("fieldType", FIELDS),
    required("groupName", Json::Filled),
    optional("description", Json::Text),
    optional("options", Json::Array),
    optional("displayOrder", Json::Whole),
    optional("hasUniqueValue", Json::Bool),
    optional("hidden", Json::Bool),
    optional("formField", Json::Bool),
    optional("externalOptions", Json::Bool),
    optional("referencedObjectType", Json::Text),
    optional("calculationFormula", Json::Text),
    optional("dataSensitivity", Json::Enum(&["non_sensitive", "sensitive", "highly_sensitive"])),
];

fn create(call: &mut Call<'_>, whose: Object) -> Answer {
    let body = call.body()?.clone();
    judge_fields(&body, CREATE)?;
    judge_keys(call.state, &body, &[], CREATE)?;
    let row = new_row(&body, call.now())?;
    let key = Named::new(whose, row.name.clone());
    if call.state.property(whose, &row.name).is_some() {
        return Err(Refusal::other(
            409,
            "OBJECT_ALREADY_EXISTS",
            format!("A property named '{}' already exists.", row.name),
        )
        .sub_category("Properties.PROPERTY_WITH_NAME_EXISTS"));
    }
    if call.state.data.groups.get(&Named::new(whose, row.group.clone())).is_none() {
        return Err(Refusal::validation(format!("Property group {} does not exist", row.group)));
    }
    let same_label = call.state.data.properties.iter().any(|(key, known)| {
        key.object == whose && known.archived.is_none() && known.label.eq_ignore_ascii_case(&row.label)
    });
    if same_label {
        return Err(Refusal::validation(format!("The label {} is already in use", row.label)));
    }
    let (shown, location) = (view(&row), format!("/{}/{}/{}", call.base, whose.plural(), row.name));
    call.state.data.properties.put(key, row);
    Ok(Reply::created(shown, location))
}

fn new_row(body: &Map<String, Value>, now: Millis) -> Result<PropertyRow, Refusal> {
    let word = |name: &str| text(body, name).unwrap_or_default().to_owned();
    let truth = |name: &str| body.get(name) == Some(&Value::Bool(true));
    let (name, kind, field) = (word("name"), word("type"), word("fieldType"));
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if !is_name || name.len() > 100 {
        return Err(Refusal::validation(format!("{name} is no name of a property")));
    }
    if !FIELD_OF.iter().any(|(known, fields)| *known == kind && fields.contains(&field.as_str())) {
        return Err(Refusal::validation(format!("fieldType {field} does not fit type {kind}")));
    }
    let options = choices(array(body, "options")?)?;
    let truths = options.len() == 2 && options.iter().all(|option| option.value == "true" || option.value == "false");
    if kind == "bool" && !truths {
        return Err(Refusal::validation("A bool property needs the options true and false")
            .sub_category("INVALID_BOOLEAN_OPTION"));
    }
    if !options.is_empty() && kind != "bool" && kind != "enumeration" {
        return Err(Refusal::validation(format!("A {kind} property cannot have options")));
    }
    Ok(PropertyRow {
        label: word("label"),
        group: word("groupName"),
        description: word("description"),
        options,
        sensitivity: text(body, "dataSensitivity").and_then(Sensitivity::by_word).unwrap_or_default(),
        hidden: truth("hidden"),
        unique: truth("hasUniqueValue"),
        calculated: field == "calculation_equation",
        hubspot_defined: false,
        read_only: field == "calculation_equation",
        referenced: text(body, "referencedObjectType").filter(|_| truth("externalOptions")).map(str::to_owned),
        display_order: body.get("displayOrder").and_then(Value::as_i64).unwrap_or(-1),
        created: now,
        updated: now,
        archived: None,
        name,
        kind,
        field,
    })
}

fn choices(items: &[Value]) -> Result<Vec<Choice>, Refusal> {
    const OPTION: &[Field] = &[
        required("label", Json::Filled),
        required("value", Json::Filled),
        optional("displayOrder", Json::Whole),
        optional("hidden", Json::Bool),
        optional("description", Json::Text),
    ];
    let mut out: Vec<Choice> = Vec::new();
    for item in items {
        let map = object(item, "options")?;
        judge_fields(map, OPTION)?;
        let (value, label) = (text(map, "value").unwrap_or_default(), text(map, "label").unwrap_or_default());
        if value.contains(';') {
            return Err(Refusal::validation(format!("The option {value} cannot hold a semicolon")));
        }
        if out.iter().any(|known| known.value == value || known.label == label) {
            return Err(Refusal::validation(format!("The option {value} stands twice")));
        }
        out.push(Choice {
            value: value.to_owned(),
            label: label.to_owned(),
            hidden: map.get("hidden") == Some(&Value::Bool(true)),
            description: text(map, "description").unwrap_or_default().to_owned(),
        });
    }
    Ok(out)
}

const PATCH: &[Field] = &[
    optional("label", Json::Filled),
    optional("type", TYPES),
    optional("fieldType", FIELDS),
    optional("groupName", Json::Filled),
    optional("description", Json::Text),
    optional("options", Json::Array),
    optional("displayOrder", Json::Whole),
    optional("hidden", Json::Bool),
    optional("formField", Json::Bool),
];

fn patch(call: &mut Call<'_>, whose: Object, name: &str) -> Answer {
    let body = call.body()?.clone();
    judge_fields(&body, PATCH)?;
    let Some(mut row) = call.state.property(whose, name).cloned() else {
        return Err(unknown(name));
    };
    // Options replace the whole list; uniqueness and sensitivity are ignored here.
    if present(&body, "options").is_some() {
        if row.read_only || row.referenced.is_some() {
            return Err(Refusal::validation(format!("The options of {name} cannot be changed")));
        }
        row.options = choices(array(&body, "options")?)?;
    }
    for (key, place) in [
        ("label", &mut row.label),
        ("type", &mut row.kind),
        ("fieldType", &mut row.field),
        ("groupName", &mut row.group),
        ("description", &mut row.description),
    ] {
        if let Some(value) = text(&body, key) {
            value.clone_into(place);
        }
    }
    if !FIELD_OF.iter().any(|(known, fields)| *known == row.kind && fields.contains(&row.field.as_str())) {
        return Err(Refusal::validation(format!("fieldType {} does not fit type {}", row.field, row.kind)));
    }
    if call.state.data.groups.get(&Named::new(whose, row.group.clone())).is_none() {
        return Err(Refusal::validation(format!("Property group {} does not exist", row.group)));
    }
    if let Some(hidden) = body.get("hidden").and_then(Value::as_bool) {
        row.hidden = hidden;
    }
    row.updated = call.now();
    let shown = view(&row);
    call.state.data.properties.put(Named::new(whose, name), row);
    Ok(Reply::ok(shown))
}

fn archive(call: &mut Call<'_>, whose: Object, name: &str) -> Answer {
    let Some(row) = call.state.property(whose, name) else {
        return Err(unknown(name));
    };
    if row.hubspot_defined {
        return Err(Refusal::validation(format!("Property {name} is HubSpot's own")));
    }
    let user = call
        .state
        .data
        .lists
        .values()
        .filter(|list| list.deleted.is_none() && list.object == whose)
        .find(|list| list.filter.as_ref().is_some_and(|filter| names_property(filter, name)))
        .map(|list| ("LIST", list.name.clone()));
    let user = user.or_else(|| {
        call.state
            .data
            .flows
            .values()
            .filter(|flow| flow.deleted.is_none() && flow.object == whose)
            .find(|flow| flow.body.values().any(|part| names_property(part, name)))
            .map(|flow| ("WORKFLOW", text(&flow.body, "name").unwrap_or_default().to_owned()))
    });
    if let Some((kind, title)) = user {
        return Err(Refusal::validation(format!("Property {name} is in use"))
            .sub_category("PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE")
            .error(json!({
                "message": format!("Property {name} is in use"),
                "context": { "parentType": [kind], "parentName": [title] },
            })));
    }
    let now = call.now();
    call.state.data.properties.edit(&Named::new(whose, name), |row| row.archived = Some(now));
    Ok(Reply::empty())
}

/// Tells whether JSON names a property where HubSpot has properties' names.
fn names_property(value: &Value, name: &str) -> bool {
    match value {
        Value::Array(items) => items.iter().any(|item| names_property(item, name)),
        Value::Object(map) => map.iter().any(|(key, member)| {
            let is_name = matches!(
                key.as_str(),
                "property"
                    | "propertyName"
                    | "property_name"
                    | "source_property"
                    | "target_property"
                    | "comparisonPropertyName"
            );
            (is_name && member.as_str() == Some(name)) || names_property(member, name)
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn groups(call: &mut Call<'_>, whose: Object, parts: &[&str]) -> Answer {
    let shown = |row: &GroupRow| json!({ "name": row.name, "label": row.label, "displayOrder": row.display_order, "archived": false });
    let unknown = |name: &str| Refusal::not_found(format!("Property group {name} does not exist"));
    match (call.request.method, parts) {
        (Method::Get, []) => {
            let groups = call.state.data.groups.iter().filter(|(key, _)| key.object == whose);
            let rows: Vec<Value> = groups.map(|(_, row)| shown(row)).collect();
            Ok(Reply::ok(json!({ "results": rows })))
        }
        (Method::Post, []) => {
            let body = call.body()?;
            judge_fields(
                body,
                &[
                    required("name", Json::Filled),
                    required("label", Json::Filled),
                    optional("displayOrder", Json::Whole),
                ],
            )?;
            let row = GroupRow {
                name: text(body, "name").unwrap_or_default().to_owned(),
                label: text(body, "label").unwrap_or_default().to_owned(),
                display_order: body.get("displayOrder").and_then(Value::as_i64).unwrap_or(-1),
            };
            let key = Named::new(whose, row.name.clone());
            if call.state.data.groups.get(&key).is_some() {
                return Err(Refusal::other(
                    409,
                    "OBJECT_ALREADY_EXISTS",
                    format!("A property group named '{}' already exists.", row.name),
                ));
            }
            let (out, location) = (shown(&row), format!("/{}/{}/groups/{}", call.base, whose.plural(), row.name));
            call.state.data.groups.put(key, row);
            Ok(Reply::created(out, location))
        }
        (Method::Get, [name]) => {
            let row = call.state.data.groups.get(&Named::new(whose, *name));
            row.map(|row| Reply::ok(shown(row))).ok_or_else(|| unknown(name))
        }
        (Method::Patch, [name]) => {
            let body = call.body()?.clone();
            judge_fields(&body, &[optional("label", Json::Filled), optional("displayOrder", Json::Whole)])?;
            let out = call.state.data.groups.edit(&Named::new(whose, *name), |row| {
                if let Some(label) = text(&body, "label") {
                    label.clone_into(&mut row.label);
                }
                if let Some(order) = body.get("displayOrder").and_then(Value::as_i64) {
                    row.display_order = order;
                }
                shown(row)
            });
            out.map(Reply::ok).ok_or_else(|| unknown(name))
        }
        (Method::Delete, [name]) => {
            let key = Named::new(whose, *name);
            if call.state.data.groups.get(&key).is_none() {
                return Err(unknown(name));
            }
            let is_used = call
                .state
                .data
                .properties
                .iter()
                .any(|(key, row)| key.object == whose && row.archived.is_none() && row.group == *name);
            if is_used {
                return Err(Refusal::validation(format!("Property group {name} has active properties"))
                    .sub_category("PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES"));
            }
            call.state.data.groups.remove(&key);
            Ok(Reply::empty())
        }
        _ => Err(Refusal::no_route()),
    }
}
