//! The words of `catalog`.

use super::yaml::list;
use super::{Words, nearest};

/// What can be wrong.
#[derive(Clone, Debug, PartialEq)]
#[expect(missing_docs, reason = "the fields are the facts that the words name")]
pub enum Fault {
    /// A name that rules could not write.
    BadName { what: Thing, name: String },
    /// A name that is a word of the language.
    ReservedWord { what: Thing, name: String },
    /// An entry that another file of the same provenance has too.
    DoubledEntry { what: Thing, name: String },
    /// A hand-written entry that stands instead of a generated one.
    Overridden { what: Thing, name: String },
    /// A generated feature of a property that a hand-written feature stands for.
    OverriddenProperty { object: String, property: String, name: String },
    /// A type that there is not.
    UnknownType { word: String, known: Vec<&'static str> },
    /// An object that HubSpot does not have and that is not declared as custom.
    UnknownObject { word: String, known: Vec<String> },
    /// `custom:` on an object that HubSpot has.
    NotCustom { object: String },
    /// An owner that no file declares.
    UnknownOwner { name: String, known: Vec<String> },
    /// A word that is none of those a key takes.
    UnknownWord { key: &'static str, word: String, known: &'static [&'static str] },
    /// An internal name that HubSpot refuses.
    BadPropertyName { name: String, limit: usize },
    /// Two features of one property.
    DoubledProperty { object: String, property: String, first: String },
    /// A key that this type needs.
    MissingForType { key: &'static str, kind: String },
    /// A key that this type does not have.
    NotForType { key: &'static str, kind: String, types: &'static [&'static str] },
    /// An option that HubSpot refuses.
    BadOption { value: String, why: OptionFault },
    /// Two options with one label.
    DoubledLabel { label: String },
    /// A list without options.
    NoOptions { kind: String },
    /// A range that is not two ends.
    BadRange,
    /// A range that holds no number.
    EmptyRange { low: f64, high: f64 },
    /// A field type that the type does not go with.
    WrongField { kind: String, field: String, known: &'static [&'static str] },
    /// A property that HubSpot calculates, and that `apply` would make.
    ManagedCalculated,
    /// A property group's name that HubSpot refuses.
    BadGroupName { name: String },
    /// Text that must not be empty.
    EmptyText { key: &'static str },
    /// A standard event has an object and a name already.
    StandardEvent { word: &'static str, key: &'static str },
    /// Two managed properties of one object with one label.
    DoubledPropertyLabel { object: String, label: String },
    /// A window of time that is not a number and a unit.
    BadWindow { text: String },
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the thing's name")]
pub enum Thing {
    Owner,
    Object,
    Feature,
    Association,
    Event,
    EventProperty,
    Aggregate,
}

impl Thing {
    fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Object => "custom object",
            Self::Feature => "feature",
            Self::Association => "association",
            Self::Event => "event",
            Self::EventProperty => "property of an event",
            Self::Aggregate => "aggregate",
        }
    }
}

/// Why HubSpot refuses an option.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OptionFault {
    /// The value is empty.
    EmptyValue,
    /// The label is empty.
    EmptyLabel,
    /// The value has a `;`, which parts the values of a multiple checkbox.
    Semicolon,
    /// Value or label begins or ends with a blank.
    Blanks,
}

/// Every code of this stage with its page.
pub const PAGES: &[(&str, &str)] = &[
    ("catalog::bad-name", include_str!("../../docs/problems/catalog/bad-name.md")),
    ("catalog::reserved-word", include_str!("../../docs/problems/catalog/reserved-word.md")),
    ("catalog::doubled-entry", include_str!("../../docs/problems/catalog/doubled-entry.md")),
    ("catalog::overridden", include_str!("../../docs/problems/catalog/overridden.md")),
    ("catalog::unknown-type", include_str!("../../docs/problems/catalog/unknown-type.md")),
    ("catalog::unknown-object", include_str!("../../docs/problems/catalog/unknown-object.md")),
    ("catalog::not-custom", include_str!("../../docs/problems/catalog/not-custom.md")),
    ("catalog::unknown-owner", include_str!("../../docs/problems/catalog/unknown-owner.md")),
    ("catalog::unknown-word", include_str!("../../docs/problems/catalog/unknown-word.md")),
    ("catalog::bad-property-name", include_str!("../../docs/problems/catalog/bad-property-name.md")),
    ("catalog::doubled-property", include_str!("../../docs/problems/catalog/doubled-property.md")),
    ("catalog::missing-for-type", include_str!("../../docs/problems/catalog/missing-for-type.md")),
    ("catalog::not-for-type", include_str!("../../docs/problems/catalog/not-for-type.md")),
    ("catalog::bad-option", include_str!("../../docs/problems/catalog/bad-option.md")),
    ("catalog::doubled-label", include_str!("../../docs/problems/catalog/doubled-label.md")),
    ("catalog::no-options", include_str!("../../docs/problems/catalog/no-options.md")),
    ("catalog::bad-range", include_str!("../../docs/problems/catalog/bad-range.md")),
    ("catalog::empty-range", include_str!("../../docs/problems/catalog/empty-range.md")),
    ("catalog::wrong-field", include_str!("../../docs/problems/catalog/wrong-field.md")),
    ("catalog::managed-calculated", include_str!("../../docs/problems/catalog/managed-calculated.md")),
    ("catalog::bad-group-name", include_str!("../../docs/problems/catalog/bad-group-name.md")),
    ("catalog::standard-event", include_str!("../../docs/problems/catalog/standard-event.md")),
    ("catalog::empty-text", include_str!("../../docs/problems/catalog/empty-text.md")),
    ("catalog::doubled-property-label", include_str!("../../docs/problems/catalog/doubled-property-label.md")),
    ("catalog::bad-window", include_str!("../../docs/problems/catalog/bad-window.md")),
];

/// Says a fault.
#[must_use]
pub fn words(fault: &Fault) -> Words {
    match fault {
        Fault::BadName { what, name } => Words::error(
            "catalog::bad-name",
            format!("`{name}` can't name {}", with_article(*what)),
            "not a name",
            "letters, digits and `_`, first a letter",
        ),
        Fault::ReservedWord { what, name } => Words::error(
            "catalog::reserved-word",
            format!("`{name}` is a word of the language and can't name {}", with_article(*what)),
            "reserved",
            "give it another name; `property:` still says HubSpot's",
        ),
        Fault::DoubledEntry { what, name } => Words::error(
            "catalog::doubled-entry",
            format!("the {} `{name}` is declared twice", what.word()),
            "again here",
            "names are unique over all files of the catalog: keep one of the two",
        ),
        Fault::Overridden { what, name } => Words::warning(
            "catalog::overridden",
            format!("the {} `{name}` is generated too; this entry, written by hand, stands", what.word()),
            "this one stands",
            "take the entry out where the generated one is enough",
        ),
        Fault::OverriddenProperty { object, property, name } => Words::warning(
            "catalog::overridden",
            format!(
                "the property `{property}` of {object} is generated too; the feature `{name}`, written by hand, stands"
            ),
            "this one stands",
            "take the feature out where the generated one is enough",
        ),
        Fault::UnknownType { word, known } => Words::error(
            "catalog::unknown-type",
            format!("there is no type `{word}`"),
            "not a type",
            meant(word, known.iter().copied(), "types"),
        ),
        Fault::UnknownObject { word, known } => Words::error(
            "catalog::unknown-object",
            format!("there is no object `{word}`"),
            "not an object",
            match nearest(word, known.iter().map(String::as_str)) {
                Some(name) => format!("did you mean `{name}`?"),
                None => "a custom object says its name in the portal: `custom: …`".to_owned(),
            },
        ),
        Fault::NotCustom { object } => Words::error(
            "catalog::not-custom",
            format!("`{object}` is HubSpot's own object and no custom one"),
            "",
            "leave `custom` out, or give the custom object another word",
        ),
        Fault::UnknownOwner { name, known } => Words::error(
            "catalog::unknown-owner",
            format!("there is no owner `{name}`"),
            "not under `owners`",
            meant(name, known.iter().map(String::as_str), "owners"),
        ),
        Fault::UnknownWord { key, word, known } => Words::error(
            "catalog::unknown-word",
            format!("`{key}` can't be `{word}`"),
            "not one of its words",
            meant(word, known.iter().copied(), "it takes"),
        ),
        Fault::BadPropertyName { name, limit } => Words::error(
            "catalog::bad-property-name",
            format!("`{name}` can't be the internal name of a property"),
            "HubSpot refuses this name",
            format!(
                "lower-case letters, digits and `_`, first a letter, at most {limit} characters; name it with `property:` where it differs from the feature"
            ),
        ),
        Fault::DoubledProperty { object, property, first } => Words::error(
            "catalog::doubled-property",
            format!("the property `{property}` of {object} already is the feature `{first}`"),
            "the same property again",
            format!("use `{first}`, or name another property"),
        ),
        Fault::MissingForType { key, kind } => Words::error(
            "catalog::missing-for-type",
            format!("a feature of type `{kind}` needs `{key}`"),
            "",
            match *key {
                "options" => "write `options: { value: Label }`",
                _ => "name the pipeline by its label in the portal",
            },
        ),
        Fault::NotForType { key, kind, types } => Words::error(
            "catalog::not-for-type",
            format!("`{key}` means nothing for a feature of type `{kind}`"),
            "",
            format!("only for {}", list(types.iter().copied())),
        ),
        Fault::BadOption { value, why } => bad_option(value, *why),
        Fault::DoubledLabel { label } => Words::error(
            "catalog::doubled-label",
            format!("two options have the label `{label}`"),
            "the same label again",
            "people pick options by their labels: give each its own",
        ),
        Fault::NoOptions { kind } => Words::error(
            "catalog::no-options",
            format!("a feature of type `{kind}` has no option"),
            "nothing to choose from",
            "write `options: { value: Label }`",
        ),
        Fault::BadRange => Words::error(
            "catalog::bad-range",
            "a range is two ends, each a number or null",
            "",
            "write `[0, 100]`, or `[0, null]` where one end is open",
        ),
        Fault::EmptyRange { low, high } => Words::error(
            "catalog::empty-range",
            format!("no number is between {low} and {high}"),
            "the lower end is above the upper one",
            "write the lower end first",
        ),
        Fault::WrongField { kind, field, known } => Words::error(
            "catalog::wrong-field",
            format!("a property of type `{kind}` can't have the field `{field}`"),
            "HubSpot refuses the two together",
            format!("fields of `{kind}`: {}", list(known.iter().copied())),
        ),
        Fault::ManagedCalculated => Words::error(
            "catalog::managed-calculated",
            "a calculated property has a formula, which `apply` can't make",
            "made by hand in HubSpot",
            "make the property in HubSpot and remove `managed`; or remove `calculated` where records are to be given the value",
        ),
        Fault::BadGroupName { name } => Words::error(
            "catalog::bad-group-name",
            format!("`{name}` can't be the internal name of a property group"),
            "HubSpot refuses this name",
            "lower-case letters, digits and `_`, first a letter",
        ),
        Fault::StandardEvent { word, key } => Words::error(
            "catalog::standard-event",
            format!("`{word}` is an event of HubSpot's own, so it has no `{key}` of its own"),
            "known already",
            "remove the line, or give the event of the portal another name; `properties:` adds to HubSpot's own",
        ),
        Fault::EmptyText { key } => Words::error(
            "catalog::empty-text",
            format!("`{key}` is empty"),
            "",
            "write something, or leave the key out",
        ),
        Fault::DoubledPropertyLabel { object, label } => Words::error(
            "catalog::doubled-property-label",
            format!("two managed properties of {object} have the label `{label}`"),
            "the same label again",
            "HubSpot wants labels to be unique on an object",
        ),
        Fault::BadWindow { text } => Words::error(
            "catalog::bad-window",
            format!("`{text}` is no window of time"),
            "",
            "a number and a unit: `7 days`; units: `minutes`, `hours`, `days`, `weeks`, `months`",
        ),
    }
}

fn with_article(what: Thing) -> &'static str {
    match what {
        Thing::Owner => "an owner",
        Thing::Object => "a custom object",
        Thing::Feature => "a feature",
        Thing::Association => "an association",
        Thing::Event => "an event",
        Thing::EventProperty => "a property of an event",
        Thing::Aggregate => "an aggregate",
    }
}

fn bad_option(value: &str, why: OptionFault) -> Words {
    let (message, help) = match why {
        OptionFault::EmptyValue => ("an option has an empty value".to_owned(), "every option needs a value"),
        OptionFault::EmptyLabel => {
            (format!("the option `{value}` has no label"), "write what people see after the colon")
        }
        OptionFault::Semicolon => (
            format!("the option `{value}` has a `;`"),
            "HubSpot parts the values of a multiple checkbox by `;`: use another sign",
        ),
        OptionFault::Blanks => (
            format!("the option `{value}` begins or ends with a blank"),
            "HubSpot trims it, and rules would no longer match: remove the blank",
        ),
    };
    Words::error("catalog::bad-option", message, "HubSpot refuses this", help)
}

/// Says which known name is near, or all of them where they are few.
fn meant<'a>(word: &str, known: impl IntoIterator<Item = &'a str> + Clone, what: &str) -> String {
    match nearest(word, known.clone()) {
        Some(name) => format!("did you mean `{name}`?"),
        None => {
            let known: Vec<_> = known.into_iter().collect();
            if known.is_empty() {
                format!("there are no {what} yet")
            } else {
                format!("{what}: {}", list(known.into_iter().take(20)))
            }
        }
    }
}
