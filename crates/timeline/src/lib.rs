//! A machine with a past: checkpoints, an input log, and replay. It knows the machine only, not what the guest is.
//!
//! A position is a number of steps since reset. The machine *at* a position has seen all input logged at it. Positions
//! inside a `wfi` are positions like others: the hart waits there, with nothing changed but the time.
//!
//! Memory: the checkpoints' page images and states stay within [`Settings::budget`] by taking older ones out, geometrically
//! with age, or, if that is more, need one image of each page that was ever stored to; while the position is in the past,
//! one more image of each page that differs. Input and output are kept whole. So is a [`Future`] that was set aside; its
//! checkpoints count towards the budget.
#![forbid(unsafe_code)]

mod past;

use std::ops::{ControlFlow, Range};

use machine::{Crossing, Edit, Machine, Stop, Unwatched, Watch, Writes};
use past::{Past, Rest};

/// How much the past may cost.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    /// Steps of work between two checkpoints while recording: to go anywhere takes at most so many. Time that `wfi` skips is
    /// no work.
    pub interval: u64,
    /// Bytes of checkpoints to keep before older ones are taken out.
    pub budget: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { interval: 50_000, budget: 64 << 20 }
    }
}

/// What came from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Input {
    /// The position at which it came.
    pub at: u64,
    /// What it was.
    pub what: Outside,
}

/// What can come from outside.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outside {
    /// Bytes for the UART.
    Bytes(Vec<u8>),
    /// A change of the machine by hand.
    Edit(Edit),
}

/// What came after a position, set aside while the history goes another way from there.
pub struct Future {
    at: u64,
    end: u64,
    /// Entries of the log that came before.
    n_inputs: usize,
    log: Vec<Input>,
    output: Vec<u8>,
    output_at: Vec<u64>,
    rest: Rest,
}

/// A machine that can go back.
pub struct Timeline {
    machine: Machine,
    settings: Settings,
    past: Past,
    /// As far as the machine has run on this history.
    end: u64,
    log: Vec<Input>,
    /// Entries of the log that the machine has seen.
    n_inputs: usize,
    output: Vec<u8>,
    /// For each byte of output the position of the store that sent it.
    output_at: Vec<u64>,
    /// Bytes that the machine had sent before this history began.
    sent_before: u64,
}

impl Timeline {
    /// A history that begins with `machine` as it is.
    pub fn new(machine: Machine) -> Self {
        Self::with_settings(machine, Settings::default())
    }

    /// The same with other settings.
    pub fn with_settings(mut machine: Machine, settings: Settings) -> Self {
        machine.take_sent();
        let settings = Settings { interval: settings.interval.max(1), ..settings };
        let past = Past::new(&mut machine);
        Self {
            end: machine.at,
            sent_before: machine.transmitted(),
            machine,
            settings,
            past,
            log: Vec::new(),
            n_inputs: 0,
            output: Vec::new(),
            output_at: Vec::new(),
        }
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
        self.past.start()
    }

    /// The frontier: as far as the machine has run on this history.
    pub fn end(&self) -> u64 {
        self.end
    }

    /// The input, in order.
    pub fn log(&self) -> &[Input] {
        &self.log
    }

    /// What the guest transmitted before position `at`, from the beginning of the history; at most up to the frontier.
    pub fn output_until(&self, at: u64) -> &[u8] {
        &self.output[..self.output_at.partition_point(|sent| *sent < at)]
    }

    /// What the guest transmitted in steps of `range`: the bytes, and for each the position of the step that sent it.
    pub fn output_in(&self, range: Range<u64>) -> (&[u8], &[u64]) {
        let index = |at| self.output_at.partition_point(|sent| *sent < at);
        let bytes = index(range.start)..index(range.end.max(range.start));
        (&self.output[bytes.clone()], &self.output_at[bytes])
    }

    /// How much the past may cost.
    pub fn settings(&self) -> Settings {
        self.settings
    }

    /// The most steps of work that lie between two checkpoints: to go to a position takes at most so many.
    pub fn longest_replay(&self) -> u64 {
        self.past.longest_gap()
    }

    /// Number of checkpoints, and the bytes of memory they take.
    pub fn memory(&self) -> (usize, usize) {
        (self.past.len(), self.past.bytes())
    }

    /// Runs until the position is `until`, or something stops it earlier. In the past it replays, input included; at the
    /// frontier it goes on and records.
    pub fn run<W: Watch>(&mut self, until: u64, watch: &mut W) -> Stop {
        loop {
            let goal = self.next_event().min(until);
            let stop = self.machine.run(goal, watch);
            self.arrive();
            if stop != Stop::Reached || self.at() >= until {
                return stop;
            }
        }
    }

    /// Where the next run of the machine must end, so that this can do its part: at the next input, the next checkpoint, or
    /// where one is due.
    fn next_event(&self) -> u64 {
        match (self.log.get(self.n_inputs), self.past.next()) {
            (Some(input), Some(checkpoint)) => input.at.min(checkpoint),
            (Some(input), None) => input.at,
            (None, Some(checkpoint)) => checkpoint,
            (None, None) => {
                self.at().saturating_add(self.settings.interval.saturating_sub(self.work()).max(1))
            }
        }
    }

    /// Steps of work since the checkpoint that RAM is of.
    fn work(&self) -> u64 {
        self.at() - self.past.base() - (self.machine.skipped() - self.past.skipped())
    }

    /// Does what is to be done where the machine is now.
    fn arrive(&mut self) {
        self.end = self.end.max(self.at());
        while let Some(input) = self.log.get(self.n_inputs).filter(|input| input.at <= self.machine.at) {
            match &input.what {
                Outside::Bytes(bytes) => self.machine.input(bytes),
                Outside::Edit(edit) => drop(self.machine.edit(*edit)),
            }
            self.n_inputs += 1;
        }
        // Bytes that were sent before, on the first pass, are here already.
        let total = self.n_sent();
        let sent = self.machine.take_sent();
        let known = sent.len().saturating_sub(total.saturating_sub(self.output.len()));
        self.output.extend(sent[known..].iter().map(|sent| sent.byte));
        self.output_at.extend(sent[known..].iter().map(|sent| sent.at));
        if self.past.next() == Some(self.at()) {
            self.past.pass(&mut self.machine);
        } else if self.past.next().is_none() && self.work() >= self.settings.interval {
            self.past.push(&mut self.machine, self.n_inputs, self.settings.budget);
        }
    }

    /// Bytes for the UART, logged at the present position. In the past this begins another history: what came later is
    /// forgotten.
    pub fn input(&mut self, bytes: &[u8]) {
        if self.at() < self.end {
            self.forget_future();
        }
        self.log.push(Input { at: self.at(), what: Outside::Bytes(bytes.to_vec()) });
        self.arrive();
    }

    /// A change by hand, logged at the present position, which must be the frontier. False, and nothing logged, if the
    /// machine has no such place.
    pub fn edit(&mut self, edit: Edit) -> bool {
        debug_assert_eq!(self.at(), self.end);
        let possible = self.machine.edit(edit);
        if possible {
            self.log.push(Input { at: self.at(), what: Outside::Edit(edit) });
            self.n_inputs += 1;
        }
        possible
    }

    /// Bytes that the machine has sent on this history.
    fn n_sent(&self) -> usize {
        (self.machine.transmitted() - self.sent_before) as usize
    }

    /// Makes the present position the frontier. What came after it can be had again with [`Timeline::take_back`].
    pub fn set_aside(&mut self) -> Future {
        let n_sent = self.n_sent();
        Future {
            at: self.at(),
            end: std::mem::replace(&mut self.end, self.machine.at),
            n_inputs: self.n_inputs,
            log: self.log.split_off(self.n_inputs),
            output: self.output.split_off(n_sent),
            output_at: self.output_at.split_off(n_sent),
            rest: self.past.split(),
        }
    }

    /// Makes the present position the frontier; what came after it is forgotten.
    pub fn forget_future(&mut self) {
        let future = self.set_aside();
        self.past.forget(future.rest);
    }

    /// Forgets what came since a future was set aside, puts that future in its place, and stands where that was done. Of
    /// several futures the one that was set aside last is the first to be taken back.
    pub fn take_back(&mut self, future: Future) {
        self.n_inputs = self.past.join(&mut self.machine, future.rest);
        self.log.truncate(future.n_inputs);
        self.log.extend(future.log);
        let n_kept = self.output_at.partition_point(|sent| *sent < future.at);
        self.output.truncate(n_kept);
        self.output.extend(future.output);
        self.output_at.truncate(n_kept);
        self.output_at.extend(future.output_at);
        self.end = future.end;
        self.arrive();
        self.run_to(future.at);
    }

    /// Goes to position `at`, or to the nearest end of the history.
    pub fn seek(&mut self, at: u64) {
        let at = at.clamp(self.start(), self.end);
        let ahead = self.at() <= at && self.past.next().is_none_or(|checkpoint| at < checkpoint);
        if !ahead {
            self.n_inputs = self.past.restore(&mut self.machine, at);
            self.arrive();
        }
        self.run_to(at);
    }

    /// Runs to a position of the history: nothing stops it.
    fn run_to(&mut self, at: u64) {
        if self.at() < at {
            self.run(at, &mut Unwatched);
        }
    }

    /// Goes to the start of `range` and runs to its end, at most to the frontier, under `watch`, showing every crossing to
    /// `visit`, which may break off. The position stays where that ended; seek to where it shall be.
    pub fn replay<W: Watch>(
        &mut self,
        range: Range<u64>,
        watch: &mut W,
        mut visit: impl FnMut(&Machine, Crossing) -> ControlFlow<()>,
    ) {
        self.seek(range.start);
        let end = range.end.min(self.end);
        while self.at() < end {
            match self.run(end, watch) {
                Stop::Crossed(crossing) => {
                    if visit(&self.machine, crossing).is_break() {
                        return;
                    }
                }
                Stop::Reached | Stop::Idle | Stop::Wrote | Stop::Place | Stop::PowerOff(_) => return,
            }
        }
    }

    /// The first position behind the start of `range`, up to its end, at which the step before has written to the 8 bytes at
    /// physical address `pa`, a multiple of 8. The position stays where the search ended; seek to where it shall be.
    pub fn first_write(&mut self, pa: u64, range: Range<u64>) -> Option<u64> {
        let stretches = self.storing(pa, range);
        stretches.into_iter().find_map(|stretch| self.writes(pa, stretch, ControlFlow::Break(())))
    }

    /// The last such position.
    pub fn last_write(&mut self, pa: u64, range: Range<u64>) -> Option<u64> {
        let stretches = self.storing(pa, range);
        stretches.into_iter().rev().find_map(|stretch| self.writes(pa, stretch, ControlFlow::Continue(())))
    }

    /// The parts of `range`, in order, in which the page of physical address `pa` was stored to.
    pub fn storing(&self, pa: u64, range: Range<u64>) -> Vec<Range<u64>> {
        let Some(page) = self.machine.page_of(pa) else { return Vec::new() };
        let within = |stretch: Range<u64>| stretch.start.max(range.start)..stretch.end.min(range.end);
        let stretches = self.past.storing(page, self.end).into_iter().map(within);
        stretches.filter(|stretch| !stretch.is_empty()).collect()
    }

    /// Runs through `stretch` to the first write to the cell at `pa`, or to its end; where it came to the last one.
    fn writes(&mut self, pa: u64, stretch: Range<u64>, go_on: ControlFlow<()>) -> Option<u64> {
        self.seek(stretch.start);
        self.machine.watch(Some(pa));
        let mut found = None;
        while self.run(stretch.end, &mut Writes) == Stop::Wrote {
            found = Some(self.at());
            if go_on.is_break() {
                break;
            }
        }
        self.machine.watch(None);
        found
    }
}
