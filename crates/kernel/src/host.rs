//! Stands in for `arch` where the kernel is tested without a RISC-V hart. Memory is ordinary memory, the terminal is
//! two buffers, and what only a hart can do panics.

use std::cell::RefCell;
use std::collections::VecDeque;

use board::Window;
use board::uart::{LSR, LSR_RX_READY, LSR_TX_EMPTY, RBR_THR};

use crate::kernel::Kernel;
use crate::layout::PhysAddr;
use crate::pages::Page;
use crate::process::FloatState;
use crate::sched::Task;
use crate::trap::Trap;

thread_local! {
    static SENT: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
    static TYPED: RefCell<VecDeque<u8>> = const { RefCell::new(VecDeque::new()) };
}

/// Takes what this thread's kernel has sent to the terminal.
pub fn sent() -> Vec<u8> {
    SENT.take()
}

/// Types `bytes` at the terminal of this thread's kernel.
pub fn type_in(bytes: &[u8]) {
    TYPED.with_borrow_mut(|typed| typed.extend(bytes));
}

/// Reads a register of a device.
pub fn read8(window: Window, offset: u64) -> u8 {
    match (window, offset) {
        (board::UART, LSR) => {
            let ready = TYPED.with_borrow(|typed| !typed.is_empty());
            LSR_TX_EMPTY | if ready { LSR_RX_READY } else { 0 }
        }
        (board::UART, RBR_THR) => TYPED.with_borrow_mut(|typed| typed.pop_front().unwrap_or(0)),
        _ => 0,
    }
}

/// Writes a register of a device.
pub fn write8(window: Window, offset: u64, value: u8) {
    if (window, offset) == (board::UART, RBR_THR) {
        SENT.with_borrow_mut(|sent| sent.push(value));
    }
}

/// Reads a register of a device.
pub fn read32(_: Window, _: u64) -> u32 {
    0
}

/// Writes a register of a device.
pub fn write32(_: Window, _: u64, _: u32) {}

/// The word at index `index` of a page.
pub fn word(page: &Page, index: usize) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&page.0[8 * index..8 * index + 8]);
    u64::from_le_bytes(bytes)
}

/// Sets it.
pub fn set_word(page: &mut Page, index: usize, word: u64) {
    page.0[8 * index..8 * index + 8].copy_from_slice(&word.to_le_bytes());
}

/// Fills a page with zeros.
pub fn clear_page(page: &mut Page) {
    page.0.fill(0);
}

/// Copies a page.
pub fn copy_page(from: &Page, to: &mut Page) {
    to.0 = from.0;
}

/// There is always enough.
pub fn heap_left() -> usize {
    usize::MAX
}

/// Time stands still.
pub fn time() -> u64 {
    0
}

/// There is no timer.
pub fn set_timer(_: u64) {}

/// There is no translation.
pub fn set_page_table(_: PhysAddr) {}

/// There is no translation to remember.
pub fn flush_tlb() {}

/// There are no instructions to remember.
pub fn flush_icache() {}

/// There are no floating-point registers.
pub fn save_float(_: &mut FloatState) {}

/// There are no floating-point registers.
pub fn load_float(_: &FloatState) {}

/// There is nothing to switch off.
pub fn power_off(status: u32) -> ! {
    panic!("power off: {status}")
}

/// There are no interrupts.
pub fn enable_interrupts() {}

/// There are no traps.
pub fn catch_kernel_traps() {}

/// There are no traps.
pub fn trap() -> Trap {
    panic!("no hart here")
}

/// There is no user mode.
pub fn return_to_user(_: &mut Kernel) -> ! {
    panic!("no hart here")
}

/// Where a new process begins.
pub fn first_return() -> u64 {
    0
}

/// There are no interrupts to wait for.
pub fn wait_for_interrupt(_: &mut Kernel) {
    panic!("no hart here")
}

/// There is one stack.
pub fn swtch(_: &mut Kernel, from: Task, to: Task) {
    panic!("no hart here that could go from {from:?} to {to:?}")
}
