//! `touch`

use user::input::for_each_path;
use user::options::Options;
use user::{Outcome, arch};

pub const USAGE: &str = "touch path ...: makes empty files; of those that are there it makes the time now";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 1)?;
    for_each_path("touch", options.rest(), &mut |path| {
        arch::open(path, abi::O_WRONLY | abi::O_CREAT, 0o666).and_then(arch::close)?;
        arch::touch(path)
    })
}
