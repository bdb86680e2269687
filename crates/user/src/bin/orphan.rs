//! A process whose parent ends first. It gets another parent: the first process, which waits for it when nobody else does.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use user::text::{concat, decimal};
use user::{Outcome, arch, complain, say};

user::program!(main);

#[inline(never)]
fn main() -> Outcome {
    let parent = arch::getpid();
    match arch::fork() {
        Ok(0) => live_on(parent),
        Ok(_) => return Ok(()),
        Err(error) => return Err(complain("orphan", "fork", error)),
    }
    Ok(())
}

/// Waits until the parent is gone.
#[inline(never)]
fn live_on(parent: i32) {
    while arch::getppid() == parent {
        arch::sched_yield();
    }
    let _ = say(&concat(&["orphan: my parent is process ", &decimal(arch::getppid() as u64), " now"]));
}
