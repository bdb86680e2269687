//! The platform-level interrupt controller: says which device wants attention, one at a time. RISC-V PLIC Specification
//! 1.0.0.

use board::PLIC;
use board::plic::{CLAIM, CONTEXT_S, CONTEXT_STRIDE, ENABLE, ENABLE_STRIDE, PRIORITY, THRESHOLD};

use crate::arch::{read32, write32};

/// Lets the UART interrupt this hart in supervisor mode.
pub fn init() {
    let source = board::irq::UART;
    write32(PLIC, PRIORITY + 4 * u64::from(source), 1);
    write32(PLIC, ENABLE + CONTEXT_S * ENABLE_STRIDE, 1 << source);
    write32(PLIC, THRESHOLD + CONTEXT_S * CONTEXT_STRIDE, 0);
}

/// The device that waits longest, if one does; it is ours until [`complete`].
#[inline(never)]
pub fn claim() -> Option<u32> {
    let source = read32(PLIC, CLAIM + CONTEXT_S * CONTEXT_STRIDE);
    (source != 0).then_some(source)
}

/// The device was served and may interrupt again.
#[inline(never)]
pub fn complete(source: u32) {
    write32(PLIC, CLAIM + CONTEXT_S * CONTEXT_STRIDE, source);
}
