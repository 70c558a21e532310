//! Every question: each switch of the table, and what else is not known of lists and workflows.

use super::lab::{Cut, Lab};
use super::said::Seen;
use super::{filters, flows, lists, members};
use crate::hubspot::switches::Switches;

/// An experiment: it makes what it needs and says what it saw.
pub type Experiment = fn(&mut Lab<'_>) -> Result<Seen, Cut>;

/// How a question is answered.
#[derive(Clone, Copy, Debug)]
pub enum How {
    /// By an experiment.
    Try(Experiment),
    /// By the experiments of these switches, as far as they go; then what stays open.
    By(&'static [&'static str], &'static str),
    /// Not by a probe; why.
    Not(&'static str),
}

/// A question.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// What it is called: the switch's name, or `lists-1` and so on.
    pub id: &'static str,
    /// The switch that its answer settles.
    pub settles: Option<&'static str>,
    /// The question in words.
    pub words: &'static str,
    /// How it is answered.
    pub how: How,
}

const VISITS: &str = "a visit is made by the tracking code of a site, and a probe has none";
const MAIL: &str = "an e-mail would have to be sent to a person and opened";

/// How each switch is settled, in the order of their table.
const SWITCHES: &[(&str, How)] = &[
    ("convergence", How::Try(flows::convergence)),
    ("deleted_titles", How::Try(lists::deleted_titles)),
    ("deleted_by_name", How::Try(lists::deleted_by_name)),
    ("repeated_delete", How::Try(lists::repeated_delete)),
    ("unknown_ids", How::Try(lists::unknown_ids)),
    ("search_lag", How::Try(lists::search_lag)),
    ("list_processing", How::Try(lists::list_processing)),
    ("create_echo", How::Try(lists::create_echo)),
    ("dynamic_members", How::Try(lists::dynamic_members)),
    ("list_cycles", How::Try(lists::list_cycles)),
    ("list_references", How::Try(lists::list_references)),
    ("read_order", How::Try(lists::read_order)),
    ("read_empties", How::Try(lists::read_empties)),
    ("unknown_keys", How::Try(lists::unknown_keys)),
    ("unknown_fields", How::Try(flows::unknown_fields)),
    ("branch_operator", How::Try(filters::branch_operator)),
    ("relative_ranges", How::Try(filters::relative_ranges)),
    ("on_today", How::Try(filters::on_today)),
    ("day_times", How::Try(filters::day_times)),
    ("number_text", How::Try(filters::number_text)),
    ("ranged_bounds", How::Try(filters::ranged_bounds)),
    ("owner_values", How::Try(filters::owner_values)),
    ("text_case", How::Try(members::text_case)),
    ("contains", How::Try(members::contains)),
    ("known_flag", How::Try(members::known_flag)),
    ("date_zone", How::Try(members::date_zone)),
    ("week_start", How::Try(members::week_start)),
    ("last_so_far", How::Try(members::last_so_far)),
    ("cleared_change", How::Try(members::cleared_change)),
    ("history_of_empty", How::Try(members::history_of_empty)),
    ("other_empty", How::Try(members::other_empty)),
    ("referenced_updates", How::Try(filters::referenced_updates)),
    ("range_ends", How::Try(members::range_ends)),
    ("older_days", How::Try(members::older_days)),
    ("older_zone", How::Try(members::older_zone)),
    ("relative_refines", How::Try(members::relative_refines)),
    ("refine_words", How::Try(filters::refine_words)),
    ("negative_counts", How::Try(filters::negative_counts)),
    ("page_urls", How::Not(VISITS)),
    ("page_patterns", How::Not(VISITS)),
    (
        "activity_windows",
        How::Not(
            "both ways are in the schema and may both be taken: the switch chooses which one is written, and only what HubSpot's own screen writes could settle it",
        ),
    ),
    ("email_app", How::Not(MAIL)),
    ("email_level", How::Not(MAIL)),
    ("email_ids", How::Not(MAIL)),
    (
        "subscription_ids",
        How::Not(
            "a contact would have to say something about one subscription and nothing about another: consent is not invented, not even for a scratch contact",
        ),
    ),
    ("subscription_silence", How::Try(members::subscription_silence)),
    ("creation_status", How::Try(flows::creation_status)),
    ("uuid_unique", How::Try(flows::uuid_unique)),
    ("uuid_change", How::Try(flows::uuid_change)),
    ("put_omitted_text", How::Try(flows::put_omitted_text)),
    ("put_read_only", How::Try(flows::put_read_only)),
    ("put_enabled", How::Not("a workflow would have to be switched on, and a probe switches none on")),
    ("idle_put", How::Try(flows::idle_put)),
    ("custom_properties", How::Try(flows::custom_properties)),
    ("action_id_reuse", How::Try(flows::action_id_reuse)),
    ("action_kind_change", How::Try(flows::action_kind_change)),
    ("append_sets", How::Try(flows::append_sets)),
    ("schedule_delta", How::Not("a workflow would have to be switched on and its day awaited")),
    ("even_shares", How::Try(flows::even_shares)),
    ("code_outputs", How::Try(flows::code_outputs)),
    ("put_data_sources", How::Try(flows::put_data_sources)),
    ("rate_limit", How::Try(lists::rate_limit)),
];

const fn asked(id: &'static str, words: &'static str, how: How) -> Question {
    Question { id, settles: None, words, how }
}

/// What is not known of lists.
const LISTS: &[Question] = &[
    asked(
        "lists-1",
        "Whether `hs_description` in the `customProperties` of a new list is its description.",
        How::Try(filters::description),
    ),
    asked("lists-2", "What a list that is known to be wrong is answered with.", How::Try(filters::refusals)),
    asked(
        "lists-3",
        "What ids that nothing has, second deletions and second restores answer; whether a deleted list keeps its name.",
        How::By(
            &["unknown_ids", "repeated_delete", "deleted_by_name", "deleted_titles"],
            "a second restore, which is taken to answer as a second deletion",
        ),
    ),
    asked(
        "lists-4",
        "Whether filters, branches and values come back in order and unchanged.",
        How::By(&["read_order", "read_empties"], "whether older spellings, of which none is written, are rewritten"),
    ),
    asked(
        "lists-5",
        "Whether `filterBranchOperator` and empty arrays may be left out.",
        How::Try(filters::omitted_members),
    ),
    asked(
        "lists-6",
        "How texts are compared, whether ends of ranges are inside, and whether numbers may be texts.",
        How::By(
            &["text_case", "contains", "range_ends", "number_text"],
            "blanks at the ends of a text, and CONTAINS_EXACTLY, which is never written",
        ),
    ),
    asked(
        "lists-7",
        "How dates are compared across zones, and when TODAY changes.",
        How::By(&["date_zone"], "a change of summer time and a midnight, which would have to be awaited"),
    ),
    asked(
        "lists-8",
        "Which relative ranges and references lists and workflows take.",
        How::By(
            &["relative_ranges", "on_today", "day_times"],
            "references other than NOW and TODAY, which are never written",
        ),
    ),
    asked(
        "lists-9",
        "How `no associated …` is said by NOT_IN_LIST on an ASSOCIATION branch.",
        How::Not("the documentation has IN_LIST alone there; no form of the language needs another"),
    ),
    asked(
        "lists-10",
        "Which values `processingStatus` has, and whether PAUSED keeps a list from being edited.",
        How::By(&["list_processing"], "a list that is paused or fails, which a probe has no way to bring about"),
    ),
    asked(
        "lists-11",
        "What adding members to a DYNAMIC list answers.",
        How::By(&["dynamic_members"], "how many ids one request may have, for which it would take as many contacts"),
    ),
    asked(
        "lists-12",
        "How search sorts, and how many ids a read takes.",
        How::Not("never needed: lists are read in batches of 100 and sorted here"),
    ),
    asked(
        "lists-13",
        "What becomes of definitions that name what is archived, and of lists that name each other.",
        How::By(&["list_cycles", "list_references"], "what is archived: HubSpot lets no property go that a list names"),
    ),
    asked(
        "lists-14",
        "When `listVersion` and `updatedAt` change.",
        How::Not("changes by people in HubSpot's screens are part of the question, and a probe makes none"),
    ),
    asked(
        "lists-15",
        "Whether 2026-09 answers as 2026-03 does.",
        How::Not("run the probe with each version in `paths: { crm: … }`, and compare the two files"),
    ),
];

/// What is not known of workflows.
const FLOWS: &[Question] = &[
    asked(
        "flows-1",
        "Whether a `uuid` can be set, changed and used twice.",
        How::By(&["uuid_unique", "uuid_change"], "whether a copy that a person makes has the same"),
    ),
    asked("flows-2", "What PUT does with a text that it leaves out.", How::By(&["put_omitted_text"], "")),
    asked("flows-3", "What becomes of unknown keys in `customProperties`.", How::By(&["custom_properties"], "")),
    asked("flows-4", "Whether a workflow that is on may be replaced.", How::Not("a probe switches no workflow on")),
    asked("flows-5", "What unknown ids and wrong revisions answer.", How::Try(flows::statuses)),
    asked("flows-6", "Whether a PUT that changes nothing makes a revision.", How::By(&["idle_put"], "")),
    asked("flows-7", "Whether two STANDARD edges may lead into one action.", How::By(&["convergence"], "")),
    asked("flows-8", "Where GOTO may lead.", How::By(&["convergence"], "backwards, which is never written")),
    asked("flows-9", "Whether actions that nothing leads to are refused.", How::Try(flows::unreachable)),
    asked(
        "flows-10",
        "Whether what is read-only may stand in a PUT.",
        How::By(&["put_read_only", "put_data_sources"], ""),
    ),
    asked("flows-11", "Whether PUT can add a data source.", How::By(&["put_data_sources"], "")),
    asked("flows-12", "Which action ids may be used, and used again.", How::Try(flows::action_ids)),
    asked(
        "flows-13",
        "What the listing of action types has.",
        How::Not("the endpoint is a beta that most portals do not have; where it answers, it is asked itself"),
    ),
    asked("flows-14", "How far back revisions go.", How::Not("months would have to pass")),
    asked(
        "flows-15",
        "How many workflows a page and a batch may have, and in what order.",
        How::Not("never needed: pages and batches of 100 are asked for, and nothing depends on their order"),
    ),
    asked(
        "flows-16",
        "Whether a NUMBER filter takes a text.",
        How::By(&["number_text"], "those of workflows, which are taken to be as those of lists"),
    ),
    asked("flows-17", "What `includeObjectsWithNoValueSet` is where it is left out.", How::Try(flows::default_flag)),
    asked(
        "flows-18",
        "Whether branches and lists of ids keep their order.",
        How::By(&["read_order"], "those of workflows, which are taken to be as those of lists"),
    ),
    asked("flows-19", "Whether a workflow can be made that is on.", How::Not("a probe switches no workflow on")),
    asked("flows-20", "Which characters a description may have.", How::Try(flows::texts)),
    asked("flows-21", "Whether a `type` that does not fit is refused by PUT.", How::Try(flows::variant_on_put)),
    asked("flows-22", "Whether unknown members of a workflow are taken.", How::Try(flows::top_level_keys)),
];

/// Returns every question: the switches in the order of their table, then lists, then workflows.
#[must_use]
pub fn all() -> Vec<Question> {
    let of_switch = |row: &crate::hubspot::switches::Row| {
        let how = SWITCHES.iter().find(|(name, _)| *name == row.name).map(|(_, how)| *how);
        how.map(|how| Question { id: row.name, settles: Some(row.name), words: row.doubt.trim(), how })
    };
    let switches = Switches::ROWS.iter().filter_map(of_switch);
    switches.chain(LISTS.iter().copied()).chain(FLOWS.iter().copied()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_switch_is_a_question_and_every_answer_is_by_a_switch_that_there_is() {
        let names: Vec<&str> = SWITCHES.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, Switches::NAMES, "a row for each switch, in their order");
        let questions = all();
        let mut ids: Vec<&str> = questions.iter().map(|question| question.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), questions.len(), "no id stands twice");
        for question in &questions {
            match question.how {
                How::Try(_) => {}
                How::By(switches, _) => {
                    let tried = |name: &&str| SWITCHES.iter().any(|(id, how)| id == name && matches!(how, How::Try(_)));
                    assert!(switches.iter().all(tried), "{}", question.id);
                }
                How::Not(why) => assert!(!why.is_empty(), "{}", question.id),
            }
        }
        let numbered = |what: &str, count: usize| {
            for number in 1..=count {
                assert!(questions.iter().any(|question| question.id == format!("{what}-{number}")), "{what}-{number}");
            }
        };
        numbered("lists", 15);
        numbered("flows", 22);
    }
}
