//! The program whose compiled JSON is mutated: every form of a condition, and every kind of step.

/// Lists that conditions and steps name.
pub const LISTS: &str = r#"
segment leads on contact { version 1 title "Leads" where tier is a }
segment large on company { version 1 title "Large" where employees >= 200 }
segment open_deals on deal { version 1 title "Open deals" where deal_stage is stage("Open") }
static list hand_made on contact { title "Hand made" }
"#;

/// Conditions on contacts; each becomes a segment of its own.
pub const ON_CONTACTS: &[&str] = &[
    "country is known",
    "country is unknown",
    r#"country is "US""#,
    r#"country is not "US""#,
    r#"country in ("US", "CA")"#,
    r#"country not in ("US", "CA")"#,
    r#"country contains "US""#,
    r#"country does not contain "US""#,
    r#"country contains any of ("US", "CA")"#,
    r#"country contains none of ("US", "CA")"#,
    r#"country starts with "US""#,
    r#"country ends with "US""#,
    r#"(country is not "US" or unknown)"#,
    r#"not country is "US""#,
    "score is 80",
    "score is not 80",
    "score in (80, 90)",
    "score not in (80, 90)",
    "score < 80",
    "score <= 80",
    "score > 80",
    "score >= 80",
    "score between 80 and 90",
    "score not between 80 and 90",
    "ratio >= 0.5",
    "vip is true",
    "vip is not true",
    "tier is a",
    "tier is not a",
    "tier in (a, b)",
    "tier not in (a, b)",
    "interests has any of (pricing, api)",
    "interests has none of (pricing, api)",
    "interests has all of (pricing, api)",
    "not interests has all of (pricing, api)",
    "interests is exactly (pricing, api)",
    "not interests is exactly (pricing, api)",
    r#"owner_id is user("ana@acme.example")"#,
    r#"owner_id not in (user("ana@acme.example"))"#,
    r#"first_form is form("Demo request")"#,
    r#"last_email is email("Nurture #1")"#,
    r#"source_list is list("Do not contact")"#,
    "born before 2026-03-10",
    "born after 2026-03-10",
    "born on 2026-03-10",
    "not born on 2026-03-10",
    "born in last 3 days",
    "not born in last 3 days",
    "born more than 3 days ago",
    "not born more than 3 days ago",
    "seen before 2026-03-10",
    "seen after 2026-03-10",
    "seen on 2026-03-10",
    "not seen on 2026-03-10",
    "seen in last 3 days",
    "not seen in last 3 days",
    "seen more than 3 days ago",
    "not seen more than 3 days ago",
    "member of leads",
    "not member of leads",
    "member of hand_made",
    r#"member of list("Do not contact")"#,
    "any company",
    "any company (employees >= 200)",
    "any company (member of large)",
    r#"any company (employees >= 200 and (branch is not "RETAIL" or unknown))"#,
    "any decision_maker",
    r#"any deal (deal_stage is stage("Open"))"#,
    r#"any deal (pipeline is pipeline("Renewals") and amount > 1_000)"#,
    "(score >= 80 and tier is a) or (score >= 90 and vip is known) or country is \"DE\"",
];

/// The source of a code step.
pub const CODE: &str = "def main(event):\n    return {\"outputFields\": {\"grade\": \"a\"}}\n";

/// Workflows: every way in, every kind of step, every kind of value.
pub const WORKFLOWS: &str = r#"
/// Every kind of step.
workflow everything on contact {
  version 1
  title "Everything"
  enabled in demo
  enroll when member of leads and score >= 80 and (country is not "US" or unknown)
  re-enroll when score changes to >= 80
  re-enroll when country changes to any of ("US", "CA")
  suppress member of hand_made or member of list("Do not contact")

  wait 2 days
  set tier = b
  set vip = true
  set score = 5
  set country = "as it is"
  set seen = now
  set interests = api
  set owner_id = user("ana@acme.example")
  set company.rank = a
  clear ratio
  copy score to firstname
  copy tier to company.branch
  ask: action "0-43347357" v7 {
    target = "{{ enrolled_object }}"
    list = list("Fair")
    who = user("ana@acme.example")
    deep = { numbers = [1, 2.5], truth = true }
  } returns (answer)
  create task "Call {firstname}: {ask.answer}" {
    due in 1 day
    priority high
    type call
    body "Because <of> {ask.answer}"
    assign to owner_id
  }
  create task "Look" { due in 90 minutes assign to user("ana@acme.example") }
  set country = "Dear {firstname}, {ask.answer}"
  rotate owner_id among team("SDR"), user("ana@acme.example") overwrite
  rotate owner_id among team("SDR"), team("Enterprise")
  add to hand_made
  remove from list("Fair")
  enroll in by_hand
  enroll in workflow("Welcome")
  send email("Nurture #1")
  if score >= 80 as "hot" { wait 1 hour } else if any company (employees >= 200) { end } else as "cold" { wait 3 days }
  match tier { a, b => { wait 4 days } c => { end } else as "none" => { wait 5 days } }
  match owner_id { user("ana@acme.example") => { wait 6 days } }
  match vip { true => { wait 7 days } }
  match score { 1, 2.50 => { wait 8 days } }
  wait 30 minutes
}

workflow waits on contact {
  version 1
  title "Waits"
  enroll on tier changes
  only if vip is true
  goal when score >= 90
  active on weekdays 08:00-18:00
  active on saturday 10:00-12:30
  not active on dec 25
  not active on 2026-05-01
  schedule daily at 02:00
  wait until tuesday
  wait until friday at 09:30
  wait until 09:00
  wait until 2026-12-01
  wait until born
  wait until 3 days before born at 09:00
  wait until 2 hours after seen
  wait for score changes to > 5 or vip changes to true up to 2 days { set tier = a } else as "nothing" { go to last }
  split { 10% { set tier = b } 60% { wait 1 hour } 30% { set score = 1 } }
  set seen = now + 3 days
  last: set seen = now - 2 hours
}

workflow scheduled_1 on contact {
  version 1 title "Scheduled 1" enroll when score > 1 unenroll when no longer matching
  schedule weekly on monday, thursday at 09:30
}
workflow scheduled_2 on contact { version 1 title "Scheduled 2" enroll manually schedule monthly on 1, 15 at 02:00 }
workflow scheduled_3 on contact { version 1 title "Scheduled 3" enroll manually schedule monthly on first monday at 02:00 }
workflow scheduled_4 on contact { version 1 title "Scheduled 4" enroll manually schedule monthly on last day at 02:00 }
workflow scheduled_5 on contact { version 1 title "Scheduled 5" enroll manually schedule yearly on dec 24 at 02:00 }
workflow scheduled_6 on contact { version 1 title "Scheduled 6" enroll manually schedule on born at 02:00 }
workflow scheduled_7 on contact { version 1 title "Scheduled 7" enroll manually schedule 30 days before born every year at 09:00 }

workflow reaches on contact {
  version 1
  title "Reaches"
  enroll manually
  increase score by 5
  decrease company.employees by 0.5
  append pricing to interests
  append "more" to country
  copy company.rank to tier
  notify owner_id, user("ana@acme.example") by app "Hot: {firstname}" { body "At {company.branch}" }
  notify team("SDR") "Hot"
  create note "About {firstname}"
  create deal { amount = 1_000 deal_stage = stage("Open") owner_id = owner_id closed = now + 3 days }
  call webhook POST "https://broker.acme.example/score" { id = firstname tier = company.rank n = 3 }
  grade: run code "score.py" on PYTHON39 {
    input name = firstname
    input threshold = 80
    output grade: string
    output points: number
  }
  set country = "{grade.grade}"
}

workflow by_hand on contact { version 1 title "By hand" enroll manually re-enroll wait 1 day }

workflow on_events on contact {
  version 1
  title "On events"
  enroll on created
  enroll on score changes
  enroll on score changes to unknown
  enroll on score changes to < 5
  enroll on score changes to 7
  enroll on tier changes to a
  enroll on interests changes to any of (pricing, api)
  enroll on vip changes to true
  enroll on country changes to "US"
  enroll on owner_id changes to user("ana@acme.example")
  enroll on born changes
  re-enroll
  set tier = c
}

workflow of_deals on deal {
  version 1
  title "Of deals"
  enroll when deal_stage is stage("Open") and amount between 5 and 1000
  re-enroll when deal_stage changes to stage("Open")
  suppress member of open_deals or closed in last 3 days
  set deal_stage = stage("Won")
  action "0-199" v2 { stage = pipeline("Renewals").stage("Won") from = pipeline("Renewals") form = form("Demo request") }
  set contact.tier = a
  create task "Renewed" { type email priority low }
}

workflow of_deals_kept_by_list on deal {
  version 1
  title "Of deals, kept by list"
  enroll manually
  suppress member of open_deals
  set pipeline = pipeline("Upgrades")
}
"#;
