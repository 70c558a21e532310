//! The programs that are cut off: one that makes things, the next version of it, and one that has nothing left.

use crate::harness::Project;

pub const SEED: &str = r#"
owners:
  - { email: ana@acme.example, first: Ana, last: Alvarez }
teams:
  - { name: SDR, members: [ana@acme.example] }
emails:
  - { name: "Nurture #1" }
"#;

const SETTINGS: &str = "\
name: cut-off
environments:
  demo: { kind: embedded, portal: 1001 }
";

const FEATURES: &str = r#"
owners:
  growth: { team: Growth, contact: growth@acme.example }
objects:
  contact:
    features:
      lead_score:
        type: number
        owner: growth
        about: How likely they buy.
        managed: { label: Lead score, group: hubwright, field: number }
      interests:
        type: set
        options: { pricing: Pricing, api: API }
        owner: growth
        about: What they ticked.
        managed: { label: Interests, group: hubwright, field: checkbox }
      stage_note:
        property: jobtitle
        type: string
        owner: growth
        about: A text.
"#;

/// `alpha` names `zeta`, which comes after it in every order of names; `round` and `square` enrol into each other.
const SEGMENTS: &str = r#"
segment zeta on contact {
  version 1
  title "Zeta"
  owner growth
  where lead_score >= 80
}

segment alpha on contact {
  version 1
  title "Alpha"
  owner growth
  where member of zeta and interests has any of (pricing)
}

segment middle on contact {
  version 1
  title "Middle"
  owner growth
  where lead_score between 10 and 20
}

static list kept on contact {
  title "Kept by hand"
  owner growth
}
"#;

const WORKFLOWS: &str = r#"
workflow round on contact {
  version 1
  title "Round"
  owner growth
  enabled in demo
  enroll when member of alpha and lead_score >= 90
  wait 2 days
  set stage_note = "round"
  enroll in square
}

workflow square on contact {
  version 1
  title "Square"
  owner growth
  enroll manually
  wait 1 day
  enroll in round
}

workflow plain on contact {
  version 1
  title "Plain"
  owner growth
  enroll when member of middle
  suppress member of zeta or member of kept
  add to kept
  send email("Nurture #1")
}
"#;

/// The program that makes things.
pub fn first() -> Project {
    Project::of(&[
        ("hubwright.yaml", SETTINGS),
        ("rules/features.yaml", FEATURES),
        ("rules/all.seg", SEGMENTS),
        ("workflows/all.flow", WORKFLOWS),
    ])
}

/// The next version of everything: new thresholds, new titles, a new option, and a new segment that old ones name.
pub fn second() -> Project {
    let features = FEATURES.replace("api: API", "api: API, training: Training").replace("Lead score", "Score");
    let segments = SEGMENTS
        .replace("version 1", "version 2")
        .replace("lead_score >= 80", "lead_score >= 70")
        .replace("where member of zeta", "where member of fresh and member of zeta")
        .replace("between 10 and 20", "between 11 and 21")
        .replace("Kept by hand", "Kept by people");
    let segments = format!(
        "{segments}\nsegment fresh on contact {{\n  version 1\n  title \"Fresh\"\n  owner growth\n  where lead_score is \
         known\n}}\n"
    );
    let workflows = WORKFLOWS
        .replace("version 1", "version 2")
        .replace("title \"Square\"", "title \"Square\"\n  enabled in demo")
        .replace("wait 2 days", "wait 3 days")
        .replace("wait 1 day", "set stage_note = \"square\"\n  wait 1 day")
        .replace("add to kept", "add to kept\n  set stage_note = \"plain\"");
    Project::of(&[
        ("hubwright.yaml", SETTINGS),
        ("rules/features.yaml", &features),
        ("rules/all.seg", &segments),
        ("workflows/all.flow", &workflows),
    ])
}

/// The program of which nothing is left.
pub fn empty() -> Project {
    Project::of(&[("hubwright.yaml", SETTINGS), ("rules/features.yaml", "objects: {}\n")])
}

fn without_plain() -> String {
    WORKFLOWS.split("workflow plain").next().unwrap().to_owned()
}

/// The first program without the workflow that names `middle`.
pub fn free_middle() -> Project {
    Project::of(&[
        ("hubwright.yaml", SETTINGS),
        ("rules/features.yaml", FEATURES),
        ("rules/all.seg", SEGMENTS),
        ("workflows/all.flow", &without_plain()),
    ])
}

/// The same where `middle` became a static list: the portal cannot change a list's kind.
pub fn replaced_middle() -> Project {
    replaced(&without_plain())
}

/// The same where a workflow names `middle` all the while.
pub fn replaced_named_middle() -> Project {
    replaced(WORKFLOWS)
}

fn replaced(workflows: &str) -> Project {
    let middle = "segment middle on contact {\n  version 1\n  title \"Middle\"\n  owner growth\n  where lead_score \
                  between 10 and 20\n}\n";
    assert!(SEGMENTS.contains(middle));
    let segments = SEGMENTS.replace(middle, "static list middle on contact {\n  title \"Middle\"\n  owner growth\n}\n");
    Project::of(&[
        ("hubwright.yaml", SETTINGS),
        ("rules/features.yaml", FEATURES),
        ("rules/all.seg", &segments),
        ("workflows/all.flow", workflows),
    ])
}

/// The first program without `middle`, and a new version of the workflow that named it.
pub fn without_middle() -> Project {
    let middle = SEGMENTS.split("segment middle").nth(1).unwrap().split("static list").next().unwrap();
    let segments = SEGMENTS.replace(&format!("segment middle{middle}"), "");
    let plain = "  version 1\n  title \"Plain\"\n  owner growth\n  enroll when member of middle";
    let workflows = WORKFLOWS.replace(plain, &plain.replace("version 1", "version 2").replace("middle", "zeta"));
    Project::of(&[
        ("hubwright.yaml", SETTINGS),
        ("rules/features.yaml", FEATURES),
        ("rules/all.seg", &segments),
        ("workflows/all.flow", &workflows),
    ])
}
