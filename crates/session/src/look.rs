//! What the person has open beside the picture. A scene is drawn at every step within a frame, so what takes long to draw
//! is drawn for who looks at it, and for nobody else.

use serde::{Deserialize, Serialize};

/// The panel that is open, and what is chosen in it. Where a process is asked for, `None` is the one that
/// has the hart, or had it last.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum Look {
    /// None that takes long to draw.
    #[default]
    Nothing,
    /// The call stack of a process.
    Stack(Option<u32>),
    /// All processes, and one in detail.
    Processes(Option<u32>),
    /// The files of a process, and one of them in detail.
    Files(Option<u32>, FileChoice),
    /// Memory, around an address.
    Memory(MemoryChoice),
}

/// An address to be looked at.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum MemoryChoice {
    /// What the last step accessed; where it accessed nothing, the next instruction.
    #[default]
    LastAccess,
    /// This virtual address, in the address space that is in force.
    Virtual(u64),
    /// This physical address.
    Physical(u64),
    /// What this text means at each position: an address, a register, a name.
    Named(String),
    /// The eight bytes at a physical address; at the virtual one as long as that leads there.
    Cell {
        /// The virtual address, if they were found by it.
        va: Option<u64>,
        /// The physical one.
        pa: u64,
    },
}

/// A file to be looked at.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub enum FileChoice {
    /// The one that the call in view is about; else the first that is open.
    #[default]
    InView,
    /// The one behind this descriptor.
    Descriptor(u32),
    /// The one at this path.
    Path(String),
    /// The one with this inode number: a pipe has no path.
    Inode(u64),
}

impl Look {
    /// The process that is looked at, if it is not just the one that has the hart.
    pub fn process(&self) -> Option<u32> {
        match self {
            Look::Nothing | Look::Memory(_) => None,
            Look::Stack(pid) | Look::Processes(pid) | Look::Files(pid, _) => *pid,
        }
    }
}
