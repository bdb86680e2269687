//! The tables at the start of an executable: enough of ELF to load a program as Linux does.
//!
//! Source: Tool Interface Standard, ELF specification, version 1.2, and the RISC-V ELF psABI 1.0. The file comes from
//! outside and may be anything: each number is checked before it is used.

use alloc::vec;
use alloc::vec::Vec;

use abi::{Errno, PAGE_LEN};

use crate::inode::{Content, InodeId};
use crate::kernel::Kernel;
use crate::limits::MAX_SEGMENTS;
use crate::pagetable::Perm;
use crate::ramfs;

/// Bytes of the file header.
pub const HEADER_LEN: usize = 64;
/// Bytes of a program header.
pub const SEGMENT_LEN: usize = 56;

const EXECUTABLE: u16 = 2;
/// Position-independent: a program or a library that may lie anywhere.
const DYNAMIC: u16 = 3;
const RISCV: u16 = 243;
const LOAD: u32 = 1;
const INTERPRETER: u32 = 3;

/// What the file header says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    /// The first instruction.
    pub entry: u64,
    /// Where in the file the program headers are.
    pub segments_at: u64,
    /// How many there are.
    pub n_segments: u16,
    /// Whether it may lie anywhere, so that its addresses count from where it is put.
    pub movable: bool,
}

/// A program header of a part of the file that belongs in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Segment {
    /// Where it is in the file.
    pub offset: u64,
    /// Where it goes in memory.
    pub va: u64,
    /// Bytes in the file.
    pub file_len: u64,
    /// Bytes in memory; those that the file lacks are zero.
    pub len: u64,
    /// What the program may do there.
    pub perm: Perm,
}

/// An executable.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// The file header.
    pub header: Header,
    /// The parts that belong in memory, lowest address first.
    pub segments: Vec<Segment>,
    /// The path of the program that loads it, if it is dynamically linked.
    pub interpreter: Option<Vec<u8>>,
}

impl File {
    /// Bytes of memory from the start of its first segment's page to the end of its last segment.
    pub fn len(&self) -> u64 {
        let start = self.segments.first().map_or(0, |first| first.va / PAGE_LEN * PAGE_LEN);
        self.segments.last().map_or(0, |last| (last.va + last.len).next_multiple_of(PAGE_LEN) - start)
    }

    /// Whether there is nothing to load.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Reads the tables of the executable in an inode. `ENOEXEC` if it is none for this hart.
#[inline(never)]
pub fn read(k: &Kernel, inode: InodeId) -> Result<File, Errno> {
    let mut bytes = [0; HEADER_LEN];
    read_exact(k, inode, 0, &mut bytes)?;
    let header = header(&bytes)?;
    let mut headers = vec![0; usize::from(header.n_segments) * SEGMENT_LEN];
    read_exact(k, inode, header.segments_at, &mut headers)?;
    let segments = segments(&headers)?;
    let interpreter = match interpreter(&headers)? {
        None => None,
        Some((offset, len)) => {
            let mut path = vec![0; len];
            read_exact(k, inode, offset, &mut path)?;
            if path.pop() != Some(0) || path.is_empty() {
                return Err(Errno::NoExec);
            }
            Some(path)
        }
    };
    Ok(File { header, segments, interpreter })
}

/// Fills `buf` from the file. `ENOEXEC` if the file is shorter.
fn read_exact(k: &Kernel, inode: InodeId, offset: u64, buf: &mut [u8]) -> Result<(), Errno> {
    let Content::File(data) = &k.vfs.inodes[inode].content else { return Err(Errno::NoExec) };
    if ramfs::read(data, &k.pages, offset, buf) == buf.len() { Ok(()) } else { Err(Errno::NoExec) }
}

/// Reads the file header. `ENOEXEC` if this is no executable for this hart.
#[inline(never)]
pub fn header(bytes: &[u8; HEADER_LEN]) -> Result<Header, Errno> {
    let magic_64_bit_little_endian = [0x7f, b'E', b'L', b'F', 2, 1];
    let kind = u16_at(bytes, 16);
    if !bytes.starts_with(&magic_64_bit_little_endian)
        || !matches!(kind, EXECUTABLE | DYNAMIC)
        || u16_at(bytes, 18) != RISCV
        || usize::from(u16_at(bytes, 54)) != SEGMENT_LEN
        || u16_at(bytes, 56) > MAX_SEGMENTS
    {
        return Err(Errno::NoExec);
    }
    Ok(Header {
        entry: u64_at(bytes, 24),
        segments_at: u64_at(bytes, 32),
        n_segments: u16_at(bytes, 56),
        movable: kind == DYNAMIC,
    })
}

/// Reads the program headers and keeps those of parts to be loaded. `ENOEXEC` if one makes no sense.
#[inline(never)]
pub fn segments(bytes: &[u8]) -> Result<Vec<Segment>, Errno> {
    let mut segments: Vec<Segment> = Vec::new();
    for header in bytes.chunks_exact(SEGMENT_LEN).filter(|header| u32_at(header, 0) == LOAD) {
        let flags = u32_at(header, 4);
        let segment = Segment {
            offset: u64_at(header, 8),
            va: u64_at(header, 16),
            file_len: u64_at(header, 32),
            len: u64_at(header, 40),
            perm: Perm::new(flags & 4 != 0, flags & 2 != 0, flags & 1 != 0),
        };
        check(&segment)?;
        if segment.len > 0 {
            let in_order = segments.last().is_none_or(|last| last.va + last.len <= segment.va);
            segments.push(segment);
            if !in_order {
                return Err(Errno::NoExec);
            }
        }
    }
    if segments.is_empty() { Err(Errno::NoExec) } else { Ok(segments) }
}

fn check(segment: &Segment) -> Result<(), Errno> {
    let in_memory = segment.va.checked_add(segment.len).is_some_and(|end| end < abi::PROGRAM_END);
    let in_file = segment.offset.checked_add(segment.file_len).is_some();
    // Pages of the file become pages of memory.
    let aligned = segment.offset % PAGE_LEN == segment.va % PAGE_LEN;
    if in_memory && in_file && aligned && segment.file_len <= segment.len {
        Ok(())
    } else {
        Err(Errno::NoExec)
    }
}

/// Where in the file the path of the interpreter is, and its length.
fn interpreter(bytes: &[u8]) -> Result<Option<(u64, usize)>, Errno> {
    let mut headers = bytes.chunks_exact(SEGMENT_LEN);
    let Some(header) = headers.find(|header| u32_at(header, 0) == INTERPRETER) else { return Ok(None) };
    let len = u64_at(header, 32);
    if len > abi::PATH_MAX { Err(Errno::NoExec) } else { Ok(Some((u64_at(header, 8), len as usize))) }
}

fn u16_at(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from(u16_at(bytes, at)) | u32::from(u16_at(bytes, at + 2)) << 16
}

fn u64_at(bytes: &[u8], at: usize) -> u64 {
    u64::from(u32_at(bytes, at)) | u64::from(u32_at(bytes, at + 4)) << 32
}
