//! Looks for places in the code by running again: where each line began is too much to keep of a run.

use std::ops::{ControlFlow, Range};

use debuginfo::Line;
use machine::{Mode, Unwatched};
use timeline::Timeline;

use crate::guest::{Guest, Names};
use crate::recorder::Record;
use crate::{Place, Way};

/// Steps that the first look back goes over; each that finds nothing is followed by one over four times as many.
const FIRST_LOOK: u64 = 2_000;

/// Where the hart stands: in one line of one function, in one mode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Spot<'a> {
    pc: u64,
    stretch: (Mode, u64, Option<&'a Line>),
}

/// A search through a run, from a position on. It leaves the position anywhere.
pub(crate) struct Search<'a> {
    /// The run's history.
    pub timeline: &'a mut Timeline,
    /// What its addresses mean.
    pub guest: &'a Guest,
    /// Who was current when.
    pub record: &'a Record,
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

    /// Where the run is next at a place.
    pub fn place(&mut self, place: &Place, way: Way) -> Option<u64> {
        match place {
            Place::Address(va) => self.find(way, |_, now| now.pc == *va),
            Place::Line { file, number } => {
                let is_there = |spot: &Spot<'_>| {
                    spot.stretch.2.is_some_and(|line| line.number == *number && *line.file == **file)
                };
                self.find(way, |before, now| is_there(now) && before.stretch != now.stretch)
            }
        }
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
        let (mut last, mut len) = (at.checked_sub(1)?, FIRST_LOOK);
        while found.is_none() && last > self.run.start {
            let first = last.saturating_sub(len).max(self.run.start);
            self.walk(first..last, |at, before, now| {
                if hit(before, now) {
                    found = Some(at);
                }
                ControlFlow::Continue(())
            });
            (last, len) = (first, len * 4);
        }
        found
    }

    /// Shows each position behind the first of `range` up to its end: with the spot before and the spot there.
    fn walk(
        &mut self,
        range: Range<u64>,
        mut visit: impl FnMut(u64, &Spot<'a>, &Spot<'a>) -> ControlFlow<()>,
    ) {
        self.timeline.seek(range.start);
        let mut before = self.spot();
        while self.timeline.at() < range.end {
            let at = self.timeline.at() + 1;
            self.timeline.run(at, &mut Unwatched);
            if self.timeline.at() < at {
                return;
            }
            let now = self.spot();
            if visit(at, &before, &now).is_break() {
                return;
            }
            before = now;
        }
    }

    fn spot(&self) -> Spot<'a> {
        let hart = &self.timeline.machine().hart;
        let names = self.names(hart.mode);
        let linked = self.guest.linked(hart.pc);
        let function = names.symbols.at(linked).map_or(0, |symbol| symbol.va);
        Spot { pc: hart.pc, stretch: (hart.mode, function, names.lines.at(linked)) }
    }

    fn names(&self, mode: Mode) -> &'a Names {
        let crossed = if mode == Mode::U { self.record.crossed(self.timeline.at()) } else { None };
        match crossed.and_then(|crossed| crossed.process.as_ref()) {
            Some(process) => self.guest.program(&process.name),
            None => &self.guest.names,
        }
    }
}
