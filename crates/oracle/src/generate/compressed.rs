//! Compressed instructions: all 65,536 halves, valid or not.

use std::sync::LazyLock;

use isa::{Insn, Op};

use super::{Generator, LANDING};
use crate::asm::{i, li, u};
use crate::layout::*;
use crate::program::{Piece, halves};

/// What a half needs around it to do no harm.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Nothing.
    Plain,
    /// An address in its base register.
    Memory,
    /// The register of its target.
    Register,
    /// That far to jump.
    Jump,
}

/// How far jumps go, in bytes.
const NEAR: std::ops::RangeInclusive<i64> = 4..=60;

/// The halves by the instruction that they are; those that are none come last.
static HALVES: LazyLock<Vec<Vec<u16>>> = LazyLock::new(|| {
    let mut kinds: Vec<(Option<Op>, Vec<u16>)> = Vec::new();
    for half in (0..=u16::MAX).filter(|half| half & 3 != 3) {
        let insn = isa::decode(half as u32);
        // A jump goes forward, over a few.
        if insn.is_some_and(|insn| kind(insn) == Kind::Jump && !NEAR.contains(&insn.imm())) {
            continue;
        }
        let op = insn.map(|insn| insn.op);
        match kinds.iter_mut().find(|(other, _)| *other == op) {
            Some((_, halves)) => halves.push(half),
            None => kinds.push((op, vec![half])),
        }
    }
    kinds.sort_by_key(|(op, _)| (op.is_none(), *op));
    kinds.into_iter().map(|(_, halves)| halves).collect()
});

fn kind(insn: Insn) -> Kind {
    let opcode = insn.op.row().bits & 0x7f;
    match opcode {
        0x63 | 0x6f => Kind::Jump,
        0x67 => Kind::Register,
        // Loads and stores, of floating-point registers too.
        0x03 | 0x23 | 0x07 | 0x27 => Kind::Memory,
        _ => Kind::Plain,
    }
}

/// Any half of any compressed instruction, equally often by instruction.
pub fn compressed(g: &mut Generator) {
    let mode = g.mode();
    g.begin(mode, 0);
    let n = 30 + g.random.below(90);
    g.pieces(n, |g| {
        if g.random.chance(1, 10) {
            let word = g.compute();
            return g.piece([word]);
        }
        let kinds = &*HALVES;
        let halves = &kinds[g.random.below(kinds.len() as u64) as usize];
        let half = g.random.pick(halves);
        one(g, half);
    });
}

fn one(g: &mut Generator, half: u16) {
    let Some(insn) = isa::decode(half as u32) else {
        return g.program.pieces.push(Piece::Straight(vec![half]));
    };
    // A register of a floating-point load is no integer register, but leaving a few out does no harm.
    if insn.rd() > 29 || insn.rd() == LANDING as usize {
        return;
    }
    let mut words = Vec::new();
    let mut after = 0;
    match kind(insn) {
        Kind::Plain => {}
        Kind::Memory => {
            if insn.rs1() == 0 {
                return;
            }
            let offset = 256 + 8 * g.random.below(300);
            words.extend(li(insn.rs1() as u32, DATA + offset));
        }
        Kind::Register => {
            if insn.rs1() >= LANDING as usize {
                return;
            }
            words.extend([
                u("auipc", insn.rs1() as u32, 0),
                i("addi", insn.rs1() as u32, insn.rs1() as u32, 12),
            ]);
            after = 1;
        }
        // Over so many halves of `c.nop`.
        Kind::Jump => after = insn.imm() as usize / 2 - 1,
    }
    let mut code: Vec<u16> = words.into_iter().flat_map(halves).collect();
    code.push(half);
    code.extend(std::iter::repeat_n(1, after));
    g.program.pieces.push(Piece::Straight(code));
}
