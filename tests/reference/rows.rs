//! The forms of `tests/meaning/forms.rs` with the names of `docs/example` in their holes, and what each compiles to.

use std::fmt::Write as _;

use super::compile::Project;
use super::forms::{FORMS, Form, Type};
use super::told;

/// Writes the table of a family of forms.
pub fn table(family: &str, project: &Project) -> String {
    let forms: Vec<&Form> = FORMS.iter().filter(|form| form.family == family).collect();
    assert!(!forms.is_empty(), "tests/meaning/forms.rs has no family `{family}`");
    let mut out = String::from("| form | types | filters | under `not` |\n|---|---|---|---|\n");
    for form in forms {
        let mut groups: Vec<(String, Vec<&str>, [String; 2])> = Vec::new();
        for kind in form.types {
            let (object, feature) = feature(*kind);
            let text = filled(form.text, *kind, feature);
            let cells = [text.clone(), format!("not ({text})")].map(|text| match project.branches(object, &text) {
                Ok(branches) => told::operations(&branches),
                Err(words) => format!("`{}`", words[0].code),
            });
            match groups.iter_mut().find(|(_, _, known)| *known == cells) {
                Some((_, kinds, _)) => kinds.push(word(*kind)),
                None => groups.push((text, vec![word(*kind)], cells)),
            }
        }
        for (text, kinds, [holds, not]) in groups {
            writeln!(out, "| `{text}` | {} | {holds} | {not} |", kinds.join(", ")).unwrap();
        }
    }
    out
}

/// Returns the object and the feature of `docs/example` that stand for a type.
fn feature(kind: Type) -> (&'static str, &'static str) {
    match kind {
        Type::Bool => ("contact", "opted_out"),
        Type::Number => ("contact", "lead_score"),
        Type::Text => ("contact", "country"),
        Type::Enum => ("contact", "lifecycle_stage"),
        Type::Owner => ("contact", "owner_id"),
        Type::Stage => ("deal", "deal_stage"),
        Type::Pipeline => ("deal", "pipeline"),
        Type::Form => ("contact", "first_form"),
        Type::Email => ("contact", "last_email"),
        Type::List => ("contact", "audience"),
        Type::Set => ("contact", "interests"),
        Type::Date => ("contact", "renewal_date"),
        Type::DateTime => ("contact", "last_activity"),
        Type::Nothing => ("contact", ""),
    }
}

fn word(kind: Type) -> &'static str {
    match kind {
        Type::Bool => "bool",
        Type::Number => "number",
        Type::Text => "string",
        Type::Enum => "enum",
        Type::Owner => "owner",
        Type::Stage => "stage",
        Type::Pipeline => "pipeline",
        Type::Form => "form",
        Type::Email => "email",
        Type::List => "list",
        Type::Set => "set",
        Type::Date => "date",
        Type::DateTime => "datetime",
        Type::Nothing => "",
    }
}

fn filled(text: &str, kind: Type, feature: &str) -> String {
    let mut text = text.replace("{f}", feature);
    while let Some((start, end)) = text.find('{').zip(text.find('}')) {
        let filling = filling(&text[start + 1..end], kind);
        text.replace_range(start..=end, filling);
    }
    text
}

fn filling(hole: &str, kind: Type) -> &'static str {
    match (hole, kind) {
        ("v", Type::Bool) => "true",
        ("v", Type::Number) => "80",
        ("v", Type::Text) => "\"US\"",
        ("v", Type::Enum) => "lead",
        ("v", Type::Owner) => "user(\"ana@acme.example\")",
        ("v", Type::Stage) => "stage(\"Won\")",
        ("v", Type::Pipeline) => "pipeline(\"Sales\")",
        ("v", Type::Form) => "form(\"Demo request\")",
        ("v", Type::Email) => "email(\"Nurture #1\")",
        ("v", Type::List) => "list(\"Customers\")",
        ("vs", Type::Bool) => "(true)",
        ("vs", Type::Number) => "(20, 40)",
        ("vs", Type::Text) => "(\"US\", \"CA\")",
        ("vs", Type::Enum) => "(lead, customer)",
        ("vs", Type::Owner) => "(user(\"ana@acme.example\"), user(\"bob@acme.example\"))",
        ("vs", Type::Stage) => "(stage(\"Open\"), stage(\"Won\"))",
        ("vs", Type::Pipeline) => "(pipeline(\"Sales\"), pipeline(\"Renewals\"))",
        ("vs", Type::Form) => "(form(\"Demo request\"), form(\"Contact us\"))",
        ("vs", Type::Email) => "(email(\"Nurture #1\"), email(\"Nurture #2\"))",
        ("vs", Type::List) => "(list(\"Customers\"), list(\"Partners\"))",
        ("vs", Type::Set) => "(pricing, api)",
        ("lo-hi", _) => "20 and 40",
        ("part", _) => "\"acme\"",
        ("parts", _) => "(\"sales\", \"info\")",
        ("d", _) => "2026-11-23",
        ("d-d", _) => "2026-01-01 to 2026-03-31",
        ("k", _) => "3 days",
        ("k+" | "k0", _) => "7 days",
        ("unit", _) => "month",
        ("other", Type::Date) => "contract_start",
        ("other", Type::DateTime) => "demo_at",
        ("other" | "changed", _) => "note",
        ("list", _) => "onboarding",
        ("form", _) => "form(\"Demo request\")",
        ("page", _) => "containing \"/pricing\"",
        ("mail", _) => "opened email(\"Nurture #1\")",
        ("subscription", _) => "subscription(\"Product news\")",
        ("times", _) => "at least 3 times",
        ("window" | "window of today", _) => "in last 30 days",
        ("window of days", _) => "after 2026-10-01",
        ("event", _) => "form_submission where (form is form(\"Demo request\"))",
        ("event of alternatives", _) => {
            "form_submission where (form is form(\"Demo request\") or form is form(\"Contact us\"))"
        }
        ("of-company", _) => "employees >= 200",
        (hole, kind) => panic!("nothing of docs/example fills {{{hole}}} for {kind:?}: add it to `filling`"),
    }
}
