//! Looks for places in the code at the machine's own speed: it stops where an instruction of theirs is next.

use std::ops::{ControlFlow, Range};

use machine::{Stop, Unwatched, Watch};

use crate::Place;
use crate::guest::Guest;
use crate::lines::Search;

/// Stops at the instructions in these ranges of virtual addresses, which are sorted, and at crossings. One type for all that
/// stop so: the machine's loop is compiled for each type of watch.
pub(crate) struct Ranges(Vec<Range<u64>>);

impl Watch for Ranges {
    const CROSSINGS: bool = true;
    const JUMPS: bool = false;
    const PLACES: bool = true;

    fn stops_at(&self, pc: u64) -> bool {
        let after = self.0.partition_point(|range| range.start <= pc);
        after.checked_sub(1).is_some_and(|last| pc < self.0[last].end)
    }
}

impl Ranges {
    /// What is not in `range`.
    pub fn outside(range: &Range<u64>) -> Self {
        // No instruction is at the last address.
        Self(vec![0..range.start, range.end..u64::MAX])
    }

    /// The instructions of some places.
    fn of(guest: &Guest, places: &[Place]) -> Self {
        let ranges = |place: &Place| match place {
            Place::Address(va) => std::iter::once(*va..va.saturating_add(1)).collect(),
            Place::Line { file, number } => guest.ranges(file, *number),
        };
        let mut ranges: Vec<_> = places.iter().flat_map(ranges).collect();
        ranges.sort_unstable_by_key(|range| (range.start, range.end));
        ranges.dedup_by(|later, earlier| {
            let within = later.start < earlier.end;
            earlier.end = earlier.end.max(if within { later.end } else { 0 });
            within
        });
        Self(ranges)
    }
}

impl Search<'_> {
    /// Shows each position behind the first of `range` up to its end where one of the places begins. A line is where its
    /// first instruction is next, by whatever way.
    pub fn stops(
        &mut self,
        range: Range<u64>,
        places: &[Place],
        mut visit: impl FnMut(u64) -> ControlFlow<()>,
    ) {
        let mut ranges = Ranges::of(self.guest, places);
        self.timeline.seek(range.start);
        let is_inside =
            |search: &Self| search.is_at(places).is_some_and(|place| matches!(place, Place::Line { .. }));
        // In the middle of a line: its rest is no new beginning.
        let mut inside = is_inside(self).then_some(range.start);
        while self.timeline.at() < range.end {
            let next = self.timeline.at() + 1;
            self.timeline.run(next, &mut Unwatched);
            let stop = self.timeline.run(range.end, &mut ranges);
            let at = self.timeline.at();
            let is_place = match stop {
                Stop::Place => true,
                Stop::Reached | Stop::Crossed(_) => ranges.stops_at(self.timeline.machine().hart.pc),
                Stop::Wrote | Stop::Idle | Stop::PowerOff(_) => return,
            };
            let Some(place) = self.is_at(places).filter(|_| is_place) else { continue };
            let is_line = matches!(place, Place::Line { .. });
            let goes_on = is_line && inside.is_some_and(|last| last + 1 == at);
            inside = is_line.then_some(at);
            if !goes_on && visit(at).is_break() {
                return;
            }
        }
    }

    /// The place that the position is at.
    fn is_at<'p>(&self, places: &'p [Place]) -> Option<&'p Place> {
        let spot = self.spot();
        places.iter().find(|place| match place {
            Place::Address(va) => *va == spot.pc,
            Place::Line { file, number } => {
                spot.line().is_some_and(|line| line.number == *number && *line.file == **file)
            }
        })
    }
}
