//! Traps: calls and breakpoints from all modes, words that mean nothing, interrupts that software makes, returns with and
//! without leave, waiting.

use isa::csr::*;

use super::{Generator, TEMP, csr, integer, memory};
use crate::asm::{self, li, plain, r};
use crate::program::Piece;

/// Bits of `mstatus` that trap S-mode's instructions.
const VIRTUAL_MODE: u64 = mstatus::TSR.mask() | mstatus::TVM.mask();
/// Interrupts that software can make.
const INTERRUPTS: [u16; 3] = [1, 5, 9];

/// Traps of all kinds.
pub fn traps(g: &mut Generator) {
    if g.random.chance(1, 3) {
        memory::tables(g);
    }
    let mode = g.mode();
    let enables = mstatus::SPIE.mask() | mstatus::MPIE.mask() | mstatus::SIE.mask() | mstatus::SPP.mask();
    // `wfi` in S-mode traps here, so that nothing waits for ever; where it does not is below.
    let status = g.random.bits() & (VIRTUAL_MODE | enables) | mstatus::TW.mask();
    g.begin(mode, status);
    g.program.set_csr(mideleg::NUMBER, g.random.clone().bits() & 0x222);
    let enables = g.random.bits() & g.interrupts;
    g.program.set_csr(mie::NUMBER, enables);
    if g.random.chance(1, 2) {
        // Without Sstc software has the timer's bit.
        g.program.set_csr(menvcfg::NUMBER, 0);
    }
    g.program.set_csr(mip::NUMBER, g.random.bits() & g.random.bits() & 0x222);
    if g.random.chance(1, 6) {
        return waiting_supervisor(g);
    }
    let n = 10 + g.random.below(30);
    g.pieces(n, |g| match g.random.below(20) {
        0 | 1 => g.piece([plain("ecall")]),
        2 => g.piece([plain("ebreak")]),
        3 => g.program.pieces.push(Piece::Straight(vec![0x9002])),
        4 | 5 => nonsense(g),
        6 => {
            let number = csr::number(g);
            if !matches!(number, mstatus::NUMBER | sstatus::NUMBER | satp::NUMBER) {
                csr::access(g, number);
            }
        }
        7..10 => interrupt(g),
        10 if g.interrupts & 2 != 0 => wait(g),
        11 | 12 => {
            let mode = g.mode();
            g.switch(mode, true);
        }
        13 => {
            let mode = g.random.pick(&[0, 1]);
            g.switch(mode, false);
        }
        14 => g.piece([r("sfence.vma", 0, 0, 0)]),
        15 => enable(g),
        16 => integer::branch(g),
        _ => {
            let word = g.compute();
            g.piece([word]);
        }
    });
}

/// A word or half that is no instruction: any with the bits of an instruction changed, as far as the table knows none.
fn nonsense(g: &mut Generator) {
    for _ in 0..64 {
        let word = match g.random.below(3) {
            0 => g.random.bits() as u32,
            1 => g.compute() ^ 1 << g.random.below(32),
            _ => {
                let row = g.random.pick(isa::ROWS);
                (row.bits | g.random.bits() as u32 & !row.mask) ^ 1 << g.random.below(32)
            }
        };
        if word & 3 == 3 && isa::decode(word).is_none() {
            return g.piece([word]);
        }
    }
}

/// Makes interrupts pending, or not.
fn interrupt(g: &mut Generator) {
    let bits = 1 << g.random.pick(&INTERRUPTS);
    let mut words = li(TEMP, bits);
    let (op, number) =
        (g.random.pick(&["csrrs", "csrrs", "csrrc"]), g.random.pick(&[mip::NUMBER, sip::NUMBER]));
    words.push(asm::csr(op, g.dest(), number, TEMP));
    g.piece(words);
}

/// Lets interrupts through, or not.
fn enable(g: &mut Generator) {
    let mut words = li(TEMP, g.random.bits() & g.interrupts);
    words.push(asm::csr("csrrw", 0, g.random.pick(&[mie::NUMBER, sie::NUMBER]), TEMP));
    let bit = g.random.pick(&[8, 2]);
    words.push(asm::csr(g.random.pick(&["csrrsi", "csrrci"]), 0, mstatus::NUMBER, bit));
    g.piece(words);
}

/// `wfi` in M-mode with an interrupt pending and none taken; in the other modes it traps.
fn wait(g: &mut Generator) {
    g.piece([
        asm::csr("csrrci", 0, mstatus::NUMBER, 8),
        asm::csr("csrrsi", 0, mip::NUMBER, 2),
        asm::csr("csrrsi", 0, mie::NUMBER, 2),
        plain("wfi"),
        asm::csr("csrrci", 0, mip::NUMBER, 2),
    ]);
}

/// A program that stays in S-mode, where `wfi` is allowed: an interrupt is pending and not taken.
fn waiting_supervisor(g: &mut Generator) {
    g.program.set_csr(mideleg::NUMBER, 0x222);
    g.program.set_csr(mip::NUMBER, 0);
    g.begin(1, 0);
    g.pieces(6, |g| {
        g.piece([
            asm::csr("csrrci", 0, sstatus::NUMBER, 2),
            asm::csr("csrrsi", 0, sip::NUMBER, 2),
            asm::csr("csrrsi", 0, sie::NUMBER, 2),
            plain("wfi"),
            asm::csr("csrrsi", 0, sstatus::NUMBER, 2),
        ]);
        let word = g.compute();
        g.piece([word]);
    });
}
