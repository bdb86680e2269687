//! An inode: the file itself, without a name.

use alloc::vec::Vec;

use crate::layout::PhysAddr;
use crate::slab::handle;

/// A file, a directory or a device. Linux: `struct inode`.
pub struct Inode {
    /// Its number, as `ls -i` shows it; never used again.
    pub number: u64,
    /// The file system it belongs to: the index of its mount.
    pub file_system: u32,
    /// Type and permissions, as in `st_mode`.
    pub mode: u32,
    /// How many names lead to it; a directory counts its own `.` and each child's `..`.
    pub n_links: u32,
    /// How many dentries lead to it. It is freed when there is neither a name nor a dentry.
    pub users: u32,
    /// When its content last changed, in seconds since 1970.
    pub mtime: i64,
    /// What is in it.
    pub content: Content,
}

handle! {
    /// The row of an inode in the table; not its number.
    InodeId of Inode
}

/// What is in an inode.
pub enum Content {
    /// Bytes.
    File(Data),
    /// Names.
    Directory(Directory),
    /// Nothing: reads and writes go to a driver.
    Device(Device),
}

/// The bytes of a file.
pub struct Data {
    /// How many.
    pub len: u64,
    /// The pages that hold them, in order.
    pub pages: Vec<PhysAddr>,
}

/// The names in a directory, oldest first; `.` and `..` are not among them.
pub struct Directory {
    /// The names.
    pub entries: Vec<Entry>,
    /// The cookie of the next entry.
    pub next_cookie: u64,
    /// The directory above; the root of a file system is its own.
    pub parent: InodeId,
}

/// A name in a directory.
pub struct Entry {
    /// The name: any bytes but `/` and zero.
    pub name: Vec<u8>,
    /// What it names.
    pub inode: InodeId,
    /// The entry's position for `getdents64`: it stays the same when other entries come and go.
    pub cookie: u64,
}

/// The drivers that a file can lead to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Device {
    /// The terminal of the machine.
    Console,
    /// The terminal of the process: the same one.
    Tty,
    /// Takes everything, gives nothing.
    Null,
    /// Takes everything, gives zeros.
    Zero,
}

impl Device {
    /// Major and minor number, as Linux has them in `Documentation/admin-guide/devices.txt`, packed for `st_rdev`.
    pub const fn number(self) -> u64 {
        match self {
            Device::Console => 5 << 8 | 1,
            Device::Tty => 5 << 8,
            Device::Null => 1 << 8 | 3,
            Device::Zero => 1 << 8 | 5,
        }
    }
}

impl Inode {
    /// Its type, as in `st_mode`.
    pub fn file_type(&self) -> u64 {
        u64::from(self.mode) & abi::S_IFMT
    }

    /// Whether it is a directory.
    pub fn is_dir(&self) -> bool {
        matches!(self.content, Content::Directory(_))
    }

    /// Bytes in it.
    pub fn len(&self) -> u64 {
        match &self.content {
            Content::File(data) => data.len,
            Content::Directory(_) | Content::Device(_) => 0,
        }
    }

    /// Whether there are no bytes in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
