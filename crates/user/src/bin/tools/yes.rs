//! `yes`

use user::out::Out;
use user::{Outcome, complain};

pub const USAGE: &str = "yes [word ...]: prints a line again and again, y if nothing else is said";

#[inline(never)]
pub fn main() -> Outcome {
    let args = user::args();
    let words = args.get(1..).unwrap_or_default().join(" ");
    let line = if words.is_empty() { "y" } else { &words };
    let mut out = Out::stdout();
    while out.error().is_none() {
        out.text(&[line, "\n"]);
    }
    out.finish().map_err(|error| complain("yes", "standard output", error))
}
