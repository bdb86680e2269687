//! From positions to pixels and back.

use crate::float::within;
use crate::store::Window;

/// From positions to pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    /// What is to be seen.
    pub window: Window,
    /// Pixels it has.
    pub width: f64,
}

impl Scale {
    /// The pixel of a position; outside of the plot for one outside of the window.
    pub fn x(self, at: u64) -> f64 {
        (at as f64 - self.window.from as f64) * self.step()
    }

    /// The position under a pixel, inside the window.
    pub fn at(self, x: f64) -> u64 {
        let share = within(x / self.width.max(1.0), 0.0, 1.0);
        self.window.from + (self.window.len() as f64 * share).round() as u64
    }

    /// Pixels of a step.
    pub fn step(self) -> f64 {
        self.width / self.window.len() as f64
    }

    /// Both ends of a stretch, cut to a little beyond the plot.
    pub fn ends(self, (from, to): (u64, u64)) -> (f64, f64) {
        (self.x(from).max(-4.0), self.x(to).min(self.width + 4.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pixel_and_its_position_agree() {
        let scale = Scale { window: Window::new(1_000, 2_000), width: 500.0 };
        for at in [1_000, 1_250, 2_000] {
            assert_eq!(scale.at(scale.x(at)), at);
        }
        assert_eq!(scale.at(-50.0), 1_000);
        assert_eq!(scale.at(9_000.0), 2_000);
    }
}
