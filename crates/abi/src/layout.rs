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

impl Stat {
    /// Length of the structure.
    pub const LEN: u64 = 128;

    /// The bytes of the structure.
    pub fn to_bytes(&self) -> [u8; Self::LEN as usize] {
        let pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
        let time = |time: Timespec| [time.tv_sec as u64, time.tv_nsec as u64];
        let ([atime, atime_ns], [mtime, mtime_ns], [ctime, ctime_ns]) =
            (time(self.st_atim), time(self.st_mtim), time(self.st_ctim));
        let words = [
            self.st_dev,
            self.st_ino,
            pair(self.st_mode, self.st_nlink),
            pair(self.st_uid, self.st_gid),
            self.st_rdev,
            self.pad1,
            self.st_size as u64,
            pair(self.st_blksize as u32, self.pad2 as u32),
            self.st_blocks as u64,
            atime,
            atime_ns,
            mtime,
            mtime_ns,
            ctime,
            ctime_ns,
            pair(self.unused[0], self.unused[1]),
        ];
        let mut bytes = [0; Self::LEN as usize];
        for (chunk, word) in bytes.chunks_exact_mut(8).zip(words) {
            chunk.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }

    /// The structure read from its bytes.
    pub fn from_bytes(bytes: &[u8; Self::LEN as usize]) -> Self {
        let mut words = [0; Self::LEN as usize / 8];
        for (word, chunk) in words.iter_mut().zip(bytes.chunks_exact(8)) {
            *word = chunk.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
        }
        let word = |at: usize| words[at / 8];
        let half = |at: usize| (word(at) >> (at % 8 * 8)) as u32;
        let time = |at: usize| Timespec { tv_sec: word(at) as i64, tv_nsec: word(at + 8) as i64 };
        Self {
            st_dev: word(0),
            st_ino: word(8),
            st_mode: half(16),
            st_nlink: half(20),
            st_uid: half(24),
            st_gid: half(28),
            st_rdev: word(32),
            pad1: word(40),
            st_size: word(48) as i64,
            st_blksize: half(56) as i32,
            pad2: half(60) as i32,
            st_blocks: word(64) as i64,
            st_atim: time(72),
            st_mtim: time(88),
            st_ctim: time(104),
            unused: [half(120), half(124)],
        }
    }
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

impl Timespec {
    /// Length of the structure.
    pub const LEN: u64 = 16;

    /// The bytes of the structure.
    pub fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.tv_sec.to_le_bytes());
        bytes[8..].copy_from_slice(&self.tv_nsec.to_le_bytes());
        bytes
    }

    /// The structure read from its bytes.
    pub const fn from_bytes(bytes: &[u8; 16]) -> Self {
        let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *bytes;
        Self {
            tv_sec: i64::from_le_bytes([a, b, c, d, e, f, g, h]),
            tv_nsec: i64::from_le_bytes([i, j, k, l, m, n, o, p]),
        }
    }
}

/// `struct statx`, 256 bytes, as far as it is filled: the rest is zero.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Statx(pub Stat);

impl Statx {
    /// Length of the structure.
    pub const LEN: u64 = 256;
    /// `STATX_BASIC_STATS`: what is filled.
    pub const BASIC: u32 = 0x7ff;

    /// The bytes of the structure.
    pub fn to_bytes(self) -> [u8; Self::LEN as usize] {
        let stat = self.0;
        let mut bytes = [0; Self::LEN as usize];
        let mut put = |at: usize, field: &[u8]| bytes[at..at + field.len()].copy_from_slice(field);
        put(0, &Self::BASIC.to_le_bytes());
        put(4, &stat.st_blksize.to_le_bytes());
        put(16, &stat.st_nlink.to_le_bytes());
        put(20, &stat.st_uid.to_le_bytes());
        put(24, &stat.st_gid.to_le_bytes());
        put(28, &(stat.st_mode as u16).to_le_bytes());
        put(32, &stat.st_ino.to_le_bytes());
        put(40, &stat.st_size.to_le_bytes());
        put(48, &stat.st_blocks.to_le_bytes());
        for (at, time) in [(64, stat.st_atim), (96, stat.st_ctim), (112, stat.st_mtim)] {
            put(at, &time.tv_sec.to_le_bytes());
            put(at + 8, &(time.tv_nsec as u32).to_le_bytes());
        }
        for (at, device) in [(128, stat.st_rdev), (136, stat.st_dev)] {
            put(at, &((device >> 8) as u32).to_le_bytes());
            put(at + 4, &((device & 0xff) as u32).to_le_bytes());
        }
        bytes
    }
}

/// `struct statfs` of 64-bit systems, 120 bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Statfs {
    /// The kind of file system, a number of its own.
    pub f_type: u64,
    /// Blocks of 4096 bytes.
    pub f_blocks: u64,
    /// Of these, free.
    pub f_bfree: u64,
    /// Files there can be.
    pub f_files: u64,
    /// Of these, free.
    pub f_ffree: u64,
}

impl Statfs {
    /// Length of the structure.
    pub const LEN: u64 = 120;

    /// The bytes of the structure.
    pub fn to_bytes(self) -> [u8; Self::LEN as usize] {
        let words = [
            self.f_type,
            crate::PAGE_LEN,
            self.f_blocks,
            self.f_bfree,
            self.f_bfree,
            self.f_files,
            self.f_ffree,
            0,
            crate::NAME_MAX,
            crate::PAGE_LEN,
        ];
        let mut bytes = [0; Self::LEN as usize];
        for (chunk, word) in bytes.chunks_exact_mut(8).zip(words) {
            chunk.copy_from_slice(&word.to_le_bytes());
        }
        bytes
    }
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

impl Utsname {
    /// Length of the structure.
    pub const LEN: u64 = 6 * UTS_LEN;

    /// The structure with these texts, in the order of the fields; each is cut where its closing zero must fit.
    pub fn new(texts: [&[u8]; 6]) -> Self {
        let [sysname, nodename, release, version, machine, domainname] = texts.map(|text| {
            let mut field = [0; UTS_LEN as usize];
            let len = text.len().min(field.len() - 1);
            field[..len].copy_from_slice(&text[..len]);
            field
        });
        Self { sysname, nodename, release, version, machine, domainname }
    }

    /// The bytes of the structure.
    pub fn to_bytes(&self) -> [u8; Self::LEN as usize] {
        let fields = [self.sysname, self.nodename, self.release, self.version, self.machine, self.domainname];
        let mut bytes = [0; Self::LEN as usize];
        for (chunk, field) in bytes.chunks_exact_mut(UTS_LEN as usize).zip(fields) {
            chunk.copy_from_slice(&field);
        }
        bytes
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stat_survives_its_bytes() {
        let stat = Stat {
            st_ino: 7,
            st_mode: 0o100644,
            st_nlink: 1,
            st_size: -1,
            st_blksize: 4096,
            ..Stat::default()
        };
        assert_eq!(Stat::from_bytes(&stat.to_bytes()), stat);
        assert_eq!(size_of::<Stat>() as u64, Stat::LEN);
        assert_eq!(core::mem::offset_of!(Stat, st_size), 48);
        assert_eq!(core::mem::offset_of!(Stat, st_mtim), 88);
    }

    #[test]
    fn a_utsname_cuts_what_is_too_long() {
        let names = Utsname::new([b"a", &[b'x'; 100], b"", b"", b"", b""]).to_bytes();
        assert_eq!(names[65..130], *[[b'x'; 64].as_slice(), &[0]].concat());
    }
}
