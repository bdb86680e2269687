//! An inode: the file itself, without a name.

use alloc::vec::Vec;

use abi::Timespec;

use crate::layout::PhysAddr;
use crate::pipe::Pipe;
use crate::procfs::Node;
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
    /// How many dentries lead to it and areas of memory show it. It is freed when there is neither a name nor a user.
    pub users: u32,
    /// The user it belongs to.
    pub uid: u32,
    /// The group it belongs to.
    pub gid: u32,
    /// When its content was last read: what somebody set, or when it was made; the kernel does not follow each read.
    pub atime: Timespec,
    /// When its content last changed.
    pub mtime: Timespec,
    /// When anything of it last changed.
    pub ctime: Timespec,
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
    /// A path.
    Link(Vec<u8>),
    /// Bytes on their way from writers to readers.
    Pipe(Pipe),
    /// Nothing: what is read is what the kernel knows at that moment.
    Proc(Node),
}

/// The bytes of a file.
pub struct Data {
    /// How many.
    pub len: u64,
    /// The pages that hold them, in order; 0 is a hole, which reads as zeros.
    pub pages: Vec<PhysAddr>,
}

impl Data {
    /// The page number `index`, unless it is a hole.
    pub fn page(&self, index: u64) -> Option<PhysAddr> {
        self.pages.get(index as usize).copied().filter(|&pa| pa != PhysAddr(0))
    }
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
    /// Takes nothing, gives zeros.
    Full,
    /// Gives numbers that look like chance.
    Random,
}

impl Device {
    /// Major and minor number, as Linux has them in `Documentation/admin-guide/devices.txt`, packed for `st_rdev`.
    pub const fn number(self) -> u64 {
        match self {
            Device::Console => 5 << 8 | 1,
            Device::Tty => 5 << 8,
            Device::Null => 1 << 8 | 3,
            Device::Zero => 1 << 8 | 5,
            Device::Full => 1 << 8 | 7,
            Device::Random => 1 << 8 | 9,
        }
    }
}

impl Device {
    /// The driver with this number.
    pub fn from_number(number: u64) -> Option<Device> {
        let all = [Device::Console, Device::Tty, Device::Null, Device::Zero, Device::Full, Device::Random];
        all.into_iter().find(|device| device.number() == number)
    }
}

impl Inode {
    /// Its type, as in `st_mode`.
    pub fn file_type(&self) -> u64 {
        u64::from(self.mode) & abi::S_IFMT
    }

    /// Whether it is a directory.
    pub fn is_dir(&self) -> bool {
        self.file_type() == abi::S_IFDIR
    }

    /// Whether it is a symbolic link.
    pub fn is_link(&self) -> bool {
        self.file_type() == abi::S_IFLNK
    }

    /// Its content changed just now.
    pub fn touch(&mut self, now: Timespec) {
        (self.mtime, self.ctime) = (now, now);
    }

    /// Bytes in it.
    pub fn len(&self) -> u64 {
        match &self.content {
            Content::File(data) => data.len,
            Content::Link(target) => target.len() as u64,
            Content::Directory(_) | Content::Device(_) | Content::Pipe(_) | Content::Proc(_) => 0,
        }
    }

    /// Whether there are no bytes in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
