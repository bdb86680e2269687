//! Never ends and never asks the kernel for anything. It loses the hart all the same, a hundred times a second, and
//! Ctrl-C ends it.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

use core::hint::black_box;

use user::Outcome;

user::program!(main);

#[inline(never)]
fn main() -> Outcome {
    let mut n: u64 = 0;
    while black_box(n) != u64::MAX {
        n += 1;
    }
    Ok(())
}
