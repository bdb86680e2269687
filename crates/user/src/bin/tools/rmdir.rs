//! `rmdir`

use user::input::for_each_path;
use user::options::Options;
use user::{Outcome, arch};

pub const USAGE: &str = "rmdir path ...: removes empty directories";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 1)?;
    for_each_path("rmdir", options.rest(), &mut |path| arch::unlink(path, abi::AT_REMOVEDIR))
}
