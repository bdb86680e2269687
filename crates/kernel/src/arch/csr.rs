//! The control and status registers that the kernel uses.

use core::arch::asm;

use isa::csr;

use crate::layout::{PAGE_LEN, PhysAddr};

/// Reads the register with this number.
macro_rules! read {
    ($number:expr) => {{
        let value: u64;
        // SAFETY: Reading one of the supervisor's own registers changes nothing.
        unsafe { core::arch::asm!("csrr {}, {}", out(reg) value, const $number) };
        value
    }};
}

/// Writes the register with this number. The caller says why that is sound.
macro_rules! write {
    ($number:expr, $value:expr) => {
        core::arch::asm!("csrw {}, {}", const $number, in(reg) $value)
    };
}
pub(super) use {read, write};

/// `satp` for the Sv39 table at `root`.
pub const fn satp(root: PhysAddr) -> u64 {
    const SV39: u64 = 8;
    csr::satp::MODE.set(csr::satp::PPN.set(0, root.0 / PAGE_LEN), SV39)
}

/// Ticks since the machine was started.
pub fn time() -> u64 {
    read!(csr::time::NUMBER)
}

/// Lets the timer interrupt when [`time`] reaches `at`.
pub fn set_timer(at: u64) {
    // SAFETY: The worst that a timer can do is interrupt, and `usertrap` and `kerneltrap` know it.
    unsafe { write!(csr::stimecmp::NUMBER, at) };
}

/// Makes the hart translate with the table at `root`.
pub fn set_page_table(root: PhysAddr) {
    // SAFETY: The upper half of every table is the kernel's, so code, stacks and data stay where they are.
    unsafe {
        asm!("sfence.vma", "csrw {}, {}", "sfence.vma", const csr::satp::NUMBER, in(reg) satp(root));
    }
}

/// Makes the hart forget what it remembers of page tables.
pub fn flush_tlb() {
    // SAFETY: It can only make the hart look again.
    unsafe { asm!("sfence.vma") };
}

/// Makes the hart fetch instructions from memory anew: some were written as data.
pub fn flush_icache() {
    // SAFETY: It can only make the hart look again.
    unsafe { asm!("fence.i") };
}

/// Lets the timer and the devices interrupt: at once while a program runs, and where the scheduler waits.
pub fn enable_interrupts() {
    let enabled = csr::sie::STIE.mask() | csr::sie::SEIE.mask();
    super::set_timer(u64::MAX);
    // SAFETY: `sstatus.SIE` is still clear, so that none is taken before there is somebody to take it.
    unsafe { write!(csr::sie::NUMBER, enabled) };
}
