//! `pwd`

use user::options::Options;
use user::out::Out;
use user::{Outcome, arch, complain};

pub const USAGE: &str = "pwd: prints the working directory";

#[inline(never)]
pub fn main() -> Outcome {
    Options::read(USAGE, 0)?;
    let cwd = arch::getcwd().map_err(|error| complain("pwd", ".", error))?;
    Out::stdout().text(&[&cwd, "\n"]);
    Ok(())
}
