//! Where everything lies in the memory of a run: harness, workspace of the program, page tables, programs, results. The
//! same on every machine.

use board::RAM_BASE;
use isa::csr::*;

/// Bytes of RAM of a run.
pub const RAM_LEN: u64 = 128 << 20;

/// The harness: driver, trap handlers.
pub const HARNESS: u64 = RAM_BASE;
/// What the harness remembers; `x31` points here while a program runs. Offsets are in [`context`].
pub const CONTEXT: u64 = RAM_BASE + 0x8000;
/// What the page [`ISLAND`] holds when a program begins.
pub const ISLAND_IMAGE: u64 = RAM_BASE + 0x9000;

/// Bytes of a page.
pub const PAGE: u64 = 4096;
/// The program, at most a page.
pub const CODE: u64 = RAM_BASE + 0x20_0000;
/// Four pages for the program's data.
pub const DATA: u64 = CODE + PAGE;
/// Pages of [`DATA`].
pub const N_DATA: u64 = 4;
/// A page full of `c.jr x30`: whoever jumps there comes back.
pub const ISLAND: u64 = DATA + N_DATA * PAGE;
/// The root page table.
pub const ROOT: u64 = ISLAND + PAGE;
/// The page table of the first gibibyte.
pub const MIDDLE: u64 = ROOT + PAGE;
/// The page table of the pages at [`VIRTUAL`].
pub const LEAVES: u64 = MIDDLE + PAGE;
/// Pages from [`CODE`] on that are cleared before a program and hashed after it.
pub const N_PAGES: u64 = 9;

/// Virtual address of the pages that [`LEAVES`] maps; physically nothing is there. The first is [`CODE`] for U-mode.
pub const VIRTUAL: u64 = 0x80_0000;
/// Bytes that an entry of [`MIDDLE`] maps.
pub const MEGAPAGE: u64 = 2 << 20;
/// Bytes that an entry of [`ROOT`] maps.
pub const GIGAPAGE: u64 = 1 << 30;
/// Physically nothing is here either.
pub const HOLE: u64 = 0x50_0000;

/// The programs: their number, then a block each.
pub const PROGRAMS: u64 = RAM_BASE + 0x100_0000;
/// The results: a record of [`RECORD_LEN`] bytes each.
pub const RESULTS: u64 = RAM_BASE + 0x400_0000;

/// Offsets from [`CONTEXT`], in bytes.
pub mod context {
    /// Not 0 once the program is done.
    pub const DONE: i32 = 0;
    /// Traps taken.
    pub const TRAPS: i32 = 8;
    /// Where the next trap is logged.
    pub const LOG: i32 = 16;
    /// The program's record.
    pub const RECORD: i32 = 24;
    /// The next program's block.
    pub const NEXT: i32 = 32;
    /// The number of the program that runs.
    pub const INDEX: i32 = 40;
    /// How many programs there are.
    pub const N_PROGRAMS: i32 = 48;
    /// `x1` to `x5` while the handler of M-mode works.
    pub const SAVED_M: i32 = 64;
    /// The same of S-mode.
    pub const SAVED_S: i32 = 128;
    /// Where to store what to be switched off: the address, the word.
    pub const OFF: i32 = 192;
    /// The host-target interface of a machine that has one: to the host, from the host.
    pub const HOST: i32 = 256;
}

/// Traps that are logged; with the next the program ends.
pub const MAX_TRAPS: u64 = 40;
/// Words of a logged trap: mode of the handler, cause, `epc`, `tval`, status.
pub const TRAP_WORDS: usize = 5;

/// The CSRs that are set before a program, in this order: what others hang on comes first.
pub const SETUP: &[u16] = &[
    menvcfg::NUMBER,
    mcounteren::NUMBER,
    scounteren::NUMBER,
    senvcfg::NUMBER,
    medeleg::NUMBER,
    mideleg::NUMBER,
    mie::NUMBER,
    mip::NUMBER,
    stvec::NUMBER,
    mtvec::NUMBER,
    sscratch::NUMBER,
    mscratch::NUMBER,
    sepc::NUMBER,
    scause::NUMBER,
    stval::NUMBER,
    mcause::NUMBER,
    mtval::NUMBER,
    mcountinhibit::NUMBER,
    pmpaddr0::NUMBER,
    pmpaddr0::NUMBER + 1,
    pmpaddr0::NUMBER + 2,
    pmpaddr0::NUMBER + 3,
    pmpcfg0::NUMBER,
    satp::NUMBER,
    mepc::NUMBER,
    mstatus::NUMBER,
];
/// The entries of memory protection that programs have: those of [`SETUP`]. Entry 7 allows what they say nothing of.
pub const N_PROTECTED: u16 = 4;

/// In `menvcfg` of a machine that has the bit: hardware sets A and D. The programs do not name that register.
pub const ADUE: u64 = 1 << 61;

/// The CSRs that are stored after a program.
pub const STORED: &[u16] = &[
    mstatus::NUMBER,
    mepc::NUMBER,
    mcause::NUMBER,
    mtval::NUMBER,
    mie::NUMBER,
    mip::NUMBER,
    mideleg::NUMBER,
    medeleg::NUMBER,
    mtvec::NUMBER,
    mscratch::NUMBER,
    mcounteren::NUMBER,
    menvcfg::NUMBER,
    mcountinhibit::NUMBER,
    sstatus::NUMBER,
    sie::NUMBER,
    sip::NUMBER,
    stvec::NUMBER,
    sscratch::NUMBER,
    sepc::NUMBER,
    scause::NUMBER,
    stval::NUMBER,
    scounteren::NUMBER,
    senvcfg::NUMBER,
    satp::NUMBER,
    stimecmp::NUMBER,
    pmpcfg0::NUMBER,
    pmpaddr0::NUMBER,
    pmpaddr0::NUMBER + 3,
    mhartid::NUMBER,
    mvendorid::NUMBER,
];

/// Words of a record, by what they are. `fcsr` follows the floating-point registers.
pub mod record {
    use super::*;
    /// The integer registers, `x0` included.
    pub const X: usize = 0;
    /// The CSRs of [`STORED`].
    pub const CSRS: usize = X + 32;
    /// The hashes of the pages.
    pub const PAGES: usize = CSRS + STORED.len();
    /// Traps taken.
    pub const TRAPS: usize = PAGES + N_PAGES as usize;
    /// The floating-point registers and `fcsr`.
    pub const F: usize = TRAPS + 1;
    /// The traps.
    pub const LOG: usize = F + 33;
    /// Words of all.
    pub const N_WORDS: usize = LOG + MAX_TRAPS as usize * TRAP_WORDS;
}

/// Bytes of a record.
pub const RECORD_LEN: u64 = 8 * record::N_WORDS as u64;
/// How many programs fit into a run.
pub const MAX_PROGRAMS: usize = 8192;
const _: () = assert!(RESULTS + RECORD_LEN * MAX_PROGRAMS as u64 + (2 << 20) < RAM_BASE + RAM_LEN);
const _: () = assert!(8 * record::LOG < 2048, "stores reach so far");
