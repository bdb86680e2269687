//! The call stack as data, and the door between its two halves.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{Mode, ProcessName, ProcessState};
use crate::Sentence;

/// The functions that a process is in, across the boundary, also while it sleeps.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Stack {
    /// Whose they are; `None` for the kernel's own, on which the scheduler runs.
    pub process: Option<ProcessName>,
    /// Whether it runs, and what it does or waits for.
    pub state: (ProcessState, String),
    /// Everybody who has one, the one that is shown among them.
    pub others: Vec<ProcessName>,
    /// Whether the hart is on it.
    pub running: bool,
    /// The call that it is in, however long ago it was made.
    pub call: Option<String>,
    /// The functions, innermost first: in the kernel, those of the kernel and then those of the program that it works for.
    pub frames: Vec<StackFrame>,
    /// The last crossing of the run: inwards it is what is between the two; outwards it is how the program got back.
    pub door: Option<Door>,
}

/// A function that has not returned.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StackFrame {
    /// Its name, without hash and crate.
    pub name: Rc<str>,
    /// The mode it runs in.
    pub mode: Mode,
    /// The position at which it was entered, or its process got the hart back.
    pub from: u64,
    /// Which of the two.
    pub entered: bool,
    /// What it was given, where it was entered in this run and its image tells; while the stack is looked at.
    pub arguments: Rc<[Argument]>,
}

/// What a function was given for a parameter.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Argument {
    /// The parameter's name.
    pub name: Rc<str>,
    /// The registers' values when the function began: `"3"`; of a slice, its address and length: `"0x18240, 4096"`.
    pub value: String,
}

/// What the hardware did in one step when the mode changed, or a trap led from the kernel to the kernel.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Door {
    /// The position behind it.
    pub at: u64,
    /// Whether it led from a program into the kernel.
    pub inwards: bool,
    /// What opened it: `"ecall"`, `"sret"`, `"timer interrupt"`.
    pub cause: String,
    /// The system call that came in or went out.
    pub call: Option<String>,
    /// The parts of that step, in the manual's order. The hardware does them at once.
    pub steps: Vec<DoorStep>,
    /// The part that is looked at, while one goes through them: those behind it are shown as not yet done.
    pub part: Option<usize>,
    /// What it did not do.
    pub rest: Sentence,
}

/// A part of what the hardware did.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DoorStep {
    /// What was written, and from where: `"SPIE ← SIE"`.
    pub what: String,
    /// Only what was written: `"sstatus.SPIE"`, `"sepc"`, `"mode"`, `"pc"`.
    pub writes: String,
    /// The value that was written.
    pub value: String,
    /// What it is for.
    pub why: Sentence,
}
