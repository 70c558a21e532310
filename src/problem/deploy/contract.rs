//! The words of what the catalog says and the portal does not keep.

use super::stop::some;
use crate::plan::contract::Broken;
use crate::problem::Words;

/// Says a broken contract.
pub(super) fn words(broken: &Broken) -> Words {
    match broken {
        Broken::Missing { what, near } => Words::error(
            "deploy::not-in-portal",
            format!("the portal has no {what}"),
            "not in the portal",
            near.as_ref().map_or_else(
                || "correct the catalog, or make it in the portal; where it is generated, pull it again".to_owned(),
                |near| format!("did you mean `{near}`?"),
            ),
        ),
        Broken::Archived { property } => Words::error(
            "deploy::archived",
            format!("the property `{property}` is archived in the portal"),
            "archived",
            "restore it in the portal, or take it out of the catalog; where it is generated, pull it again",
        ),
        Broken::Other { what, wanted, found } => Words::error(
            "deploy::other-in-portal",
            format!("the catalog has {what} as {wanted}, and the portal has {found}"),
            "something else in the portal",
            "correct the catalog; where it is generated, pull it again",
        ),
        Broken::OptionsGone { property, gone, known } => Words::error(
            "deploy::option-gone",
            format!("the portal has no option {} of `{property}`", some(gone)),
            "options that are not in the portal",
            format!(
                "take them out of the catalog, or add them in the portal; where it is generated, pull it again; there is {}",
                some(known)
            ),
        ),
        Broken::Calculated { property } => Words::error(
            "deploy::calculated",
            format!("the portal calculates `{property}`, and the catalog does not say so"),
            "calculated in the portal",
            "write `calculated: true`",
        ),
        Broken::NotCalculated { property } => Words::error(
            "deploy::not-calculated",
            format!("the catalog says that the portal calculates `{property}`, and it does not"),
            "not calculated in the portal",
            "take `calculated` out",
        ),
        Broken::Empty { property, records } => Words::error(
            "deploy::empty-in-portal",
            format!(
                "`{property}` is required, and {records} {} no value of it",
                if *records == 1 { "record has" } else { "records have" }
            ),
            "empty on some record",
            "fill it in the portal, or take `required` out",
        ),
    }
}
