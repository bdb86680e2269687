//! From the segments of an executable to areas of memory. Nothing is read: each page comes from the file when it is
//! first touched. Linux: `elf_load` in `fs/binfmt_elf.c`.

use abi::{Errno, PAGE_LEN};

use crate::elf::{File, SEGMENT_LEN, Segment};
use crate::inode::InodeId;
use crate::layout::{USER_START, VirtAddr};
use crate::memory::Memory;
use crate::space::{Area, AreaKind, Backing};

/// What the start code of a program is told about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Loaded {
    /// The first instruction.
    pub entry: u64,
    /// What was added to the addresses in the file.
    pub bias: u64,
    /// Where the program headers are in memory; 0 if no segment has them.
    pub headers: u64,
    /// How many there are.
    pub n_headers: u16,
    /// The first page behind it.
    pub end: VirtAddr,
}

/// Adds the areas of an executable; one that may lie anywhere goes to `base`.
#[inline(never)]
pub fn load(memory: &mut Memory<'_>, inode: InodeId, file: &File, base: u64) -> Result<Loaded, Errno> {
    let first = file.segments.first().map_or(0, |first| page(first.va));
    let bias = if file.header.movable { base - first } else { 0 };
    let mut end = VirtAddr(0);
    let mut headers = 0;
    for segment in &file.segments {
        end = add(memory, inode, segment, bias)?;
        let in_segment = file.header.segments_at.wrapping_sub(segment.offset);
        let len = u64::from(file.header.n_segments) * SEGMENT_LEN as u64;
        if in_segment < segment.file_len && len <= segment.file_len - in_segment {
            headers = segment.va + in_segment + bias;
        }
    }
    Ok(Loaded {
        entry: file.header.entry.wrapping_add(bias),
        bias,
        headers,
        n_headers: file.header.n_segments,
        end,
    })
}

/// Adds the areas of one segment: the pages that the file has something for, and the pages of zeros behind them.
fn add(memory: &mut Memory<'_>, inode: InodeId, segment: &Segment, bias: u64) -> Result<VirtAddr, Errno> {
    let start = VirtAddr(page(segment.va) + bias);
    let skipped = segment.va % PAGE_LEN;
    let end = VirtAddr((segment.va + segment.len).next_multiple_of(PAGE_LEN) + bias);
    let file_end = VirtAddr((segment.va + segment.file_len).next_multiple_of(PAGE_LEN) + bias);
    if start.0 < USER_START {
        return Err(Errno::NoExec);
    }
    // Where two segments meet in one page, the later one has it.
    memory.unmap(start, end)?;
    if segment.file_len > 0 {
        // Only a segment that goes on behind its part of the file needs zeros there.
        let len =
            if segment.len > segment.file_len { skipped + segment.file_len } else { file_end.0 - start.0 };
        let backing = Backing::File { inode, offset: segment.offset - skipped, len };
        let area = Area::zeros(start, file_end, AreaKind::Mapping, segment.perm);
        memory.add(Area { backing, ..area })?;
    }
    let zeros = if segment.file_len > 0 { file_end } else { start };
    if zeros < end {
        memory.add(Area::zeros(zeros, end, AreaKind::Mapping, segment.perm))?;
    }
    Ok(end)
}

fn page(va: u64) -> u64 {
    va / PAGE_LEN * PAGE_LEN
}
