//! Goes to a position, so that what the last step did can be told there; and to a position at which somebody has just written
//! to a cell.

use machine::{Crossings, Stop};

use crate::view::{Before, LastStep};
use crate::{Session, Way};

impl Session {
    /// Goes to a position of the history, by way of the step before it, so that what the step did can be told.
    pub(crate) fn go_to(&mut self, at: u64) {
        let at = at.min(self.timeline.end());
        self.timeline.seek(at.saturating_sub(1));
        self.before = Before::of(self.timeline.machine());
        if self.timeline.at() < at {
            let mut step = LastStep::from(self.timeline.machine());
            step.ended(match self.timeline.run(at, &mut Crossings) {
                Stop::Crossed(crossing) => Some(crossing),
                Stop::Reached | Stop::Idle | Stop::Wrote | Stop::Place | Stop::PowerOff(_) => None,
            });
            self.before.step = Some(step);
        }
    }

    /// Goes to where a step has just written to the cell at physical address `pa`. Gives a sentence if there is no such place.
    pub(crate) fn to_write(&mut self, pa: u64, way: Way) -> Option<&'static str> {
        let (at, pa) = (self.timeline.at(), pa & !7);
        let (start, end) = (self.chapters.start(), self.timeline.end());
        let (found, none) = match way {
            Way::Forward => (
                self.timeline.first_write(pa, at..end),
                "No later step writes to this cell, as far as the machine has run.",
            ),
            Way::Back => (
                self.timeline.last_write(pa, start..at.saturating_sub(1)),
                "No earlier step writes to this cell, as far back as one can go.",
            ),
        };
        self.show(found.unwrap_or(at));
        self.go_to(found.unwrap_or(at));
        found.is_none().then_some(none)
    }
}
