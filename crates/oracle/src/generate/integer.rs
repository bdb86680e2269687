//! Integer instructions, branches, loops, jumps; and code that writes code.

use super::{BASE, Generator, LANDING, TEMP, named};
use crate::asm::{i, j, li, plain, s, u};
use crate::layout::*;
use crate::program::Piece;

/// Computes, branches, loops, jumps, and moves the results through memory.
pub fn integer(g: &mut Generator) {
    let mode = g.mode();
    g.begin(mode, 0);
    let n = 20 + g.random.below(60);
    g.pieces(n, |g| match g.random.below(20) {
        0 | 1 => branch(g),
        2 => count_down(g),
        3 => jump(g),
        4 => through_memory(g),
        _ => {
            let word = g.compute();
            g.piece([word]);
        }
    });
}

/// A branch over some pieces.
pub fn branch(g: &mut Generator) {
    let row = g.random.pick(&named(&["beq", "bne", "blt", "bge", "bltu", "bgeu"]));
    let (rs1, rs2) = (g.source(), g.source());
    let over = g.random.below(5) as usize;
    g.program.pieces.push(Piece::Over(row.bits | rs1 << 15 | rs2 << 20, over));
}

/// A loop of a few rounds.
fn count_down(g: &mut Generator) {
    let rounds = 1 + g.random.below(6) as i32;
    let n = 1 + g.random.below(5);
    let mut words = vec![i("addi", TEMP, 0, rounds)];
    words.extend((0..n).map(|_| g.compute()));
    words.push(i("addi", TEMP, TEMP, -1));
    words.push(crate::asm::b("bne", TEMP, 0, -4 * (n as i32 + 1)));
    g.piece(words);
}

/// `jal` and `jalr` over an instruction, with links of all kinds, and back again for a return.
fn jump(g: &mut Generator) {
    let (rd, skipped) = (g.dest(), g.compute());
    if g.random.chance(1, 2) {
        return g.piece([j(rd, 8), skipped]);
    }
    let odd = g.random.below(2) as i32;
    g.piece([u("auipc", BASE, 0), i("jalr", rd, BASE, 12 + odd), skipped]);
}

fn through_memory(g: &mut Generator) {
    let (store, load) = (
        g.random.pick(&["sb", "sh", "sw", "sd"]),
        g.random.pick(&["lb", "lbu", "lh", "lhu", "lw", "lwu", "ld"]),
    );
    let (rs2, rd, offset) = (g.source(), g.dest(), 8 * g.random.below(200) as i32);
    let mut words = li(BASE, DATA);
    words.extend([s(store, rs2, BASE, offset), i(load, rd, BASE, offset)]);
    g.piece(words);
}

/// Writes instructions ahead and executes them after `fence.i`, some of them more than once.
pub fn self_modifying(g: &mut Generator) {
    let mode = g.random.pick(&[0, 1, 3, 3]);
    g.begin(mode, 0);
    let n = 3 + g.random.below(12);
    g.pieces(n, |g| {
        let old = g.compute();
        let new = if g.random.chance(1, 8) { plain("ebreak") } else { g.compute() };
        let mut words = li(TEMP, new as u64);
        let at = words.len();
        words.push(u("auipc", BASE, 0));
        match g.random.below(3) {
            // In the line of execution.
            0 => words.extend([s("sw", TEMP, BASE, 12), plain("fence.i"), old]),
            // Executed, then written and executed again: x30 counts down from 1.
            1 => {
                words.insert(0, i("addi", LANDING, 0, 2));
                let back = -4 * 5;
                words.extend([
                    old,
                    s("sw", TEMP, BASE, 4),
                    plain("fence.i"),
                    i("addi", LANDING, LANDING, -1),
                ]);
                words.push(crate::asm::b("bne", LANDING, 0, back + 4));
            }
            // The upper half only: two halves of an instruction that differ in age.
            2 => {
                let half = old & 0xffff | new & 0xffff_0000;
                let rd = half & !(31 << 7) | g.dest() << 7;
                words = li(TEMP, rd as u64 >> 16);
                words.push(u("auipc", BASE, 0));
                words.extend([s("sh", TEMP, BASE, 14), plain("fence.i"), rd & 0xffff | old & 0xffff_0000]);
            }
            _ => unreachable!("below 3"),
        }
        debug_assert!(at < words.len());
        g.piece(words);
    });
}
