//! Makes programs: what areas have in common. Registers `x28` and `x29` are the pieces' own, `x30` is where to go on after
//! a fetch that failed, `x31` belongs to the harness; no piece writes the last. Jumps go forward, so programs end.

pub mod compressed;
pub mod csr;
pub mod float;
pub mod integer;
pub mod memory;
pub mod traps;

use isa::csr::*;
use isa::{ROWS, Row};

use crate::areas::Area;
use crate::asm::{self, i, li, r, u};
use crate::layout::*;
use crate::program::{Piece, Program, halves};
use crate::random::Random;
use crate::run::Oracle;

/// Of the pieces' own registers the one for addresses.
pub const BASE: u32 = 28;
/// And the other.
pub const TEMP: u32 = 29;
/// Where to go on after a failed fetch.
pub const LANDING: u32 = 30;
/// What `mstatus` is at reset: both registers 64 bits wide.
pub const MSTATUS: u64 = 2 << 32 | 2 << 34;
/// The exceptions that can be delegated here.
pub const DELEGABLE: u64 = 0xb3fe;

/// A program in the making.
pub struct Generator {
    /// Whence all choices come.
    pub random: Random,
    /// What it will be compared with: some keep more open than others.
    pub oracle: Oracle,
    /// The program so far.
    pub program: Program,
    /// The interrupts that may be enabled: an external one, or others. See the table of optional behaviours.
    pub interrupts: u64,
    /// Whether S-mode may be let at users' pages.
    pub sum: bool,
}

/// The program of `area` that `seed` names, to be compared with `oracle`.
pub fn generate(area: Area, seed: u64, oracle: Oracle) -> Program {
    let mut random = Random::new(seed.wrapping_mul(64).wrapping_add(area as u64));
    let mut program = Program {
        area,
        seed,
        csrs: vec![0; SETUP.len()],
        x: [0; 32],
        f: [0; 33],
        pieces: Vec::new(),
        memory: Vec::new(),
        paged: false,
    };
    for x in &mut program.x[1..30] {
        *x = random.value();
    }
    program.set_csr(mcounteren::NUMBER, random.bits() & 7);
    program.set_csr(scounteren::NUMBER, random.bits() & 7);
    program.set_csr(menvcfg::NUMBER, (random.bits() & 1) << 63);
    // One of the two doors of the S-mode handler to M-mode stays open.
    let closed = random.pick(&[1 << 9, 1 << 3]);
    program.set_csr(
        medeleg::NUMBER,
        random.bits() & random.pick(&[0, u64::MAX, u64::MAX]) & DELEGABLE & !closed,
    );
    for number in [mscratch::NUMBER, sscratch::NUMBER, stval::NUMBER, mtval::NUMBER] {
        program.set_csr(number, random.value());
    }
    program.set_csr(stvec::NUMBER, random.bits() & 1);
    program.set_csr(mtvec::NUMBER, random.bits() & 1);
    let interrupts = match oracle {
        Oracle::Qemu => random.pick(&[0x0aa, 0x0aa, 0xa00]),
        Oracle::Spike => 0xaaa,
    };
    let mut generator = Generator { random, interrupts, oracle, program, sum: false };
    area.make(&mut generator);
    generator.program
}

impl Generator {
    /// Begins in `mode`, an encoding, with these further bits of `mstatus`.
    pub fn begin(&mut self, mode: u64, status: u64) {
        let fs = mstatus::FS.mask() & self.random.bits();
        self.program.set_csr(mstatus::NUMBER, mstatus::MPP.set(MSTATUS | status | fs, mode));
    }

    /// Some mode.
    pub fn mode(&mut self) -> u64 {
        self.random.pick(&[0, 1, 3])
    }

    /// A register that pieces may write.
    pub fn dest(&mut self) -> u32 {
        self.random.below(28) as u32
    }

    /// A register to read.
    pub fn source(&mut self) -> u32 {
        self.random.below(32) as u32
    }

    /// Adds a piece.
    pub fn piece(&mut self, words: impl IntoIterator<Item = u32>) {
        self.program.pieces.push(Piece::Straight(words.into_iter().flat_map(halves).collect()));
    }

    /// Adds pieces until there are `n`, or the page is nearly full.
    pub fn pieces(&mut self, n: u64, mut add: impl FnMut(&mut Self)) {
        for _ in 0..n {
            add(self);
            if self.program.len() > 3600 {
                break;
            }
        }
    }

    /// An instruction of `rows` with any operands, but a result in `rd`.
    pub fn fill(&mut self, rows: &[&Row], rd: u32) -> u32 {
        let row = self.random.pick(rows);
        let word = row.bits | self.random.bits() as u32 & !row.mask;
        if row.mask >> 7 & 31 == 0 { word & !(31 << 7) | rd << 7 } else { word }
    }

    /// An instruction that only computes.
    pub fn compute(&mut self) -> u32 {
        let rd = self.dest();
        self.fill(&rows(&[0x13, 0x33, 0x1b, 0x3b, 0x37, 0x17]), rd)
    }

    /// `x30` gets the address `bytes` behind this instruction, of which it is `auipc` and `addi`.
    pub fn land(&self, bytes: i32) -> [u32; 2] {
        [u("auipc", LANDING, 0), i("addi", LANDING, LANDING, bytes)]
    }

    /// Goes on in `mode` by `mret` or `sret`, behind the piece, where the code lies for that mode.
    pub fn switch(&mut self, mode: u64, by_mret: bool) {
        let base = if self.program.paged && mode == 0 { VIRTUAL } else { CODE };
        // No mode is left with `MPRV`: see the table of optional behaviours. First, since it may trap and change `sepc`.
        let mut words = Vec::new();
        if self.oracle == Oracle::Qemu {
            words = li(TEMP, mstatus::MPRV.mask());
            words.push(asm::csr("csrrc", 0, mstatus::NUMBER, TEMP));
        }
        words.extend(li(TEMP, base));
        let before = words.len() as i32;
        words.extend([
            u("auipc", LANDING, 0),
            i("slli", LANDING, LANDING, 52),
            i("srli", LANDING, LANDING, 52),
        ]);
        words.push(r("or", LANDING, LANDING, TEMP));
        let patch = words.len();
        words.push(0);
        let (status, epc, field, ret) = match by_mret {
            true => (mstatus::NUMBER, mepc::NUMBER, mstatus::MPP, "mret"),
            false => (sstatus::NUMBER, sepc::NUMBER, sstatus::SPP, "sret"),
        };
        words.push(asm::csr("csrrw", 0, epc, LANDING));
        // From any to any by way of 0 or 3: 2 is reserved.
        words.extend(li(TEMP, field.mask()));
        let first = if mode == 0 || mode == 1 && by_mret { "csrrc" } else { "csrrs" };
        words.push(asm::csr(first, 0, status, TEMP));
        if mode == 1 && by_mret {
            words.extend(li(TEMP, field.set(0, 1)));
            words.push(asm::csr("csrrs", 0, status, TEMP));
        }
        words.push(asm::plain(ret));
        words[patch] = i("addi", LANDING, LANDING, 4 * (words.len() as i32 - before));
        self.piece(words);
    }
}

/// The rows with these major opcodes.
pub fn rows(opcodes: &[u32]) -> Vec<&'static Row> {
    ROWS.iter().filter(|row| opcodes.contains(&(row.bits & 0x7f))).collect()
}

/// The rows with these names.
pub fn named(names: &[&str]) -> Vec<&'static Row> {
    names.iter().map(|name| asm::row(name)).collect()
}
