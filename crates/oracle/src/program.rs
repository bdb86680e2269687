//! A program: instructions in small pieces that can be left out, and the state it begins in.

use std::fmt::Write;

use isa::csr::{self, mstatus};

use crate::areas::Area;
use crate::asm::{branch_offset, i, plain};
use crate::harness::OVER;
use crate::layout::*;

/// A piece of a program, which may be left out without harm to the others.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Instructions by halves; their jumps stay inside.
    Straight(Vec<u16>),
    /// A branch without its offset, over so many pieces behind it, as far as there are.
    Over(u32, usize),
}

/// A program and the state it begins in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Program {
    /// What it tries.
    pub area: Area,
    /// What it was made from.
    pub seed: u64,
    /// The CSRs of [`SETUP`], in that order.
    pub csrs: Vec<u64>,
    /// The integer registers; `x0` and `x31` do not count.
    pub x: [u64; 32],
    /// The floating-point registers, and `fcsr`.
    pub f: [u64; 33],
    /// The pieces.
    pub pieces: Vec<Piece>,
    /// 64-bit words of memory: page tables and data, by physical address.
    pub memory: Vec<(u64, u64)>,
    /// Whether it begins with its page tables in use.
    pub paged: bool,
}

/// Halves of an instruction word.
pub fn halves(word: u32) -> impl Iterator<Item = u16> {
    let len = isa::length(word as u16) / 2;
    [word as u16, (word >> 16) as u16].into_iter().take(len as usize)
}

impl Program {
    /// The value of a CSR of [`SETUP`] to begin with.
    pub fn csr(&self, number: u16) -> u64 {
        self.csrs[setup_index(number)]
    }

    /// Sets the value of a CSR of [`SETUP`] to begin with.
    pub fn set_csr(&mut self, number: u16, value: u64) {
        self.csrs[setup_index(number)] = value;
    }

    /// The mode it begins in, as `mstatus.MPP` has it.
    pub fn mode(&self) -> u64 {
        mstatus::MPP.get(self.csr(mstatus::NUMBER))
    }

    /// The code by halves, and where its end is, in bytes: there it says that it is over.
    fn code(&self) -> (Vec<u16>, u64) {
        let lens: Vec<usize> = self
            .pieces
            .iter()
            .map(|piece| match piece {
                Piece::Straight(halves) => halves.len(),
                Piece::Over(..) => 2,
            })
            .collect();
        let mut code = Vec::new();
        for (index, piece) in self.pieces.iter().enumerate() {
            match piece {
                Piece::Straight(halves) => code.extend(halves),
                Piece::Over(branch, over) => {
                    let over: usize = lens[index..].iter().take(over + 1).sum();
                    code.extend(halves(branch | branch_offset(2 * over as i32)));
                }
            }
        }
        let end = 2 * code.len() as u64;
        code.extend([i("addi", 30, 0, OVER), plain("ecall")].into_iter().flat_map(halves));
        assert!(2 * code.len() as u64 <= PAGE, "a program is at most a page");
        (code, end)
    }

    /// Bytes of the code.
    pub fn len(&self) -> u64 {
        self.code().1
    }

    /// Whether there is no code.
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Where the code lies for the mode it begins in.
    pub fn base(&self) -> u64 {
        if self.paged && self.mode() == 0 { VIRTUAL } else { CODE }
    }

    /// The block of the program, for the driver.
    pub fn block(&self, m_vectors: u64, s_vectors: u64) -> Vec<u64> {
        let (code, end) = self.code();
        let mut block = vec![0];
        for (&number, &value) in SETUP.iter().zip(&self.csrs) {
            block.push(match number {
                // Of these the generator chooses whether they are vectored.
                csr::stvec::NUMBER => s_vectors | value & 1,
                csr::mtvec::NUMBER => m_vectors | value & 1,
                csr::mepc::NUMBER => self.base(),
                csr::menvcfg::NUMBER => value | ADUE,
                csr::pmpcfg0::NUMBER => value | 0x1f << 56,
                _ => value,
            });
        }
        block.extend(&self.x[1..30]);
        block.extend([self.base() + end, CONTEXT]);
        block.extend(self.f);
        for &(pa, value) in &self.memory {
            block.extend([pa, 1, value]);
        }
        let words: Vec<u64> =
            code.chunks(4).map(|four| four.iter().rev().fold(0, |w, h| w << 16 | *h as u64)).collect();
        block.extend([CODE, words.len() as u64]);
        block.extend(words);
        block.extend([0, 0]);
        block[0] = 8 * block.len() as u64;
        block
    }

    /// The program as text: what it begins with, and its instructions.
    pub fn listing(&self) -> String {
        let mut text =
            format!("{} program {:#x}, from {}-mode\n", self.area, self.seed, mode_name(self.mode()));
        for (&number, &value) in SETUP.iter().zip(&self.csrs).filter(|(_, value)| **value != 0) {
            let _ = writeln!(text, "  {} = {value:#x}", csr_name(number));
        }
        for (number, &value) in self.x.iter().enumerate().filter(|(_, value)| **value != 0) {
            let _ = writeln!(text, "  {} = {value:#x}", isa::REGISTERS[number]);
        }
        for (number, &value) in self.f.iter().enumerate().filter(|(_, value)| **value != 0) {
            let _ = writeln!(text, "  f{number} = {value:#x}");
        }
        for &(pa, value) in &self.memory {
            let _ = writeln!(text, "  [{pa:#x}] = {value:#x}");
        }
        let (code, _) = self.code();
        let mut at = 0;
        while at < code.len() {
            let word = code[at] as u32 | (code.get(at + 1).copied().unwrap_or(0) as u32) << 16;
            let (pc, len) = (self.base() + 2 * at as u64, isa::length(code[at]) as usize);
            let insn = isa::decode(word).map_or("illegal".to_string(), |insn| insn.at(pc).to_string());
            let _ = match len {
                2 => writeln!(text, "  {pc:#x}: {:04x}      {insn}", code[at]),
                _ => writeln!(text, "  {pc:#x}: {word:08x}  {insn}"),
            };
            at += len / 2;
        }
        text
    }
}

fn setup_index(number: u16) -> usize {
    SETUP.iter().position(|other| *other == number).expect("the CSR is one that is set up")
}

/// The name of a CSR, or its number.
pub fn csr_name(number: u16) -> String {
    csr::find(number).map_or(format!("{number:#x}"), |csr| csr.name.to_string())
}

/// The letter of a mode by its encoding.
pub fn mode_name(bits: u64) -> char {
    match bits {
        0 => 'U',
        1 => 'S',
        3 => 'M',
        _ => '?',
    }
}
