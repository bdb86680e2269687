//! What only the guest can do: the first instructions of a program, `ecall`, raw addresses. All `unsafe` of the
//! programs is in this folder; what it offers them is safe to call.

/// A line of assembly that knows where it stands, as the kernel's `at!` does.
macro_rules! at {
    ($line:literal) => {
        concat!("\"", file!(), ":", line!(), "\":\n", $line)
    };
}

mod calls;
mod danger;
mod heap;
mod processes;
mod start;
pub mod syscall;

pub use calls::*;
pub use danger::{
    call_anything, endless_sequence, instructions, load, load_word, new_thread, read_sstatus, store_word,
};
pub use processes::*;
pub use start::{args, environment, finish};
