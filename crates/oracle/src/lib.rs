//! Is the machine right? Random but valid machine-code programs, run on ours, on QEMU's `virt` board and on Spike, and
//! all that came of them compared: registers, CSRs, memory, traps. It knows the machine as any owner does, from outside.
#![forbid(unsafe_code)]

pub mod areas;
pub mod asm;
pub mod check;
pub mod compare;
pub mod generate;
pub mod harness;
pub mod layout;
pub mod program;
pub mod random;
pub mod run;
pub mod shrink;

pub use areas::Area;
pub use check::{Counts, Failure, check};
pub use compare::{Difference, Outcome, compare};
pub use generate::generate;
pub use program::Program;
pub use run::{Oracle, RunError, SPIKE, SPIKE_PACKAGE, on_ours, spike_place};
pub use shrink::shrink;
