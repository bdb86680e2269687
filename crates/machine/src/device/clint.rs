//! Core-local interruptor: the time, the timer interrupt and the software interrupt of hart 0. SiFive FU540 manual, chapter
//! "Core-Local Interruptor (CLINT)".

use board::clint::{MSIP, MTIME, MTIMECMP};

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Clint {
    /// The software interrupt is pending.
    pub software: bool,
    mtimecmp: u64,
    /// `mtime` less the step count: the guest may set its clock.
    offset: u64,
}

impl Clint {
    pub fn new() -> Self {
        Self { software: false, mtimecmp: u64::MAX, offset: 0 }
    }

    /// `mtime` after `at` steps: it ticks once a step.
    pub fn time(&self, at: u64) -> u64 {
        at.wrapping_add(self.offset)
    }

    /// Whether the timer interrupt is pending.
    pub fn timer(&self, at: u64) -> bool {
        self.time(at) >= self.mtimecmp
    }

    /// The step at which the timer interrupt will be pending, if it is not.
    pub fn deadline(&self, at: u64) -> Option<u64> {
        self.when(self.mtimecmp, at)
    }

    /// The step at which `mtime` will be `time`, if that is to come. The greatest time is how kernels say never.
    pub fn when(&self, time: u64, at: u64) -> Option<u64> {
        if time == u64::MAX {
            return None;
        }
        at.checked_add(time.checked_sub(self.time(at)).filter(|ticks| *ticks > 0)?)
    }

    pub fn read(&self, offset: u64, size: usize, at: u64) -> Option<u64> {
        let register = match offset & !7 {
            MSIP => self.software as u64,
            MTIMECMP => self.mtimecmp,
            MTIME => self.time(at),
            _ => 0,
        };
        half(offset, size).map(|(shift, mask)| register >> shift & mask)
    }

    pub fn write(&mut self, offset: u64, size: usize, value: u64, at: u64) -> Option<()> {
        let (shift, mask) = half(offset, size)?;
        let merge = |old: u64| old & !(mask << shift) | (value & mask) << shift;
        match offset & !7 {
            MSIP => self.software = merge(self.software as u64) & 1 != 0,
            MTIMECMP => self.mtimecmp = merge(self.mtimecmp),
            MTIME => self.offset = merge(self.time(at)).wrapping_sub(at),
            _ => {}
        }
        Some(())
    }
}

/// Which part of a 64-bit register an access of `size` bytes at `offset` is: 4 or 8 bytes, aligned.
fn half(offset: u64, size: usize) -> Option<(u32, u64)> {
    match size {
        8 => Some((0, u64::MAX)),
        4 => Some((offset as u32 % 8 * 8, u32::MAX as u64)),
        _ => None,
    }
}
