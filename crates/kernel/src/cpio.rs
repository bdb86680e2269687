//! The archive that the initial file system comes in: cpio's "new ASCII" format, as Linux takes it. Linux 6.12,
//! `Documentation/driver-api/early-userspace/buffer-format.rst`.
//!
//! The archive comes from outside and may be anything: every length is checked before it is used.

use alloc::vec::Vec;
use core::ops::Range;

use crate::layout::PhysAddr;
use crate::pages::Pages;

const HEADER_LEN: u64 = 110;
const TRAILER: &[u8] = b"TRAILER!!!";

/// One file of the archive.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    /// Its path, without a slash at the start.
    pub path: Vec<u8>,
    /// Type and permissions, as in `st_mode`.
    pub mode: u32,
    /// The user it belongs to.
    pub uid: u32,
    /// The group it belongs to.
    pub gid: u32,
    /// When it was changed, in seconds since 1970.
    pub mtime: u32,
    /// Where its bytes are, from the start of the archive.
    pub data: Range<u64>,
    /// Where the next entry begins.
    pub next: u64,
}

/// What is wrong with an archive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Damage {
    /// It ends in the middle of an entry.
    Truncated,
    /// There is no header where one should be.
    NoHeader,
    /// A number in a header is not one.
    BadNumber,
    /// A path is empty, too long, or does not end in a zero.
    BadPath,
}

impl Damage {
    /// For the person who built the archive.
    pub const fn text(self) -> &'static str {
        match self {
            Damage::Truncated => "it ends in the middle of an entry",
            Damage::NoHeader => "there is no cpio header (\"070701\") here",
            Damage::BadNumber => "a number in the header is not hexadecimal",
            Damage::BadPath => "the entry's path is empty, too long, or not closed by a zero",
        }
    }
}

/// Reads the entry that begins `at` bytes into the archive; `None` at its end.
pub fn entry(pages: &Pages, archive: &Range<PhysAddr>, at: u64) -> Result<Option<Entry>, Damage> {
    let len = archive.end.0.saturating_sub(archive.start.0);
    if at > len || len - at < HEADER_LEN {
        return Err(Damage::Truncated);
    }
    let mut header = [0; HEADER_LEN as usize];
    pages.read(archive.start + at, &mut header);
    if !header.starts_with(b"070701") {
        return Err(Damage::NoHeader);
    }
    let (mode, mtime) = (number(&header, 1)?, number(&header, 5)?);
    let (uid, gid) = (number(&header, 2)?, number(&header, 3)?);
    let (data_len, path_len) = (u64::from(number(&header, 6)?), u64::from(number(&header, 11)?));
    if !(2..=abi::PATH_MAX).contains(&path_len) {
        return Err(Damage::BadPath);
    }
    let data_at = (at + HEADER_LEN + path_len).next_multiple_of(4);
    let data_end = data_at + data_len;
    if data_end > len {
        return Err(Damage::Truncated);
    }
    let mut path = alloc::vec![0; path_len as usize];
    pages.read(archive.start + at + HEADER_LEN, &mut path);
    if path.pop() != Some(0) || path.contains(&0) {
        return Err(Damage::BadPath);
    }
    if path == TRAILER {
        return Ok(None);
    }
    Ok(Some(Entry {
        path,
        mode,
        uid,
        gid,
        mtime,
        data: data_at..data_end,
        next: data_end.next_multiple_of(4),
    }))
}

/// Field `index` of the header: eight hexadecimal digits.
fn number(header: &[u8; HEADER_LEN as usize], index: usize) -> Result<u32, Damage> {
    let start = 6 + 8 * index;
    header[start..start + 8].iter().try_fold(0, |number: u32, &digit| {
        let value = (digit as char).to_digit(16).ok_or(Damage::BadNumber)?;
        Ok(number << 4 | value)
    })
}
