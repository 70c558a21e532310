//! How hubwright ends: documented and frozen.

use crate::portal::ErrorClass;
use crate::problem::{Fact, Problem, deploy, settings};
use crate::record::RecordError;

/// An exit code. Of several, the one that is named first here wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Exit {
    /// A fault of hubwright itself.
    Internal,
    /// Wrong usage.
    Usage,
    /// Problems in the rules.
    Problems,
    /// Not authenticated, not permitted, or the wrong portal.
    NotPermitted,
    /// The portal refused, could not be reached, or some objects failed.
    Portal,
    /// Stopped by a guard.
    Guard,
    /// Changes to make, with `--detailed-exitcode` or `--check`.
    Changes,
    /// Done.
    Done,
}

impl Exit {
    /// Returns the number.
    #[must_use]
    pub fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Internal => 1,
            Self::Changes => 2,
            Self::Problems => 3,
            Self::NotPermitted => 4,
            Self::Portal => 5,
            Self::Guard => 6,
            Self::Usage => 64,
        }
    }

    /// Returns how a command ends that met these problems; warnings end nothing.
    pub fn of<'a>(problems: impl IntoIterator<Item = &'a Problem>) -> Self {
        let errors = problems.into_iter().filter(|problem| problem.is_error());
        errors.map(|problem| of_fact(&problem.fact)).min().unwrap_or(Self::Done)
    }

    /// Returns how an apply ends that wrote so many objects and met these problems. The portal is closed to a token
    /// only where nothing was written because of it; one that may write this and not that leaves some objects failed.
    #[must_use]
    pub fn of_apply(problems: &[Problem], done: usize) -> Self {
        let skipped = |fault: &deploy::Fault| matches!(fault, deploy::Fault::Skipped { .. });
        let by_itself = |problem: &Problem| !matches!(&problem.fact, Fact::Deploy(fault) if skipped(fault));
        let mut failed = problems.iter().filter(|problem| problem.is_error() && by_itself(problem));
        let exit = Self::of(problems);
        if exit == Self::NotPermitted && (done > 0 || failed.any(|problem| of_fact(&problem.fact) != exit)) {
            return Self::Portal;
        }
        exit
    }
}

fn of_fact(fact: &Fact) -> Exit {
    match fact {
        Fact::Syntax(_) | Fact::Yaml(_) | Fact::Catalog(_) | Fact::Check(_) | Fact::Lint(_) => Exit::Problems,
        Fact::Settings(
            settings::Fault::NoProject { .. }
            | settings::Fault::OutputNotWritable { .. }
            | settings::Fault::UnknownEnvironment { .. }
            | settings::Fault::EnvironmentNeeded { .. },
        ) => Exit::Usage,
        Fact::Settings(_) => Exit::Problems,
        Fact::Deploy(fault) => of_fault(fault),
    }
}

fn of_fault(fault: &deploy::Fault) -> Exit {
    match fault {
        deploy::Fault::TokenMissing { .. }
        | deploy::Fault::WrongPortal { .. }
        | deploy::Fault::WrongAccountType { .. } => Exit::NotPermitted,
        deploy::Fault::Broken(_) => Exit::Problems,
        deploy::Fault::OtherCatalogSource { .. }
        | deploy::Fault::NoCatalogSource { .. }
        | deploy::Fault::BadHost { .. }
        | deploy::Fault::NoSuchDeclaration { .. }
        | deploy::Fault::NothingToImport { .. }
        | deploy::Fault::TwoDeclarations { .. }
        | deploy::Fault::UnreadableArgument { .. }
        | deploy::Fault::Git { .. } => Exit::Usage,
        deploy::Fault::Portal(error)
        | deploy::Fault::Failed { why: error, .. }
        | deploy::Fault::Unsettled { why: error, .. } => match error.exit() {
            ErrorClass::NotPermitted => Exit::NotPermitted,
            ErrorClass::Refused | ErrorClass::Unreachable | ErrorClass::Unknown => Exit::Portal,
        },
        deploy::Fault::Record(RecordError::Io { .. } | RecordError::Git { .. }) => Exit::Portal,
        deploy::Fault::Embedded { .. } | deploy::Fault::ReadBackDiffers { .. } | deploy::Fault::Skipped { .. } => {
            Exit::Portal
        }
        deploy::Fault::Unfilled { .. } | deploy::Fault::Probe(deploy::Probe::Left { .. }) => Exit::Portal,
        deploy::Fault::Record(_)
        | deploy::Fault::BadPlanFile { .. }
        | deploy::Fault::BadSnapshot { .. }
        | deploy::Fault::OtherPlan { .. }
        | deploy::Fault::OtherSources
        | deploy::Fault::Stale { .. }
        | deploy::Fault::OtherDigest { .. }
        | deploy::Fault::NobodyToAsk(_)
        | deploy::Fault::NotApproved
        | deploy::Fault::Unproven
        | deploy::Fault::Probe(deploy::Probe::Production { .. })
        | deploy::Fault::NotGenerated { .. }
        | deploy::Fault::Stopped { .. }
        | deploy::Fault::CannotAdopt { .. }
        | deploy::Fault::ImportOverChanges { .. }
        | deploy::Fault::ImportLosses { .. }
        | deploy::Fault::MissingBump { .. } => Exit::Guard,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::portal::{Method, PortalError, Refusal, Where};
    use crate::record::{ObjectKey, ObjectKind};

    fn list(name: &str) -> ObjectKey {
        crate::plan::key(ObjectKind::List, name, name)
    }

    fn at() -> Where {
        Where { method: Method::Post, path: "/crm/v3/lists".to_owned() }
    }

    fn not_permitted() -> Problem {
        let refusal = Box::new(Refusal { status: 403, ..Refusal::default() });
        let why = PortalError::NotPermitted { at: at(), scopes: Vec::new(), refusal };
        Problem::nowhere(deploy::Fault::Failed { object: list("a"), why })
    }

    #[test]
    fn an_apply_ends_not_permitted_only_where_nothing_was_written_because_of_the_token() {
        let skipped = Problem::nowhere(deploy::Fault::Skipped { object: list("b"), needs: list("a") });
        let why = PortalError::Unknown { at: at(), status: None, why: "reset".to_owned() };
        let unsettled = Problem::nowhere(deploy::Fault::Unsettled { object: list("c"), why });
        assert_eq!(Exit::of_apply(&[not_permitted(), skipped.clone()], 0), Exit::NotPermitted);
        assert_eq!(Exit::of_apply(&[not_permitted(), skipped], 1), Exit::Portal);
        assert_eq!(Exit::of_apply(&[not_permitted(), unsettled], 0), Exit::Portal);
        assert_eq!(Exit::of_apply(&[], 3), Exit::Done);
    }
}
