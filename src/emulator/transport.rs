//! The embedded portal as a transport: the same code as the served one, called in process.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::{SignedDuration, Timestamp};

use super::routes::handle;
use super::state::{State, StateError, World};
use crate::hubspot::switches::Switches;
use crate::portal::transport::{Broken, Request, Response, Transport};

/// A portal in this process.
#[derive(Debug)]
pub struct Embedded {
    state: Mutex<State>,
    clock: Clock,
    seed: u64,
    /// Milliseconds that were waited for; the portal's clock goes on by them.
    waited: AtomicU64,
}

/// Where the time comes from.
#[derive(Clone, Copy, Debug)]
enum Clock {
    System,
    Fixed(Timestamp),
}

impl Embedded {
    /// Takes the portal of a state, with the clock of this machine.
    #[must_use]
    pub fn new(state: State) -> Self {
        Self { state: Mutex::new(state), clock: Clock::System, seed: 0, waited: AtomicU64::new(0) }
    }

    /// Takes the portal of a state in a world that stands still but for the pauses.
    #[must_use]
    pub fn in_world(state: State, world: World) -> Self {
        Self { state: Mutex::new(state), clock: Clock::Fixed(world.now), seed: world.seed, waited: AtomicU64::new(0) }
    }

    /// Opens the portal of a file.
    ///
    /// # Errors
    /// Where the file can't be used.
    pub fn open(path: &Path, switches: Switches) -> Result<Self, StateError> {
        Ok(Self::new(State::open(path, switches)?))
    }

    /// Returns the world as the portal sees it now.
    #[must_use]
    pub fn world(&self) -> World {
        let start = match self.clock {
            Clock::System => Timestamp::now(),
            Clock::Fixed(at) => at,
        };
        let waited = i64::try_from(self.waited.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
        let now = start.checked_add(SignedDuration::from_millis(waited)).unwrap_or(start);
        World { now, seed: self.seed }
    }

    /// Lends the state: to seed it, to look at it.
    pub fn with<T>(&self, work: impl FnOnce(&mut State, &World) -> T) -> T {
        let world = self.world();
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        work(&mut state, &world)
    }

    /// Gives the state back.
    #[must_use]
    pub fn into_state(self) -> State {
        self.state.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl Transport for Embedded {
    fn send(&self, request: &Request) -> Result<Response, Broken> {
        Ok(self.with(|state, world| handle(state, world, request)))
    }

    /// Returns at once: the portal's own clock goes on, and nobody waits.
    fn pause(&self, milliseconds: u64) {
        self.waited.fetch_add(milliseconds, Ordering::Relaxed);
    }
}
