//! Filters on properties, as tests that the checked program has too.

use serde_json::Value;

use crate::catalog::{Feature, FeatureKind};
use crate::check::property;
use crate::check::types::{Form, Kind, fits};
use crate::hubspot::coverage::{self, Group};
use crate::hubspot::switches::RangeEnds;
use crate::model::rule::{
    ChoiceTest, ChoiceValue, Empty, Number, NumberTest, Past, PropertyTest, Sign, Test, TextTest, TextsTest,
};

use super::node::Node;
use super::value::{choice, is_sayable, number};
use super::{Loss, World, moment};

/// Operators of text, for one and for several.
const TEXTS: [(&str, TextTest); 6] = [
    ("IS_EQUAL_TO", TextTest::Equal),
    ("IS_NOT_EQUAL_TO", TextTest::NotEqual),
    ("CONTAINS", TextTest::Contains),
    ("DOES_NOT_CONTAIN", TextTest::DoesNotContain),
    ("STARTS_WITH", TextTest::StartsWith),
    ("ENDS_WITH", TextTest::EndsWith),
];
const SEVERAL: [(&str, TextsTest); 4] = [
    ("IS_EQUAL_TO", TextsTest::EqualAny),
    ("IS_NOT_EQUAL_TO", TextsTest::EqualNone),
    ("CONTAINS", TextsTest::ContainsAny),
    ("DOES_NOT_CONTAIN", TextsTest::ContainsNone),
];
const NUMBERS: [(&str, NumberTest); 6] = [
    ("IS_EQUAL_TO", NumberTest::Equal),
    ("IS_NOT_EQUAL_TO", NumberTest::NotEqual),
    ("IS_LESS_THAN", NumberTest::Less),
    ("IS_LESS_THAN_OR_EQUAL_TO", NumberTest::LessOrEqual),
    ("IS_GREATER_THAN", NumberTest::Greater),
    ("IS_GREATER_THAN_OR_EQUAL_TO", NumberTest::GreaterOrEqual),
];
const CHOICES: [(&str, ChoiceTest, Form); 6] = [
    ("IS_ANY_OF", ChoiceTest::AnyOf, Form::Equality),
    ("IS_NONE_OF", ChoiceTest::NoneOf, Form::Equality),
    ("CONTAINS_ALL", ChoiceTest::AllOf, Form::Set),
    ("DOES_NOT_CONTAIN_ALL", ChoiceTest::NotAllOf, Form::Set),
    ("IS_EXACTLY", ChoiceTest::Exactly, Form::Set),
    ("IS_NOT_EXACTLY", ChoiceTest::NotExactly, Form::Set),
];
/// Operators of the present, and what they are of a bool.
const TRUTHS: [(&str, Sign); 2] = [("IS_EQUAL_TO", Sign::Holds), ("IS_NOT_EQUAL_TO", Sign::Not)];
/// Operators of the past.
const PASTS: [(&str, Sign); 2] = [("HAS_EVER_BEEN_EQUAL_TO", Sign::Holds), ("HAS_NEVER_BEEN_EQUAL_TO", Sign::Not)];
const PAST_CHOICES: [(&str, Sign); 2] = [("HAS_EVER_BEEN_ANY_OF", Sign::Holds), ("HAS_NEVER_BEEN_ANY_OF", Sign::Not)];

/// Members that every operation has.
const COMMON: [&str; 3] = ["includeObjectsWithNoValueSet", "operationType", "operator"];

/// Finds a feature by its property.
pub type Find<'f> = dyn Fn(&str) -> Option<&'f Feature> + 'f;

/// Reads a filter in its normal form on a property that is found among some features: one test, or two that must both
/// pass.
pub fn read<'f>(filter: &Node<'_>, find: &Find<'f>, world: &World<'_>) -> Result<Vec<PropertyTest>, Loss> {
    filter.only(&["filterType", "operation", "property"])?;
    let feature = feature(filter, "property", find)?;
    let operation = filter.need("operation")?;
    let empty = match operation.get("includeObjectsWithNoValueSet").and_then(|flag| flag.json.as_bool()) {
        Some(true) => Empty::Passes,
        Some(false) => Empty::Fails,
        None => return Err(operation.loss("what becomes of empty values is not said")),
    };
    let (tests, empty) = tests(&operation, feature, empty, find, world)?;
    let leaf = |test| PropertyTest { property: property::of(feature), test, empty };
    Ok(tests.into_iter().map(leaf).collect())
}

/// Finds the feature of the property that a member names.
pub fn feature<'f>(node: &Node<'_>, key: &str, find: &Find<'f>) -> Result<&'f Feature, Loss> {
    let name = node.text(key)?;
    let found = find(name);
    found.ok_or_else(|| node.loss(format!("the catalog has no feature of the property `{name}`")))
}

fn tests<'f>(
    operation: &Node<'_>,
    feature: &Feature,
    empty: Empty,
    find: &Find<'f>,
    world: &World<'_>,
) -> Result<(Vec<Test>, Empty), Loss> {
    let (kind, word) = (operation.text("operationType")?, operation.text("operator")?);
    coverage::held(Group::Operation, kind, word).map_err(|why| operation.loss(why))?;
    let its = Kind::of(&feature.kind);
    let wrong = || operation.loss(format!("`{kind}` is no test of `{}`, a {}", feature.name, feature.kind.word()));
    let fit = |form: Form, kinds: &[Kind]| {
        if fits(form, its) && (kinds.is_empty() || kinds.contains(&its)) { Ok(()) } else { Err(wrong()) }
    };
    let only = |more: &[&str]| operation.only(&[&COMMON, more].concat());
    let test = match kind {
        "ALL_PROPERTY" => {
            only(&[])?;
            // Whether HubSpot looks at the flag is not certain. Of what asks for empty values, it changes nothing.
            if empty == Empty::Passes {
                return Err(operation.loss("whether HubSpot lets empty values pass here is not known"));
            }
            let test = if word == "IS_KNOWN" { Test::Known } else { Test::Unknown };
            return Ok((vec![test], Empty::Fails));
        }
        "BOOL" => {
            only(&["value"])?;
            let value = operation.need("value")?;
            let truth = value.json.as_bool().ok_or_else(|| value.loss("it is neither true nor false"))?;
            match (row(&TRUTHS, word), row(&PASTS, word), &feature.kind) {
                (Some(sign), _, FeatureKind::Bool) => Test::Bool(sign, truth),
                (_, Some(sign), FeatureKind::Bool) => {
                    remembered(feature, operation)?;
                    Test::Past(sign, Past::Bool(truth))
                }
                // A property whose options are called so: HubSpot has many.
                (Some(sign), _, FeatureKind::Enum(_) | FeatureKind::Set(_)) => {
                    let comparison = if sign == Sign::Holds { ChoiceTest::AnyOf } else { ChoiceTest::NoneOf };
                    let value = choice(feature, &truth.to_string(), world).map_err(|loss| loss.within(&value.place))?;
                    Test::Choice(comparison, vec![value])
                }
                (Some(_) | None, _, _) => return Err(wrong()),
            }
        }
        "STRING" => {
            only(&["value"])?;
            fit(Form::Text, &[])?;
            let text = said(&operation.need("value")?)?;
            match (row(&TEXTS, word), row(&PASTS, word)) {
                (Some(test), _) => Test::Text(test, text),
                (None, Some(sign)) => {
                    remembered(feature, operation)?;
                    Test::Past(sign, Past::Text(text))
                }
                (None, None) => return Err(wrong()),
            }
        }
        "MULTISTRING" => {
            only(&["values"])?;
            fit(Form::Text, &[])?;
            let texts: Vec<String> = operation.items("values")?.iter().map(said).collect::<Result<_, _>>()?;
            let several = texts.len() > 1;
            let test = row(&SEVERAL, word).filter(|_| several);
            test.map(|test| Test::Texts(test, sorted(texts)))
                .ok_or_else(|| operation.loss("it has no form for several texts, nor for none"))?
        }
        "NUMBER" => {
            only(&["value"])?;
            fit(Form::Order, &[])?;
            let number = numeral(&operation.need("value")?)?;
            match (row(&NUMBERS, word), row(&PASTS, word)) {
                (Some(test), _) => Test::Number(test, number),
                (None, Some(sign)) => {
                    remembered(feature, operation)?;
                    Test::Past(sign, Past::Number(number))
                }
                (None, None) => return Err(wrong()),
            }
        }
        "NUMBER_RANGED" => {
            only(&["lowerBound", "upperBound"])?;
            fit(Form::Order, &[])?;
            if world.switches.range_ends == RangeEnds::Exclusive {
                return Err(operation.loss("a switch says that the ends of this range are not within it"));
            }
            let (low, high) = (numeral(&operation.need("lowerBound")?)?, numeral(&operation.need("upperBound")?)?);
            let ends = [(NumberTest::GreaterOrEqual, low), (NumberTest::LessOrEqual, high)];
            return Ok((ends.map(|(test, number)| Test::Number(test, number)).to_vec(), empty));
        }
        "ENUMERATION" => {
            only(&["values"])?;
            let value = |value: &Node<'_>| {
                let stored = value.json.as_str().ok_or_else(|| value.loss("it is no text"))?;
                choice(feature, stored, world).map_err(|loss| loss.within(&value.place))
            };
            let values: Vec<ChoiceValue> = operation.items("values")?.iter().map(value).collect::<Result<_, _>>()?;
            if values.is_empty() {
                return Err(operation.loss("it has no values"));
            }
            let values = sorted(values);
            let found = CHOICES.iter().find(|(known, ..)| *known == word);
            match (found, row(&PAST_CHOICES, word)) {
                (Some((_, test, form)), _) => {
                    let of_sets = its == Kind::Set && fits(Form::Set, its);
                    if !(of_sets || fits(*form, its)) {
                        return Err(wrong());
                    }
                    Test::Choice(*test, values)
                }
                (None, Some(sign)) => {
                    fit(Form::History, &[Kind::Enum, Kind::Owner])?;
                    remembered(feature, operation)?;
                    Test::Past(sign, Past::Choice(values))
                }
                (None, None) => return Err(wrong()),
            }
        }
        "COMPARATIVE_STRING" => {
            only(&["comparisonPropertyName"])?;
            fit(Form::Text, &[])?;
            let other = self::feature(operation, "comparisonPropertyName", find)?;
            if other.kind != FeatureKind::Text || other.property == feature.property {
                return Err(operation.loss("it is compared with what is no other text"));
            }
            Test::SameText(property::of(other))
        }
        _ => {
            let (stamp, test) = moment::read(operation, feature, find, world)?;
            Test::Time(stamp, test)
        }
    };
    Ok((vec![test], empty))
}

/// HubSpot keeps no history of what it calculates, and so the language asks for none.
fn remembered(feature: &Feature, operation: &Node<'_>) -> Result<(), Loss> {
    if feature.calculated {
        return Err(operation.loss(format!("`{}` is calculated and has no history", feature.name)));
    }
    Ok(())
}

fn row<T: Copy>(rows: &[(&str, T)], word: &str) -> Option<T> {
    rows.iter().find(|(known, _)| *known == word).map(|(_, meant)| *meant)
}

fn said(node: &Node<'_>) -> Result<String, Loss> {
    let text = node.json.as_str().filter(|text| is_sayable(text));
    text.map(str::to_owned).ok_or_else(|| node.loss("it is no text that a source can hold"))
}

fn numeral(node: &Node<'_>) -> Result<Number, Loss> {
    let float = match node.json {
        Value::Number(number) => number.as_f64(),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    };
    float.and_then(number).ok_or_else(|| node.loss("it is no number of at most 15 digits"))
}

fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort();
    items.dedup();
    items
}
