//! `cp`

use abi::AT_FDCWD;
use user::dir::read_names;
use user::file::{destination, is_directory};
use user::input::{Input, for_each_path};
use user::options::Options;
use user::text::concat;
use user::{Errno, Outcome, arch};

pub const USAGE: &str = "cp [-r] source ... target: copies files; with -r also directories";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 2)?;
    let Some((target, sources)) = options.rest().split_last() else { return Err(options.wrong()) };
    for_each_path("cp", sources, &mut |source| copy(source, &destination(source, target), options.has('r')))
}

#[inline(never)]
fn copy(source: &str, target: &str, all: bool) -> Result<(), Errno> {
    let stat = arch::stat(AT_FDCWD, source)?;
    if is_directory(&stat) {
        return if all { copy_directory(source, target) } else { Err(Errno::IsDir) };
    }
    let mut input = Input::open(source)?;
    let mode = u64::from(stat.st_mode) & 0o777;
    let out = arch::open(target, abi::O_WRONLY | abi::O_CREAT | abi::O_TRUNC, mode)?;
    loop {
        let mut rest = input.bytes()?;
        if rest.is_empty() {
            return arch::close(out);
        }
        while !rest.is_empty() {
            let written = arch::write(out, rest)?;
            rest = &rest[written..];
        }
    }
}

/// Copies what there was in the directory before the copy began, so that one into itself ends.
fn copy_directory(source: &str, target: &str) -> Result<(), Errno> {
    let fd = arch::open(source, abi::O_RDONLY | abi::O_DIRECTORY, 0)?;
    let names = read_names(fd);
    arch::close(fd)?;
    match arch::mkdir(target, 0o777) {
        Ok(()) | Err(Errno::Exist) => {}
        Err(error) => return Err(error),
    }
    for name in names?.iter().filter(|name| *name != "." && *name != "..") {
        copy(&concat(&[source, "/", name]), &concat(&[target, "/", name]), true)?;
    }
    Ok(())
}
