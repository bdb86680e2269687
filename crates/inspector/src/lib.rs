//! Typed views of what the guest is doing, from a machine and the debug information of what it runs. It only looks:
//! `&Machine` in, plain values out.
#![forbid(unsafe_code)]

mod cause;
mod details;
mod frames;
mod kernel;
mod mappings;
mod mirror;
mod mirrors;
mod pointers;
mod result;
mod statics;
mod strace;
mod text;
mod value;

pub use cause::{TRAP_CSRS, cause_text, csr_meaning};
pub use frames::{Clock, Frames, JumpLog, Jumped, Span, Switch};
pub use kernel::{FileNode, Kernel, OpenDescriptor};
pub use mappings::{Mapping, device_at, mappings};
pub use mirrors::*;
pub use pointers::{dirents, exit_status, read_string};
pub use result::result;
pub use statics::{static_at, static_named};
pub use strace::{Decoded, Entry as CallEntry, errno};
pub use text::{flags, mode_bits, mode_letters, quoted};
pub use value::{Boxed, Flaw, FromGuest, LayoutError, Memory, Queue, Value};

use isa::csr::satp;
use machine::Machine;

/// Fills `into` from virtual address `va` in the address space that is in force; false if not all of it is mapped.
pub fn peek(machine: &Machine, va: u64, into: &mut [u8]) -> bool {
    machine.csr(satp::NUMBER).is_some_and(|satp| machine.read_virtual(satp, va, into).is_ok())
}
