//! The instructions of the function that the pc is in, and the source that they come from.

use debuginfo::Symbols;

use super::{Moment, place};
use crate::Place;
use crate::scene::{Code, CodeLine, Source};
use crate::text::short;

/// Most instructions that are shown before and behind the pc.
const WINDOW: usize = 300;

/// A function is shown from its beginning if that is at most so many bytes before the pc.
const LONGEST: u64 = 256 << 10;

/// The Code panel.
pub(crate) fn code(moment: &Moment<'_>) -> Code {
    let pc = moment.machine.hart.pc;
    let (names, image) = moment.names();
    let symbols = &*names.symbols;
    let linked = moment.guest.linked(pc);
    let symbol = symbols.at(linked);
    let start = symbol.map_or(pc, |symbol| pc - (linked - symbol.va));
    let start = if pc - start > LONGEST { pc } else { start };
    let end =
        symbol.map_or(pc.saturating_add(64), |symbol| (pc - (linked - symbol.va)).saturating_add(symbol.len));
    // An instruction has at least two bytes, and is not shown twice as far away as need be.
    let end = end.min(pc.saturating_add(4 * WINDOW as u64));
    let here = names.lines.at(linked);
    let mut lines = Vec::new();
    let mut address = start;
    while address < end {
        let (mut line, len) = line(moment, symbols, address, linked.wrapping_sub(pc));
        let from = here.and_then(|_| names.lines.at(address.wrapping_add(linked.wrapping_sub(pc))));
        line.line =
            from.filter(|from| here.is_some_and(|here| here.file == from.file)).map(|from| from.number);
        lines.push(line);
        address += len;
    }
    let at = lines.iter().position(|line| line.current).unwrap_or(0);
    let first = at.saturating_sub(WINDOW);
    let lines = lines.drain(first..(at + WINDOW).min(lines.len())).collect();
    Code {
        image: image.to_string(),
        mode: moment.machine.hart.mode.into(),
        function: symbol.map_or(String::new(), |symbol| short(&symbol.name).to_string()),
        functions: names.functions.clone(),
        source: source(moment),
        place: here.map(|here| Place::Line { file: here.file.to_string(), number: here.number }),
        missing: here
            .map(|here| &here.file)
            .filter(|file| moment.guest.source(file).is_none() && !moment.guest.is_foreign(file))
            .cloned(),
        lines,
    }
}

/// The source line that the next instruction comes from, if it is known and the file at hand.
pub(crate) fn source(moment: &Moment<'_>) -> Option<Source> {
    let here = moment.names().0.lines.at(moment.guest.linked(moment.machine.hart.pc))?;
    let text = moment.guest.source(&here.file)?;
    let current = (here.number as usize <= text.len()).then_some(here.number)?;
    Some(Source { path: here.file.clone(), lines: text.clone(), current })
}

/// The instruction at `pc` in the assembler's words.
pub(crate) fn disassembled(moment: &Moment<'_>, pc: u64) -> String {
    line(moment, &moment.names().0.symbols, pc, 0).0.text
}

/// The instruction at `address`, and its length.
fn line(moment: &Moment<'_>, symbols: &Symbols, address: u64, to_linked: u64) -> (CodeLine, u64) {
    let current = address == moment.machine.hart.pc;
    let unknown =
        |text: String, len| (CodeLine { address, text, note: None, line: None, current, operand: None }, len);
    let mut half = [0; 2];
    if !inspector::peek(moment.machine, address, &mut half) {
        return unknown(texts::code::not_mapped().into(), 2);
    }
    let len = isa::length(u16::from_le_bytes(half));
    let mut word = [0; 4];
    word[..2].copy_from_slice(&half);
    if len == 4 && !inspector::peek(moment.machine, address, &mut word) {
        return unknown(texts::code::not_mapped().into(), 2);
    }
    let word = u32::from_le_bytes(word);
    let Some(insn) = isa::decode(word) else {
        return unknown(format!(".insn {word:#x}"), len);
    };
    let target = insn.target(address).map(|target| target.wrapping_add(to_linked));
    let outside = target.filter(|target| symbols.at(*target) != symbols.at(address.wrapping_add(to_linked)));
    let note = outside.and_then(|target| place(symbols, target));
    let operand = insn
        .memory()
        .filter(|_| current)
        .map(|memory| moment.machine.hart.x[insn.rs1()].wrapping_add_signed(memory.offset));
    (CodeLine { address, text: insn.at(address).to_string(), note, line: None, current, operand }, len)
}
