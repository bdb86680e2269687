//! `mv`

use user::file::destination;
use user::input::for_each_path;
use user::options::Options;
use user::{Outcome, arch};

pub const USAGE: &str = "mv source ... target: gives files another name or place";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 2)?;
    let Some((target, sources)) = options.rest().split_last() else { return Err(options.wrong()) };
    for_each_path("mv", sources, &mut |source| arch::rename(source, &destination(source, target)))
}
