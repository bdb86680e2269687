//! The boundary picture as data: user space, gate, kernel space and hardware.

use serde::{Deserialize, Serialize};

use super::{Mode, ProcessName, ProcessState};

/// The picture of user space, gate, kernel space and hardware.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Boundary {
    /// Whether the kernel is made like the built-in one: of another, processes, table and files are not to be seen.
    pub is_known: bool,
    /// The processes, the one in view first.
    pub processes: Vec<ProcessBox>,
    /// The last crossing, or the one that is about to be.
    pub gate: Gate,
    /// Name of the kernel's trap entry: `"uservec"`; empty while there is none.
    pub trap_entry: String,
    /// Whether the trap entry or exit is where the pc is.
    pub in_trap_entry: bool,
    /// The kernel's system-call table, as it stands in its memory.
    pub table: Vec<TableRow>,
    /// The functions from the handler inwards that this call went through, outermost first.
    pub path: Vec<PathBox>,
    /// The file tree, folded to what fits: directories, and what this run touched.
    pub tree: Vec<TreeRow>,
    /// The hardware.
    pub hardware: Vec<HardwareBox>,
}

/// A process in user space.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProcessBox {
    /// Who.
    pub process: ProcessName,
    /// Whether it runs.
    pub state: ProcessState,
    /// Whether it is the one the hart works for.
    pub current: bool,
    /// The call it is in, decoded: `"getdents64(3, buf, 4096)"`.
    pub call: Option<String>,
    /// What it is doing, in a few words.
    pub note: String,
}

/// The crossing in view.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Gate {
    /// Which way.
    pub direction: Direction,
    /// What opens it: `"ecall"`, `"sret"`, `"timer interrupt"`.
    pub cause: String,
    /// The mode before.
    pub from: Mode,
    /// The mode after.
    pub to: Mode,
    /// What is carried through it, as `"a7 = 61"`.
    pub carried: Vec<String>,
}

/// Which way a crossing goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Direction {
    /// There has been none yet.
    None,
    /// Towards the kernel.
    In,
    /// Back to the program.
    Out,
}

/// A row of the kernel's system-call table.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TableRow {
    /// Linux's number.
    pub number: u64,
    /// Linux's name.
    pub name: String,
    /// Address of the handler, as the table in the guest's memory has it.
    pub handler: u64,
    /// Whether the call in view is this one.
    pub lit: bool,
}

/// A function on the way of a call through the kernel.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PathBox {
    /// The part of the kernel it belongs to, in plain words: `"VFS"`.
    pub part: String,
    /// Its name: `"vfs::iterate_dir"`.
    pub function: String,
    /// Where it stands.
    pub state: PathState,
    /// Position of its entry, to go there.
    pub at: u64,
}

/// How far a function on the path is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum PathState {
    /// The pc is in it.
    Current,
    /// It waits for a function it called.
    Active,
    /// It has returned.
    Done,
    /// It will be called later in this call.
    Ahead,
}

/// A row of the file tree.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct TreeRow {
    /// Name in its directory; `"/"` for the root.
    pub name: String,
    /// Whole path.
    pub path: String,
    /// Number of directories above it.
    pub depth: u32,
    /// Whether it is a directory.
    pub directory: bool,
    /// How the call in view has to do with it.
    pub touch: Touch,
}

/// How the call in view has to do with a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Touch {
    /// Not at all.
    None,
    /// It is in the directory that the call reads.
    Listed,
    /// The call works on it.
    Object,
}

/// A piece of hardware.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HardwareBox {
    /// `"hart 0"`, `"RAM"`, `"timer"`, `"UART"`.
    pub name: String,
    /// Its state in a few words: `"mode S"`, `"128 MiB"`.
    pub state: String,
    /// Whether it has to do with what is in view.
    pub active: bool,
}
