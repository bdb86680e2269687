//! Reads a register of the processor that belongs to the kernel. In user mode that is an illegal instruction, whoever
//! the user is.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

use user::{Outcome, arch, say};

user::program!(main);

#[inline(never)]
fn main() -> Outcome {
    let _ = say("privileged: reading sstatus ...");
    arch::read_sstatus();
    Err(say("privileged: nothing stopped me. This must not happen."))
}
