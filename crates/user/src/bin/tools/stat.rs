//! `stat`

use abi::AT_FDCWD;
use user::file::{mode_text, owner_text};
use user::input::for_each_path;
use user::options::Options;
use user::out::Out;
use user::text::{decimal, digits, time};
use user::{Outcome, arch};

pub const USAGE: &str = "stat path ...: prints all that is known of a file";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 1)?;
    let mut out = Out::stdout();
    for_each_path("stat", options.rest(), &mut |path| {
        let stat = arch::lstat(AT_FDCWD, path)?;
        let number = |number: i64| decimal(number as u64);
        let (size, blocks) = (number(stat.st_size), number(stat.st_blocks));
        let (inode, links) = (decimal(stat.st_ino), decimal(stat.st_nlink.into()));
        let (mode, bits) = (mode_text(stat.st_mode), digits((stat.st_mode & 0o7777).into(), 8, 4));
        let (owner, group) = (owner_text(stat.st_uid), owner_text(stat.st_gid));
        out.text(&["  File: ", path, "\n  Size: ", &size, "  Blocks: ", &blocks]);
        out.text(&["  Inode: ", &inode, "  Links: ", &links, "\nAccess: (", &bits, "/", &mode]);
        out.text(&[")  Owner: ", &owner, "  Group: ", &group, "\n"]);
        for (name, at) in [("Access: ", stat.st_atim), ("Modify: ", stat.st_mtim), ("Change: ", stat.st_ctim)] {
            out.text(&[name, &time(at.tv_sec), "\n"]);
        }
        Ok(())
    })
}
