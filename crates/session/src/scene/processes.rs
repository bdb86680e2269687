//! Processes as data: who there is, and all of one of them.

use serde::{Deserialize, Serialize};
use texts::process;

use super::ProcessName;

/// Every process and thread, and one in detail.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Processes {
    /// All of them: children behind their parents, threads behind their process.
    pub rows: Vec<ProcessRow>,
    /// What is known of the one that is looked at.
    pub chosen: Option<ProcessDetails>,
    /// What they have done together in the run so far.
    pub counts: Counts,
    /// Whether the run is too long for the counts to be whole.
    pub truncated: bool,
}

/// A process or a thread.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProcessRow {
    /// Who.
    pub process: ProcessName,
    /// Number of ancestors that are alive.
    pub depth: u32,
    /// Whether it is a thread beside the first of its process.
    pub thread: bool,
    /// Whether it runs.
    pub state: ProcessState,
    /// What it is doing or waiting for, in a few words.
    pub note: String,
    /// Whether it is the one the hart works for.
    pub current: bool,
    /// What it has done in the run so far.
    pub counts: Counts,
}

/// Whether a process runs.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum ProcessState {
    /// It has the hart, or the kernel works for it.
    #[default]
    Running,
    /// It could run, and waits for its turn.
    Ready,
    /// It waits for something.
    Asleep,
    /// It has ended, and its parent does not know how yet.
    Ended,
}

impl ProcessState {
    /// Its name in the page's markup.
    pub fn id(self) -> &'static str {
        match self {
            ProcessState::Running => "running",
            ProcessState::Ready => "ready",
            ProcessState::Asleep => "asleep",
            ProcessState::Ended => "ended",
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            ProcessState::Running => process::running(),
            ProcessState::Ready => process::ready(),
            ProcessState::Asleep => process::asleep(),
            ProcessState::Ended => process::ended(),
        }
    }
}

/// What was done from the beginning of the run up to the position in view.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    /// Steps in user mode.
    pub user: u64,
    /// Steps in the kernel, on the process's own kernel stack.
    pub kernel: u64,
    /// Changes of the privilege level, in and out.
    pub mode_switches: u64,
    /// How often it got the hart after another process.
    pub process_switches: u64,
}

/// All of a process.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProcessDetails {
    /// Who.
    pub process: ProcessName,
    /// Its parent, and whoever is above that.
    pub parent: Option<ProcessName>,
    /// The call it is in.
    pub call: Option<String>,
    /// What the kernel keeps of it, by what it is about: a word, and a value.
    pub sections: Vec<(String, Vec<(String, String)>)>,
    /// Its descriptors, and the paths behind them.
    pub descriptors: Vec<(u32, String)>,
}
