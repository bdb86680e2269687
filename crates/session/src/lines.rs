//! Looks for places in the code by running again: where each line began is too much to keep of a run.

use std::ops::{ControlFlow, Range};

use debuginfo::Line;
use machine::{Mode, Stop, Unwatched, Watch};
use timeline::Timeline;

use crate::Way;
use crate::guest::{Guest, Names};
use crate::recorder::Record;
use crate::scene::FunctionSpan;

/// Steps that the first look back goes over; each that finds nothing is followed by one over four times as many.
const FIRST_LOOK: u64 = 2_000;

/// Where the hart stands: in one line of one function, in one mode.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Spot<'a> {
    pub pc: u64,
    stretch: (Mode, u64, Option<&'a Line>),
    /// The instructions around it that belong to the same; none where that is not known.
    instructions: Range<u64>,
}

/// Stops where the next instruction is none of these.
struct Outside(Range<u64>);

impl Watch for Outside {
    const CROSSINGS: bool = false;
    const JUMPS: bool = false;
    const PLACES: bool = true;

    fn stops_at(&self, pc: u64) -> bool {
        !self.0.contains(&pc)
    }
}

impl<'a> Spot<'a> {
    /// First address of its function; 0 where no symbol stands.
    pub fn function(&self) -> u64 {
        self.stretch.1
    }

    /// Its source line.
    pub fn line(&self) -> Option<&'a Line> {
        self.stretch.2
    }
}

/// A search through a run, from a position on. It leaves the position anywhere.
pub(crate) struct Search<'a> {
    /// The run's history.
    pub timeline: &'a mut Timeline,
    /// What its addresses mean.
    pub guest: &'a Guest,
    /// Who was current when.
    pub record: &'a Record,
    /// Its functions, in order of entry.
    pub functions: &'a [FunctionSpan],
    /// The first and the last position of the run.
    pub run: Range<u64>,
}

impl<'a> Search<'a> {
    /// Where the next line begins, or the one that the position is in or behind; the end of the run if none does.
    pub fn line(&mut self, way: Way) -> Option<u64> {
        let at = self.timeline.at();
        let end = match way {
            Way::Forward => self.run.end,
            Way::Back => self.run.start,
        };
        self.find(way, |before, now| before.stretch != now.stretch).or((at != end).then_some(end))
    }

    /// The nearest position at which `hit` holds of the spot before and the spot itself.
    fn find(&mut self, way: Way, hit: impl Fn(&Spot<'a>, &Spot<'a>) -> bool) -> Option<u64> {
        let at = self.timeline.at();
        let mut found = None;
        if way == Way::Forward {
            self.walk(at..self.run.end, |at, before, now| {
                found = hit(before, now).then_some(at);
                if found.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
            });
            return found;
        }
        self.look_back(|search, range| {
            search.walk(range, |at, before, now| {
                if hit(before, now) {
                    found = Some(at);
                }
                ControlFlow::Continue(())
            });
            found.is_some()
        });
        found
    }

    /// Looks through the run before the position, in ever longer pieces, the nearest first, until one has something.
    pub fn look_back(&mut self, mut has: impl FnMut(&mut Self, Range<u64>) -> bool) {
        let (mut last, mut len) = (self.timeline.at().saturating_sub(1), FIRST_LOOK);
        while last > self.run.start {
            let first = last.saturating_sub(len).max(self.run.start);
            if has(self, first..last) {
                return;
            }
            (last, len) = (first, len * 4);
        }
    }

    /// Shows each position behind the first of `range` up to its end at which the hart stands in another line, function or mode
    /// than before: with the spot before and the spot there.
    pub fn walk(
        &mut self,
        range: Range<u64>,
        mut visit: impl FnMut(u64, &Spot<'a>, &Spot<'a>) -> ControlFlow<()>,
    ) {
        self.timeline.seek(range.start);
        let mut before = self.spot();
        while self.timeline.at() < range.end {
            let next = self.timeline.at() + 1;
            let stop = match before.instructions.is_empty() {
                true => self.timeline.run(next, &mut Unwatched),
                false => self.timeline.run(range.end, &mut Outside(before.instructions.clone())),
            };
            if !matches!(stop, Stop::Reached | Stop::Place) {
                return;
            }
            let now = self.spot();
            if now.stretch != before.stretch && visit(self.timeline.at(), &before, &now).is_break() {
                return;
            }
            before = now;
        }
    }

    pub fn spot(&self) -> Spot<'a> {
        let hart = &self.timeline.machine().hart;
        let names = self.names(hart.mode);
        let linked = self.guest.linked(hart.pc);
        let function = names.symbols.at(linked);
        let instructions = match (names.lines.around(linked), function) {
            // Where the code does not run where it was linked to, each instruction is looked at.
            (Some(line), Some(function)) if linked == hart.pc => {
                line.start.max(function.va)..line.end.min(function.va + function.len)
            }
            _ => 0..0,
        };
        let stretch = (hart.mode, function.map_or(0, |symbol| symbol.va), names.lines.at(linked));
        Spot { pc: hart.pc, stretch, instructions }
    }

    fn names(&self, mode: Mode) -> &'a Names {
        let crossed = if mode == Mode::U { self.record.crossed(self.timeline.at()) } else { None };
        match crossed.and_then(|crossed| crossed.process.as_ref()) {
            Some(process) => self.guest.program(&process.name),
            None => &self.guest.names,
        }
    }
}
