//! The file as a whole: the one place where bytes that claim to be an ELF are looked at.

use std::fmt;

use object::elf;
use object::read::elf::{ElfFile64, ElfSymbol64, FileHeader, ProgramHeader};
use object::{Endianness, Object, ObjectSymbol};

/// Largest file that is looked at, in bytes, and the most that the segments of one may copy from it.
pub const MAX_LEN: usize = 256 << 20;

/// A run of bytes that the file wants in memory.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Segment {
    /// Virtual address.
    pub va: u64,
    /// Physical address.
    pub pa: u64,
    /// The bytes in the file; the rest up to `len` is zero.
    pub bytes: Vec<u8>,
    /// Bytes in memory.
    pub len: u64,
}

impl Segment {
    /// Physical address behind its last byte in memory.
    pub fn end(&self) -> u64 {
        self.pa + self.len
    }
}

/// An executable: what to load, and where it starts.
pub struct Image {
    /// Virtual address of the first instruction.
    pub entry: u64,
    /// Whether it may lie anywhere: its addresses count from where it is put.
    pub movable: bool,
    /// What to load, in the order of the file.
    pub segments: Vec<Segment>,
}

/// Why a file is not an executable that can be loaded here. The text is for the person who handed it in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ImageError {
    /// The file is empty.
    Empty,
    /// The file is larger than is looked at.
    TooLong {
        /// Its length in bytes.
        len: usize,
    },
    /// The file does not begin as an ELF does.
    NotElf,
    /// It is an ELF of another kind.
    NotRiscv64 {
        /// What it is instead.
        found: &'static str,
    },
    /// The file ends early or contradicts itself.
    Damaged {
        /// What was wrong, in the words of the reader.
        what: String,
    },
    /// Nothing in it wants to be loaded.
    NothingToLoad,
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ImageError::Empty => write!(f, "the file is empty"),
            ImageError::TooLong { len } => {
                write!(f, "the file has {len} bytes; at most {MAX_LEN} are looked at")
            }
            ImageError::NotElf => write!(f, "the file is not an ELF executable"),
            ImageError::NotRiscv64 { found } => {
                write!(f, "the file is not for a 64-bit little-endian RISC-V machine: it is {found}")
            }
            ImageError::Damaged { what } => write!(f, "the ELF file is damaged: {what}"),
            ImageError::NothingToLoad => write!(f, "the ELF file has no segment to load"),
        }
    }
}

impl std::error::Error for ImageError {}

impl From<object::Error> for ImageError {
    fn from(error: object::Error) -> Self {
        ImageError::Damaged { what: error.to_string() }
    }
}

impl Image {
    /// Reads it from an ELF file.
    pub fn parse(bytes: &[u8]) -> Result<Self, ImageError> {
        let (header, endian) = header(bytes)?;
        let segments = load_segments(bytes, header.program_headers(endian, bytes)?, endian)?;
        if segments.is_empty() {
            return Err(ImageError::NothingToLoad);
        }
        let movable = header.e_type(endian) == elf::ET_DYN;
        Ok(Self { entry: header.e_entry(endian), movable, segments })
    }

    /// The physical address of virtual address `va`, if a segment has it.
    pub fn pa(&self, va: u64) -> Option<u64> {
        self.segments.iter().find_map(|segment| {
            let offset = va.checked_sub(segment.va)?;
            (offset < segment.len).then(|| segment.pa + offset)
        })
    }
}

/// The virtual address of the symbol of this name, of code or data, in an ELF file.
pub fn address_of(bytes: &[u8], name: &str) -> Result<Option<u64>, ImageError> {
    let symbol =
        |symbol: &ElfSymbol64<'_, '_, Endianness>| !symbol.is_undefined() && symbol.name() == Ok(name);
    Ok(open(bytes)?.symbols().find(symbol).map(|symbol| symbol.address()))
}

/// The file with its sections as the library sees it, if it is of the one kind we take.
pub(crate) fn open(bytes: &[u8]) -> Result<ElfFile64<'_, Endianness>, ImageError> {
    header(bytes)?;
    Ok(ElfFile64::parse(bytes)?)
}

/// The file's header, if it is of the one kind we take.
fn header(bytes: &[u8]) -> Result<(&elf::FileHeader64<Endianness>, Endianness), ImageError> {
    if bytes.is_empty() {
        return Err(ImageError::Empty);
    }
    if bytes.len() > MAX_LEN {
        return Err(ImageError::TooLong { len: bytes.len() });
    }
    if !bytes.starts_with(&elf::ELFMAG) {
        return Err(ImageError::NotElf);
    }
    match bytes.get(4..6) {
        Some(&[2, 1]) => {}
        Some(&[1, _]) => return Err(ImageError::NotRiscv64 { found: "a 32-bit file" }),
        Some(&[_, 2]) => return Err(ImageError::NotRiscv64 { found: "a big-endian file" }),
        _ => return Err(ImageError::Damaged { what: "its first bytes make no sense".into() }),
    }
    let header = elf::FileHeader64::parse(bytes)?;
    let endian = header.endian()?;
    if header.e_machine(endian) != elf::EM_RISCV {
        return Err(ImageError::NotRiscv64 { found: "for another processor" });
    }
    Ok((header, endian))
}

fn load_segments(
    bytes: &[u8],
    headers: &[elf::ProgramHeader64<Endianness>],
    endian: Endianness,
) -> Result<Vec<Segment>, ImageError> {
    let mut segments = Vec::new();
    let mut copied = 0;
    for header in headers.iter().filter(|header| header.p_type(endian) == elf::PT_LOAD) {
        let data = header
            .data(endian, bytes)
            .map_err(|()| ImageError::Damaged { what: "a segment lies outside the file".into() })?;
        let len = header.p_memsz(endian);
        if len < data.len() as u64 {
            return Err(ImageError::Damaged {
                what: "a segment is longer in the file than in memory".into(),
            });
        }
        let va = header.p_vaddr(endian);
        let pa = header.p_paddr(endian);
        if va.checked_add(len).is_none() || pa.checked_add(len).is_none() {
            return Err(ImageError::Damaged { what: "a segment wraps around the address space".into() });
        }
        copied += data.len();
        if copied > MAX_LEN {
            return Err(ImageError::Damaged { what: "its segments use the same bytes over and over".into() });
        }
        if len > 0 {
            segments.push(Segment { va, pa, bytes: data.to_vec(), len });
        }
    }
    Ok(segments)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Meaning;

    #[track_caller]
    fn check(bytes: &[u8], sentence: &str) {
        assert_eq!(Image::parse(bytes).err().expect("must not load").to_string(), sentence);
    }

    /// An ELF header of 64 bytes, for RISC-V, without segments.
    fn header() -> Vec<u8> {
        let mut bytes = b"\x7fELF\x02\x01\x01".to_vec();
        bytes.resize(64, 0);
        bytes[16] = 2;
        bytes[18..20].copy_from_slice(&243u16.to_le_bytes());
        bytes[20] = 1;
        bytes[52] = 64;
        bytes[54] = 56;
        bytes
    }

    #[test]
    fn a_file_that_cannot_be_loaded_is_refused_with_the_reason() {
        check(b"", "the file is empty");
        check(b"#!/bin/sh", "the file is not an ELF executable");
        check(
            b"\x7fELF\x01\x01",
            "the file is not for a 64-bit little-endian RISC-V machine: it is a 32-bit file",
        );
        check(&header(), "the ELF file has no segment to load");
        let mut other = header();
        other[18] = 62;
        check(
            &other,
            "the file is not for a 64-bit little-endian RISC-V machine: it is for another processor",
        );
        assert!(matches!(Image::parse(&header()[..30]), Err(ImageError::Damaged { .. })));
    }

    proptest::proptest! {
        #[test]
        fn rubbish_behind_a_good_header_never_panics(rest in proptest::collection::vec(0u8.., 0..600), at in 0usize..64, byte in 0u8..) {
            let mut bytes = header();
            bytes[at] = byte;
            bytes.extend(rest);
            let _ = Image::parse(&bytes);
            Meaning::read(&bytes);
        }
    }
}
