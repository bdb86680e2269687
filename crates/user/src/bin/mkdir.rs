//! `mkdir [-p] path ...`: makes directories; with `-p` also those above, and none of them need be new.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use alloc::string::String;

use user::{Errno, Outcome, arch, complain, say};

user::program!(main);

const MODE: u64 = 0o755;

#[inline(never)]
fn main() -> Outcome {
    let args = user::args();
    let (options, paths): (alloc::vec::Vec<&String>, _) =
        args.iter().skip(1).partition(|arg| arg.starts_with('-'));
    if paths.is_empty() || options.iter().any(|option| *option != "-p") {
        return Err(say("usage: mkdir [-p] path ..."));
    }
    let mut outcome = Ok(());
    for path in paths {
        let made = if options.is_empty() { arch::mkdir(path, MODE) } else { make_all(path) };
        if let Err(error) = made {
            outcome = Err(complain("mkdir", path, error));
        }
    }
    outcome
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
