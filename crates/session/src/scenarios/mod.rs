//! Break it: small experiments on the wall between programs and the kernel, each a command line that the machine runs. A
//! question comes before; the answer is made from what the run did. What is said stands in `words.rs`, what was seen is
//! found by `facts.rs`; `play.rs` runs the experiment. This file is the table of them.

mod facts;
mod play;
mod words;

use serde::{Deserialize, Serialize};

use crate::Sentence;

pub(crate) use facts::Facts;
pub(crate) use play::Playing;
pub(crate) use words::answer;

/// An experiment.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Scenario {
    /// A program reads the kernel's memory.
    Read,
    /// It writes there.
    Write,
    /// It jumps there.
    Jump,
    /// It uses an instruction of the kernel's.
    Privileged,
    /// It gives the kernel an address that is not its own.
    Pointer,
    /// It never ends and never asks.
    Loop,
    /// It crashes beside others.
    Crash,
    /// It is root's.
    Root,
    /// It calls the kernel for each byte.
    Bytes,
    /// It calls functions of a library.
    Library,
    /// It touches pages that are not there yet.
    Fault,
    /// It makes another like itself.
    Fork,
    /// It writes to the kernel's memory, and may.
    Wall,
}

/// An experiment that was asked for.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Played {
    /// Which.
    pub scenario: Scenario,
    /// The command line that was typed for it.
    pub line: String,
    /// What came of it, once it has.
    pub answer: Option<Answer>,
}

/// What came of an experiment.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// What happened, made from what the run did.
    pub sentence: Sentence,
    /// Where to see it.
    pub sights: Vec<Sight>,
}

/// A position that is worth seeing.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Sight {
    /// The position.
    pub at: u64,
    /// What is there, in a few words.
    pub label: String,
}

impl Scenario {
    /// All of them, in the order in which a person might try them.
    pub const ALL: [Scenario; 13] = [
        Self::Read,
        Self::Write,
        Self::Jump,
        Self::Privileged,
        Self::Pointer,
        Self::Loop,
        Self::Crash,
        Self::Root,
        Self::Bytes,
        Self::Library,
        Self::Fault,
        Self::Fork,
        Self::Wall,
    ];

    /// Its name among other things: `"read"`.
    pub fn id(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Jump => "jump",
            Self::Privileged => "privileged",
            Self::Pointer => "pointer",
            Self::Loop => "loop",
            Self::Crash => "crash",
            Self::Root => "root",
            Self::Bytes => "bytes",
            Self::Library => "library",
            Self::Fault => "fault",
            Self::Fork => "fork",
            Self::Wall => "wall",
        }
    }

    /// What it is called.
    pub fn title(self) -> &'static str {
        words::title(self).0
    }

    /// What to think about before it runs.
    pub fn question(self) -> &'static str {
        words::title(self).1
    }

    /// The command line; `cell` is the address of the entry of `write` in the kernel's system-call table.
    pub(crate) fn line(self, cell: u64) -> String {
        match self {
            Self::Read => "/demo/read-kernel",
            Self::Jump => "/demo/jump-kernel",
            Self::Privileged => "/demo/csrw",
            Self::Pointer => "badptr",
            Self::Loop => "/demo/spin & sleep 0.1; kill $!; wait",
            Self::Crash => "yes | head -n 500 | wc -l & crash; wait",
            Self::Root => "/demo/root; /demo/nobody",
            Self::Bytes => "/demo/bytes; /demo/buffer",
            Self::Library => "seq 50",
            Self::Fault => "/demo/touch-pages",
            Self::Fork => "/demo/cow",
            Self::Write | Self::Wall => return format!("/demo/stray {cell:#x}"),
        }
        .to_string()
    }
}
