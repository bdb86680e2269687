//! Ends at once: a program for those that need one to execute.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

use user::Outcome;

user::program!(main);

fn main() -> Outcome {
    Ok(())
}
