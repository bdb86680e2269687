//! Structures that cross the boundary, byte for byte. Every field has the same place on every machine: no `usize`,
//! no `bool`, no reference.

/// `struct stat` of riscv64, 128 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(C)]
pub struct Stat {
    /// Device the file is on.
    pub st_dev: u64,
    /// Inode number.
    pub st_ino: u64,
    /// Type and permissions.
    pub st_mode: u32,
    /// Number of names.
    pub st_nlink: u32,
    /// Owner.
    pub st_uid: u32,
    /// Group.
    pub st_gid: u32,
    /// Device the file is, if it is one.
    pub st_rdev: u64,
    /// Unused.
    pub pad1: u64,
    /// Bytes.
    pub st_size: i64,
    /// Bytes that are best read at once.
    pub st_blksize: i32,
    /// Unused.
    pub pad2: i32,
    /// Blocks of 512 bytes.
    pub st_blocks: i64,
    /// Last read.
    pub st_atim: Timespec,
    /// Last change of the content.
    pub st_mtim: Timespec,
    /// Last change of the inode.
    pub st_ctim: Timespec,
    /// Unused.
    pub unused: [u32; 2],
}

/// `struct timespec`, 16 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[repr(C)]
pub struct Timespec {
    /// Whole seconds since 1970.
    pub tv_sec: i64,
    /// The rest, in nanoseconds.
    pub tv_nsec: i64,
}

/// Length of each field of [`Utsname`], in bytes, the closing zero included.
pub const UTS_LEN: u64 = 65;

/// `struct new_utsname`, 390 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(C)]
pub struct Utsname {
    /// Name of the system.
    pub sysname: [u8; 65],
    /// Name of this machine.
    pub nodename: [u8; 65],
    /// Release.
    pub release: [u8; 65],
    /// Version.
    pub version: [u8; 65],
    /// Hardware.
    pub machine: [u8; 65],
    /// Domain.
    pub domainname: [u8; 65],
}

/// The fixed head of a record of `getdents64`, 19 bytes; the name follows at once, closed by a zero, and the record
/// is padded to a multiple of eight.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Dirent64 {
    /// Inode number, at byte 0.
    pub d_ino: u64,
    /// Position behind this record, for `lseek`, at byte 8.
    pub d_off: i64,
    /// Length of the whole record, at byte 16.
    pub d_reclen: u16,
    /// Type (`DT_…`, which is the file type of `st_mode` shifted right by 12), at byte 18.
    pub d_type: u8,
}

impl Dirent64 {
    /// Where the name begins.
    pub const NAME_AT: u64 = 19;

    /// Length of the record for a name of `name_len` bytes.
    pub const fn record_len(name_len: u64) -> u64 {
        (Self::NAME_AT + name_len + 1).next_multiple_of(8)
    }

    /// The head as the bytes of the record.
    pub fn to_bytes(self) -> [u8; 19] {
        let mut bytes = [0; 19];
        bytes[0..8].copy_from_slice(&self.d_ino.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.d_off.to_le_bytes());
        bytes[16..18].copy_from_slice(&self.d_reclen.to_le_bytes());
        bytes[18] = self.d_type;
        bytes
    }

    /// The head read from the start of a record.
    pub fn from_bytes(bytes: &[u8; 19]) -> Self {
        let [a, b, c, d, e, f, g, h, rest @ ..] = *bytes;
        let [i, j, k, l, m, n, o, p, x, y, z] = rest;
        Self {
            d_ino: u64::from_le_bytes([a, b, c, d, e, f, g, h]),
            d_off: i64::from_le_bytes([i, j, k, l, m, n, o, p]),
            d_reclen: u16::from_le_bytes([x, y]),
            d_type: z,
        }
    }
}
