//! Is the machine right? Random but valid machine-code programs, run on ours and on QEMU's `virt` board, and all that came
//! of them compared: registers, CSRs, memory, traps. It knows the machine as any owner does, from outside.
#![forbid(unsafe_code)]

pub mod areas;
pub mod asm;
pub mod check;
pub mod compare;
pub mod generate;
pub mod harness;
pub mod layout;
pub mod optional;
pub mod program;
pub mod random;
pub mod run;
pub mod shrink;

pub use areas::Area;
pub use check::{Counts, Failure, check};
pub use compare::{Difference, Outcome, compare};
pub use generate::generate;
pub use program::Program;
pub use run::{Oracle, RunError, on_ours};
pub use shrink::shrink;
