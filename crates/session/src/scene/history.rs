//! The session since the machine was switched on, as data.

use serde::{Deserialize, Serialize};

/// All runs, and what they cost.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct History {
    /// The runs in order, without gaps.
    pub runs: Vec<HistoryRun>,
    /// The branches that one is in, the first one first; empty on the run as it really was.
    pub branches: Vec<BranchView>,
    /// Checkpoints that are kept.
    pub checkpoints: u64,
    /// Bytes of memory that they take.
    pub bytes: u64,
    /// Bytes that they may take before older ones are taken out.
    pub budget: u64,
    /// The most steps that must be run again to reach a position.
    pub longest_replay: u64,
}

/// A stretch of the history.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct HistoryRun {
    /// What it is.
    pub kind: RunKind,
    /// The command line; empty for other kinds.
    pub command: String,
    /// First position.
    pub start: u64,
    /// Last position.
    pub end: u64,
}

/// What a run is a run of.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum RunKind {
    /// From power-on to the first prompt.
    #[default]
    Boot,
    /// Keys typed at the prompt, before Enter.
    Typing,
    /// A command line, from Enter to the next prompt.
    Command,
}

/// A branch of the history: somebody changed the machine by hand.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct BranchView {
    /// Where.
    pub at: u64,
    /// What: `"a0 ← 0x7"`.
    pub edits: Vec<String>,
}
