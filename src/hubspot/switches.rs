//! What is not certain about HubSpot, as named switches: one table that writer, checker and embedded portal read.
//!
//! Each row says what the choices are, which one holds unless `hubwright.yaml` says otherwise, and where the doubt
//! comes from. The embedded portal's own rows of what it accepts are its own; only these settings are shared.

/// Declares the table: a struct with one field a switch, an enum a switch, and the rows for printing and reading.
macro_rules! switches {
    ($( $(#[doc = $doc:literal])+ $field:ident : $kind:ident { $( $(#[doc = $choice_doc:literal])+ $choice:ident = $word:literal ),+ $(,)? } )+) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Copy, Debug, PartialEq, Eq)]
            pub enum $kind { $( $(#[doc = $choice_doc])+ $choice ),+ }

            impl Default for $kind {
                fn default() -> Self {
                    let [first, ..] = [ $( Self::$choice ),+ ];
                    first
                }
            }
        )+

        /// The settings of all switches.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct Switches {
            $( $(#[doc = $doc])+ pub $field: $kind, )+
        }

        impl Switches {
            /// Sets a switch by its name.
            ///
            /// # Errors
            /// Where there is no such switch, or no such choice of it.
            pub fn set(&mut self, name: &str, choice: &str) -> Result<(), BadSwitch> {
                match name {
                    $( stringify!($field) => {
                        self.$field = match choice {
                            $( $word => $kind::$choice, )+
                            _ => return Err(BadSwitch::Choice { switch: stringify!($field), known: &[$($word),+] }),
                        };
                        Ok(())
                    } )+
                    _ => Err(BadSwitch::Name { known: Self::NAMES }),
                }
            }

            /// Returns the chosen word of every switch, in the order of the table.
            #[must_use]
            pub fn chosen(&self) -> Vec<(&'static str, &'static str)> {
                vec![ $( (stringify!($field), match self.$field { $( $kind::$choice => $word ),+ }) ),+ ]
            }

            /// Every name, in the order of the table.
            pub const NAMES: &'static [&'static str] = &[ $( stringify!($field) ),+ ];

            /// Every switch with its doubt and its choices, the default first.
            pub const ROWS: &'static [Row] = &[ $( Row {
                name: stringify!($field),
                doubt: concat!($($doc),+),
                choices: &[ $( ($word, concat!($($choice_doc),+)) ),+ ],
            } ),+ ];
        }
    };
}

/// One switch, for printing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its name in `hubwright.yaml`.
    pub name: &'static str,
    /// What is not certain.
    pub doubt: &'static str,
    /// Words and meanings; the first is the default.
    pub choices: &'static [(&'static str, &'static str)],
}

/// A switch or a choice that is not in the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadSwitch {
    /// No such switch.
    Name {
        /// Those that there are.
        known: &'static [&'static str],
    },
    /// No such choice.
    Choice {
        /// The switch.
        switch: &'static str,
        /// Its choices.
        known: &'static [&'static str],
    },
}

switches! {
    /// Whether several STANDARD edges may lead into one action: stored graphs have one and GOTO for the rest, one sample of HubSpot's has more.
    convergence: Convergence {
        /// One STANDARD edge into an action, GOTO for further ones; the portal refuses a second STANDARD.
        Goto = "goto",
        /// Every edge is STANDARD; the portal refuses GOTO.
        Standard = "standard",
    }
    /// Whether a title that only a deleted list has may be taken: never recorded.
    deleted_titles: DeletedTitles {
        /// It is free.
        Free = "free",
        /// It stays taken until the list is purged.
        Taken = "taken",
    }
    /// Whether a deleted list is still found by its name: by its id it is, with `deletedAt`.
    deleted_by_name: DeletedByName {
        /// It is not found.
        Hidden = "hidden",
        /// It is found, with `deletedAt`, where no living list has the name.
        Found = "found",
    }
    /// What a second DELETE and a second restore of a list answer: recorded as either 2xx or 4xx.
    repeated_delete: RepeatedDelete {
        /// 404.
        Refused = "refused",
        /// 204, and nothing happens.
        Done = "done",
    }
    /// What an id that nothing has answers: most clients code 404, one probe saw another 4xx.
    unknown_ids: UnknownIds {
        /// 404; a list id beyond 32 bits is a 400.
        NotFound = "not-found",
        /// 400.
        BadRequest = "bad-request",
    }
    /// Whether a new list shows in searches at once: reported to lag, while its title is already taken.
    search_lag: SearchLag {
        /// At once.
        None = "none",
        /// After five seconds.
        FiveSeconds = "five-seconds",
    }
    /// How long a list with filters is PROCESSING after a write.
    list_processing: ListProcessing {
        /// The reply says PROCESSING, each read COMPLETE.
        Reply = "reply",
        /// The reply says COMPLETE.
        AtOnce = "at-once",
        /// Three reads find PROCESSING.
        ThreeReads = "three-reads",
    }
    /// Whether the reply to a list's creation holds its filters: HubSpot's examples do, one client saw none.
    create_echo: CreateEcho {
        /// It holds them.
        Echoed = "echoed",
        /// It does not.
        Omitted = "omitted",
    }
    /// What adding members to a DYNAMIC list answers: sources conflict.
    dynamic_members: DynamicMembers {
        /// 400.
        Refused = "refused",
        /// 200, and nothing happens.
        Ignored = "ignored",
    }
    /// Whether lists may refer to each other in a circle: no refusal is documented.
    list_cycles: ListCycles {
        /// 400.
        Refused = "refused",
        /// It is stored; the inner list counts as empty.
        Taken = "taken",
    }
    /// What `hs_list_reference_count` counts: the property's name says references, no document says of what.
    list_references: ListReferences {
        /// Lists whose filters name the list.
        Lists = "lists",
        /// Lists and workflows.
        ListsAndWorkflows = "lists-and-workflows",
    }
    /// In what order filters, branches and values come back: no evidence of reordering, and no promise.
    read_order: ReadOrder {
        /// As they were sent.
        Kept = "kept",
        /// In another order, the same for each read.
        Shuffled = "shuffled",
    }
    /// Whether empty `filters` and `filterBranches` come back: older examples have them, newer ones do not.
    read_empties: ReadEmpties {
        /// As empty arrays.
        Kept = "kept",
        /// Not at all.
        Stripped = "stripped",
    }
    /// Whether JSON keys that no schema has are an error: observed to be swallowed.
    unknown_keys: UnknownKeys {
        /// They are dropped.
        Ignored = "ignored",
        /// 400.
        Refused = "refused",
    }
    /// Whether keys that an action's `fields` are not known to have are an error: an untyped map that the server judges, by rules nobody has published.
    unknown_fields: UnknownFields {
        /// 400, for the actions whose fields are known.
        Refused = "refused",
        /// They are kept.
        Kept = "kept",
    }
    /// Whether `filterBranchOperator` may contradict the branch's type: a free string in the schema.
    branch_operator: BranchOperator {
        /// It has to be the type's; 400.
        Checked = "checked",
        /// It is put right in silence.
        Ignored = "ignored",
    }
    /// Which relative ranges may be written: only TODAY with NOW by HubSpot's rules, one capture of a workflow has more.
    relative_ranges: RelativeRanges {
        /// The pairs TODAY-N to NOW and NOW to TODAY+N; in workflows also TODAY to TODAY+1, EXCLUSIVE.
        Pairs = "pairs",
        /// Any.
        Free = "free",
    }
    /// How a `datetime` is tested for today: a documented unit of the calendar, or the range that one capture of a workflow has.
    on_today: OnToday {
        /// CALENDAR_DATE with the unit DAY.
        CalendarDay = "calendar-day",
        /// TIME_RANGED from TODAY to TODAY+1, EXCLUSIVE, which lists then take as well.
        TodayToTomorrow = "today-to-tomorrow",
    }
    /// Whether a day counted from TODAY may have a time of day: in the schema, and in no capture. `after today + 7 days` needs it for a `datetime`.
    day_times: DayTimes {
        /// It may.
        Taken = "taken",
        /// 400.
        Refused = "refused",
    }
    /// Whether a NUMBER filter takes its number as text.
    number_text: NumberText {
        /// 400.
        Refused = "refused",
        /// It is read as the number.
        Coerced = "coerced",
    }
    /// Whether the bounds of NUMBER_RANGED may have a fraction: int64 in the schema.
    ranged_bounds: RangedBounds {
        /// 400.
        Whole = "whole",
        /// They may.
        Any = "any",
    }
    /// Whether an owner's id in a filter or an action has to be one of the portal's owners.
    owner_values: OwnerValues {
        /// 400 for another.
        Checked = "checked",
        /// Any is taken.
        Free = "free",
    }
    /// Whether STRING and MULTISTRING tell capitals from small letters: nothing official.
    text_case: TextCase {
        /// They do not.
        Ignored = "ignored",
        /// They do.
        Exact = "exact",
    }
    /// What CONTAINS finds: documented as contains only.
    contains: Contains {
        /// Any part of the text.
        Substring = "substring",
        /// Whole words.
        Word = "word",
    }
    /// Whether IS_UNKNOWN and IS_KNOWN heed `includeObjectsWithNoValueSet`.
    known_flag: KnownFlag {
        /// They do not.
        Ignored = "ignored",
        /// A record without a value passes IS_KNOWN with the flag, and fails IS_UNKNOWN without it.
        Heeded = "heeded",
    }
    /// How a `date` value, midnight in UTC, is held against a bound in a zone.
    date_zone: DateZone {
        /// As midnight of the same day in the bound's zone.
        Local = "local",
        /// As the instant.
        Utc = "utc",
    }
    /// Whether a week begins on Monday or on Sunday: nothing official.
    week_start: WeekStart {
        /// On Monday.
        Monday = "monday",
        /// On Sunday.
        Sunday = "sunday",
    }
    /// Where IN_LAST_TIME_UNIT_SO_FAR ends: the operator's name is all that is known.
    last_so_far: LastSoFar {
        /// At the point of the last unit that this one has reached.
        SamePoint = "same-point",
        /// Now.
        UntilNow = "until-now",
    }
    /// Whether clearing a property is a change that UPDATED_AT sees, or leaves it without a value that could have one.
    cleared_change: ClearedChange {
        /// It is a change.
        Counts = "counts",
        /// A property without a value passes by `includeObjectsWithNoValueSet` alone.
        Empty = "empty",
    }
    /// Whether HAS_EVER and HAS_NEVER look at the past of a property that has no value now.
    history_of_empty: HistoryOfEmpty {
        /// They do.
        Past = "past",
        /// Such a record passes by `includeObjectsWithNoValueSet` alone.
        Empty = "empty",
    }
    /// How a comparison with another property ends where that one is empty: documented for a record's own value only.
    other_empty: OtherEmpty {
        /// The record fails, whatever the operator.
        Fails = "fails",
        /// `includeObjectsWithNoValueSet` decides, as it does for the property itself.
        Flag = "flag",
    }
    /// Which property a PROPERTY_REFERENCED point may read with UPDATED_AT: documented as a datetime, like that of VALUE, though a change has a time whatever the type.
    referenced_updates: ReferencedUpdates {
        /// Any.
        Any = "any",
        /// A datetime.
        Datetimes = "datetimes",
    }
    /// Whether the ends of NUMBER_RANGED, RANGED_DATE, ABSOLUTE_RANGED and RELATIVE_RANGED are inside.
    range_ends: RangeEnds {
        /// They are.
        Inclusive = "inclusive",
        /// They are not.
        Exclusive = "exclusive",
    }
    /// What ROLLING_DATE_RANGE and ROLLING_PROPERTY_UPDATED count: the guide describes whole days for what replaced them, one user saw periods of 24 hours.
    older_days: OlderDays {
        /// Days, from midnight on.
        Days = "days",
        /// Periods of 24 hours before and after now.
        Hours = "hours",
    }
    /// Whose days an older test of dates means, which names no time zone: `requiresTimeZoneConversion` may say so, and nothing says how.
    older_zone: OlderZone {
        /// The portal's, whatever that member says.
        Portal = "portal",
        /// Those of UTC where that member is false, else the portal's.
        Flagged = "flagged",
    }
    /// From where RELATIVE_COMPARATIVE and RELATIVE_RANGED count days and weeks.
    relative_refines: RelativeRefines {
        /// From now, in periods of 24 hours.
        Rolling = "rolling",
        /// From the beginning of today.
        Days = "days",
    }
    /// How an offset of a RELATIVE_ refine-by is spelled: the guide and the schema contradict each other.
    refine_words: RefineWords {
        /// PAST and FUTURE; MINUTES, HOURS, DAYS, WEEKS.
        Plural = "plural",
        /// BEFORE and AFTER; DAY, WEEK.
        Singular = "singular",
    }
    /// What a negative operator with NUM_OCCURRENCES means: not documented.
    negative_counts: NegativeCounts {
        /// The opposite of the positive one with the same count.
        Turned = "turned",
        /// 400.
        Refused = "refused",
    }
    /// How the address of PAGE_VIEW and of a clicked link is held against the one that was visited.
    page_urls: PageUrls {
        /// As text, to the letter.
        Exact = "exact",
        /// Without scheme, query and fragment, in any case of letters.
        Loose = "loose",
    }
    /// Of what an address has to match the pattern of HAS_PAGEVIEW_MATCHES_REGEX.
    page_patterns: PagePatterns {
        /// Any part of it.
        Part = "part",
        /// All of it.
        Whole = "whole",
    }
    /// How a window of time that is counted from today stands in a `pruningRefineBy`: the schema takes property operations and offsets alike.
    activity_windows: ActivityWindows {
        /// As the operation on a property of the same meaning.
        Operations = "operations",
        /// As RELATIVE_COMPARATIVE and RELATIVE_RANGED.
        Offsets = "offsets",
    }
    /// What the required `appId` of an EMAIL_EVENT filter is for a marketing e-mail: no example says.
    email_app: EmailApp {
        /// `0`.
        Zero = "zero",
        /// `113`, as in events of e-mails that are sent in batches.
        Batch = "batch",
    }
    /// What the required `level` of an EMAIL_EVENT filter is for a marketing e-mail: the words are all that is known.
    email_level: EmailLevel {
        /// HUBSPOT_CAMPAIGN.
        Campaign = "hubspot-campaign",
        /// EMAIL_API_CAMPAIGN.
        Api = "api-campaign",
        /// EMAIL_API_CAMPAIGN_GROUP.
        ApiGroup = "api-campaign-group",
    }
    /// Which number of an e-mail stands in EMAIL_EVENT filters and in the events of e-mails.
    email_ids: EmailIds {
        /// Its own, the `content_id` of workflows.
        Content = "content",
        /// Its campaign's.
        Campaign = "campaign",
    }
    /// Whether EMAIL_SUBSCRIPTION with several subscriptions wants the status of one or of all.
    subscription_ids: SubscriptionIds {
        /// Of one.
        Any = "any",
        /// Of all.
        All = "all",
    }
    /// What a contact is that never said anything about a subscription.
    subscription_silence: SubscriptionSilence {
        /// NOT_OPTED.
        NotOpted = "not-opted",
        /// None of the three.
        Nothing = "nothing",
    }
    /// How long a workflow's `crmObjectCreationStatus` is PENDING, during which no PUT is taken.
    creation_status: CreationStatus {
        /// The reply says PENDING, the first read COMPLETE.
        OneRead = "one-read",
        /// The reply says COMPLETE.
        AtOnce = "at-once",
        /// Two reads find PENDING, the third COMPLETE.
        ThreeReads = "three-reads",
    }
    /// Whether two workflows may have one `uuid`: described as unique per portal, the error is not known.
    uuid_unique: UuidUnique {
        /// 400.
        Refused = "refused",
        /// They may.
        Free = "free",
    }
    /// Whether PUT may change a workflow's `uuid`.
    uuid_change: UuidChange {
        /// It is changed.
        Taken = "taken",
        /// The old one stays, in silence.
        Ignored = "ignored",
        /// 400.
        Refused = "refused",
    }
    /// What PUT does with a name, description or `uuid` that it leaves out.
    put_omitted_text: PutOmittedText {
        /// It is cleared, as every other member.
        Cleared = "cleared",
        /// It is kept.
        Kept = "kept",
    }
    /// What PUT does with `createdAt`, `updatedAt` and `dataSources`: HubSpot's guide says to leave them out.
    put_read_only: PutReadOnly {
        /// 400.
        Refused = "refused",
        /// They are dropped.
        Ignored = "ignored",
    }
    /// Whether PUT may change a workflow that is on: one tool did it, one source says it is refused.
    put_enabled: PutEnabled {
        /// It may.
        Taken = "taken",
        /// 400, unless the PUT switches it off.
        Refused = "refused",
    }
    /// Whether a PUT that changes nothing makes a revision.
    idle_put: IdlePut {
        /// It does.
        Counts = "counts",
        /// It does not.
        Nothing = "nothing",
    }
    /// What becomes of a key in a workflow's `customProperties` that the portal has not defined: seen keys look portal-defined.
    custom_properties: CustomProperties {
        /// It is kept.
        Kept = "kept",
        /// It is dropped.
        Dropped = "dropped",
        /// 400.
        Refused = "refused",
    }
    /// Which action ids a PUT may not bring back.
    action_id_reuse: ActionIdReuse {
        /// Those that an earlier revision had.
        Used = "used",
        /// All below the workflow's counter.
        BelowCounter = "below-counter",
    }
    /// Whether an action may keep its id when its `actionTypeId` changes: a changed `type` is refused, this was not tried.
    action_kind_change: ActionKindChange {
        /// 400.
        Refused = "refused",
        /// It may.
        Taken = "taken",
    }
    /// What adds a value to those of a set: `STATIC_APPEND_VALUE` is in the schema, what it holds for a set is not said.
    append_sets: AppendSets {
        /// The value alone.
        Bare = "bare",
        /// A semicolon and the value, as where a property of a record is written.
        Semicolon = "semicolon",
    }
    /// To which side of its day a schedule's `daysDelta` counts: the schema names a number and no direction.
    schedule_delta: ScheduleDelta {
        /// Negative is before, as in a wait for a date.
        NegativeBefore = "negative-before",
        /// Positive is before.
        PositiveBefore = "positive-before",
    }
    /// Whether the shares of a split come back where all are equal: a stored split of two has none.
    even_shares: EvenShares {
        /// They do.
        Kept = "kept",
        /// They do not.
        Dropped = "dropped",
    }
    /// Which types of outputs a code step may have: the schema has ENUMERATION alone, a stored step has STRING.
    code_outputs: CodeOutputs {
        /// STRING, NUMBER, BOOLEAN, DATE, DATETIME and ENUMERATION.
        All = "all",
        /// STRING and ENUMERATION; 400 for others.
        Seen = "seen",
    }
    /// Whether PUT takes new entries of `dataSources`, without which no associated record can be read: not in its schema.
    put_data_sources: PutDataSources {
        /// It does not: a workflow reads what it read when it was made.
        Refused = "refused",
        /// It does, and nothing else of what is read-only.
        Taken = "taken",
    }
    /// Whether the portal counts requests.
    rate_limit: RateLimit {
        /// It does not.
        None = "none",
        /// 100 in ten seconds, then 429; creating and replacing workflows is exempt.
        Hundred = "hundred",
    }
}
