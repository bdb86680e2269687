//! Floating point: all instructions of F and D with special values, rounding modes and states of `mstatus.FS`.

use super::{BASE, Generator, TEMP, rows};
use crate::asm::{csr, li};
use crate::layout::*;
use crate::run::Oracle;

/// A number of 64 bits such as finds mistakes: boxed or not, at the borders of its format, or any.
fn number(g: &mut Generator) -> u64 {
    const SINGLE: &[u32] = &[
        0,
        1,
        0x7f_ffff,
        0x80_0000,
        0x3f80_0000,
        0x3f80_0001,
        0x3f00_0000,
        0x7f7f_ffff,
        0x7f80_0000,
        0x7f80_0001,
        0x7fc0_0000,
        0x7fff_ffff,
        0x4f00_0000,
        0x4f80_0000,
        0x5f00_0000,
        0x5f80_0000,
        0x4eff_ffff,
    ];
    const DOUBLE: &[u64] = &[
        0,
        1,
        0xf_ffff_ffff_ffff,
        0x10_0000_0000_0000,
        0x3ff0_0000_0000_0000,
        0x3ff0_0000_0000_0001,
        0x3fe0_0000_0000_0000,
        0x7fef_ffff_ffff_ffff,
        0x7ff0_0000_0000_0000,
        0x7ff0_0000_0000_0001,
        0x7ff8_0000_0000_0000,
        0x7fff_ffff_ffff_ffff,
        0x41df_ffff_ffc0_0000,
        0x41e0_0000_0000_0000,
        0x41f0_0000_0000_0000,
        0x43e0_0000_0000_0000,
        0x43f0_0000_0000_0000,
        0x47ef_ffff_e000_0000,
        0x380f_ffff_ffff_ffff,
        0x3690_0000_0000_0000,
    ];
    let sign = g.random.below(2);
    match g.random.below(6) {
        0 => u64::MAX << 32 | (g.random.pick(SINGLE) as u64 | sign << 31),
        1 => u64::MAX << 32 | g.random.bits() as u32 as u64,
        2 => g.random.pick(DOUBLE) | sign << 63,
        // Near one, where rounding shows.
        3 => 0x3ff0_0000_0000_0000 ^ g.random.bits() >> 11 ^ sign << 63,
        4 => u64::MAX << 32 | 0x3f80_0000 ^ g.random.bits() >> 41 ^ sign << 31,
        _ => g.random.bits(),
    }
}

/// Any instruction of F and D.
pub fn float(g: &mut Generator) {
    let mode = g.mode();
    g.begin(mode, 0);
    if g.random.chance(if g.oracle == Oracle::Qemu { 9 } else { 6 }, 10) {
        let on = g.program.csr(isa::csr::mstatus::NUMBER) | isa::csr::mstatus::FS.mask();
        g.program.set_csr(isa::csr::mstatus::NUMBER, on);
    }
    for index in 0..32 {
        g.program.f[index] = number(g);
    }
    g.program.f[32] = g.random.below(8) << 5 | g.random.below(32);
    // Initial or Clean: what flags change of that is told by the table of optional behaviours.
    let clean = matches!(isa::csr::mstatus::FS.get(g.program.csr(isa::csr::mstatus::NUMBER)), 1 | 2);
    if clean && g.oracle == Oracle::Spike {
        g.program.f[32] &= !31;
    }
    let quiet = clean && g.oracle == Oracle::Qemu;
    let (mut compute, memory) = (rows(&[0x43, 0x47, 0x4b, 0x4f, 0x53]), rows(&[0x07, 0x27]));
    if quiet {
        // Comparisons, conversions to integers and classes.
        compute
            .retain(|row| row.bits & 0x7f != 0x53 || !matches!(row.bits >> 27, 0b10100 | 0b11000 | 0b11100));
    }
    let n = 20 + g.random.below(80);
    g.pieces(n, |g| match g.random.below(16) {
        0 => {
            let (op, number) = (g.random.pick(&["csrrw", "csrrs", "csrrc"]), g.random.pick(&[1, 2, 3]));
            let (rd, value) = (g.dest(), g.random.below(256));
            let mut words = li(TEMP, value);
            words.push(csr(op, rd, number, TEMP));
            g.piece(words);
        }
        1 => {
            // A destination or source that a load or store has in any field, at an address that is ours.
            let mut words = li(BASE, DATA + 2048 + 4 * g.random.below(64));
            let register = g.source();
            let word = g.fill(&memory, register);
            words.push(word & !(31 << 15) | BASE << 15);
            g.piece(words);
        }
        2 => {
            let word = g.compute();
            g.piece([word]);
        }
        _ => {
            let rd = g.dest();
            let word = g.fill(&compute, rd);
            // Rounding modes 5 and 6 are reserved: some, not half.
            let reserved =
                g.random.chance(7, 8) && matches!(word >> 12 & 7, 5 | 6) && isa::decode(word).is_some();
            g.piece([
                if reserved && isa::decode(word & !(7 << 12)).map(|i| i.op) == isa::decode(word).map(|i| i.op)
                {
                    word & !(7 << 12)
                } else {
                    word
                },
            ]);
        }
    });
}
