//! `echo [word ...]`: prints its arguments.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use user::out::Out;
use user::{Outcome, complain};

user::program!(main);

#[inline(never)]
fn main() -> Outcome {
    let args = user::args();
    let words = args.get(1..).unwrap_or_default();
    let mut out = Out::stdout();
    out.put(words.join(" ").as_bytes());
    out.put(b"\n");
    out.finish().map_err(|error| complain("echo", "standard output", error))
}
