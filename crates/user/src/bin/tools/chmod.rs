//! `chmod`

use user::input::for_each_path;
use user::options::Options;
use user::{Outcome, arch};

pub const USAGE: &str = "chmod mode path ...: changes permissions, which are given in octal";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 2)?;
    let mode = u64::from_str_radix(&options.rest()[0], 8).map_err(|_| options.wrong())?;
    for_each_path("chmod", &options.rest()[1..], &mut |path| arch::chmod(path, mode))
}
