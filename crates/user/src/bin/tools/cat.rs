//! `cat`

use user::input::for_each;
use user::options::Options;
use user::{Outcome, arch};

pub const USAGE: &str = "cat [path ...]: prints files one after the other";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 0)?;
    for_each("cat", options.rest(), &mut |_, input| {
        loop {
            let mut rest = input.bytes()?;
            if rest.is_empty() {
                return Ok(());
            }
            while !rest.is_empty() {
                let written = arch::write(1, rest)?;
                rest = &rest[written..];
            }
        }
    })
}
