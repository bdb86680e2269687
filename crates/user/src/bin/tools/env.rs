//! `env`

use user::Outcome;
use user::options::Options;
use user::out::Out;

pub const USAGE: &str = "env: prints the variables that programs inherit";

#[inline(never)]
pub fn main() -> Outcome {
    Options::read(USAGE, 0)?;
    let mut out = Out::stdout();
    user::environment().iter().for_each(|variable| out.text(&[variable, "\n"]));
    Ok(())
}
