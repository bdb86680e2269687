//! `false`

use user::{Failed, Outcome};

pub const USAGE: &str = "false: fails";

pub fn main() -> Outcome {
    Err(Failed)
}
