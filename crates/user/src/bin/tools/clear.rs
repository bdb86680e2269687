//! `clear`

use user::out::Out;
use user::{Outcome, complain};

pub const USAGE: &str = "clear: empties the screen";

#[inline(never)]
pub fn main() -> Outcome {
    let mut out = Out::stdout();
    out.text(&["\x1b[H\x1b[2J"]);
    out.finish().map_err(|error| complain("clear", "standard output", error))
}
