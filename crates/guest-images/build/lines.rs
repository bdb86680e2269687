//! From which line of our own sources each instruction comes: of what was inlined from libraries, the line that used it.
//!
//! The compiler's table names the innermost line, which lies in a library for much of the code, and the chain of callers
//! inlined around it takes ten times the room. A reader of the kernel wants its own line, so that is what travels.

use std::collections::BTreeMap;
use std::error::Error;

use addr2line::Context;
use debuginfo::{Line, Lines};
use gimli::{EndianSlice, LittleEndian, SectionId};
use object::{Object, ObjectSection, ObjectSymbol, SectionKind, SymbolKind};

type Result<T> = std::result::Result<T, Box<dyn Error>>;
type Slice<'d> = EndianSlice<'d, LittleEndian>;

/// Bytes of the shortest instruction.
const STEP: u64 = 2;

/// The lines of an executable; what comes from no line of ours is in none.
pub fn lines(elf: &[u8]) -> Result<Lines> {
    let elf = object::File::parse(elf)?;
    let context = Context::from_dwarf(gimli::Dwarf::load(|id: SectionId| {
        let data = elf.section_by_name(id.name()).and_then(|section| section.data().ok());
        Ok::<_, gimli::Error>(Slice::new(data.unwrap_or(&[]), LittleEndian))
    })?)?;
    let (assembly, mut lines) = (Assembly::new(&elf), Lines::default());
    let mut sections: Vec<_> = elf.sections().filter(|section| section.kind() == SectionKind::Text).collect();
    sections.sort_by_key(|section| section.address());
    for section in sections {
        for va in (section.address()..section.address() + section.size()).step_by(STEP as usize) {
            if let Some((file, number)) = compiled(&context, va)?.or_else(|| assembly.line(va)) {
                lines.add(va, STEP, Line { file: file.into(), number });
            }
        }
    }
    Ok(lines)
}

/// A line of ours: the file and the number.
type Ours<'d> = (&'d str, u32);

/// The innermost line of ours, as the compiler says.
fn compiled<'d>(context: &'d Context<Slice<'_>>, address: u64) -> Result<Option<Ours<'d>>> {
    let mut frames = context.find_frames(address).skip_all_loads()?;
    while let Some(frame) = frames.next()? {
        match frame.location.and_then(|at| at.file.zip(at.line)) {
            Some((file, line)) if is_ours(file) && line > 0 => return Ok(Some((file, line))),
            _ => {}
        }
    }
    Ok(None)
}

/// The lines of the assembly, of which the compiler makes no table: labels of the kernel's are named for them.
struct Assembly<'d> {
    /// Where each line begins.
    lines: BTreeMap<u64, Ours<'d>>,
    /// Where each function begins, and ends.
    functions: BTreeMap<u64, u64>,
}

impl<'d> Assembly<'d> {
    fn new(elf: &object::File<'d>) -> Self {
        let symbols = || elf.symbols().filter_map(|symbol| Some((symbol.address(), symbol.name().ok()?)));
        let functions = elf.symbols().filter(|symbol| symbol.kind() == SymbolKind::Text && symbol.size() > 0);
        Self {
            lines: symbols().filter_map(|(at, name)| Some((at, line_of(name)?))).collect(),
            functions: functions.map(|symbol| (symbol.address(), symbol.address() + symbol.size())).collect(),
        }
    }

    fn line(&self, address: u64) -> Option<Ours<'d>> {
        let (_, line) = self
            .functions
            .range(..=address)
            .next_back()
            .filter(|(_, end)| address < **end)
            .and_then(|(start, _)| self.lines.range(start..=&address).next_back())?;
        Some(*line)
    }
}

/// The line that a label is named for: `crates/kernel/src/arch/trap.rs:36`.
pub fn line_of(label: &str) -> Option<Ours<'_>> {
    let (file, line) = label.rsplit_once(':')?;
    Some((file, line.parse().ok()?)).filter(|(file, _)| is_ours(file))
}

/// Whether a path is one of this repository: the compiler is told to leave out what is before.
fn is_ours(file: &str) -> bool {
    file.starts_with("crates/")
}
