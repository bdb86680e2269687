//! What one may ask of a session.

use machine::Edit;
use serde::{Deserialize, Serialize};

use crate::Look;

/// A wish of the person. Plain data, so that it can be logged and replayed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Command {
    /// Types the line at the shell's prompt, runs it, and stands at the first step of its story.
    Run(String),
    /// Types these keys on the guest's terminal, at the live end of its history: `"\n"` is Enter, `"\x03"` Ctrl-C.
    Type(String),
    /// Counts positions at this level from now on, and stays.
    Level(Level),
    /// Goes one step of this level.
    Step(Level, Way),
    /// Goes to where the run next stands at this place, in this direction; stays if it never does.
    RunTo(Place, Way),
    /// Goes to the nearest position at which the step before has written to the 8 bytes at this physical address; stays if there
    /// is none in the run.
    Write(u64, Way),
    /// Brings a source file that a scene has missed: its path and text.
    Source(String, String),
    /// Looks at this from now on: scenes have what it takes.
    Look(Look),
    /// Goes to a position, of whatever run; to the nearest end of the history if that is outside.
    Seek(u64),
    /// Changes the machine by hand where it stands: this begins a branch, which runs on from there.
    Edit(Edit),
    /// Leaves the branch and goes back to the run that it branched from.
    Leave,
    /// Stops following a program that runs on; the history ends here until keys are typed.
    Pause,
    /// Goes on with a program that was paused.
    Resume,
}

/// How far a step goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Level {
    /// The five steps of the story.
    Story,
    /// Every change of the privilege level.
    Syscall,
    /// Every entry of a function.
    Function,
    /// Every source line; where none is known, every function.
    Line,
    /// Every instruction.
    Instruction,
}

impl Level {
    /// Every level, coarsest first.
    pub const ALL: [Level; 5] =
        [Level::Story, Level::Syscall, Level::Function, Level::Line, Level::Instruction];

    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Level::Story => "Story",
            Level::Syscall => "System call",
            Level::Function => "Function",
            Level::Line => "Line",
            Level::Instruction => "Instruction",
        }
    }
}

/// A place in the code.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Place {
    /// The instruction at this virtual address, whoever executes it.
    Address(u64),
    /// The first instruction of a source line.
    Line {
        /// The file's path.
        file: String,
        /// The line, from 1.
        number: u32,
    },
}

/// Which way in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Way {
    /// Towards the past.
    Back,
    /// Towards the future.
    Forward,
}
