//! The address space as regions: what the page tables map, what the kernel has promised, and what is nobody's.

use inspector::{AddressSpace, AreaKind, Backing, Mapping, Process, device_at};
use isa::csr::pte;
use machine::PAGE_LEN;
use texts::memory as say;

use crate::scene::{Permissions, Region, RegionKind};
use crate::view::Moment;

/// Longest gap between two regions that is there to catch who runs over an end.
const LONGEST_GUARD: u64 = 64 << 10;
/// Most stretches of physical memory that are told of a region.
const MAX_PHYSICAL: usize = 24;
const PAGE: u64 = PAGE_LEN as u64;

/// What is known of the address space in force.
pub(crate) struct Space<'a> {
    pub mappings: &'a [Mapping],
    /// What the kernel has promised to the process.
    pub promised: Option<&'a AddressSpace>,
    pub processes: &'a [Process],
}

/// All regions, highest address first.
pub(crate) fn regions(moment: &Moment<'_>, space: &Space<'_>) -> Vec<Region> {
    let mut regions: Vec<Region> = match space.promised {
        Some(promised) => promised.areas.iter().map(|area| promise(space, promised, area)).collect(),
        None => Vec::new(),
    };
    let mut others: Vec<Region> = Vec::new();
    for mapping in cut(moment, space) {
        if regions.iter().any(|region| mapping.va.wrapping_sub(region.from) < region.len) {
            continue;
        }
        let (kind, name) = name(moment, space, &mapping);
        let permissions = permissions(mapping.bits);
        match others.last_mut() {
            Some(last)
                if last.from.wrapping_add(last.len) == mapping.va
                    && (last.kind, &last.name, last.permissions) == (kind, &name, permissions) =>
            {
                last.len += mapping.len;
                last.present += mapping.len / PAGE;
                add_physical(last, mapping.pa, mapping.len);
            }
            _ => {
                let mut region = Region { kind, name, permissions, ..empty(mapping.va, mapping.len) };
                region.present = mapping.len / PAGE;
                add_physical(&mut region, mapping.pa, mapping.len);
                others.push(region);
            }
        }
    }
    regions.append(&mut others);
    regions.sort_by_key(|region| region.from);
    let mut regions = with_gaps(regions);
    regions.reverse();
    regions
}

fn empty(from: u64, len: u64) -> Region {
    Region {
        kind: RegionKind::Gap,
        name: String::new(),
        from,
        len,
        permissions: Permissions::default(),
        present: 0,
        copied_when_written: 0,
        physical: Vec::new(),
        more_physical: 0,
        marks: Vec::new(),
    }
}

fn permissions(bits: u64) -> Permissions {
    let has = |field: isa::csr::Field| field.get(bits) != 0;
    Permissions { read: has(pte::R), write: has(pte::W), execute: has(pte::X), user: has(pte::U) }
}

fn add_physical(region: &mut Region, pa: u64, len: u64) {
    let full = region.physical.len() >= MAX_PHYSICAL;
    match region.physical.last_mut() {
        Some((last, last_len)) if *last + *last_len == pa => *last_len += len,
        _ if full => region.more_physical += 1,
        _ => region.physical.push((pa, len)),
    }
}

/// An area of the kernel's list, with what of it is mapped.
fn promise(space: &Space<'_>, promised: &AddressSpace, area: &inspector::Area) -> Region {
    let permissions = Permissions { user: true, ..permissions(area.perm) };
    let mut region = Region {
        kind: RegionKind::User,
        name: area_name(promised, area),
        permissions,
        ..empty(area.start, area.end.saturating_sub(area.start))
    };
    for mapping in space.mappings {
        let (from, to) = (mapping.va.max(area.start), (mapping.va.wrapping_add(mapping.len)).min(area.end));
        if mapping.va >= area.end || from >= to {
            continue;
        }
        region.present += (to - from) / PAGE;
        if permissions.write && !area.shared && pte::W.get(mapping.bits) == 0 {
            region.copied_when_written += (to - from) / PAGE;
        }
        add_physical(&mut region, mapping.pa + (from - mapping.va), to - from);
    }
    region
}

fn area_name(space: &AddressSpace, area: &inspector::Area) -> String {
    let perm = permissions(area.perm);
    match (area.kind, area.backing) {
        (AreaKind::Heap, _) => say::heap().into(),
        (AreaKind::Stack, _) => say::stack().into(),
        (AreaKind::Trampoline, _) => say::signal_return().into(),
        (AreaKind::Mapping, Backing::File { inode }) if Some(inode) == space.program => {
            match (perm.execute, perm.write) {
                (true, _) => say::code_of(&space.path),
                (false, true) => say::data_of(&space.path),
                (false, false) => say::constants_of(&space.path),
            }
        }
        (AreaKind::Mapping, Backing::File { .. }) => say::mapped_file().into(),
        (AreaKind::Mapping, Backing::Zero) => {
            match space.areas.iter().find(|below| below.end == area.start) {
                // What a program's file does not bring of its data begins as zeros.
                Some(below)
                    if perm.write
                        && matches!(below.backing, Backing::File { inode } if Some(inode) == space.program) =>
                {
                    say::zeroed_of(&space.path)
                }
                Some(_) | None => say::mmap().into(),
            }
        }
    }
}

/// The mappings, cut where the parts of the kernel's image begin and end.
fn cut(moment: &Moment<'_>, space: &Space<'_>) -> Vec<Mapping> {
    let segments = &moment.guest.kernel.segments;
    let edge = |va: u64| va / PAGE * PAGE;
    let mut edges: Vec<u64> =
        segments.iter().flat_map(|part| [edge(part.va), edge(part.va + part.len + PAGE - 1)]).collect();
    // The same by the addresses at which the kernel sees physical memory.
    let offset = segments.iter().map(|part| part.va.wrapping_sub(part.pa)).find(|offset| *offset != 0);
    edges.extend(offset.into_iter().flat_map(|offset| {
        segments.iter().flat_map(move |part| {
            [part.pa, part.pa + part.len + PAGE - 1].map(|pa| edge(pa.wrapping_add(offset)))
        })
    }));
    edges.sort_unstable();
    let mut cut = Vec::new();
    for mapping in space.mappings {
        let mut rest = *mapping;
        for edge in &edges {
            let len = edge.wrapping_sub(rest.va);
            if len > 0 && len < rest.len {
                cut.push(Mapping { len, ..rest });
                rest = Mapping { va: *edge, pa: rest.pa + len, len: rest.len - len, ..rest };
            }
        }
        cut.push(rest);
    }
    cut
}

/// What is mapped outside all promises.
fn name(moment: &Moment<'_>, space: &Space<'_>, mapping: &Mapping) -> (RegionKind, String) {
    if pte::U.get(mapping.bits) != 0 {
        return (RegionKind::User, say::for_user_mode().into());
    }
    if let Some(device) = device_at(mapping.pa) {
        return (RegionKind::Device, device.into());
    }
    let segments = &moment.guest.kernel.segments;
    let within =
        |start: u64, len: u64, address: u64| address.wrapping_sub(start) < len.next_multiple_of(PAGE);
    let perm = permissions(mapping.bits);
    let part = match (perm.execute, perm.write) {
        (true, _) => say::kernel_code(),
        (false, true) => say::kernel_data(),
        (false, false) => say::kernel_constants(),
    };
    let kernel = |name: String| (RegionKind::Kernel, name);
    if segments.iter().any(|segment| within(segment.va, segment.len, mapping.va)) {
        return kernel(part.into());
    }
    // Stacks are mapped one by one, each above a page that is not: the nearest below is the one.
    let stacks = space.processes.iter().filter(|process| process.stack <= mapping.va);
    if let Some(process) = stacks.max_by_key(|process| process.stack) {
        return kernel(say::kernel_stack(&process.name, &process.pid.to_string()));
    }
    if segments.iter().any(|segment| within(segment.pa, segment.len, mapping.pa)) {
        return kernel(say::kernel_start().into());
    }
    kernel(say::other_ram().into())
}

/// The first address that Sv39 has not: above it bits 39 to 63 must be copies of bit 38.
const HOLE: u64 = 1 << 38;
/// The first address behind those.
const HOLE_END: u64 = HOLE.wrapping_neg();

/// The regions, lowest first, with what lies between them.
fn with_gaps(regions: Vec<Region>) -> Vec<Region> {
    let mut all = Vec::with_capacity(regions.len() * 2);
    let mut at = 0u64;
    for region in regions {
        gaps(at, region.from, &mut all);
        at = region.from.wrapping_add(region.len);
        all.push(region);
    }
    if at != 0 || all.is_empty() {
        gaps(at, 0, &mut all);
    }
    all
}

/// What is nobody's from `from` to `end`: what is no address at all is a gap of its own. An end of 0 is that of all addresses.
fn gaps(from: u64, end: u64, all: &mut Vec<Region>) {
    let mut from = from;
    let within = |edge: &u64| edge.wrapping_sub(from) < end.wrapping_sub(from) && *edge != from;
    let edges: Vec<u64> = [HOLE, HOLE_END].into_iter().filter(within).chain([end]).collect();
    for edge in edges {
        let len = edge.wrapping_sub(from);
        if len > 0 {
            let (kind, name) = match (from, len) {
                (0, _) => (RegionKind::Guard, say::null()),
                (HOLE, _) => (RegionKind::Gap, say::hole()),
                (_, ..=LONGEST_GUARD) => (RegionKind::Guard, say::guard()),
                _ => (RegionKind::Gap, say::gap()),
            };
            all.push(Region { kind, name: name.into(), ..empty(from, len) });
        }
        from = edge;
    }
}
