//! What is to be seen at one position of one run: plain data, drawn by whoever likes to. A panel asks nobody else
//! anything.
//!
//! Every value here is read from the machine's registers and memory, from what it did on the way (its crossings,
//! calls and output), or from the debug information of the images it runs.

mod files;
mod history;
mod memory;
mod picture;
mod processes;
mod stack;

use std::fmt;
use std::rc::Rc;

use serde::{Deserialize, Serialize};
use texts::mode as words;

use crate::{Level, Moment, Place, Played, Sentence};

pub use files::*;
pub use history::*;
pub use memory::*;
pub use picture::*;
pub use processes::*;
pub use stack::*;

/// A privilege level of the hart.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Mode {
    /// U-mode: programs.
    User,
    /// S-mode: the kernel.
    Supervisor,
    /// M-mode: firmware.
    Machine,
}

impl Mode {
    /// The letter of the RISC-V manuals.
    pub fn letter(self) -> char {
        match self {
            Mode::User => 'U',
            Mode::Supervisor => 'S',
            Mode::Machine => 'M',
        }
    }

    /// The plain word: who has the processor in this mode.
    pub fn word(self) -> &'static str {
        match self {
            Mode::User => words::user_word(),
            Mode::Supervisor => words::kernel_word(),
            Mode::Machine => words::machine_word(),
        }
    }

    /// Its name: "kernel mode".
    pub fn name(self) -> &'static str {
        match self {
            Mode::User => words::user_mode(),
            Mode::Supervisor => words::kernel_mode(),
            Mode::Machine => words::machine_mode(),
        }
    }
}

/// Everything the page draws.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Scene {
    /// Grows whenever anything in the scene may differ.
    pub revision: u64,
    /// What the machine is about, beyond the position in view.
    pub phase: Phase,
    /// The run in view; the same `Rc` as long as it did not change.
    pub run: Rc<Run>,
    /// All runs since the machine was switched on, and the branches one is in.
    pub history: Rc<History>,
    /// The position in view.
    pub now: Now,
    /// The hart.
    pub cpu: Cpu,
    /// Source and instructions around the pc.
    pub code: Code,
    /// The breakpoints.
    pub breakpoints: Vec<Place>,
    /// The functions that the hart, or the process that is looked at, is in.
    pub stack: Stack,
    /// The picture of user space, gate, kernel space and hardware.
    pub boundary: Boundary,
    /// The experiment that was asked for last, and what came of it.
    pub scenario: Option<Played>,
    /// Descriptors, open files, inodes, while somebody looks.
    pub files: Option<Files>,
    /// Every process, while somebody looks.
    pub processes: Option<Processes>,
    /// The address space, while somebody looks.
    pub memory: Option<Memory>,
    /// What a link to this tells, without what only the page knows; `None` while the machine is at work.
    pub moment: Option<Moment>,
    /// Physical pages that the kernel can still give out.
    pub free_pages: u64,
    /// What is on the terminal at this position.
    pub terminal: Terminal,
}

impl PartialEq for Scene {
    fn eq(&self, other: &Self) -> bool {
        self.revision == other.revision
    }
}

/// What the machine is about, beyond the position in view.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Phase {
    /// The kernel has not shown its first prompt yet.
    Booting,
    /// A program has the hart, at the live end of the history.
    Running {
        /// Steps since the run began.
        steps: u64,
        /// Whether the person has asked it to stand still.
        paused: bool,
    },
    /// The shell waits for a line.
    Prompt,
    /// A program waits for input that only the person can give.
    WaitingForInput {
        /// The program's name.
        program: String,
    },
    /// The guest has written more than a history keeps: it can be looked at, but not go on.
    Full,
    /// The guest has powered the board off, or the kernel has panicked.
    Off {
        /// What it said: an exit status, 0 when all was well.
        status: u32,
    },
}

/// One command line from the key that ended it to the next prompt: what stays while one steps through it.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Run {
    /// Grows with every change of the run in view.
    pub revision: u64,
    /// What it is a run of.
    pub kind: RunKind,
    /// The command line, as typed; empty for other kinds.
    pub command: String,
    /// First position.
    pub start: u64,
    /// Last position.
    pub end: u64,
    /// The mode lane: spans in order, without gaps, from `start` to `end`.
    pub modes: Vec<ModeSpan>,
    /// The process lane: whose the hart was, in order, without gaps.
    pub processes: Vec<ProcessSpan>,
    /// The lane of interrupts and faults: every trap that was not a system call, in order.
    pub traps: Vec<TrapMark>,
    /// The system-call lane and log, in order of entry.
    pub calls: Vec<Call>,
    /// The function lane, in order of entry; spans nest by depth.
    pub functions: Vec<FunctionSpan>,
    /// The lane of what was sent to the terminal, in order.
    pub output: Vec<OutputSpan>,
    /// Who had the hart from when on; the first at `start`.
    pub switches: Vec<Switch>,
    /// The five steps of the story, or fewer when the command did not get so far.
    pub story: Vec<StoryStep>,
    /// Where the lanes end, if the run was too long to keep every crossing, call and function.
    pub lanes_end: Option<u64>,
    /// How the command ended, once it has: its exit status, or 128 + the signal that killed it.
    pub status: Option<i32>,
}

/// A stretch of time in one mode.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ModeSpan {
    /// The mode.
    pub mode: Mode,
    /// First position in it.
    pub from: u64,
    /// First position after it.
    pub to: u64,
    /// What changed the mode at `from`, in a few words: `"ecall"`, `"sret"`, `"timer interrupt"`.
    pub cause: Rc<str>,
}

/// A stretch of time in which the hart was one process's, its work in the kernel included.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProcessSpan {
    /// Whose; `None` when nobody wanted it.
    pub process: Option<Rc<ProcessName>>,
    /// First position.
    pub from: u64,
    /// First position after it.
    pub to: u64,
}

/// A stretch of output on the terminal: a line, or what came of one at once.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct OutputSpan {
    /// Position of the step that sent the first byte.
    pub from: u64,
    /// Position after the step that sent the last byte.
    pub to: u64,
    /// Bytes.
    pub len: u64,
    /// How it begins, with signs for what does not print: `"total 3⏎"`.
    pub text: String,
}

/// A trap that nobody asked for: an interrupt, or an instruction that could not be done.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TrapMark {
    /// The position behind it.
    pub at: u64,
    /// Why: `"timer interrupt"`, `"store page fault"`.
    pub cause: String,
    /// Whether it is an interrupt, which comes from outside of the program.
    pub interrupt: bool,
    /// The mode that it came in.
    pub from: Mode,
    /// Name of the process that was current; empty when none was.
    pub process: String,
}

/// A system call, as `strace` would tell it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Call {
    /// The number in `a7`.
    pub number: u64,
    /// Linux's name, or `"syscall_N"` if the table lacks the number.
    pub name: String,
    /// Name and decoded text of each argument.
    pub args: Vec<(String, String)>,
    /// The decoded result, once there is one: `"3"`, `"-1 ENOENT (No such file or directory)"`; `"?"` for a call that
    /// does not return.
    pub result: Option<String>,
    /// Whether the result is an error.
    pub failed: bool,
    /// The call as it could be told when it was made, before the kernel filled anything: `getdents64(3, 0x1b108, 4096)`.
    pub asked: String,
    /// The whole line: `openat(AT_FDCWD, "/home", O_RDONLY|O_DIRECTORY) = 3`.
    pub line: String,
    /// Who called.
    pub pid: u32,
    /// The caller's name.
    pub process: String,
    /// Position of the `ecall`.
    pub from: u64,
    /// Position of the first instruction in user mode after it; `None` if it has not returned.
    pub to: Option<u64>,
    /// Steps taken in the kernel on its behalf, interrupts that came meanwhile included, other processes' not.
    pub steps: u64,
}

/// A stretch of time in one function, its callees included.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FunctionSpan {
    /// The name, without hash and crate: `"vfs::iterate_dir"`.
    pub name: Rc<str>,
    /// The mode it runs in.
    pub mode: Mode,
    /// First position in it.
    pub from: u64,
    /// First position after it returned or fell asleep; behind the end of the run if it did neither.
    pub to: u64,
    /// Number of frames below it.
    pub depth: u32,
    /// Whether the function was entered at `from`; otherwise its process got the hart back there.
    pub entered: bool,
    /// The process on whose stack it is; `None` on the kernel's own, where the scheduler is.
    pub pid: Option<u32>,
}

/// The hart goes on with another stack.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Switch {
    /// First position on it.
    pub at: u64,
    /// The process whose it is; `None` for the kernel's own.
    pub pid: Option<u32>,
}

/// A chapter of the story, where it stands and what it says.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct StoryStep {
    /// The position it stands at.
    pub at: u64,
    /// A few words.
    pub title: String,
    /// The mode before what the step tells.
    pub before: Mode,
    /// The mode at `at`.
    pub after: Mode,
    /// What happened, in one sentence.
    pub sentence: Sentence,
}

/// The position in view.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Now {
    /// Steps since reset.
    pub at: u64,
    /// The level that `index` and `count` count.
    pub level: Level,
    /// Which step of the level this is, from 1; 0 before the first, and where steps are not counted: lines, instructions.
    pub index: u64,
    /// How many steps the run has at this level; 0 where they are not counted.
    pub count: u64,
    /// Whether there is a step backwards at this level.
    pub can_go_back: bool,
    /// Whether there is a step forwards at this level.
    pub can_go_on: bool,
    /// The hart's mode.
    pub mode: Mode,
    /// The process that is current, as the kernel keeps it.
    pub process: Option<ProcessName>,
    /// What happened, in one sentence.
    pub sentence: Sentence,
}

/// A process by number and name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ProcessName {
    /// Its number.
    pub pid: u32,
    /// The name of the program it executes.
    pub name: String,
}

/// The hart.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Cpu {
    /// Where the next instruction is.
    pub pc: u64,
    /// The mode.
    pub mode: Mode,
    /// Whether the last step changed the mode.
    pub mode_changed: bool,
    /// `x0` to `x31`, by their ABI names.
    pub registers: Vec<Register>,
    /// The CSRs of the trap path, decoded.
    pub csrs: Vec<CsrView>,
}

/// An integer register.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Register {
    /// ABI name: `"a0"`.
    pub name: String,
    /// Its value.
    pub value: u64,
    /// Whether the last step wrote another value into it.
    pub changed: bool,
}

/// A control and status register.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CsrView {
    /// Its name: `"scause"`.
    pub name: String,
    /// Its number, by which instructions and edits know it.
    pub number: u16,
    /// Its value.
    pub value: u64,
    /// Whether the last step changed it.
    pub changed: bool,
    /// What the value means: `"8 — ecall from user mode"`.
    pub meaning: String,
    /// Its fields.
    pub fields: Vec<CsrField>,
}

/// A field of a control and status register.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CsrField {
    /// Its name: `"SPP"`.
    pub name: String,
    /// Its value.
    pub value: u64,
    /// Its bits in the register.
    pub mask: u64,
}

/// Source and instructions around the pc.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Code {
    /// Which image they are from: `"kernel"`, or the program's name.
    pub image: String,
    /// The mode the pc is in.
    pub mode: Mode,
    /// The function the pc is in; empty where no symbol covers it.
    pub function: String,
    /// Every function of that image, by name; the same `Rc` in every scene.
    pub functions: Rc<[(Rc<str>, u64)]>,
    /// The source file that the next instruction comes from, where its line is known and the file is at hand.
    pub source: Option<Source>,
    /// The source line that the next instruction comes from, where it is known; the file may not be at hand.
    pub place: Option<Place>,
    /// The path of that file, where it is known but not at hand: [`crate::Command::Source`] brings it. None if it is a
    /// file of a program that the person has brought, which nobody else can bring.
    pub missing: Option<Rc<str>>,
    /// The instructions of that function, or those around the pc where no symbol covers it.
    pub lines: Vec<CodeLine>,
}

/// A source file.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Source {
    /// Its path from the top of the repository it is from.
    pub path: Rc<str>,
    /// Its lines; the same `Rc` in every scene.
    pub lines: Rc<[Rc<str>]>,
    /// The line that the next instruction comes from, from 1. Of code inlined from libraries, the line that used it.
    pub current: u32,
}

/// An instruction.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct CodeLine {
    /// Its virtual address.
    pub address: u64,
    /// The instruction in the assembler's words: `"ld a5, 32(a5)"`.
    pub text: String,
    /// What an operand points at, where it has a name: `"vfs::iterate_dir"`.
    pub note: Option<String>,
    /// The line of [`Code::source`] that it comes from, if it is from that file.
    pub line: Option<u32>,
    /// Whether it is the next to be executed.
    pub current: bool,
    /// The virtual address that it will load from or store to, if it is the next and does.
    pub operand: Option<u64>,
}

/// What is on the terminal.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Terminal {
    /// The lines, scrolled-out ones first; the cursor is in the last one that is not empty or behind it.
    pub lines: Vec<String>,
    /// Line of the cursor, from 0.
    pub cursor_line: u32,
    /// Column of the cursor, from 0.
    pub cursor_column: u32,
    /// How many bytes the guest has written so far.
    pub bytes: u64,
    /// Whether the position is the live end, so that keys go to the guest at once.
    pub live: bool,
}

impl fmt::Display for Terminal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.lines.join("\n"))
    }
}
