//! CSR accesses by all six instructions from all modes: registers that are there, that are not, that are read-only. What is
//! written is what both machines must take alike: see the table of optional behaviours.

use isa::csr::*;

use super::{DELEGABLE, Generator, MSTATUS, TEMP, memory};
use crate::asm::{self, i, li};
use crate::layout::*;
use crate::run::Oracle;

/// What may be written to a CSR.
pub enum Writes {
    /// Any value, by any instruction.
    Any,
    /// Of any value these bits, by any instruction.
    Bits(u64),
    /// One of these, by `csrrw` only.
    Exactly(Vec<u64>),
    /// Nothing.
    Nothing,
}

/// A number that may be named.
pub fn number(g: &mut Generator) -> u16 {
    loop {
        let number = match g.random.below(4) {
            0 => g.random.below(4096) as u16,
            _ => {
                let index = g.random.below(ALL.len() as u64) as usize;
                ALL[index].number
            }
        };
        if !(avoided(number) || number == marchid::NUMBER && g.oracle == Oracle::Spike) {
            return number;
        }
    }
}

/// Registers that the table of optional behaviours sets apart, whole: memory protection, event counters, debugging.
fn avoided(number: u16) -> bool {
    matches!(number, 1..=3 | menvcfg::NUMBER | 0x3a0..=0x3ef | 0xb03..=0xb1f | 0x323..=0x33f | 0xc03..=0xc1f | 0x7a0..=0x7bf | 0x24d | 0x5a8)
}

/// Whether reading it gives what no two machines have alike.
fn counts(number: u16) -> bool {
    matches!(number, 0xb00 | 0xb02 | 0xc00..=0xc02)
}

/// What may be written to a CSR.
fn writes(g: &Generator, number: u16) -> Writes {
    let status = mstatus::SIE.mask()
        | mstatus::SPIE.mask()
        | mstatus::SPP.mask()
        | mstatus::SUM.mask()
        | mstatus::MXR.mask();
    let machine = mstatus::MIE.mask()
        | mstatus::MPIE.mask()
        | mstatus::TVM.mask()
        | mstatus::TW.mask()
        | mstatus::TSR.mask();
    let root = satp::MODE.set(ROOT >> 12, 8);
    match number {
        sstatus::NUMBER => Writes::Bits(status | 0x11),
        mstatus::NUMBER => Writes::Bits(status | machine | mstatus::MPP.mask() | mstatus::MPRV.mask() | 0x11),
        // A vector that leads elsewhere leads nowhere.
        stvec::NUMBER | mtvec::NUMBER => Writes::Nothing,
        // Its second door must stay open.
        medeleg::NUMBER => Writes::Exactly(vec![0, DELEGABLE & !(1 << 9), 0xb100, 0x4, 0xb0f6]),
        mideleg::NUMBER | mip::NUMBER | sip::NUMBER => Writes::Bits(0x222),
        mie::NUMBER | sie::NUMBER => Writes::Bits(g.interrupts),
        satp::NUMBER => Writes::Exactly(vec![0, root, satp::ASID.set(root, 0xffff), satp::MODE.set(root, 3)]),
        scounteren::NUMBER | mcounteren::NUMBER => Writes::Bits(7),
        mcountinhibit::NUMBER => Writes::Bits(5),
        misa::NUMBER | senvcfg::NUMBER if g.oracle == Oracle::Spike => Writes::Nothing,
        senvcfg::NUMBER => Writes::Bits(1),
        sepc::NUMBER | mepc::NUMBER if g.oracle == Oracle::Qemu => Writes::Bits(!1),
        stimecmp::NUMBER => Writes::Nothing,
        _ => Writes::Any,
    }
}

/// One access to `number`.
pub fn access(g: &mut Generator, number: u16) {
    let rd = if counts(number) { TEMP } else { g.dest() };
    let immediate = g.random.chance(1, 3);
    let op = g.random.below(3) as usize;
    let name = if immediate { ["csrrwi", "csrrsi", "csrrci"][op] } else { ["csrrw", "csrrs", "csrrc"][op] };
    let read = |name: &str| if name == "csrrw" || name == "csrrwi" { "csrrs" } else { "csrrci" };
    let any = g.random.value();
    let mut words = match writes(g, number) {
        // The reserved value of `MPP` is not written, nor made of two.
        Writes::Bits(bits) if number == mstatus::NUMBER && !immediate => {
            let mode = g.mode();
            let mut value = any & bits & !mstatus::MPP.mask();
            value |= if op == 0 {
                mstatus::MPP.set(MSTATUS, mode)
            } else {
                mstatus::MPP.set(0, mode & 2 | mode >> 1)
            };
            let mut words = li(TEMP, value);
            words.push(asm::csr(name, rd, number, TEMP));
            words
        }
        Writes::Bits(bits) if immediate => vec![asm::csr(name, rd, number, any as u32 & bits as u32 & 31)],
        Writes::Any if immediate => vec![asm::csr(name, rd, number, any as u32 & 31)],
        Writes::Any | Writes::Bits(_) => {
            let value = if let Writes::Bits(bits) = writes(g, number) { any & bits } else { any };
            // A register that holds 0 writes to a register that may not be written all the same.
            let value = if number >> 10 == 3 && g.oracle == Oracle::Qemu { value | 1 } else { value };
            let mut words = li(TEMP, value);
            words.push(asm::csr(name, rd, number, TEMP));
            words
        }
        Writes::Exactly(values) => {
            let mut words = li(TEMP, values[g.random.below(values.len() as u64) as usize]);
            words.push(if op == 0 {
                asm::csr("csrrw", rd, number, TEMP)
            } else {
                asm::csr(read(name), rd, number, 0)
            });
            words
        }
        Writes::Nothing => vec![asm::csr(read(name), rd, number, 0)],
    };
    if counts(number) {
        words.push(i("addi", TEMP, 0, 0));
    }
    g.piece(words);
}

/// Accesses, with now and then another mode.
pub fn csr(g: &mut Generator) {
    let mode = g.random.pick(&[0, 1, 1, 3, 3, 3]);
    // `satp` may be written at any time.
    memory::tables(g);
    if g.random.chance(2, 3) {
        g.program.set_csr(satp::NUMBER, 0);
        g.program.paged = false;
    }
    let status = g.random.bits() & (mstatus::TVM.mask() | mstatus::SPIE.mask() | mstatus::MPIE.mask());
    g.begin(mode, status);
    let n = 20 + g.random.below(50);
    g.pieces(n, |g| match g.random.below(16) {
        0 => {
            let word = g.compute();
            g.piece([word]);
        }
        1 if g.program.paged || g.program.csr(satp::NUMBER) == 0 => {
            let mode = g.random.pick(&[1, 1, 3]);
            g.switch(mode, true);
        }
        _ => {
            let number = number(g);
            access(g, number);
        }
    });
}
