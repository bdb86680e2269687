//! Calls itself until the stack is full. The stack's pages come as they are touched, until its area ends: what lies
//! below belongs to nobody, and the kernel ends the program.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

use core::hint::black_box;

use user::{Outcome, say};

user::program!(main);

#[inline(never)]
fn main() -> Outcome {
    let _ = say("overflow: calling myself ...");
    black_box(deeper(0));
    Err(say("overflow: the stack has no end. This must not happen."))
}

/// Puts a kilobyte on the stack, and itself again.
#[inline(never)]
fn deeper(depth: u64) -> u64 {
    let room = black_box([depth; 128]);
    if depth == u64::MAX { 0 } else { deeper(depth + 1) + room[0] }
}
