//! `mkdir`

use user::input::for_each_path;
use user::options::Options;
use user::{Errno, Outcome, arch};

pub const USAGE: &str =
    "mkdir [-p] path ...: makes directories; with -p also those above, and none of them need be new";

const MODE: u64 = 0o777;

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 1)?;
    for_each_path("mkdir", options.rest(), &mut |path| {
        if options.has('p') { make_all(path) } else { arch::mkdir(path, MODE) }
    })
}

/// Makes the directory at `path` and every one above it that is missing.
#[inline(never)]
fn make_all(path: &str) -> Result<(), Errno> {
    let ends = path.match_indices('/').map(|(at, _)| at).filter(|&at| at > 0).chain([path.len()]);
    for end in ends {
        match arch::mkdir(&path[..end], MODE) {
            Ok(()) | Err(Errno::Exist) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
