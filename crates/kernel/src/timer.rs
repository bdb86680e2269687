//! The timer that takes the hart away from a program that does not give it up. "Sstc" extension, version 1.0.

use crate::arch;
use crate::limits::TIME_SLICE;

/// An interrupt after one time slice.
#[inline(never)]
pub fn arm() {
    arch::set_timer(arch::time() + TIME_SLICE);
}

/// No interrupt: with nothing to run there is nobody to take the hart from, and a machine that idles stands still.
#[inline(never)]
pub fn disarm() {
    arch::set_timer(u64::MAX);
}
