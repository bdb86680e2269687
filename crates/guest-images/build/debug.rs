//! Parts what is executed from the debug information. Of that travels: of all executables the functions, with their
//! parameters, and a table of our own source lines; of the kernel the statics and the types they are made of.

use std::error::Error;

use debuginfo::{Meaning, Symbols};
use object::LittleEndian;
use object::elf::{FileHeader64, PT_LOAD, PT_NULL, ProgramHeader64, SymbolSection};
use object::pod::{from_bytes_mut, slice_from_bytes_mut};
use object::read::elf::{FileHeader, ProgramHeader};

use crate::lines;

type Header = FileHeader64<LittleEndian>;
type Segment = ProgramHeader64<LittleEndian>;
type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// What travels of an executable's; of the kernel `types` are read.
pub fn meaning(elf: &[u8], types: bool) -> Result<Meaning> {
    let read = if types { Meaning::read(elf) } else { Meaning::read_without_types(elf) };
    Ok(Meaning {
        // The labels that are in the table of lines are no functions.
        symbols: Symbols::read_some(elf, |name| lines::line_of(name).is_none()),
        lines: lines::lines(elf)?,
        parameters: read.parameters,
        // What is in no module, or has a name in brackets, the compiler has made: tables of virtual functions.
        types: read.types.some(|path| path.contains("::") && !path.contains('<')),
    })
}

/// An ELF file cut behind what is loaded: it has no sections.
pub fn stripped(elf: &[u8]) -> Result<Vec<u8>> {
    let e = LittleEndian;
    let header = Header::parse(elf)?;
    let segments = header.program_headers(e, elf)?.iter().filter(|it| it.p_type(e) == PT_LOAD);
    let end = segments.map(|it| it.p_offset(e) + it.p_filesz(e)).max().ok_or("nothing is to be loaded")?;
    let mut bytes = elf.get(..end as usize).ok_or("a segment lies outside the file")?.to_vec();

    let cut = |()| "the tables of a program are not at its start";
    let (header, _) = from_bytes_mut::<Header>(&mut bytes).map_err(cut)?;
    header.e_shoff.set(e, 0);
    header.e_shnum.set(e, 0);
    header.e_shstrndx.set(e, SymbolSection(0));
    let (at, n_segments) = (header.e_phoff(e) as usize, header.e_phnum(e).into());
    let (segments, _) = slice_from_bytes_mut::<Segment>(&mut bytes[at..], n_segments).map_err(cut)?;
    for segment in segments.iter_mut().filter(|it| it.p_type(e) != PT_LOAD) {
        segment.p_type.set(e, PT_NULL);
        segment.p_offset.set(e, 0);
        segment.p_filesz.set(e, 0);
    }
    Ok(bytes)
}
