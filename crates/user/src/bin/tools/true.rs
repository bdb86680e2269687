//! `true`

use user::Outcome;

pub const USAGE: &str = "true: succeeds";

pub fn main() -> Outcome {
    Ok(())
}
