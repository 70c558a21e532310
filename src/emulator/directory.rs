//! What rules name and this portal only shows: account, owners, users, teams, forms, e-mails, subscriptions,
//! definitions of events, pipelines.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::json::{Json, judge_fields, required};
use super::object::Object;
use super::reply::{Answer, Refusal, Reply};
use super::routes::{Call, object_of, unknown_id};
use super::state::{EmailRow, EventTypeRow, FormRow, OwnerRow, PipelineRow, UserRow, iso};
use crate::portal::transport::Method;

fn only_get(call: &Call<'_>) -> Result<(), Refusal> {
    if call.request.method == Method::Get { Ok(()) } else { Err(Refusal::method_not_allowed()) }
}

/// Answers account details.
///
/// # Errors
/// 404 for other paths.
pub fn account(call: &Call<'_>, parts: &[&str]) -> Answer {
    only_get(call)?;
    if !parts.is_empty() {
        return Err(Refusal::no_route());
    }
    let identity = call.state.identity();
    let now = Timestamp::from_millisecond(call.now()).unwrap_or_default();
    let seconds = i64::from(call.state.zone().to_offset(now).seconds());
    let (sign, minutes) = if seconds < 0 { ('-', -seconds / 60) } else { ('+', seconds / 60) };
    Ok(Reply::ok(json!({
        "portalId": identity.portal_id,
        "accountType": identity.account_type.word(),
        "timeZone": identity.time_zone,
        "companyCurrency": "USD",
        "additionalCurrencies": [],
        "utcOffset": format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60),
        "utcOffsetMilliseconds": seconds * 1000,
        "uiDomain": "app.hubspot.com",
        "dataHostingLocation": "na1",
    })))
}

/// What the one token of this portal may do: everything that its endpoints want.
const SCOPES: &[&str] = &[
    "automation",
    "behavioral_events.event_definitions.read_write",
    "communication_preferences.read",
    "content",
    "crm.lists.read",
    "crm.lists.write",
    "crm.objects.companies.read",
    "crm.objects.companies.write",
    "crm.objects.contacts.read",
    "crm.objects.contacts.write",
    "crm.objects.custom.read",
    "crm.objects.custom.write",
    "crm.objects.deals.read",
    "crm.objects.deals.write",
    "crm.objects.owners.read",
    "crm.schemas.companies.read",
    "crm.schemas.companies.write",
    "crm.schemas.contacts.read",
    "crm.schemas.contacts.write",
    "crm.schemas.custom.read",
    "crm.schemas.deals.read",
    "crm.schemas.deals.write",
    "forms",
    "oauth",
    "settings.users.read",
    "settings.users.teams.read",
    "tickets",
];

/// Answers who a token is. Which token it is asks the socket, which lets no other in.
///
/// # Errors
/// 400 without a token, 404 for other paths, 405 for other methods.
pub fn token(call: &Call<'_>, parts: &[&str]) -> Answer {
    if !parts.is_empty() {
        return Err(Refusal::no_route());
    }
    if call.request.method != Method::Post {
        return Err(Refusal::method_not_allowed());
    }
    judge_fields(call.body()?, &[required("tokenKey", Json::Filled)])?;
    let portal = call.state.identity().portal_id;
    Ok(Reply::ok(json!({ "userId": 1, "hubId": portal, "appId": 1, "scopes": SCOPES })))
}

/// Cuts a page out of rows with ascending keys.
fn page(call: &Call<'_>, rows: Vec<(String, Value)>, default: usize, most: usize) -> Answer {
    let limit = call.limit(default, most)?;
    let start = match call.param("after") {
        None => 0,
        Some(cursor) => rows
            .iter()
            .position(|(key, _)| key == cursor)
            .map(|at| at + 1)
            .ok_or_else(|| Refusal::validation(format!("The cursor {cursor} is not valid")))?,
    };
    let more = rows.len() > start.saturating_add(limit);
    let shown: Vec<(String, Value)> = rows.into_iter().skip(start).take(limit).collect();
    let after = shown.last().map(|(key, _)| key.clone());
    let results: Vec<Value> = shown.into_iter().map(|(_, value)| value).collect();
    let mut out = json!({ "results": results });
    if let (true, Some(after), Some(map)) = (more, after, out.as_object_mut()) {
        map.insert("paging".to_owned(), json!({ "next": { "after": after } }));
    }
    Ok(Reply::ok(out))
}

/// Answers owners: by page, by e-mail, by id or by user.
///
/// # Errors
/// 404 for who is not there.
pub fn owners(call: &Call<'_>, parts: &[&str]) -> Answer {
    only_get(call)?;
    let archived = call.flag("archived");
    let rows = call.state.data.owners.values().filter(|row| row.archived == archived);
    match parts {
        [] => {
            let wanted = call.param("email").map(str::to_lowercase);
            let rows = rows
                .filter(|row| wanted.as_ref().is_none_or(|wanted| row.email.to_lowercase() == *wanted))
                .map(|row| (row.id.to_string(), owner(call, row)))
                .collect();
            page(call, rows, 100, 500)
        }
        [id] => {
            let by_user = call.param("idProperty") == Some("userId");
            let number = id.parse::<u64>().ok();
            let mut rows = rows;
            let found =
                rows.find(|row| number.is_some() && if by_user { row.user == number } else { Some(row.id) == number });
            let row = found.ok_or_else(|| unknown_id(call.switches(), "Owner", id))?;
            Ok(Reply::ok(owner(call, row)))
        }
        _ => Err(Refusal::no_route()),
    }
}

fn owner(call: &Call<'_>, row: &OwnerRow) -> Value {
    let teams: Vec<Value> = call
        .state
        .data
        .teams
        .values()
        .filter(|team| row.user.is_some_and(|user| team.members.contains(&user)))
        .enumerate()
        .map(|(at, team)| json!({ "id": team.id.to_string(), "name": team.name, "primary": at == 0 }))
        .collect();
    json!({
        "id": row.id.to_string(),
        "email": row.email,
        "type": "PERSON",
        "firstName": if row.archived { "" } else { &row.first_name },
        "lastName": if row.archived { "" } else { &row.last_name },
        "userId": row.user.filter(|_| !row.archived),
        "userIdIncludingInactive": row.user,
        "createdAt": iso(row.created),
        "updatedAt": iso(row.created),
        "archived": row.archived,
        "teams": teams,
    })
}

/// Answers users.
///
/// # Errors
/// 404 for who is not there.
pub fn users(call: &Call<'_>, parts: &[&str]) -> Answer {
    only_get(call)?;
    match parts {
        [] => {
            let rows = call.state.data.users.values().map(|row| (row.id.to_string(), user(row))).collect();
            page(call, rows, 100, 500)
        }
        [id] => {
            let by_email = call.param("idProperty") == Some("EMAIL");
            let mut rows = call.state.data.users.values();
            let found =
                rows.find(|row| if by_email { row.email.eq_ignore_ascii_case(id) } else { row.id.to_string() == *id });
            found.map(|row| Reply::ok(user(row))).ok_or_else(|| unknown_id(call.switches(), "User", id))
        }
        _ => Err(Refusal::no_route()),
    }
}

fn user(row: &UserRow) -> Value {
    json!({
        "id": row.id.to_string(),
        "email": row.email,
        "firstName": row.first_name,
        "lastName": row.last_name,
        "roleIds": [],
        "superAdmin": false,
    })
}

/// Answers teams, which are not paged.
///
/// # Errors
/// 404 for other paths.
pub fn teams(call: &Call<'_>, parts: &[&str]) -> Answer {
    only_get(call)?;
    if !parts.is_empty() {
        return Err(Refusal::no_route());
    }
    let rows: Vec<Value> = call
        .state
        .data
        .teams
        .values()
        .map(|row| {
            let members: Vec<String> = row.members.iter().map(u64::to_string).collect();
            json!({ "id": row.id.to_string(), "name": row.name, "userIds": members, "secondaryUserIds": [] })
        })
        .collect();
    Ok(Reply::ok(json!({ "results": rows })))
}

/// Answers forms; only those of the type `hubspot` unless asked otherwise.
///
/// # Errors
/// 404 for what is not there.
pub fn forms(call: &Call<'_>, parts: &[&str]) -> Answer {
    only_get(call)?;
    let archived = call.flag("archived");
    let rows = call.state.data.forms.values().filter(|row| row.archived == archived);
    match parts {
        [] => {
            let types: Vec<String> =
                call.params("formTypes").flat_map(|types| types.split(',')).map(str::to_lowercase).collect();
            let wanted = |row: &&FormRow| match types.as_slice() {
                [] => row.form_type == "hubspot",
                types => types.iter().any(|kind| kind == "all" || *kind == row.form_type),
            };
            let rows = rows.filter(wanted).map(|row| (row.id.clone(), form(row))).collect();
            page(call, rows, 20, 100)
        }
        [id] => {
            let mut rows = rows;
            let found = rows.find(|row| row.id == *id);
            found.map(|row| Reply::ok(form(row))).ok_or_else(|| unknown_id(call.switches(), "Form", id))
        }
        _ => Err(Refusal::no_route()),
    }
}

fn form(row: &FormRow) -> Value {
    json!({
        "id": row.id,
        "formType": row.form_type,
        "name": row.name,
        "createdAt": iso(row.created),
        "updatedAt": iso(row.created),
        "archived": row.archived,
        "fieldGroups": [],
        "configuration": {
            "language": "en",
            "cloneable": true,
            "postSubmitAction": { "type": "thank_you", "value": "Thanks for submitting the form." },
            "editable": true,
            "archivable": true,
            "recaptchaEnabled": false,
            "notifyContactOwner": false,
            "notifyRecipients": [],
            "createNewContactForNewEmail": false,
            "prePopulateKnownValues": true,
            "allowLinkToResetKnownValues": false,
            "lifecycleStages": [],
        },
        "displayOptions": {
            "renderRawHtml": false,
            "theme": "default_style",
            "submitButtonText": "Submit",
            "style": {
                "fontFamily": "arial, helvetica, sans-serif",
                "backgroundWidth": "100%",
                "labelTextColor": "#33475b",
                "labelTextSize": "14px",
                "helpTextColor": "#7C98B6",
                "helpTextSize": "11px",
                "legalConsentTextColor": "#33475b",
                "legalConsentTextSize": "14px",
                "submitColor": "#ff7a59",
                "submitAlignment": "left",
                "submitFontColor": "#ffffff",
                "submitSize": "12px",
            },
        },
        "legalConsentOptions": { "type": "none" },
    })
}

/// Answers marketing e-mails.
///
/// # Errors
/// 404 for what is not there.
pub fn emails(call: &Call<'_>, parts: &[&str]) -> Answer {
    only_get(call)?;
    let archived = call.flag("archived");
    let rows = call.state.data.emails.values().filter(|row| row.archived == archived);
    match parts {
        [] => {
            let kind = call.param("type");
            let rows = rows
                .filter(|row| kind.is_none_or(|kind| row.kind == kind))
                .map(|row| (row.id.to_string(), email(row)))
                .collect();
            page(call, rows, 10, 100)
        }
        [id] => {
            let mut rows = rows;
            let found = rows.find(|row| row.id.to_string() == *id);
            found.map(|row| Reply::ok(email(row))).ok_or_else(|| unknown_id(call.switches(), "E-mail", id))
        }
        _ => Err(Refusal::no_route()),
    }
}

fn email(row: &EmailRow) -> Value {
    json!({
        "id": row.id.to_string(),
        "name": row.name,
        "subject": row.subject,
        "type": row.kind,
        "subcategory": "automated",
        "state": row.state,
        "isPublished": !row.state.ends_with("DRAFT"),
        "isAb": row.kind.contains("_AB_"),
        "archived": row.archived,
        "primaryEmailCampaignId": row.campaign.to_string(),
        "allEmailCampaignIds": [row.campaign.to_string()],
        "emailCampaignGroupId": row.campaign.to_string(),
        "createdAt": iso(row.created),
        "updatedAt": iso(row.created),
        "workflowNames": [],
    })
}

/// Answers types of e-mail subscriptions, which are not paged.
///
/// # Errors
/// 404 for other paths.
pub fn subscriptions(call: &Call<'_>, parts: &[&str]) -> Answer {
    only_get(call)?;
    if !parts.is_empty() {
        return Err(Refusal::no_route());
    }
    let rows: Vec<Value> = call
        .state
        .data
        .subscriptions
        .values()
        .map(|row| {
            json!({
                "id": row.id.to_string(),
                "name": row.name,
                "description": "",
                "purpose": "Marketing",
                "communicationMethod": "Email",
                "isActive": row.active,
                "isDefault": false,
                "isInternal": false,
                "businessUnitId": 0,
                "createdAt": iso(row.created),
                "updatedAt": iso(row.created),
            })
        })
        .collect();
    let now = iso(call.now());
    Ok(Reply::ok(json!({ "status": "COMPLETE", "results": rows, "startedAt": now, "completedAt": now })))
}

/// Answers definitions of events: by page, or one by its short name.
///
/// # Errors
/// 404 for what is not there.
pub fn event_definitions(call: &Call<'_>, parts: &[&str]) -> Answer {
    only_get(call)?;
    let rows = &call.state.data.event_types;
    match parts {
        [] => {
            let wanted = call.param("searchString").map(str::to_lowercase).unwrap_or_default();
            let rows = rows.values().filter(|row| row.name.contains(&wanted));
            page(call, rows.map(|row| (row.name.clone(), event_definition(call, row))).collect(), 100, 100)
        }
        [name] => {
            let found = rows.get(&(*name).to_owned()).map(|row| Reply::ok(event_definition(call, row)));
            found.ok_or_else(|| unknown_id(call.switches(), "Event definition", name))
        }
        _ => Err(Refusal::no_route()),
    }
}

fn event_definition(call: &Call<'_>, row: &EventTypeRow) -> Value {
    let mut out = json!({
        "id": row.type_id.split_once('-').map(|(_, number)| number),
        "name": row.name,
        "fullyQualifiedName": format!("pe{}_{}", call.state.identity().portal_id, row.name),
        "objectTypeId": row.type_id,
        "labels": { "singular": row.name, "plural": row.name },
        "primaryObject": row.object.singular().to_uppercase(),
        "trackingType": "MANUAL",
        "archived": false,
        "createdAt": iso(row.created),
    });
    // Only who asks for them gets them.
    if let (true, Some(map)) = (call.flag("includeProperties"), out.as_object_mut()) {
        let properties = row.properties.iter().map(|property| {
            json!({
                "name": property.name,
                "label": property.label,
                "type": property.kind,
                "options": super::properties::options(&property.options),
                "archived": false,
            })
        });
        map.insert("properties".to_owned(), Value::Array(properties.collect()));
    }
    out
}

/// Answers pipelines; contacts and companies have none of their own here.
///
/// # Errors
/// 404 for what is not there.
pub fn pipelines(call: &Call<'_>, parts: &[&str]) -> Answer {
    only_get(call)?;
    let [word, rest @ ..] = parts else {
        return Err(Refusal::no_route());
    };
    let object = object_of(call.state, word)?;
    let mut rows: Vec<&PipelineRow> =
        call.state.data.pipelines.iter().filter(|(key, _)| key.object == object).map(|(_, row)| row).collect();
    rows.sort_by_key(|row| row.order);
    let find =
        |id: &str| rows.iter().find(|row| row.id == id).ok_or_else(|| unknown_id(call.switches(), "Pipeline", id));
    match rest {
        [] => {
            let results: Vec<Value> = rows.iter().map(|row| pipeline(object, row)).collect();
            Ok(Reply::ok(json!({ "results": results })))
        }
        [id] => Ok(Reply::ok(pipeline(object, find(id)?))),
        [id, "stages"] => {
            let stages = pipeline(object, find(id)?).get("stages").cloned();
            Ok(Reply::ok(json!({ "results": stages })))
        }
        [id, "stages", stage] => {
            let stages = pipeline(object, find(id)?).get("stages").and_then(Value::as_array).cloned();
            let found = stages.into_iter().flatten().find(|row| row.get("id").and_then(Value::as_str) == Some(stage));
            found.map(Reply::ok).ok_or_else(|| unknown_id(call.switches(), "Pipeline stage", stage))
        }
        _ => Err(Refusal::no_route()),
    }
}

fn pipeline(object: Object, row: &PipelineRow) -> Value {
    let stages: Vec<Value> = row
        .stages
        .iter()
        .enumerate()
        .map(|(order, stage)| {
            json!({
                "id": stage.id,
                "label": stage.label,
                "displayOrder": order,
                "metadata": stage.metadata,
                "archived": false,
                "createdAt": iso(row.created),
                "updatedAt": iso(row.created),
                "writePermissions": "CRM_PERMISSIONS_ENFORCEMENT",
            })
        })
        .collect();
    json!({
        "id": row.id,
        "label": row.label,
        "displayOrder": row.order,
        "objectTypeId": object.id(),
        "stages": stages,
        "archived": false,
        "createdAt": iso(row.created),
        "updatedAt": iso(row.created),
    })
}
