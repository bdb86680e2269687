//! Why files are no machine that can start. The reader is the person who handed them in.

use std::fmt;

use board::RAM_BASE;
use debuginfo::ImageError;
use machine::BootError;

/// Which of the files.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The firmware.
    Firmware,
    /// The kernel.
    Kernel,
}

/// Why files cannot be loaded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LoadError {
    /// There is neither firmware nor a kernel.
    Nothing,
    /// The file is not one of ours.
    Image {
        /// Which file.
        part: Part,
        /// What is wrong with it.
        why: ImageError,
    },
    /// A segment is not all in RAM.
    OutsideRam {
        /// Whose segment.
        part: Part,
        /// Its physical address.
        pa: u64,
        /// Its length in bytes.
        len: u64,
        /// Bytes of RAM.
        ram_len: u64,
    },
    /// Two segments want the same bytes.
    Overlap {
        /// Whose segment is the upper one.
        part: Part,
        /// Its physical address.
        pa: u64,
    },
    /// The first instruction is in no segment.
    Entry {
        /// Whose.
        part: Part,
        /// Its virtual address.
        va: u64,
    },
    /// What follows the segments in RAM does not fit.
    Boot(BootError),
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Part::Firmware => "firmware",
            Part::Kernel => "kernel",
        })
    }
}

impl fmt::Display for LoadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LoadError::Nothing => write!(f, "there is neither a kernel nor firmware to start"),
            LoadError::Image { part, why } => write!(f, "the {part} cannot be loaded: {why}"),
            LoadError::OutsideRam { part, pa, len, ram_len } => write!(
                f,
                "the {part} does not fit: it wants {len} bytes at {pa:#x}, RAM has {ram_len} at {RAM_BASE:#x}"
            ),
            LoadError::Overlap { part, pa } => {
                write!(f, "a segment of the {part} begins at {pa:#x}, where another one still lies")
            }
            LoadError::Entry { part, va } => {
                write!(f, "the {part} starts at {va:#x}, where it has nothing loaded")
            }
            LoadError::Boot(BootError::SegmentOutsideRam { pa, len }) => {
                write!(f, "{len} bytes at {pa:#x} do not fit into RAM")
            }
            LoadError::Boot(BootError::InitrdTooLong { len }) => {
                write!(f, "there is no room for the {len} bytes of the initial file system behind the kernel")
            }
            LoadError::Boot(BootError::DeviceTree) => write!(
                f,
                "there is no room for the device tree at the end of RAM, or the command line has more than 1024 bytes"
            ),
        }
    }
}

impl std::error::Error for LoadError {}
