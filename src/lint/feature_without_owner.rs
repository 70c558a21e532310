//! Features that nobody answers for.

use super::World;
use crate::problem::Problem;
use crate::problem::lint::Fault;

/// Says so of each feature that is written by hand, in a catalog that has owners.
pub(super) fn lint(world: &World<'_>, problems: &mut Vec<Problem>) {
    if world.catalog.owners.is_empty() {
        return;
    }
    for feature in world.catalog.features.values() {
        if feature.owner.is_none() && (world.by_hand)(feature.at.file) {
            problems.push(Problem::at(feature.at, Fault::FeatureWithoutOwner { feature: feature.name.clone() }));
        }
    }
}
