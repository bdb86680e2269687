//! `rm [-r] path ...`: removes files; with `-r` also directories, and all that is in them.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use alloc::string::String;

use user::dir::read_names;
use user::text::concat;
use user::{Errno, Outcome, arch, complain, say};

user::program!(main);

#[inline(never)]
fn main() -> Outcome {
    let args = user::args();
    let (options, paths): (alloc::vec::Vec<&String>, _) =
        args.iter().skip(1).partition(|arg| arg.starts_with('-'));
    if paths.is_empty() || options.iter().any(|option| *option != "-r") {
        return Err(say("usage: rm [-r] path ..."));
    }
    let mut outcome = Ok(());
    for path in paths {
        let removed = if options.is_empty() { arch::unlink(path, 0) } else { remove_all(path) };
        if let Err(error) = removed {
            outcome = Err(complain("rm", path, error));
        }
    }
    outcome
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
