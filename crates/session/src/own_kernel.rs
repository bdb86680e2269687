//! A kernel that a person brings, in the place of the built-in one: what QEMU's `virt` board starts with `-bios none`, an ELF
//! file for RAM, whose first instruction the hart executes in M-mode. It need not be made like ours: what is known of any
//! machine is shown of it, and of its structures nothing.
//!
//! Source: Tool Interface Standard, ELF specification, version 1.2, "Program Header".

use std::rc::Rc;

use board::RAM_BASE;
use object::LittleEndian;
use object::elf::{self, ProgramHeader64};
use object::read::elf::{FileHeader, ProgramHeader};
use texts::unfit as say;

use crate::program::{Result, header, missing_extension, plain_name, segments};
use crate::session::RAM_LEN;
use crate::unfit::Unfit;

/// Largest file, in bytes: most of one is debug information.
pub const MAX_KERNEL_LEN: usize = 64 << 20;
/// Physical address that a kernel ends below: the initial file system, which lies above it, wants the rest.
pub const KERNEL_END: u64 = RAM_BASE + (96 << 20);

/// What kernels are called in links, before their name: no program has a name like that.
const KIND: &str = "kernel/";

type Segment = ProgramHeader64<LittleEndian>;

/// A kernel that can be started.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnKernel {
    name: String,
    bytes: Rc<[u8]>,
}

impl OwnKernel {
    /// Whether a file is an ELF for this processor that wants to lie in RAM, as kernels do; programs lie below.
    pub fn is_one(bytes: &[u8]) -> bool {
        let Ok(header) = header(bytes, MAX_KERNEL_LEN) else { return false };
        let loaded = segments(bytes, header).map(loaded);
        loaded.is_ok_and(|mut loaded| loaded.any(|it| is_in_ram(it.p_paddr(LittleEndian))))
    }

    /// Finds out whether a file is a kernel that this machine can start; the reason if it is not.
    pub fn read(file_name: &str, bytes: &[u8]) -> Result<OwnKernel> {
        let header = header(bytes, MAX_KERNEL_LEN)?;
        let segments = segments(bytes, header)?;
        check_memory(header.e_entry(LittleEndian), loaded(segments).collect())?;
        match missing_extension(bytes, header) {
            Some(name) => Err(Unfit::Extension { name }),
            None => Ok(OwnKernel { name: plain_name(file_name, "kernel"), bytes: bytes.into() }),
        }
    }

    /// Its name, at most 15 letters.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is called among the files of a [`crate::Moment`].
    pub fn key(&self) -> String {
        format!("{KIND}{}", self.name)
    }

    /// The file.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

fn loaded(segments: &[Segment]) -> impl Iterator<Item = &Segment> {
    segments.iter().filter(|it| it.p_type(LittleEndian) == elf::PT_LOAD && it.p_memsz(LittleEndian) > 0)
}

fn is_in_ram(pa: u64) -> bool {
    pa.wrapping_sub(RAM_BASE) < RAM_LEN
}

fn check_memory(entry: u64, mut loaded: Vec<&Segment>) -> Result<()> {
    let e = LittleEndian;
    loaded.sort_by_key(|it| it.p_paddr(e));
    let (mut last_end, mut has_entry) = (0, false);
    for segment in &loaded {
        let (pa, va, len) = (segment.p_paddr(e), segment.p_vaddr(e), segment.p_memsz(e));
        let end = pa.checked_add(len).filter(|end| pa >= RAM_BASE && *end <= KERNEL_END);
        let Some(end) = end.filter(|_| va.checked_add(len).is_some()) else {
            return Err(Unfit::OutsideRam { pa, len });
        };
        let damaged = match () {
            () if segment.p_filesz(e) > len => Some(say::segment_longer()),
            () if pa < last_end => Some(say::segment_order()),
            () => None,
        };
        if let Some(what) = damaged {
            return Err(Unfit::Damaged { what: what.into() });
        }
        last_end = end;
        has_entry |= entry.wrapping_sub(va) < segment.p_filesz(e);
    }
    match (loaded.is_empty(), has_entry) {
        (true, _) => Err(Unfit::NothingToLoad),
        (_, false) => Err(Unfit::Entry { va: entry }),
        (_, true) => Ok(()),
    }
}
