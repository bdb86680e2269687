//! `rm`

use user::dir::read_names;
use user::input::for_each_path;
use user::options::Options;
use user::text::concat;
use user::{Errno, Outcome, arch};

pub const USAGE: &str = "rm [-r] [-f] path ...: removes files; with -r also directories and all that is in them";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 1)?;
    for_each_path("rm", options.rest(), &mut |path| {
        match if options.has('r') { remove_all(path) } else { arch::unlink(path, 0) } {
            Err(Errno::NoEnt) if options.has('f') => Ok(()),
            removed_or_not => removed_or_not,
        }
    })
}

/// Removes `path`, after all that is in it if it is a directory.
#[inline(never)]
fn remove_all(path: &str) -> Result<(), Errno> {
    match arch::unlink(path, 0) {
        Err(Errno::IsDir) => {}
        removed_or_not => return removed_or_not,
    }
    let fd = arch::open(path, abi::O_RDONLY | abi::O_DIRECTORY, 0)?;
    let names = read_names(fd);
    arch::close(fd)?;
    for name in names?.iter().filter(|name| *name != "." && *name != "..") {
        remove_all(&concat(&[path, "/", name]))?;
    }
    arch::unlink(path, abi::AT_REMOVEDIR)
}
