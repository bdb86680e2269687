//! Two processes that never wait for each other: each counts, and says where it is. They have one hart between them; the
//! timer takes it from one and gives it to the other, and neither notices.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use core::hint::black_box;

use user::text::{concat, decimal};
use user::{Outcome, arch, complain};

user::program!(main);

const ROUNDS: u64 = 5;
/// Long enough for the timer to strike in every round.
const STEPS: u32 = 4_000_000;

#[inline(never)]
fn main() -> Outcome {
    match arch::fork() {
        Ok(0) => count("child"),
        Ok(child) => {
            count("parent");
            arch::wait(child).map_err(|error| complain("twins", "wait", error))?;
        }
        Err(error) => return Err(complain("twins", "fork", error)),
    }
    Ok(())
}

#[inline(never)]
fn count(name: &str) {
    for round in 1..=ROUNDS {
        for step in 0..STEPS {
            black_box(step);
        }
        let _ = user::say(&concat(&[name, ": ", &decimal(round)]));
    }
}
