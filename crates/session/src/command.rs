//! What one may ask of a session.

use serde::{Deserialize, Serialize};

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
    /// Goes to a position; to the nearest end of the run in view if that is outside.
    Seek(u64),
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
    /// Every instruction.
    Instruction,
}

impl Level {
    /// Every level, coarsest first.
    pub const ALL: [Level; 4] = [Level::Story, Level::Syscall, Level::Function, Level::Instruction];

    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Level::Story => "Story",
            Level::Syscall => "System call",
            Level::Function => "Function",
            Level::Instruction => "Instruction",
        }
    }
}

/// Which way in time.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Way {
    /// Towards the past.
    Back,
    /// Towards the future.
    Forward,
}
