//! Which lane is how far down: all of them where there is room, else modes and calls alone.

use texts::timeline as say;

/// Height of a row of functions.
pub const FUNCTION_HEIGHT: f64 = 12.5;
/// A plot of less height has only the first lanes.
const FEW_BELOW: f64 = 110.0;

/// A lane of boxes.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lane {
    /// Upper edge.
    pub top: f64,
    /// Height; 0 for one that has no room.
    pub height: f64,
}

impl Lane {
    fn holds(self, y: f64) -> bool {
        (self.top - 1.0..self.top + self.height + 1.0).contains(&y)
    }
}

/// Where the lanes are, in pixels from the top.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lanes {
    /// The lines of the three modes: U, S, M.
    pub modes: [f64; 3],
    /// Half the height of the band around a mode's line.
    pub band: f64,
    /// Interrupts and faults.
    pub traps: Lane,
    /// Whose the hart is.
    pub processes: Lane,
    /// System calls.
    pub calls: Lane,
    /// What goes to the terminal.
    pub output: Lane,
    /// Upper edge of the functions.
    pub functions: f64,
    /// Rows of functions that fit.
    pub n_functions: usize,
}

/// What is at a height of the plot.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // Each is a lane of `Lanes`.
pub enum Place {
    Modes,
    Traps,
    Processes,
    Calls,
    Output,
    Functions(usize),
}

impl Lanes {
    /// The lanes for a plot of this height.
    pub fn of_height(height: f64) -> Self {
        if height < FEW_BELOW {
            let calls = Lane { top: (height - 15.0).max(36.0), height: 15.0 };
            let machine = calls.top - 6.0;
            let none = Lane { top: height, height: 0.0 };
            return Self {
                modes: [12.0, (12.0 + machine) / 2.0, machine],
                band: 6.0,
                traps: none,
                processes: none,
                calls,
                output: none,
                functions: height,
                n_functions: 0,
            };
        }
        let functions = 110.0;
        Self {
            modes: [14.0, 29.0, 44.0],
            band: 6.0,
            traps: Lane { top: 52.0, height: 9.0 },
            processes: Lane { top: 63.0, height: 13.0 },
            calls: Lane { top: 78.0, height: 15.0 },
            output: Lane { top: 95.0, height: 13.0 },
            functions,
            n_functions: ((height - functions) / FUNCTION_HEIGHT) as usize,
        }
    }

    /// Whether a call is a box with its name in it; else a name alone.
    pub fn has_boxes(&self) -> bool {
        self.traps.height > 0.0
    }

    /// What the lanes are called, and the middle of each.
    pub fn labels(&self) -> [(&'static str, f64); 8] {
        let middle = |lane: Lane| lane.top + lane.height / 2.0;
        [
            (say::lane_user(), self.modes[0]),
            (say::lane_kernel(), self.modes[1]),
            (say::lane_machine(), self.modes[2]),
            (say::lane_traps(), middle(self.traps)),
            (say::lane_process(), middle(self.processes)),
            (say::lane_calls(), middle(self.calls)),
            (say::lane_terminal(), middle(self.output)),
            (say::lane_functions(), self.functions + FUNCTION_HEIGHT / 2.0),
        ]
    }

    /// What is at this height.
    pub fn place(&self, y: f64) -> Option<Place> {
        let lanes = [
            (self.traps, Place::Traps),
            (self.processes, Place::Processes),
            (self.calls, Place::Calls),
            (self.output, Place::Output),
        ];
        if y < self.modes[2] + self.band {
            return Some(Place::Modes);
        }
        if y >= self.functions {
            let row = ((y - self.functions) / FUNCTION_HEIGHT) as usize;
            return (row < self.n_functions).then_some(Place::Functions(row));
        }
        lanes.into_iter().find(|(lane, _)| lane.height > 0.0 && lane.holds(y)).map(|(_, place)| place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_lane_lies_over_another_and_all_that_are_to_be_seen_fit() {
        for height in [58.0, 74.0, 146.0, 178.0, 300.0] {
            let lanes = Lanes::of_height(height);
            let mut below = lanes.modes[2] + lanes.band;
            for lane in [lanes.traps, lanes.processes, lanes.calls, lanes.output] {
                if lane.height > 0.0 {
                    assert!(lane.top >= below && lane.top + lane.height <= height, "{height}: {lane:?}");
                    below = lane.top + lane.height;
                }
            }
            assert!(lanes.functions + lanes.n_functions as f64 * FUNCTION_HEIGHT <= height);
        }
    }

    #[test]
    fn the_middle_of_a_lane_is_in_it() {
        let lanes = Lanes::of_height(178.0);
        let places: Vec<_> = lanes.labels().iter().map(|(_, y)| lanes.place(*y)).collect();
        let modes = Some(Place::Modes);
        let rest = [Place::Traps, Place::Processes, Place::Calls, Place::Output, Place::Functions(0)];
        assert_eq!(places[..3], [modes, modes, modes]);
        assert_eq!(places[3..], rest.map(Some));
    }
}
