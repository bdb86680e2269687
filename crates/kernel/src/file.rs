//! An open file: a dentry, a position in it, and what one may do. Several descriptors can share one: after `fork`,
//! parent and child read on where the other stopped.

use crate::dentry::DentryId;
use crate::slab::handle;

/// What `openat` makes. Linux: `struct file`.
pub struct OpenFile {
    /// What is open.
    pub dentry: DentryId,
    /// The flags of `openat`.
    pub flags: u32,
    /// Where the next read or write begins; for a directory, the cookie of the last entry that was read.
    pub offset: u64,
    /// How many descriptors, of any process, lead here.
    pub users: u32,
}

handle! {
    /// The row of an open file in the table.
    FileId of OpenFile
}

impl OpenFile {
    /// Whether it was opened for reading. With `O_PATH` a file is only named, not opened.
    pub fn readable(&self) -> bool {
        !self.has(abi::O_PATH) && self.mode() != abi::O_WRONLY
    }

    /// Whether it was opened for writing.
    pub fn writable(&self) -> bool {
        !self.has(abi::O_PATH) && (self.mode() == abi::O_WRONLY || self.mode() == abi::O_RDWR)
    }

    /// Whether this flag was given to `openat`.
    pub fn has(&self, flag: u64) -> bool {
        u64::from(self.flags) & flag != 0
    }

    fn mode(&self) -> u64 {
        u64::from(self.flags) & abi::O_ACCMODE
    }
}

/// What a process has in its table at the number that the program calls a file descriptor.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Descriptor {
    /// The open file.
    pub file: FileId,
    /// Whether `execve` closes it.
    pub close_on_exec: bool,
}
