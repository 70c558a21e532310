//! Features that nobody answers for.

use super::World;
use crate::problem::Problem;
use crate::problem::lint::Fault;

/// Says so of each feature that is written by hand, in a catalog where others have an owner.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    if world.catalog.features.values().all(|feature| feature.owner.is_none()) {
        return;
    }
    for feature in world.catalog.features.values() {
        if feature.owner.is_none() && (world.by_hand)(feature.at.file) {
            problems.push(Problem::at(feature.at, Fault::FeatureWithoutOwner { feature: feature.name.clone() }));
        }
    }
}
