//! The program that runs programs, the same on every machine: it prepares memory, CSRs and registers, starts the program,
//! logs its traps and goes on behind them, and stores what came of it.

use isa::csr::*;

use crate::asm::{Asm, csr, i, li, plain, r, s, u};
use crate::layout::context::*;
use crate::layout::*;

/// A program is over when it executes `ecall` with this in `x30`, which else is an address to go on at.
pub const OVER: i32 = 1;
/// `fcsr`. RISC-V Unprivileged ISA 20240411, "F" Extension, "Floating-Point Control and Status Register".
const FCSR: u16 = 3;
/// The hash of a page: for each 64 bits, exclusive-or and times this.
const HASH: u64 = 0x9e37_79b9_7f4a_7c15;
const CTX: u32 = 31;

/// The harness as words to lie at [`HARNESS`], and the trap vectors of M-mode and S-mode.
pub struct Harness {
    /// The code.
    pub words: Vec<u32>,
    /// Where `mtvec` shall lead.
    pub m_vectors: u64,
    /// Where `stvec` shall lead.
    pub s_vectors: u64,
}

/// What differs between the two trap handlers.
struct Level {
    name: &'static str,
    mode: i32,
    saved: i32,
    cause: u16,
    epc: u16,
    tval: u16,
    status: u16,
    enable: u16,
    ret: &'static str,
}

const M: Level = Level {
    name: "m",
    mode: 3,
    saved: SAVED_M,
    cause: mcause::NUMBER,
    epc: mepc::NUMBER,
    tval: mtval::NUMBER,
    status: mstatus::NUMBER,
    enable: mie::NUMBER,
    ret: "mret",
};
const S: Level = Level {
    name: "s",
    mode: 1,
    saved: SAVED_S,
    cause: scause::NUMBER,
    epc: sepc::NUMBER,
    tval: stval::NUMBER,
    status: sstatus::NUMBER,
    enable: sie::NUMBER,
    ret: "sret",
};

/// Offset in a program's block of the integer registers, `x1` first.
const BLOCK_X: i32 = 8 * (1 + SETUP.len() as i32);
/// Offset of the floating-point registers and `fcsr`.
const BLOCK_F: i32 = BLOCK_X + 8 * 31;

/// The harness.
pub fn harness() -> Harness {
    let mut asm = Asm::default();
    driver(&mut asm);
    for level in [M, S] {
        handler(&mut asm, &level);
    }
    epilogue(&mut asm);
    let words = asm.finish();
    assert!(4 * words.len() as u64 <= CONTEXT - HARNESS);
    Harness { words, m_vectors: HARNESS + asm.offset("m"), s_vectors: HARNESS + asm.offset("s") }
}

/// Copies 64 bits and advances the pointers: `from` 0 stores zeros. Ends when `to` is `end`.
fn copy(asm: &mut Asm, label: &str, to: u32, from: u32, end: u32) {
    asm.label(label);
    if from != 0 {
        asm.add([i("ld", 4, from, 0), i("addi", from, from, 8), s("sd", 4, to, 0)]);
    } else {
        asm.add([s("sd", 0, to, 0)]);
    }
    asm.add([i("addi", to, to, 8)]);
    asm.to("bne", to, end, label);
}

fn driver(asm: &mut Asm) {
    asm.add(li(CTX, CONTEXT));
    asm.add(li(1, PROGRAMS));
    asm.add([i("ld", 2, 1, 0), s("sd", 2, CTX, N_PROGRAMS), i("addi", 1, 1, 8), s("sd", 1, CTX, NEXT)]);
    asm.add(li(1, RESULTS));
    asm.add([s("sd", 1, CTX, RECORD)]);
    // The timer of M-mode is far away: what it is after reset the manual leaves open.
    asm.add(li(2, board::CLINT.base + board::clint::MTIMECMP));
    asm.add([i("addi", 1, 0, -1), s("sd", 1, 2, 0)]);
    // One entry that lets S-mode and U-mode do everything everywhere, once it is switched on.
    asm.add([csr("csrrw", 0, pmpaddr0::NUMBER + 7, 1)]);

    asm.label("next");
    asm.add([i("ld", 1, CTX, INDEX), i("ld", 2, CTX, N_PROGRAMS)]);
    asm.to("bne", 1, 2, "prepare");
    asm.add([i("ld", 1, CTX, OFF), i("ld", 2, CTX, OFF + 8), s("sw", 2, 1, 0)]);
    asm.label("off");
    asm.to("jal", 0, 0, "off");

    asm.label("prepare");
    asm.add([i("ld", 30, CTX, NEXT), i("ld", 2, 30, 0), r("add", 2, 2, 30), s("sd", 2, CTX, NEXT)]);
    asm.add(li(1, CODE));
    asm.add(li(2, CODE + N_PAGES * PAGE));
    copy(asm, "clear", 1, 0, 2);
    asm.add(li(1, ISLAND));
    asm.add(li(2, ISLAND_IMAGE));
    asm.add(li(3, ISLAND + PAGE));
    copy(asm, "island", 1, 2, 3);
    asm.add([i("addi", 1, 30, BLOCK_F + 8 * 33)]);
    asm.label("segment");
    asm.add([i("ld", 2, 1, 0), i("ld", 3, 1, 8), i("addi", 1, 1, 16)]);
    asm.to("beq", 2, 0, "state");
    asm.add([i("slli", 3, 3, 3), r("add", 3, 3, 2)]);
    copy(asm, "words", 2, 1, 3);
    asm.to("jal", 0, 0, "segment");

    asm.label("state");
    // The timer of S-mode is far away, whatever the program before did.
    asm.add([i("addi", 1, 0, 1), i("slli", 1, 1, 63), csr("csrrw", 0, menvcfg::NUMBER, 1)]);
    asm.add([i("addi", 1, 0, -1), csr("csrrw", 0, stimecmp::NUMBER, 1)]);
    for (index, number) in SETUP.iter().enumerate() {
        if *number == mstatus::NUMBER {
            asm.add([u("lui", 1, 6), csr("csrrs", 0, mstatus::NUMBER, 1)]);
            asm.add((0..32).map(|n| i("fld", n as u32, 30, BLOCK_F + 8 * n)));
            asm.add([i("ld", 1, 30, BLOCK_F + 8 * 32), csr("csrrw", 0, FCSR, 1)]);
        }
        asm.add([i("ld", 1, 30, 8 * (1 + index as i32)), csr("csrrw", 0, *number, 1)]);
    }
    asm.add([s("sd", 0, CTX, DONE), s("sd", 0, CTX, TRAPS), i("ld", 1, CTX, RECORD)]);
    asm.add([i("addi", 1, 1, 8 * record::LOG as i32), s("sd", 1, CTX, LOG)]);
    asm.add([r("sfence.vma", 0, 0, 0), i("fence.i", 0, 0, 0)]);
    asm.add((1..31).map(|n| i("ld", n as u32, 30, BLOCK_X + 8 * (n - 1))));
    asm.add([plain("mret")]);
}

fn handler(asm: &mut Asm, level: &Level) {
    let name = |what: &str| format!("{}{what}", level.name);
    let save = |op: fn(i32, i32) -> u32| (1..6).map(move |n| op(n, level.saved + 8 * n)).collect::<Vec<_>>();
    asm.label(level.name);
    for _ in 0..16 {
        asm.to("jal", 0, 0, &name("enter"));
    }
    asm.label(&name("enter"));
    asm.add(save(|n, offset| s("sd", n as u32, CTX, offset)));
    // What a breakpoint leaves there is open: see the table of optional behaviours.
    asm.add([csr("csrrs", 1, level.cause, 0), i("addi", 2, 1, -3)]);
    asm.to("bne", 2, 0, &name("cause"));
    asm.add([csr("csrrw", 0, level.tval, 0)]);
    asm.label(&name("cause"));
    asm.add([i("ld", 2, CTX, DONE)]);
    asm.to("bne", 2, 0, &name("again"));
    asm.add([i("addi", 3, 1, -8), i("sltiu", 3, 3, 4), i("addi", 4, 0, OVER)]);
    asm.to("beq", 3, 0, &name("log"));
    asm.to("beq", 30, 4, &name("done"));
    asm.label(&name("log"));
    asm.add([i("ld", 2, CTX, TRAPS), i("addi", 3, 0, MAX_TRAPS as i32)]);
    asm.to("bgeu", 2, 3, &name("done"));
    asm.add([i("addi", 2, 2, 1), s("sd", 2, CTX, TRAPS), i("ld", 3, CTX, LOG)]);
    asm.add([i("addi", 4, 0, level.mode), s("sd", 4, 3, 0), s("sd", 1, 3, 8)]);
    asm.add([csr("csrrs", 4, level.epc, 0), s("sd", 4, 3, 16)]);
    asm.add([csr("csrrs", 5, level.tval, 0), s("sd", 5, 3, 24)]);
    asm.add([csr("csrrs", 5, level.status, 0), s("sd", 5, 3, 32)]);
    asm.add([i("addi", 3, 3, 8 * TRAP_WORDS as i32), s("sd", 3, CTX, LOG)]);
    asm.to("blt", 1, 0, &name("interrupt"));

    // What could not be fetched has no end to go on behind; nor has what is not the program.
    asm.add([i("sltiu", 2, 1, 2), i("addi", 3, 0, 12)]);
    asm.to("bne", 2, 0, &name("land"));
    asm.to("beq", 1, 3, &name("land"));
    asm.add([i("srli", 2, 4, 12)]);
    asm.add(li(3, CODE / PAGE));
    asm.to("beq", 2, 3, &name("behind"));
    asm.add(li(3, VIRTUAL / PAGE));
    asm.to("beq", 2, 3, &name("behind"));
    asm.label(&name("land"));
    asm.add([i("addi", 4, 30, 0)]);
    asm.to("jal", 0, 0, &name("go"));
    asm.label(&name("behind"));
    asm.add([i("slli", 2, 4, 52), i("srli", 2, 2, 52)]);
    asm.add(li(3, CODE));
    asm.add([r("add", 2, 2, 3), i("lhu", 2, 2, 0), i("andi", 2, 2, 3), i("addi", 3, 0, 3)]);
    asm.add([i("addi", 4, 4, 2)]);
    asm.to("bne", 2, 3, &name("go"));
    asm.add([i("addi", 4, 4, 2)]);
    asm.label(&name("go"));
    asm.add([csr("csrrw", 0, level.epc, 4)]);
    asm.label(&name("return"));
    asm.add(save(|n, offset| i("ld", n as u32, CTX, offset)));
    asm.add([plain(level.ret)]);

    // An interrupt comes once.
    asm.label(&name("interrupt"));
    asm.add([i("addi", 2, 0, 1), r("sll", 2, 2, 1), csr("csrrc", 0, level.enable, 2)]);
    asm.to("jal", 0, 0, &name("return"));

    asm.label(&name("again"));
    if level.mode == S.mode {
        // The first of the two doors to M-mode below is closed: to the other.
        asm.to("jal", 0, 0, "door");
        asm.label(&name("done"));
        asm.add([i("addi", 1, 0, 1), s("sd", 1, CTX, DONE)]);
        asm.add(save(|n, offset| i("ld", n as u32, CTX, offset)));
        asm.add([plain("ecall")]);
        asm.label("door");
        asm.add(save(|n, offset| i("ld", n as u32, CTX, offset)));
        asm.add([plain("ebreak")]);
    } else {
        asm.label(&name("done"));
        asm.to("jal", 0, 0, "epilogue");
    }
}

fn epilogue(asm: &mut Asm) {
    let word = |index: usize| 8 * index as i32;
    asm.label("epilogue");
    asm.add([i("ld", 1, CTX, RECORD)]);
    asm.add((6..32).map(|n| s("sd", n as u32, 1, word(record::X + n))));
    for n in 1..6 {
        asm.add([i("ld", 2, CTX, SAVED_M + 8 * n), s("sd", 2, 1, word(record::X + n as usize))]);
    }
    asm.add(li(2, ADUE));
    asm.add([csr("csrrc", 0, menvcfg::NUMBER, 2)]);
    for (index, number) in STORED.iter().enumerate() {
        asm.add([csr("csrrs", 2, *number, 0), s("sd", 2, 1, word(record::CSRS + index))]);
    }
    // An entry that matches a part of an access stops M-mode too.
    asm.add([csr("csrrw", 0, mstatus::NUMBER, 0), csr("csrrw", 0, pmpcfg0::NUMBER, 0)]);
    asm.add([u("lui", 2, 6), csr("csrrs", 0, mstatus::NUMBER, 2)]);
    asm.add((0..32).map(|n| s("fsd", n as u32, 1, word(record::F + n))));
    asm.add([csr("csrrs", 2, FCSR, 0), s("sd", 2, 1, word(record::F + 32))]);
    asm.add([i("ld", 2, CTX, TRAPS), s("sd", 2, 1, word(record::TRAPS))]);
    asm.add(li(2, CODE));
    asm.add(li(3, HASH));
    asm.add(li(4, CODE + N_PAGES * PAGE));
    asm.add(li(9, PAGE));
    asm.add([i("addi", 5, 1, word(record::PAGES))]);
    asm.label("page");
    asm.add([i("addi", 6, 0, 0), r("add", 7, 2, 9)]);
    asm.label("hash");
    asm.add([i("ld", 8, 2, 0), r("xor", 6, 6, 8), r("mul", 6, 6, 3), i("addi", 2, 2, 8)]);
    asm.to("bne", 2, 7, "hash");
    asm.add([s("sd", 6, 5, 0), i("addi", 5, 5, 8)]);
    asm.to("bne", 2, 4, "page");
    asm.add(li(2, RECORD_LEN));
    asm.add([r("add", 1, 1, 2), s("sd", 1, CTX, RECORD)]);
    asm.add([i("ld", 1, CTX, INDEX), i("addi", 1, 1, 1), s("sd", 1, CTX, INDEX)]);
    asm.to("jal", 0, 0, "next");
}

/// What [`ISLAND`] holds: `c.jr x30` everywhere, but for a `jalr x0, 0(x30)` of which one page has the beginning at its end
/// and the next the rest at its beginning.
pub fn island() -> Vec<u8> {
    let across = i("jalr", 0, 30, 0).to_le_bytes();
    let mut page = [0x02, 0x8f].repeat(PAGE as usize / 2);
    page[..2].copy_from_slice(&across[2..]);
    page[PAGE as usize - 2..].copy_from_slice(&across[..2]);
    page
}
