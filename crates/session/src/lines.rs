//! Looks for places in the code by running again: where each line began is too much to keep of a run.

use std::ops::{ControlFlow, Range};

use debuginfo::Line;
use machine::{Mode, Stop, Unwatched};
use timeline::Timeline;

use crate::guest::{Guest, Names};
use crate::places::Ranges;
use crate::quest::Quest;
use crate::recorder::Record;
use crate::scene::FunctionSpan;
use crate::{Place, Way};

/// What a search is for.
#[derive(Debug)]
pub(crate) enum Goal {
    /// Where the hart comes to another line, function or mode.
    Line,
    /// Where a line of the function with this first address begins, within that function.
    LineOf(u64),
    /// Where the hart comes to one of these.
    Places(Vec<Place>),
    /// The step after which this cell, told by its physical address, has been written.
    Write(u64),
}

/// Where the hart stands: in one line of one function, in one mode.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Spot<'a> {
    pub pc: u64,
    stretch: (Mode, u64, Option<&'a Line>),
    /// The addresses around it whose instructions, in the same mode, belong to the same; none where that is not known.
    instructions: Range<u64>,
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
    pub fn line(&self, way: Way) -> Quest {
        let at = self.timeline.at();
        let (range, end) = match way {
            Way::Forward => (at..self.run.end, self.run.end),
            Way::Back => (self.run.start..at.saturating_sub(1), self.run.start),
        };
        Quest::new(Goal::Line, way, at, vec![range], (end, None))
    }

    /// The position behind the first of `range`, up to its end, that the goal is met at: the first such, or backwards the last.
    pub fn nearest(&mut self, goal: &Goal, way: Way, range: Range<u64>) -> Option<u64> {
        let mut found = None;
        let mut meet = |at, met: bool| {
            if !met {
                return ControlFlow::Continue(());
            }
            found = Some(at);
            match way {
                Way::Forward => ControlFlow::Break(()),
                Way::Back => ControlFlow::Continue(()),
            }
        };
        match goal {
            Goal::Line => self.walk(range, |at, _, _| meet(at, true)),
            Goal::LineOf(function) => self.walk(range, |at, before, now| {
                let begins = now.function() == *function && now.line() != before.line();
                meet(at, begins && now.line().is_some())
            }),
            Goal::Places(places) => self.stops(range, places, |at| meet(at, true)),
            Goal::Write(pa) => {
                return match way {
                    Way::Forward => self.timeline.first_write(*pa, range),
                    Way::Back => self.timeline.last_write(*pa, range),
                };
            }
        }
        found
    }

    /// Shows each position behind the first of `range` up to its end at which the hart stands in another line, function or mode
    /// than before: with the spot before and the spot there.
    fn walk(
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
                false => self.timeline.run(range.end, &mut Ranges::outside(&before.instructions)),
            };
            if !matches!(stop, Stop::Reached | Stop::Place | Stop::Crossed(_)) {
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
        // Where the code does not run where it was linked to, each instruction is looked at.
        let instructions = if linked == hart.pc {
            let (line, function) = (names.lines.around(linked), names.symbols.around(linked));
            line.start.max(function.start)..line.end.min(function.end)
        } else {
            0..0
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
