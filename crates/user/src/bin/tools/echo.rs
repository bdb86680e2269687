//! `echo`

use user::out::Out;
use user::{Outcome, complain};

pub const USAGE: &str = "echo [-n] [word ...]: prints its arguments; with -n it does not end the line";

#[inline(never)]
pub fn main() -> Outcome {
    let args = user::args();
    let words = args.get(1..).unwrap_or_default();
    let (words, end) = match words.split_first() {
        Some((first, rest)) if first == "-n" => (rest, ""),
        _ => (words, "\n"),
    };
    let mut out = Out::stdout();
    out.text(&[&words.join(" "), end]);
    out.finish().map_err(|error| complain("echo", "standard output", error))
}
