//! The kernel's binary. All of it is in the library; here is only what a binary must have.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

#[cfg(target_arch = "riscv64")]
use kernel as _;

/// The kernel is built for the guest; on the host there is nothing to run.
#[cfg(not(target_arch = "riscv64"))]
fn main() {
    println!("This is the kernel of a RISC-V guest: build it for riscv64imac-unknown-none-elf and run that.");
}
