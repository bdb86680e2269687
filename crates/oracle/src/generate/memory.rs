//! Memory: atomics, page tables, misaligned addresses.

use isa::Row;
use isa::csr::*;

use super::{BASE, Generator, TEMP, integer, named, rows};
use crate::asm::{self, i, li, plain, r, s};
use crate::layout::*;
use crate::run::Oracle;

/// Entries of [`LEAVES`] that are made up; the first maps the code.
const N_LEAVES: u64 = 24;
/// The words of memory that [`tables`] puts first, without which the harness and the code are not found.
pub const N_HARNESS: usize = 4;
/// The first of them, which lead to [`ISLAND`].
const N_ISLANDS: u64 = 8;
/// The entry of [`LEAVES`] that leads to where nothing is.
const NOWHERE: u64 = N_LEAVES + 8;
/// Entries of [`ROOT`] that are gigapages, well and badly aligned.
const GIGAPAGES: [u64; 3] = [5, 6, 300];

/// A leaf: any permissions, often all that is needed.
fn leaf(g: &mut Generator, pa: u64) -> u64 {
    let mut bits = g.random.bits() & 0x3ff;
    if g.random.chance(5, 6) {
        bits |= pte::V.mask();
    }
    if g.random.chance(1, 3) {
        bits |= pte::R.mask() | pte::W.mask();
    }
    if g.random.chance(1, 24) {
        bits |= 1 << (54 + g.random.below(10));
    }
    // `V` alone would be a pointer to a table that is data.
    if bits & (pte::R.mask() | pte::X.mask() | pte::W.mask()) == 0 {
        bits |= g.random.pick(&[pte::R.mask(), pte::X.mask()]);
    }
    // A page of users that the supervisor reads is not executed: see the table of optional behaviours.
    if g.sum && g.oracle == Oracle::Qemu && bits & pte::U.mask() != 0 {
        bits = bits & !pte::X.mask() | pte::R.mask();
    }
    bits | pa >> 12 << 10
}

/// An entry of [`LEAVES`]: the first lead to the page that may be executed, and cannot be written, the others to data.
fn entry(g: &mut Generator, index: u64) -> u64 {
    let island = index <= N_ISLANDS;
    let pa = if island { ISLAND } else { DATA + PAGE * g.random.below(N_DATA) };
    let mut bits = leaf(g, pa);
    if island && bits & pte::R.mask() != 0 {
        bits &= !pte::W.mask();
    }
    // Behind the end of an executable page comes what it ends with, or nothing to execute.
    if index == N_ISLANDS + 1 {
        bits = bits & !pte::X.mask() | pte::R.mask();
    }
    bits
}

/// Page tables of all kinds, which S-mode finds the harness by, and U-mode the code.
pub fn tables(g: &mut Generator) {
    let table = |pa: u64| pa >> 12 << 10 | pte::V.mask();
    let all = pte::V.mask() | pte::R.mask() | pte::W.mask() | pte::X.mask() | pte::A.mask() | pte::D.mask();
    let mut memory = vec![
        (ROOT, table(MIDDLE)),
        (ROOT + 8 * 2, all | 2 << 28),
        (MIDDLE + 8 * 4, table(LEAVES)),
        (LEAVES, all & !pte::W.mask() | pte::U.mask() | CODE >> 12 << 10),
    ];
    // A table's entry must not have A, D or U; of the others G and the software's bits may be set.
    memory.push((MIDDLE + 8 * 5, table(LEAVES) | g.random.bits() & 0x3f0));
    memory.push((MIDDLE + 8 * 6, leaf(g, CODE)));
    memory.push((MIDDLE + 8 * 7, leaf(g, CODE + PAGE * (1 + g.random.clone().below(511)))));
    for (index, pa) in GIGAPAGES.into_iter().zip([2 << 30, (2 << 30) + MEGAPAGE, 2 << 30]) {
        memory.push((ROOT + 8 * index, leaf(g, pa)));
    }
    for index in 1..=N_LEAVES {
        memory.push((LEAVES + 8 * index, entry(g, index)));
    }
    // Where nothing is, with no page before it: see the table of optional behaviours.
    let nowhere = g.random.pick(&[HOLE, 0xa000_0000, 1 << 50]);
    memory.push((LEAVES + 8 * NOWHERE, leaf(g, nowhere)));
    g.program.memory.extend(memory);
    let asid = g.random.bits() & 0xffff;
    g.program.set_csr(satp::NUMBER, satp::MODE.set(satp::ASID.set(ROOT >> 12, asid), 8));
    g.program.paged = true;
}

/// Some data.
pub fn data(g: &mut Generator) {
    for _ in 0..16 {
        let pa = DATA + PAGE * g.random.below(N_DATA);
        let offset = g.random.pick(&[0, 8, PAGE - 16, PAGE - 8, 256, 2048]);
        let value = g.random.value();
        g.program.memory.push((pa + offset, value));
    }
}

/// Where a page of data or what is made up to look like one begins, in whatever way it is named.
fn page(g: &mut Generator) -> u64 {
    let (into, index) = (DATA - CODE + PAGE * g.random.below(N_DATA), 1 + g.random.below(N_LEAVES));
    named_page(g, into, index)
}

/// The page `into` bytes behind [`CODE`], or that of an entry of [`LEAVES`], by any name.
fn named_page(g: &mut Generator, into: u64, index: u64) -> u64 {
    if !g.program.paged {
        return if g.random.chance(1, 12) { HOLE } else { CODE + into };
    }
    match g.random.below(16) {
        0 => CODE + into,
        1 => VIRTUAL + MEGAPAGE + PAGE * index,
        2 | 3 => VIRTUAL + 2 * MEGAPAGE + into,
        4 => VIRTUAL + 3 * MEGAPAGE + into,
        5 => (GIGAPAGES[0] << 30) + (CODE - RAM_GIB) + into,
        6 => (GIGAPAGES[1] << 30) + into,
        7 => (u64::MAX << 39 | GIGAPAGES[2] << 30) + (CODE - RAM_GIB) + into,
        9 => VIRTUAL + PAGE * NOWHERE,
        // Bits 39 to 63 are no copies of bit 38.
        8 => g.random.pick(&[1 << 39, 1 << 63, u64::MAX << 39, 1 << 38]) | (VIRTUAL + PAGE),
        _ => VIRTUAL + PAGE * index,
    }
}

/// The gibibyte that RAM begins.
const RAM_GIB: u64 = board::RAM_BASE;

/// The bytes that the row of a load, store or atomic moves.
fn size(row: &Row) -> u64 {
    1 << (row.bits >> 12 & 3)
}

/// An access with any of `rows` at an address that is a multiple of its size, or may be not. Every other one uses
/// registers that a piece before it computed.
fn access(g: &mut Generator, rows: &[&'static Row], aligned: bool) {
    let row = g.random.pick(rows);
    let size = size(row);
    let mut page = page(g);
    let atomic = row.bits & 0x7f == 0x2f;
    // Where nothing is, accesses are loads and stores, and aligned: see the table of optional behaviours.
    let physical = !g.program.paged || g.program.mode() == 3;
    let nothing = page == VIRTUAL + PAGE * NOWHERE
        || physical && page < board::RAM_BASE
        || physical && page > CODE + MEGAPAGE;
    if nothing && (atomic || !aligned) {
        page = if physical { DATA } else { VIRTUAL + PAGE };
    }
    // Inside the page, at its end, or over it.
    let offset = match g.random.below(4) {
        0 => PAGE - 8,
        1 => 0,
        _ => 16 + 8 * g.random.below(PAGE / 8 - 4),
    };
    // A misaligned atomic has two causes to choose from: see the table of optional behaviours.
    let aligned = aligned || atomic && g.oracle == Oracle::Spike;
    // So has how much of a store over two pages is done if the second faults.
    let offset = if matches!(row.bits & 0x7f, 0x23 | 0x27) && g.oracle == Oracle::Spike {
        offset.min(PAGE - 16)
    } else {
        offset
    };
    let off = if aligned { size * g.random.below(8 / size) } else { g.random.below(8) };
    let rd = g.dest();
    let mut words = li(BASE, page + offset + off);
    words.push(match row.bits & 0x7f {
        0x2f => {
            let word = g.fill(&[row], rd);
            word & !(31 << 15) | BASE << 15
        }
        0x23 | 0x27 => s(row.name, g.source(), BASE, 0),
        _ => i(row.name, rd, BASE, 0),
    });
    g.piece(words);
}

/// Loads and stores.
fn plain_rows() -> Vec<&'static Row> {
    rows(&[0x03, 0x23, 0x07, 0x27])
}

/// Atomic memory operations, which are stores whatever they do.
fn amo_rows() -> Vec<&'static Row> {
    rows(&[0x2f]).into_iter().filter(|row| row.name.starts_with("amo")).collect()
}

/// `lr` and `sc`, in pairs or with something between that ends the reservation, or without the one or the other. An `sc`
/// goes to an address that may be written: see the table of optional behaviours.
fn reserve(g: &mut Generator) {
    let (lr, sc) = g.random.pick(&[("lr.w", "sc.w"), ("lr.d", "sc.d")]);
    let (rd, rd2, rs2) = (g.dest(), g.dest(), g.random.below(28) as u32);
    let at = DATA + 8 * g.random.below(64);
    let order = (g.random.bits() as u32 & 3) << 25;
    let order2 = (g.random.bits() as u32 & 3) << 25;
    let mut words = li(BASE, at);
    let load = r(lr, rd, BASE, 0) | order;
    let store = r(sc, rd2, BASE, rs2) | order2;
    let other = match g.random.below(8) {
        0 => {
            return g.piece({
                words.push(store);
                words
            });
        }
        // Twice: the first ends the reservation.
        1 => vec![load, store, r(sc, g.dest(), BASE, rs2) | order],
        // A trap ends it too.
        2 => vec![load, plain("ebreak"), store],
        // To another address than was reserved.
        3 => vec![load, i("addi", BASE, BASE, 16), store],
        // The later reservation counts.
        4 => vec![load, i("addi", BASE, BASE, 8), r(lr, g.dest(), BASE, 0), store],
        5 => {
            let between = g.compute();
            vec![load, between, store]
        }
        _ => vec![load, store],
    };
    words.extend(other);
    g.piece(words);
}

/// A: all operations, all orders, aligned and not.
pub fn atomic(g: &mut Generator) {
    let mode = g.mode();
    g.begin(mode, 0);
    data(g);
    let (plain, amo) = (plain_rows(), amo_rows());
    let n = 15 + g.random.below(40);
    g.pieces(n, |g| match g.random.below(12) {
        0..4 => reserve(g),
        4 => access(g, &plain, true),
        5 => access(g, &amo, false),
        6 => {
            let word = g.compute();
            g.piece([word]);
        }
        _ => access(g, &amo, true),
    });
}

/// Loads, stores and atomics at addresses that are no multiple of the size, over ends of pages.
pub fn misaligned(g: &mut Generator) {
    let mode = g.mode();
    if g.random.chance(1, 2) {
        tables(g);
    }
    let status = g.random.bits() & mstatus::SUM.mask();
    g.begin(mode, status);
    data(g);
    let (plain, amo) = (plain_rows(), amo_rows());
    let lr = named(&["lr.w", "lr.d"]);
    let n = 10 + g.random.below(40);
    g.pieces(n, |g| match g.random.below(12) {
        0 => access(g, &amo, false),
        1 => access(g, &lr, false),
        _ => access(g, &plain, false),
    });
}

/// Page tables, and all that changes what they mean.
pub fn paging(g: &mut Generator) {
    let mode = g.random.pick(&[0, 0, 1, 1, 3]);
    g.sum = g.random.chance(1, 2);
    tables(g);
    let sum = if g.sum { mstatus::SUM.mask() } else { 0 };
    let status = g.random.bits() & (sum | mstatus::MXR.mask());
    g.begin(mode, status);
    data(g);
    let (plain, amo) = (plain_rows(), amo_rows());
    // With atomics, data stays translated.
    let atomics = mode != 3 && g.random.chance(1, 2);
    let n = 10 + g.random.below(30);
    g.pieces(n, |g| match g.random.below(24) {
        0 | 1 => change_entry(g),
        2 => change_status(g),
        3 => privilege_of_data(g),
        4..7 => wander(g),
        7 | 8 if atomics => access(g, &amo, true),
        9 => {
            let mode = g.random.pick(&[0, 0, 1]);
            let by_mret = g.random.chance(1, 2);
            g.switch(mode, by_mret);
        }
        10 => change_root(g, !atomics),
        11 => integer::branch(g),
        _ => access(g, &plain, true),
    });
}

/// Physical memory protection of parts of the data, of the page that may be executed, and now and then of a page table.
/// The faults of fetches go to M-mode, since the handler of S-mode may be out of reach.
pub fn protection(g: &mut Generator) {
    if g.random.chance(1, 2) {
        tables(g);
    }
    let mode = g.random.pick(&[0, 0, 1, 1, 3]);
    g.begin(mode, 0);
    data(g);
    let medeleg = g.program.csr(medeleg::NUMBER);
    g.program.set_csr(medeleg::NUMBER, medeleg & !(1 << 1 | 1 << 12));
    let mut config = 0;
    for index in 0..N_PROTECTED {
        // The first entry does not begin at address 0: the harness lies there.
        let (entry, address) = region(g, if index == 0 { &[0, 2, 3] } else { &[0, 1, 2, 3] });
        config |= entry << (8 * index);
        g.program.set_csr(pmpaddr0::NUMBER + index, address);
    }
    g.program.set_csr(pmpcfg0::NUMBER, config);
    let (plain, amo) = (plain_rows(), amo_rows());
    let n = 10 + g.random.below(40);
    g.pieces(n, |g| match g.random.below(12) {
        0 => access(g, &amo, true),
        1 | 2 => wander(g),
        3 => privilege_of_data(g),
        4 => {
            let mode = g.random.pick(&[0, 1]);
            g.switch(mode, true);
        }
        _ => access(g, &plain, true),
    });
}

/// An entry of memory protection and its address register. `W` without `R` is reserved, and no entry is locked: it would
/// be for all programs.
fn region(g: &mut Generator, ways: &[u64]) -> (u64, u64) {
    let (base, permissions): (u64, &[u64]) = match g.random.below(16) {
        // A table that may be read may be written: see the table of optional behaviours.
        0 => (LEAVES, &[0, 3, 7]),
        1 | 2 => (ISLAND, &[0, 1, 3, 4, 5, 7]),
        _ => (DATA + PAGE * g.random.below(N_DATA), &[0, 1, 3, 4, 5, 7]),
    };
    let permissions = g.random.pick(permissions);
    let at = base + g.random.pick(&[0, 0, 8, 16, PAGE - 8, PAGE - 4, 2048]);
    // Only data is named from an address to another.
    let by = if base < ISLAND { g.random.pick(ways) } else { g.random.pick(&[0, 2, 3]) };
    // The size of a naturally aligned region: ones at the low end, and a zero.
    let ones = (2 << g.random.below(11)) - 1;
    let aligned = at >> 2 & !ones | ones >> 1;
    // What is executed is protected by the page: see the table of optional behaviours.
    let page = base >> 2 | ((PAGE >> 3) - 1);
    match (by, base) {
        (_, ISLAND) if g.oracle == Oracle::Qemu => (permissions | 3 << 3, page),
        (3, _) => (permissions | by << 3, aligned),
        (_, _) => (permissions | by << 3, at >> 2),
    }
}

/// Writes an entry, by its physical address, and forgets translations.
fn change_entry(g: &mut Generator) {
    let index = 1 + g.random.below(N_LEAVES);
    let entry = entry(g, index);
    let mut words = li(BASE, LEAVES + 8 * index);
    words.extend(li(TEMP, entry));
    words.push(s("sd", TEMP, BASE, 0));
    if g.random.chance(1, 2) {
        words.push(r("sfence.vma", 0, 0, 0));
    } else {
        words.extend(li(BASE, VIRTUAL + PAGE * index));
        // The other name of the page is another address: all of them are forgotten where it may be used.
        words.extend([r("sfence.vma", 0, BASE, 0), r("sfence.vma", 0, 0, 0)]);
    }
    g.piece(words);
}

fn change_status(g: &mut Generator) {
    let sum = if g.sum { sstatus::SUM.mask() } else { 0 };
    let bits = g.random.pick(&[sum, sum, sstatus::MXR.mask(), sum | sstatus::MXR.mask()]);
    let mut words = li(TEMP, bits);
    let op = g.random.pick(&["csrrs", "csrrc"]);
    words.push(asm::csr(op, 0, g.random.pick(&[sstatus::NUMBER, mstatus::NUMBER]), TEMP));
    g.piece(words);
}

/// From M-mode, accesses as from S-mode or U-mode.
fn privilege_of_data(g: &mut Generator) {
    let mode = g.random.pick(&[0, 1, 3]);
    let mut words = li(TEMP, mstatus::MPP.mask());
    words.push(asm::csr("csrrc", 0, mstatus::NUMBER, TEMP));
    words.extend(li(TEMP, mstatus::MPP.set(mstatus::MPRV.mask(), mode)));
    words.push(asm::csr("csrrs", 0, mstatus::NUMBER, TEMP));
    words.extend(li(BASE, page(g) + 8 * g.random.below(512)));
    // One access only: see the table of optional behaviours.
    words.push(match g.random.below(2) {
        0 => i("ld", g.dest(), BASE, 0),
        _ => s("sd", g.source(), BASE, 0),
    });
    words.extend(li(TEMP, mstatus::MPRV.mask()));
    words.push(asm::csr("csrrc", 0, mstatus::NUMBER, TEMP));
    g.piece(words);
}

/// Jumps to a page that may be executable, often at its end or beginning, and goes on here.
fn wander(g: &mut Generator) {
    // Data is no code: all of it would be executed, and mean something.
    let index = 1 + g.random.below(N_ISLANDS);
    let page = named_page(g, ISLAND - CODE, index);
    // Behind the physical page there is something else.
    let small = [VIRTUAL, VIRTUAL + MEGAPAGE]
        .into_iter()
        .any(|base| (1..=N_ISLANDS).contains(&(page.wrapping_sub(base) / PAGE)));
    let offset = g.random.pick(&[0, 2, 4, if small { PAGE - 2 } else { 0 }, PAGE - 4, 128]);
    let mut words = li(BASE, page + offset);
    words.extend(g.land(12));
    words.push(i("jalr", g.random.pick(&[0, 1, 5, 7]), BASE, 0));
    g.piece(words);
}

/// Another address space, none at all, or a mode that there is not, which leaves things as they are.
fn change_root(g: &mut Generator, bare: bool) {
    let asid = g.random.bits() & 0xffff;
    let mode = g.random.pick(&[8, 8, 8, 8, if bare { 0 } else { 8 }, 1, 7, 11, 15]);
    let value = satp::MODE.set(satp::ASID.set(ROOT >> 12, asid), mode);
    let mut words = li(TEMP, if mode == 0 { 0 } else { value });
    words.push(asm::csr("csrrw", g.dest(), satp::NUMBER, TEMP));
    words.push(r("sfence.vma", 0, 0, 0));
    g.piece(words);
}
