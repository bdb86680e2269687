//! What is known of a file, in words.

use alloc::string::String;

use abi::{AT_FDCWD, Stat};

use crate::arch;
use crate::text::{concat, decimal};

/// The bits of the type of the file: `S_IFDIR` and its kin.
pub fn kind(stat: &Stat) -> u64 {
    u64::from(stat.st_mode) & abi::S_IFMT
}

/// Whether it is a directory.
pub fn is_directory(stat: &Stat) -> bool {
    kind(stat) == abi::S_IFDIR
}

/// Type and permissions, as in `drwxr-xr-x`.
#[inline(never)]
pub fn mode_text(mode: u32) -> String {
    let kind = match u64::from(mode) & abi::S_IFMT {
        abi::S_IFDIR => 'd',
        abi::S_IFCHR => 'c',
        abi::S_IFBLK => 'b',
        abi::S_IFIFO => 'p',
        abi::S_IFLNK => 'l',
        abi::S_IFSOCK => 's',
        abi::S_IFREG => '-',
        _ => '?',
    };
    let mut text = String::from(kind);
    for (n, letter) in "rwxrwxrwx".chars().enumerate() {
        text.push(if mode & (0o400 >> n) != 0 { letter } else { '-' });
    }
    text
}

/// The name of a user or a group: there is one that has a name.
pub fn owner_text(id: u32) -> String {
    if id == 0 { String::from("root") } else { decimal(id.into()) }
}

/// Where a copy or a link that is to be made at `target` goes: into it, with the last part of `source`, if it is a
/// directory.
pub fn destination(source: &str, target: &str) -> String {
    let into = arch::stat(AT_FDCWD, target).is_ok_and(|stat| is_directory(&stat));
    if into { concat(&[target.trim_end_matches('/'), "/", last_part(source)]) } else { target.into() }
}

/// The last part of a path.
pub fn last_part(path: &str) -> &str {
    let path = path.trim_end_matches('/');
    path.rsplit('/').next().unwrap_or(path)
}
