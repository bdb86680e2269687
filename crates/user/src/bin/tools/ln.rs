//! `ln`

use user::file::destination;
use user::input::for_each_path;
use user::options::Options;
use user::{Outcome, arch};

pub const USAGE: &str = "ln [-s] target ... path: gives files another name; with -s a symbolic one";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 2)?;
    let Some((path, targets)) = options.rest().split_last() else { return Err(options.wrong()) };
    let link = if options.has('s') { arch::symlink } else { arch::link };
    for_each_path("ln", targets, &mut |target| link(target, &destination(target, path)))
}
