//! What the programs in `bin` share: how a program begins and ends, system calls in Rust's clothes, output, errors.
//!
//! A program knows nothing of the kernel but the contract in `abi`. All that it wants from the world it asks for with
//! one instruction, `ecall`, in `arch/syscall.rs`.
//!
//! As in the kernel, `#[inline(never)]` is there for the reader who follows a program in the machine: the functions of
//! the text shall exist there.
#![no_std]
#![cfg_attr(not(target_arch = "riscv64"), forbid(unsafe_code))]

extern crate alloc;

#[cfg(target_arch = "riscv64")]
pub mod arch;
#[cfg(not(target_arch = "riscv64"))]
#[path = "host.rs"]
pub mod arch;

pub mod dir;
pub mod file;
pub mod input;
pub mod options;
pub mod out;
pub mod text;

pub use abi::Errno;
pub use arch::{args, environment};

use text::concat;

/// A program did not do all that it was asked to, and has said so. Its exit status is 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Failed;

/// How a program ends.
pub type Outcome = Result<(), Failed>;

/// Says on standard error what went wrong, as in `cat: /nothing: No such file or directory`.
#[inline(never)]
pub fn complain(program: &str, about: &str, error: Errno) -> Failed {
    say(&concat(&[program, ": ", about, ": ", error.text()]))
}

/// Says a sentence on standard error.
#[inline(never)]
pub fn say(sentence: &str) -> Failed {
    // If even this fails there is nobody to tell.
    let _ = arch::write(2, concat(&[sentence, "\n"]).as_bytes());
    Failed
}

/// Names the function that a program begins with.
#[macro_export]
macro_rules! program {
    ($main:path) => {
        $crate::start! { $main }
    };
}
