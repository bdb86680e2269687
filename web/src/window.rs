//! The stretch of a run that the timeline shows: pure arithmetic, which never leaves the run.

/// A stretch of positions that the timeline shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// First position.
    pub from: u64,
    /// Last position; above `from`.
    pub to: u64,
}

impl Window {
    /// Fewest positions worth a screen.
    pub const SHORTEST: u64 = 24;

    /// A stretch; one of no length is made one long, so that nobody divides by zero.
    pub fn new(from: u64, to: u64) -> Self {
        Self { from, to: to.max(from + 1) }
    }

    /// Positions from first to last.
    pub fn len(self) -> u64 {
        self.to - self.from
    }

    /// Whether it shows this position.
    pub fn contains(self, at: u64) -> bool {
        (self.from..=self.to).contains(&at)
    }

    /// `factor` times as long, with `around` staying where it is on the screen.
    pub fn zoomed(self, bounds: Window, around: u64, factor: f64) -> Self {
        let len = ((self.len() as f64 * factor) as u64).clamp(Self::SHORTEST.min(bounds.len()), bounds.len());
        let share = around.saturating_sub(self.from) as f64 / self.len() as f64;
        let before = (len as f64 * share) as u64;
        Self::placed(around.saturating_sub(before), len, bounds)
    }

    /// Moved by a share of its length.
    pub fn panned(self, bounds: Window, share: f64) -> Self {
        self.moved(bounds, (self.len() as f64 * share) as i64)
    }

    /// Moved by so many positions.
    pub fn moved(self, bounds: Window, by: i64) -> Self {
        Self::placed(self.from.saturating_add_signed(by), self.len(), bounds)
    }

    /// Of this length, beginning here or as near as the bounds allow. They may be those of a run that has just begun, and
    /// narrower than what was shown of the one before.
    pub fn placed(from: u64, len: u64, bounds: Window) -> Self {
        let len = len.min(bounds.len());
        let from = from.clamp(bounds.from, bounds.to - len);
        Self { from, to: from + len }
    }
}
