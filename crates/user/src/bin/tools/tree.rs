//! `tree`

use alloc::string::String;

use abi::AT_FDCWD;
use user::dir::read_names;
use user::file::is_directory;
use user::input::for_each_path;
use user::options::Options;
use user::out::Out;
use user::text::{concat, sort};
use user::{Errno, Outcome, arch};

pub const USAGE: &str = "tree [path ...]: draws directories and all that is in them";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 0)?;
    let here = [String::from(".")];
    let paths = if options.rest().is_empty() { &here } else { options.rest() };
    let mut out = Out::stdout();
    for_each_path("tree", paths, &mut |path| {
        out.text(&[path, "\n"]);
        branches(&mut out, path, "")
    })
}

/// Draws what is in the directory `path`; each line begins with `margin`.
#[inline(never)]
fn branches(out: &mut Out, path: &str, margin: &str) -> Result<(), Errno> {
    let fd = arch::open(path, abi::O_RDONLY | abi::O_DIRECTORY, 0)?;
    let names = read_names(fd);
    arch::close(fd)?;
    let mut names = names?;
    names.retain(|name| !name.starts_with('.'));
    sort(&mut names, &|a, b| a < b);
    for (n, name) in names.iter().enumerate() {
        let last = n + 1 == names.len();
        out.text(&[margin, if last { "└── " } else { "├── " }, name, "\n"]);
        let inside = concat(&[path.trim_end_matches('/'), "/", name]);
        if arch::lstat(AT_FDCWD, &inside).is_ok_and(|stat| is_directory(&stat)) {
            branches(out, &inside, &concat(&[margin, if last { "    " } else { "│   " }]))?;
        }
    }
    Ok(())
}
