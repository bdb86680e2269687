//! Says hello.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

use core::fmt::Write;

use user::Outcome;
use user::out::Out;

user::program!(main);

#[inline(never)]
fn main() -> Outcome {
    let mut out = Out::stdout();
    let _ = writeln!(out, "Hello from user mode. I am process {}.", user::arch::getpid());
    Ok(())
}
