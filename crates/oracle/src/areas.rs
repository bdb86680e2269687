//! What programs try: one row is one area, with the number of its programs in the fixed corpus.

use std::fmt;

use crate::generate::{self, Generator};

// One row is one area: its name on the command line, programs in the corpus, and what makes its pieces.
macro_rules! areas {
    ($($(#[$doc:meta])* $area:ident $name:literal $programs:literal $make:path;)*) => {
        /// A part of the instruction set or of the machine.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub enum Area { $($(#[$doc])* $area,)* }

        impl Area {
            /// All areas.
            pub const ALL: &[Area] = &[$(Area::$area,)*];

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $(Area::$area => $name,)* }
            }

            /// How many of its programs are in the fixed corpus.
            pub const fn programs(self) -> u64 {
                match self { $(Area::$area => $programs,)* }
            }

            /// Makes a program of the area.
            pub(crate) fn make(self, generator: &mut Generator) {
                match self { $(Area::$area => $make(generator),)* }
            }
        }
    };
}

areas! {
    /// I and M, branches and jumps, in all modes.
    Integer "integer" 350 generate::integer::integer;
    /// C: every 16-bit encoding, reserved ones too.
    Compressed "compressed" 350 generate::compressed::compressed;
    /// A.
    Atomic "atomic" 250 generate::memory::atomic;
    /// CSRs, there or not, allowed or not.
    Csr "csr" 350 generate::csr::csr;
    /// Page tables: permissions, A and D, superpages, `SUM`, `MXR`, `MPRV`.
    Paging "paging" 500 generate::memory::paging;
    /// Physical memory protection: all ways to name a region, regions smaller than a page, several at once.
    Protection "protection" 300 generate::memory::protection;
    /// Addresses that are no multiple of the size.
    Misaligned "misaligned" 200 generate::memory::misaligned;
    /// Exceptions and interrupts, delegated or not; returns; `wfi`; words that mean nothing.
    Traps "traps" 400 generate::traps::traps;
    /// Code that writes code.
    SelfModifying "self-modifying" 100 generate::integer::self_modifying;
    /// F and D.
    Float "float" 500 generate::float::float;
}

impl Area {
    /// The area with this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|area| area.name() == name)
    }
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(self.name())
    }
}
