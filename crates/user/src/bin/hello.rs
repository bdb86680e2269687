//! Says hello.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

use user::Outcome;
use user::out::Out;
use user::text::decimal;

user::program!(main);

#[inline(never)]
fn main() -> Outcome {
    let mut out = Out::stdout();
    let pid = decimal(user::arch::getpid() as u64);
    out.text(&["Hello from user mode. I am process ", &pid, ".\n"]);
    Ok(())
}
