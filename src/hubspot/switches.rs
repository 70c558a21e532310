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
    /// Whether several STANDARD edges may lead into one action (flows.md 3.2: live graphs have one and GOTO for the rest; one sample has more).
    convergence: Convergence {
        /// One STANDARD edge into an action, GOTO for further ones; the portal refuses a second STANDARD.
        Goto = "goto",
        /// Every edge is STANDARD; the portal refuses GOTO.
        Standard = "standard",
    }
    /// Whether a title that only a deleted list has may be taken (lists.md 2.5: unknown).
    deleted_titles: DeletedTitles {
        /// It is free.
        Free = "free",
        /// It stays taken until the list is purged.
        Taken = "taken",
    }
}
