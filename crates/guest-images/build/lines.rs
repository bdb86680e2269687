//! From which line of our own sources each instruction comes: of what was inlined from libraries, the line that used it.
//!
//! The compiler's table names the innermost line, which lies in a library for much of the code, and the chain of callers
//! inlined around it takes ten times the room. A reader of the kernel wants its own line, so that is what travels.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::ops::Range;

use addr2line::Context;
use gimli::write::{Address, AttributeValue, Dwarf, LineProgram, LineString, Unit, UnitId};
use gimli::{Encoding, Format, LineEncoding, constants};
use object::{Object, ObjectSection, ObjectSymbol, SectionKind, SymbolKind};

use crate::slim::Slice;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Bytes of the shortest instruction.
const STEP: u64 = 2;

/// Instructions in a row that come from one line.
struct Run {
    start: u64,
    end: u64,
    file: String,
    line: u64,
}

/// Adds the table to `dwarf`, as a unit that has nothing else yet, and the files it names to `sources`.
pub fn add(
    dwarf: &mut Dwarf,
    elf: &object::File<'_>,
    read: gimli::Dwarf<Slice<'_>>,
    sources: &mut BTreeSet<String>,
) -> Result<UnitId> {
    let context = Context::from_dwarf(read)?;
    let encoding = Encoding { format: Format::Dwarf32, version: 4, address_size: 8 };
    let line_encoding = LineEncoding { minimum_instruction_length: STEP as u8, ..LineEncoding::default() };
    let here = LineString::String(b".".to_vec());
    let mut program = LineProgram::new(encoding, line_encoding, here.clone(), None, here, None);
    let mut sequence: Option<(u64, u64)> = None;
    let assembly = Assembly::new(elf);
    for section in elf.sections().filter(|section| section.kind() == SectionKind::Text) {
        for run in runs(&context, &assembly, section.address()..section.address() + section.size())? {
            let start = match sequence {
                Some((start, end)) if end == run.start => start,
                other => {
                    if let Some((start, end)) = other {
                        program.end_sequence(end - start);
                    }
                    program.begin_sequence(Some(Address::Constant(run.start)));
                    run.start
                }
            };
            sequence = Some((start, run.end));
            let directory = program.default_directory();
            if !sources.contains(&run.file) {
                sources.insert(run.file.clone());
            }
            let file = program.add_file(LineString::String(run.file.into()), directory, None);
            let row = program.row();
            (row.address_offset, row.file, row.line) = (run.start - start, file, run.line);
            program.generate_row();
        }
    }
    if let Some((start, end)) = sequence {
        program.end_sequence(end - start);
    }
    let id = dwarf.units.add(Unit::new(encoding, program));
    let unit = dwarf.units.get_mut(id);
    let root = unit.root();
    unit.get_mut(root).set(constants::DW_AT_stmt_list, AttributeValue::LineProgramRef);
    Ok(id)
}

/// Which line of ours is at an address: the file and the line.
type Line<'d> = (&'d str, u32);

/// The runs in a range of addresses, lowest first; what comes from no line of ours is in none.
fn runs(context: &Context<Slice<'_>>, assembly: &Assembly<'_>, range: Range<u64>) -> Result<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    for address in range.step_by(STEP as usize) {
        let Some((file, line)) = compiled(context, address)?.or_else(|| assembly.line(address)) else {
            continue;
        };
        match runs.last_mut() {
            Some(last) if last.end == address && last.file == file && last.line == u64::from(line) => {
                last.end += STEP;
            }
            _ => {
                runs.push(Run { start: address, end: address + STEP, file: file.into(), line: line.into() });
            }
        }
    }
    Ok(runs)
}

/// The innermost line of ours, as the compiler says.
fn compiled<'d>(context: &'d Context<Slice<'_>>, address: u64) -> Result<Option<Line<'d>>> {
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
    lines: BTreeMap<u64, Line<'d>>,
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

    fn line(&self, address: u64) -> Option<Line<'d>> {
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
pub fn line_of(label: &str) -> Option<Line<'_>> {
    let (file, line) = label.rsplit_once(':')?;
    Some((file, line.parse().ok()?)).filter(|(file, _)| is_ours(file))
}

/// Whether a path is one of this repository: the compiler is told to leave out what is before.
fn is_ours(file: &str) -> bool {
    file.starts_with("crates/")
}
