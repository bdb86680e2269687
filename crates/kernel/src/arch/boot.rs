//! The first instructions. The hart starts in machine mode, without translation, with its number in `a0` and the
//! address of a device tree in `a1`. It leaves machine mode here for good.

use core::arch::global_asm;

use isa::csr;

use super::csr::satp;
use super::{catch_kernel_traps, memory};
use crate::devicetree;
use crate::hart::Ids;
use crate::layout::{PAGE_LEN, PhysAddr};
use crate::limits::MAX_RAM_LEN;
use crate::pagetable::{MEGAPAGE_LEN, Perm, Pte};
use crate::start::{Boot, kmain};
use crate::uart;

/// Bytes of the stack that the kernel starts on; the scheduler stays there.
const BOOT_STACK_LEN: usize = 16384;

#[repr(C, align(16))]
struct BootStack([u8; BOOT_STACK_LEN]);

static mut BOOT_STACK: BootStack = BootStack([0; BOOT_STACK_LEN]);

/// A page table to start with: the devices, and RAM with every right. `kmain` makes a better one.
#[repr(C, align(4096))]
struct BootTable([Pte; 512]);

#[unsafe(link_section = ".boot.table")]
static BOOT_TABLE: BootTable = BootTable(boot_table());

const fn boot_table() -> [Pte; 512] {
    let mut entries = [Pte(0); 512];
    entries[508] = Pte::leaf(PhysAddr(0), Perm::RW);
    entries[510] = Pte::leaf(PhysAddr(board::RAM_BASE), Perm::new(true, true, true));
    entries
}

/// Every exception but `ecall` from supervisor mode (9) and machine mode (11).
const DELEGATED_EXCEPTIONS: u64 = 0xffff & !(1 << 9) & !(1 << 11);
/// The interrupts of supervisor mode.
const DELEGATED_INTERRUPTS: u64 = csr::mip::SSIP.mask() | csr::mip::STIP.mask() | csr::mip::SEIP.mask();
/// `mret` goes to supervisor mode, with interrupts off; floating-point registers may be used (FS = initial).
const STATUS: u64 = csr::mstatus::FS.set(csr::mstatus::MPP.set(0, 1), 1);
/// Memory protection, entry 0: all addresses below its own (TOR), to be read, written and executed.
const PMP_ALL: u64 = 0b1111;

global_asm!(
    r#".section .boot.entry, "ax""#,
    ".globl _start",
    ".type _start, @function",
    "_start:",
    at!("bnez a0, park"), // one hart is enough
    at!("la t0, machine_trap"),
    at!("csrw mtvec, t0"),

    at!("li t0, {delegated_exceptions}"), // what a program does is the supervisor's business
    at!("csrw medeleg, t0"),
    at!("li t0, {delegated_interrupts}"),
    at!("csrw mideleg, t0"),
    at!("li t0, -1"), // supervisor mode may use all of memory
    at!("srli t0, t0, 10"),
    at!("csrw {pmpaddr0}, t0"),
    at!("li t0, {pmp_all}"),
    at!("csrw {pmpcfg0}, t0"),
    at!("li t0, {stce}"), // the supervisor has a timer of its own
    at!("csrw {menvcfg}, t0"),
    at!("li t0, {counters}"), // and may read the time
    at!("csrw mcounteren, t0"),
    at!("csrw scounteren, t0"), // as may programs

    at!("la t0, {boot_table}"), // satp counts in pages, and does nothing in machine mode
    at!("srli t0, t0, 12"),
    at!("li t1, {satp_mode}"),
    at!("or t0, t0, t1"),
    at!("csrw satp, t0"),

    at!("csrr a2, {mvendorid}"), // only machine mode can ask who the hart is
    at!("csrr a3, {marchid}"),
    at!("csrr a4, {mimpid}"),

    at!("li t0, {status}"),
    at!("csrw mstatus, t0"),
    at!("ld sp, stack_end"),
    at!("ld t0, entry"),
    at!("csrw mepc, t0"),
    at!("mret"), // to supervisor mode, at start_kernel, translated from now on
    ".size _start, . - _start",

    // Nothing should come here: all that can happen was delegated. Say so, and switch the machine off.
    ".balign 4",
    ".globl machine_trap",
    ".type machine_trap, @function",
    "machine_trap:",
    at!("la t0, message"),
    at!("li t1, {uart}"),
    "1:",
    at!("lbu t2, 0(t0)"),
    at!("beqz t2, 2f"),
    at!("sb t2, 0(t1)"),
    at!("addi t0, t0, 1"),
    at!("j 1b"),
    "2:",
    at!("li t0, {finisher}"),
    at!("li t1, {failed}"),
    at!("sw t1, 0(t0)"),
    "park:",
    at!("wfi"),
    at!("j park"),
    ".size machine_trap, . - machine_trap",

    "message:",
    r#".asciz "Trap to machine mode: the kernel has broken something that it cannot repair.\r\n""#,
    ".balign 8",
    "stack_end:", // addresses in the upper half, out of reach for `la` from here
    ".quad {stack} + {stack_len}",
    "entry:",
    ".quad {start_kernel}",
    delegated_exceptions = const DELEGATED_EXCEPTIONS,
    delegated_interrupts = const DELEGATED_INTERRUPTS,
    pmpaddr0 = const csr::pmpaddr0::NUMBER,
    pmpcfg0 = const csr::pmpcfg0::NUMBER,
    pmp_all = const PMP_ALL,
    menvcfg = const csr::menvcfg::NUMBER,
    stce = const csr::menvcfg::STCE.mask(),
    counters = const csr::mcounteren::CY.mask() | csr::mcounteren::TM.mask() | csr::mcounteren::IR.mask(),
    mvendorid = const csr::mvendorid::NUMBER,
    marchid = const csr::marchid::NUMBER,
    mimpid = const csr::mimpid::NUMBER,
    boot_table = sym BOOT_TABLE,
    satp_mode = const satp(PhysAddr(0)),
    status = const STATUS,
    uart = const board::UART.base,
    finisher = const board::TEST.base,
    failed = const board::test::FAIL | 1 << 16,
    stack = sym BOOT_STACK,
    stack_len = const BOOT_STACK_LEN,
    start_kernel = sym start_kernel,
);

/// Supervisor mode, the upper half of the addresses: the first Rust.
extern "C" fn start_kernel(
    _hart: u64,
    device_tree: u64,
    vendor: u64,
    architecture: u64,
    implementation: u64,
) -> ! {
    catch_kernel_traps();
    uart::init();
    // SAFETY: This is the first thing that the kernel does, and it does it once.
    unsafe { memory::init_heap() };

    let image = memory::image();
    let mut board = match devicetree::read(device_tree_bytes(PhysAddr(device_tree))) {
        Ok(board) => board,
        Err(problem) => panic!("{problem}"),
    };
    // The kernel's table maps RAM in megapages, under one entry of the root.
    let len = (board.ram.end.0 - board.ram.start.0).min(MAX_RAM_LEN) / MEGAPAGE_LEN * MEGAPAGE_LEN;
    board.ram.end = board.ram.start + len;
    // SAFETY: The boot table maps it; behind the image there is nothing of the kernel's, and the device tree, which may
    // be there, was read and is not needed any more. KERNEL: see there.
    unsafe {
        let memory = memory::ram(image.end, board.ram.end);
        let kernel = &raw mut super::KERNEL;
        let hart = Ids { vendor, architecture, implementation };
        kmain(&mut *kernel, Boot { board, image, hart, memory })
    }
}

/// The device tree that the loader left in memory: it begins with a magic number and its own length.
fn device_tree_bytes(at: PhysAddr) -> &'static [u8] {
    const MAGIC: u32 = 0xd00d_feed;
    const MAX_LEN: u64 = 1 << 20;
    let in_ram =
        at.0 >= board::RAM_BASE && at.0 - board::RAM_BASE < MAX_RAM_LEN - PAGE_LEN && at.0.is_multiple_of(8);
    assert!(in_ram, "a1 is not the address of a device tree: {:#x}", at.0);
    // SAFETY: The boot table maps a whole gigabyte from RAM_BASE on, and nobody writes there yet.
    let head = unsafe { memory::bytes(at, 8) };
    let magic = u32::from_be_bytes([head[0], head[1], head[2], head[3]]);
    let len = u64::from(u32::from_be_bytes([head[4], head[5], head[6], head[7]]));
    assert!(magic == MAGIC && len <= MAX_LEN, "there is no device tree at {:#x}", at.0);
    // SAFETY: As above; a tree that ends behind the RAM there is reads as no RAM would, and is then found damaged.
    unsafe { memory::bytes(at, len) }
}
