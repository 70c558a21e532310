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
    /// Changes to make, with `--detailed-exitcode`.
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
}

fn of_fact(fact: &Fact) -> Exit {
    match fact {
        Fact::Syntax(_) | Fact::Yaml(_) | Fact::Catalog(_) | Fact::Check(_) => Exit::Problems,
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
        deploy::Fault::BadHost { .. } | deploy::Fault::NoSuchDeclaration { .. } | deploy::Fault::Git { .. } => {
            Exit::Usage
        }
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
        deploy::Fault::Unfilled { .. } => Exit::Portal,
        deploy::Fault::Record(_)
        | deploy::Fault::BadPlanFile { .. }
        | deploy::Fault::OtherPlan { .. }
        | deploy::Fault::OtherSources
        | deploy::Fault::Stale { .. }
        | deploy::Fault::OtherDigest { .. }
        | deploy::Fault::NobodyToAsk
        | deploy::Fault::NotApproved
        | deploy::Fault::Unproven
        | deploy::Fault::Stopped { .. }
        | deploy::Fault::CannotAdopt { .. }
        | deploy::Fault::MissingBump { .. } => Exit::Guard,
    }
}
