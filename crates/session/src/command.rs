//! What one may ask of a session.

use machine::Edit;
use serde::{Deserialize, Serialize};
use texts::{Language, level};

use crate::{Look, Moment, Scenario};

/// A wish of the person. Plain data, so that it can be logged and replayed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Command {
    /// Types the line at the shell's prompt, runs it, and stands at the first step of its story.
    Run(String),
    /// Runs an experiment, and tells what came of it.
    Scenario(Scenario),
    /// Types these keys on the guest's terminal, at the live end of its history: `"\n"` is Enter, `"\x03"` Ctrl-C.
    Type(String),
    /// Counts positions at this level from now on, and stays.
    Level(Level),
    /// Goes one step of this level.
    Step(Level, Way),
    /// The same, but the level that steps are counted at stays.
    Visit(Level, Way),
    /// Goes to where the run next stands at this place, in this direction; stays if it never does.
    RunTo(Place, Way),
    /// Sets a breakpoint at this place, or takes it away.
    Break(Place),
    /// Goes to where the run is next at a breakpoint, in this direction; stays if it never is.
    Continue(Way),
    /// Goes to the nearest position, of whatever run, at which the step before has written to the 8 bytes at this physical
    /// address; stays if there is none.
    Write(u64, Way),
    /// Brings a source file that a scene has missed, or one of a program that the person has brought: its path, or its
    /// name alone, and its text.
    Source(String, String),
    /// Looks at this from now on: scenes have what it takes.
    Look(Look),
    /// Speaks this language from now on, also of what has happened.
    Speak(Language),
    /// Goes to a position, of whatever run; to the nearest end of the history if that is outside.
    Seek(u64),
    /// Goes to a moment, as a link tells it.
    Open(Moment),
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
    /// Every time another process gets the hart.
    Switch,
    /// Every page fault.
    Fault,
    /// Every system call: where it goes into the kernel, and where it comes back.
    Syscall,
    /// Every change of the privilege level.
    Crossing,
    /// Every entry of a function.
    Function,
    /// Every source line; where none is known, every function.
    Line,
    /// Every source line of the function that the hart is in; what it calls is one step, traps and other processes too.
    Over,
    /// To where the function that the hart is in returns; backwards, to where it was called.
    Out,
    /// Every instruction.
    Instruction,
    /// Every part of what the hardware does when the mode changes, and of what a trap writes.
    Part,
}

impl Level {
    /// Every level that steps can be counted or played at, coarsest first.
    pub const ALL: [Level; 9] = [
        Level::Story,
        Level::Syscall,
        Level::Function,
        Level::Line,
        Level::Instruction,
        Level::Part,
        Level::Crossing,
        Level::Switch,
        Level::Fault,
    ];

    /// Its name in links.
    pub fn id(self) -> &'static str {
        match self {
            Level::Story => "story",
            Level::Switch => "switch",
            Level::Fault => "fault",
            Level::Syscall => "call",
            Level::Crossing => "mode",
            Level::Function => "function",
            Level::Line => "line",
            Level::Over => "over",
            Level::Out => "out",
            Level::Instruction => "instruction",
            Level::Part => "part",
        }
    }

    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            Level::Story => level::story(),
            Level::Switch => level::switch(),
            Level::Fault => level::fault(),
            Level::Syscall => level::call(),
            Level::Crossing => level::mode(),
            Level::Function => level::function(),
            Level::Line => level::line(),
            Level::Over => level::over(),
            Level::Out => level::out(),
            Level::Instruction => level::instruction(),
            Level::Part => level::part(),
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
