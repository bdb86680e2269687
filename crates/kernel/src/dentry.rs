//! A dentry: a place in the tree of names. It says what an inode cannot: by which name, in which directory, somebody
//! got there.
//!
//! In Linux dentries are also a cache of names. Here a dentry lives only while somebody needs it (an open file, a
//! working directory, a mount, or a dentry below it), so every walk asks the file system for each name.

use alloc::vec::Vec;

use crate::inode::InodeId;
use crate::slab::handle;

/// A place in the tree of names. Linux: `struct dentry`.
pub struct Dentry {
    /// The last part of the path; empty for the root of a file system.
    pub name: Vec<u8>,
    /// The place above; `None` for the root of a file system.
    pub parent: Option<DentryId>,
    /// What is there.
    pub inode: InodeId,
    /// How many open files, working directories, mounts and dentries below need it.
    pub users: u32,
    /// Whether the name was removed while somebody still needed the place.
    pub unlinked: bool,
}

handle! {
    /// The row of a dentry in the table.
    DentryId of Dentry
}
