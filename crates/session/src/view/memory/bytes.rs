//! The bytes around an address, with names for what is there, and the eight of them that are looked at.

use texts::memory as say;

use super::Surroundings;
use super::step::LastStep;
use crate::Sentence;
use crate::scene::{ByteCell, Bytes, Cell, RegionKind, Spot};
use crate::text::number;
use crate::view::{Before, place};

/// Bytes of a cell.
const CELL_LEN: u64 = 8;

/// The cells around the spot.
pub(crate) fn bytes(around: &Surroundings<'_>, before: &Before, tables: u64, spot: &Spot) -> Bytes {
    let machine = around.moment.machine;
    let Some(focus) = spot.va.or(spot.pa) else { return Bytes::default() };
    let physical = spot.va.is_none();
    let to_physical =
        |address: u64| if physical { Some(address) } else { machine.peek_virtual(tables, address).ok() };
    let first = focus / Bytes::LEN * Bytes::LEN;
    let mut symbol = String::new();
    let cell = |index: u64| {
        let address = first + index * CELL_LEN;
        let pa = to_physical(address);
        let value = pa.and_then(|pa| read(around, pa));
        let va = if physical { seen_at(around, address) } else { Some(address) };
        ByteCell {
            address,
            bytes: value.map(u64::to_le_bytes),
            changed: pa.zip(value).map_or(0, |(pa, value)| changed(before, pa, value)),
            notes: va.map_or(Vec::new(), |va| notes(around, va, value, &mut symbol)),
        }
    };
    let cells = (0..Bytes::LEN / CELL_LEN).map(cell).collect();
    let address = focus & !(CELL_LEN - 1);
    let cell = to_physical(address).and_then(|pa| {
        let value = read(around, pa)?;
        Some(Cell {
            address,
            va: spot.va.map(|va| va & !(CELL_LEN - 1)),
            pa,
            value,
            points_at: points_at(around, value),
            written: before.step.as_ref().and_then(|step| written(around, step, pa, value)),
        })
    });
    Bytes { physical, cells, cell }
}

fn seen_at(around: &Surroundings<'_>, pa: u64) -> Option<u64> {
    let mapping = around.mappings.iter().find(|mapping| pa.wrapping_sub(mapping.pa) < mapping.len)?;
    Some(mapping.va.wrapping_add(pa - mapping.pa))
}

fn read(around: &Surroundings<'_>, pa: u64) -> Option<u64> {
    let mut bytes = [0; CELL_LEN as usize];
    around.moment.machine.read_ram(pa, &mut bytes).then(|| u64::from_le_bytes(bytes))
}

/// Which bytes of a cell the last step changed.
fn changed(before: &Before, pa: u64, value: u64) -> u8 {
    let step = before.step.as_ref();
    let old = step.and_then(|step| step.cells.iter().find(|(cell, _)| *cell == pa));
    let bytes = old.map_or(0, |(_, old)| old ^ value).to_le_bytes();
    bytes.iter().enumerate().map(|(index, byte)| u8::from(*byte != 0) << index).sum()
}

/// What is in a cell: the registers that point there, the function or static where it begins (`symbol` is the one before),
/// what it points at.
fn notes(around: &Surroundings<'_>, va: u64, value: Option<u64>, symbol: &mut String) -> Vec<String> {
    let hart = &around.moment.machine.hart;
    let names = std::iter::once(("pc", hart.pc)).chain(isa::REGISTERS.iter().copied().zip(hart.x));
    let here = |(_, value): &(&str, u64)| value.wrapping_sub(va) < CELL_LEN;
    let mut notes: Vec<String> = names.filter(here).map(|(name, _)| format!("← {name}")).collect();
    let name = around.symbol(va).unwrap_or_default();
    if name.split('+').next() != symbol.split('+').next() {
        notes.push(name.clone());
    }
    *symbol = name;
    // Code is no list of addresses.
    let code = around.region_of(va).is_some_and(|region| region.permissions.execute);
    notes.extend(
        value.filter(|_| !code).and_then(|value| points_at(around, value)).map(|name| format!("→ {name}")),
    );
    notes.retain(|note| !note.is_empty());
    notes
}

/// What a number points at, if it is an address of a function, a static or a stack.
fn points_at(around: &Surroundings<'_>, value: u64) -> Option<String> {
    let region = around.region_of(value)?;
    match region.kind {
        RegionKind::Gap | RegionKind::Guard => None,
        RegionKind::User | RegionKind::Kernel | RegionKind::Device => {
            Some(around.symbol(value).unwrap_or_else(|| region.name.clone()))
        }
    }
}

/// Who wrote to a cell with the last step, and what over what.
fn written(around: &Surroundings<'_>, step: &LastStep, pa: u64, value: u64) -> Option<Sentence> {
    let (_, old) = *step.cells.iter().find(|(cell, _)| *cell == pa)?;
    let hardware = step.attempts.iter().filter_map(|attempt| attempt.update()).any(|entry| entry.pa == pa);
    let what = if old == value {
        say::same_value(&number(value))
    } else {
        say::over_value(&number(value), &number(old))
    };
    if hardware && old != value {
        return Some(Sentence::parse(&say::hardware_wrote(&what)));
    }
    let insn = step.word.and_then(isa::decode);
    // A conditional store that came too late says so in its register.
    let late = insn.filter(|insn| matches!(insn.op, isa::Op::ScW | isa::Op::ScD));
    let late = late.is_some_and(|insn| around.moment.machine.hart.x[insn.rd()] != 0);
    if late || step.fault(machine::Access::Store).is_some() || !stored(step, pa) {
        return None;
    }
    let guest = around.moment.guest;
    let process = around.moment.process.as_ref().map_or(say::nobody(), |process| &process.name);
    let user = step.mode == machine::Mode::U;
    let names = if user { guest.program(process) } else { &guest.names };
    let function = place(&names.symbols, guest.linked(step.pc)).unwrap_or_else(|| format!("{:#x}", step.pc));
    let insn = insn.map_or(String::new(), |insn| insn.to_string());
    let who = if user { say::writer_user(process) } else { say::writer_kernel(process) };
    Some(Sentence::parse(&say::wrote(&function, &who, &what, &insn)))
}

/// Whether the step's store touches the cell.
fn stored(step: &LastStep, pa: u64) -> bool {
    step.attempts.iter().filter(|attempt| attempt.access == machine::Access::Store).any(|attempt| {
        let page = machine::PAGE_LEN as u64;
        attempt.answers.iter().any(|(va, answer)| {
            let len = (attempt.va.wrapping_add(attempt.len)).wrapping_sub(*va).min(page - va % page);
            answer.is_ok_and(|passage| passage.pa < pa + CELL_LEN && pa < passage.pa + len)
        })
    })
}
