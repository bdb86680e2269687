//! A machine with a past: checkpoints, an input log, and replay. It knows the machine only, not what the guest is.
#![forbid(unsafe_code)]

use std::ops::{ControlFlow, Range};

use machine::{Crossing, Machine, Stop, Watch};

/// How much the past may cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Steps between two checkpoints while recording.
    pub interval: u64,
    /// Bytes of page images to keep before older checkpoints are thinned.
    pub budget: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { interval: 50_000, budget: 64 << 20 }
    }
}

/// Bytes that came from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// Steps before they arrived.
    pub at: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// A machine that can go back.
pub struct Timeline {
    machine: Machine,
}

#[allow(unused_variables)]
impl Timeline {
    /// A history that begins with `machine` as it is.
    pub fn new(machine: Machine) -> Self {
        Self::with_settings(machine, Settings::default())
    }
    /// The same with other settings.
    pub fn with_settings(machine: Machine, settings: Settings) -> Self {
        Self { machine }
    }
    /// The machine at the present position.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }
    /// The present position.
    pub fn at(&self) -> u64 {
        self.machine.at
    }
    /// The first position of this history.
    pub fn start(&self) -> u64 {
        0
    }
    /// The frontier: as far as the machine has ever run on this history.
    pub fn end(&self) -> u64 {
        unimplemented!()
    }
    /// Runs until the position is `until`, or something stops it earlier; records at the frontier, replays logged input
    /// before it.
    pub fn run<W: Watch>(&mut self, until: u64, watch: &mut W) -> Stop {
        unimplemented!()
    }
    /// Bytes for the UART, logged at the present position. In the past this begins another history: what came later is
    /// forgotten.
    pub fn input(&mut self, bytes: &[u8]) {
        unimplemented!()
    }
    /// Goes to position `at`, or to the nearest end of the history.
    pub fn seek(&mut self, at: u64) {
        unimplemented!()
    }
    /// What the guest transmitted before position `at`, from the first byte of the history.
    pub fn output_until(&self, at: u64) -> &[u8] {
        unimplemented!()
    }
    /// The log of input.
    pub fn log(&self) -> &[Input] {
        unimplemented!()
    }
    /// Goes to the start of `range` and runs to its end (at most to the frontier) under `watch`, showing every crossing
    /// to `visit`, which may break off. The position stays where that ended; seek to where it shall be.
    pub fn replay<W: Watch>(
        &mut self,
        range: Range<u64>,
        watch: &mut W,
        visit: impl FnMut(&Machine, Crossing) -> ControlFlow<()>,
    ) {
        unimplemented!()
    }
}
