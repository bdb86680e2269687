//! The two tables at the start of an executable: enough of ELF to run a static program.
//!
//! Source: Tool Interface Standard, ELF specification, version 1.2, and the RISC-V ELF psABI 1.0.

use alloc::vec::Vec;

use abi::{Errno, PAGE_LEN};

use crate::layout::USER_END;
use crate::limits::MAX_SEGMENTS;
use crate::pagetable::Perm;

/// Bytes of the file header.
pub const HEADER_LEN: usize = 64;
/// Bytes of a program header.
pub const SEGMENT_LEN: usize = 56;

const EXECUTABLE: u16 = 2;
const RISCV: u16 = 243;
const LOAD: u32 = 1;

/// What the file header says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Header {
    /// The first instruction.
    pub entry: u64,
    /// Where in the file the program headers are.
    pub segments_at: u64,
    /// How many there are.
    pub n_segments: u16,
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

/// Reads the file header. `ENOEXEC` if this is no static executable for this hart.
pub fn header(bytes: &[u8; HEADER_LEN]) -> Result<Header, Errno> {
    let magic_64_bit_little_endian = [0x7f, b'E', b'L', b'F', 2, 1];
    if !bytes.starts_with(&magic_64_bit_little_endian)
        || u16_at(bytes, 16) != EXECUTABLE
        || u16_at(bytes, 18) != RISCV
        || usize::from(u16_at(bytes, 54)) != SEGMENT_LEN
        || u16_at(bytes, 56) > MAX_SEGMENTS
    {
        return Err(Errno::NoExec);
    }
    Ok(Header { entry: u64_at(bytes, 24), segments_at: u64_at(bytes, 32), n_segments: u16_at(bytes, 56) })
}

/// Reads the program headers and keeps those of parts to be loaded. `ENOEXEC` if one makes no sense.
pub fn segments(bytes: &[u8]) -> Result<Vec<Segment>, Errno> {
    let mut segments = Vec::new();
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
            segments.push(segment);
        }
    }
    if segments.is_empty() { Err(Errno::NoExec) } else { Ok(segments) }
}

fn check(segment: &Segment) -> Result<(), Errno> {
    let in_memory = segment.va.checked_add(segment.len).is_some_and(|end| end < USER_END);
    let in_file = segment.offset.checked_add(segment.file_len).is_some();
    // The first page stays empty, so that a null pointer leads nowhere.
    if in_memory
        && in_file
        && segment.va >= PAGE_LEN
        && segment.file_len <= segment.len
        && !segment.perm.breaks_w_xor_x()
    {
        Ok(())
    } else {
        Err(Errno::NoExec)
    }
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
