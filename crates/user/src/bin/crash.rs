//! Reads a byte of the kernel's memory. The page is mapped, but belongs to the kernel: the processor refuses, and the
//! kernel ends this program, and only this one.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

use user::{Outcome, arch, say};

user::program!(main);

/// Where the kernel sees the first byte of RAM.
const KERNEL: u64 = 0xffff_ffff_8000_0000;

#[inline(never)]
fn main() -> Outcome {
    let _ = say("crash: reading the kernel's memory ...");
    arch::load(KERNEL);
    Err(say("crash: nothing stopped me. This must not happen."))
}
