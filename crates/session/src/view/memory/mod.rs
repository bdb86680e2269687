//! The Memory panel. What is looked at is chosen by the person; all else is read from the page tables in force, the kernel's
//! own lists, and what the last step did.

mod access;
mod bytes;
mod regions;
mod step;
mod walk;

pub(crate) use step::LastStep;

use inspector::{Mapping, mappings, static_at};
use isa::csr::satp;
use machine::PAGE_LEN;

use super::{Before, Moment, place};
use crate::address::{Address, parse};
use crate::look::MemoryChoice;
use crate::scene::{Memory, PhysicalMemory, ProcessName, RamPart, Region, RegionKind, Spot};

/// Most virtual addresses of one byte that are told.
const MAX_SEEN_AT: usize = 4;

/// What an address is among.
pub(crate) struct Surroundings<'a> {
    pub moment: &'a Moment<'a>,
    pub regions: Vec<Region>,
    pub mappings: Vec<Mapping>,
}

impl Surroundings<'_> {
    /// The region of a virtual address.
    pub fn region_of(&self, va: u64) -> Option<&Region> {
        self.regions.iter().find(|region| va.wrapping_sub(region.from) < region.len)
    }

    /// The name of what is at a virtual address: a function or a static.
    pub fn symbol(&self, va: u64) -> Option<String> {
        let (guest, linked) = (self.moment.guest, self.moment.guest.linked(va));
        let program = self.moment.process.as_ref().map(|process| guest.program(&process.name));
        program
            .and_then(|names| place(&names.symbols, va))
            .or_else(|| place(&guest.names.symbols, linked))
            .or_else(|| static_at(&guest.types, linked))
    }
}

/// The panel, around what was chosen.
pub(crate) fn memory(moment: &Moment<'_>, before: &Before, choice: &MemoryChoice) -> Memory {
    let tables = moment.machine.csr(satp::NUMBER).unwrap_or(0);
    let root = (satp::MODE.get(tables) != 0).then(|| satp::PPN.get(tables) * PAGE_LEN as u64);
    let (mappings, table_pages) = mappings(moment.machine, tables);
    let promised =
        root.zip(moment.kernel).and_then(|(root, kernel)| kernel.space_of_root(root).ok().flatten());
    let processes = moment.kernel.and_then(|kernel| kernel.processes().ok()).unwrap_or_default();
    let of_space = |row| {
        let current = moment.process.as_ref().map(|process| process.pid);
        let mut users = processes.iter().filter(|process| process.space == Some(row));
        users.clone().find(|process| Some(process.pid) == current).or_else(|| users.next())
    };
    let process = promised.as_ref().and_then(|(row, _)| of_space(*row));
    let process = process.map(|process| ProcessName { pid: process.pid, name: process.name.clone() });
    let space = regions::Space {
        mappings: &mappings,
        promised: promised.as_ref().map(|(_, space)| space),
        processes: &processes,
    };
    let regions = regions::regions(moment, &space);
    let ram = physical_memory(moment, &regions, &table_pages);
    let mut around = Surroundings { moment, regions, mappings };

    let step = before.step.as_ref();
    let accesses = step.map_or(Vec::new(), |step| access::accesses(step, &around));
    let last = accesses.last();
    mark(&mut around, "pc", moment.machine.hart.pc);
    mark(&mut around, "sp", moment.machine.hart.x[2]);
    if let Some(last) = last {
        mark(&mut around, last.kind.word(), last.va);
    }
    let last = Address::Virtual(last.map_or(moment.machine.hart.pc, |last| last.va));
    let (address, error) = match resolve(moment, tables, choice) {
        Ok(address) => (address.unwrap_or(last), None),
        Err(error) => (last, Some(error)),
    };
    let spot = spot(&around, tables, address);
    Memory {
        process,
        root,
        ram,
        accesses,
        error,
        walk: spot.va.filter(|_| root.is_some()).map(|va| walk::walk(moment, before, tables, va)),
        bytes: bytes::bytes(&around, before, tables, &spot),
        spot,
        regions: around.regions,
    }
}

fn mark(around: &mut Surroundings<'_>, name: &str, va: u64) {
    let region = around.regions.iter_mut().find(|region| va.wrapping_sub(region.from) < region.len);
    if let Some(region) = region {
        region.marks.push(name.to_string());
    }
}

/// The address that was chosen; none for that of the last access.
fn resolve(moment: &Moment<'_>, tables: u64, choice: &MemoryChoice) -> Result<Option<Address>, String> {
    match choice {
        MemoryChoice::LastAccess => Ok(None),
        MemoryChoice::Virtual(va) => Ok(Some(Address::Virtual(*va))),
        MemoryChoice::Physical(pa) => Ok(Some(Address::Physical(*pa))),
        MemoryChoice::Named(text) => parse(moment, text).map(Some),
        MemoryChoice::Cell { va, pa } => {
            let there = va.filter(|va| moment.machine.peek_virtual(tables, *va) == Ok(*pa));
            Ok(Some(there.map_or(Address::Physical(*pa), Address::Virtual)))
        }
    }
}

fn spot(around: &Surroundings<'_>, tables: u64, address: Address) -> Spot {
    let machine = around.moment.machine;
    let (va, pa) = match address {
        Address::Virtual(va) => (Some(va), machine.peek_virtual(tables, va).ok()),
        Address::Physical(pa) => (None, Some(pa)),
    };
    let behind = |mapping: &Mapping| {
        let offset = pa?.wrapping_sub(mapping.pa);
        (offset < mapping.len).then(|| mapping.va.wrapping_add(offset))
    };
    let seen_at: Vec<u64> = around.mappings.iter().filter_map(behind).take(MAX_SEEN_AT).collect();
    let named = va.or(seen_at.first().copied());
    let region = named.and_then(|va| around.region_of(va)).filter(|region| region.kind != RegionKind::Gap);
    let name = named.and_then(|va| around.symbol(va)).or_else(|| region.map(|region| region.name.clone()));
    Spot { va, pa, name: name.unwrap_or_default(), seen_at }
}

/// RAM, and what is known of its parts.
fn physical_memory(moment: &Moment<'_>, regions: &[Region], tables: &[u64]) -> PhysicalMemory {
    let segments = &moment.guest.kernel.segments;
    let from = segments.iter().map(|segment| segment.pa).min().unwrap_or(0);
    let end = segments.iter().map(|segment| segment.pa + segment.len).max().unwrap_or(from);
    let len = moment.machine.ram_len();
    let mut parts = vec![(RamPart::Kernel, from, end - from)];
    let users = regions.iter().filter(|region| region.kind == RegionKind::User);
    let users =
        users.flat_map(|region| region.physical.iter().map(|(pa, len)| (RamPart::Process, *pa, *len)));
    parts.extend(users);
    parts.extend(tables.iter().map(|pa| (RamPart::Tables, *pa, PAGE_LEN as u64)));
    if let Some(unused) = moment.kernel.and_then(|kernel| kernel.never_used().ok()) {
        parts.push((RamPart::NeverUsed, unused, (from + len).saturating_sub(unused)));
    }
    PhysicalMemory { from, len, parts }
}
