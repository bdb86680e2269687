//! One file: an ELF or a flat image, as segments that must find their place.

use std::ops::Range;

use debuginfo::{Image, ImageError, MAX_LEN, Segment, address_of};

use crate::{LoadError, Part};

/// How an ELF file begins.
const ELF: &[u8] = b"\x7fELF";

/// A file that can be loaded.
pub struct Loadable {
    pub part: Part,
    /// Physical address of the first instruction.
    pub entry: u64,
    pub segments: Vec<Segment>,
    /// Physical address of the word `tohost`, if the file has a symbol of that name.
    pub tohost: Option<u64>,
}

impl Loadable {
    /// Reads an ELF file, or takes what is none as a flat image that goes to `pa`. All of it must go into `ram`.
    pub fn read(part: Part, bytes: &[u8], pa: u64, ram: &Range<u64>) -> Result<Self, LoadError> {
        let wrong = |why| LoadError::Image { part, why };
        let fits = |pa: u64, len: u64| {
            let inside = ram.contains(&pa) && len <= ram.end - pa;
            let ram_len = ram.end - ram.start;
            if inside { Ok(()) } else { Err(LoadError::OutsideRam { part, pa, len, ram_len }) }
        };
        if bytes.is_empty() {
            return Err(wrong(ImageError::Empty));
        }
        if bytes.len() > MAX_LEN {
            return Err(wrong(ImageError::TooLong { len: bytes.len() }));
        }
        if !bytes.starts_with(ELF) {
            fits(pa, bytes.len() as u64)?;
            let segment = Segment { va: pa, pa, bytes: bytes.to_vec(), len: bytes.len() as u64 };
            return Ok(Self { part, entry: pa, segments: vec![segment], tohost: None });
        }
        let image = Image::parse(bytes).map_err(wrong)?;
        image.segments.iter().try_for_each(|segment| fits(segment.pa, segment.len))?;
        let entry = image.pa(image.entry).ok_or(LoadError::Entry { part, va: image.entry })?;
        let tohost = address_of(bytes, "tohost").map_err(wrong)?.and_then(|va| image.pa(va));
        Ok(Self { part, entry, segments: image.segments, tohost })
    }

    /// Physical address behind its last byte.
    pub fn end(&self) -> u64 {
        self.segments.iter().map(Segment::end).max().unwrap_or(0)
    }
}

/// Finds out whether a segment lies on another.
pub fn apart(parts: &[Loadable]) -> Result<(), LoadError> {
    let mut segments: Vec<(Part, &Segment)> =
        parts.iter().flat_map(|part| part.segments.iter().map(move |segment| (part.part, segment))).collect();
    segments.sort_by_key(|(_, segment)| segment.pa);
    match segments.windows(2).find(|pair| pair[1].1.pa < pair[0].1.end()) {
        Some(pair) => Err(LoadError::Overlap { part: pair[1].0, pa: pair[1].1.pa }),
        None => Ok(()),
    }
}
