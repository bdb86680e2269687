//! Why a file that a person brings cannot be run. The reader is that person: each reason says what the file is, and what
//! to do about it. The sentence goes on behind the file's name: "`hello` cannot be opened: …".

use std::fmt;

use crate::program::{MAX_PROGRAM_LEN, MAX_PROGRAMS, MAX_PROGRAMS_LEN};

/// How to make a program that can be run.
const COMPILE: &str = "compile it with `riscv64-linux-gnu-gcc -static -g`";

/// Why a file cannot be run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unfit {
    /// It has no bytes.
    Empty,
    /// It has more bytes than are taken.
    TooLong {
        /// Its length in bytes.
        len: u64,
    },
    /// It does not begin as an ELF file does.
    NotElf {
        /// What it looks like.
        looks: &'static str,
    },
    /// Its addresses have 32 bits.
    Bits32 {
        /// The processor it is for.
        processor: String,
    },
    /// Its numbers begin with the highest byte.
    BigEndian {
        /// The processor it is for.
        processor: String,
    },
    /// It is for another processor.
    Processor {
        /// Which.
        name: String,
    },
    /// It is an ELF file of another kind.
    NotExecutable {
        /// Which, and what to do.
        kind: &'static str,
    },
    /// It ends before what its own tables speak of.
    Truncated {
        /// Its length in bytes.
        len: u64,
        /// The length that it should have at least.
        wants: u64,
    },
    /// It wants to be loaded by a program that is not there.
    Interpreter {
        /// The path of that program.
        path: String,
    },
    /// It wants memory where programs cannot have any.
    OutsideUserSpace {
        /// Virtual address.
        va: u64,
        /// Bytes.
        len: u64,
    },
    /// It wants no memory at all.
    NothingToLoad,
    /// Its first instruction is not where it has code.
    Entry {
        /// Virtual address of the first instruction.
        va: u64,
    },
    /// It was compiled for instructions that this processor lacks.
    Extension {
        /// Their name in the ISA manual.
        name: String,
    },
    /// It contradicts itself.
    Damaged {
        /// How.
        what: String,
    },
    /// There is no room for it beside the others that were opened.
    NoRoom,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Unfit::Empty => write!(f, "the file is empty"),
            Unfit::TooLong { len } => {
                write!(f, "it has {len} bytes; at most {MAX_PROGRAM_LEN} fit into this machine")
            }
            Unfit::NotElf { looks } => {
                write!(f, "it is {looks}, not an ELF executable for RISC-V: {COMPILE}")
            }
            Unfit::Bits32 { processor } => {
                write!(f, "it is a 32-bit program for {processor}; this machine runs 64-bit ones: {COMPILE}")
            }
            Unfit::BigEndian { processor } => write!(
                f,
                "it is a big-endian program for {processor}; this machine is little-endian: {COMPILE}"
            ),
            Unfit::Processor { name } => {
                write!(f, "it is a program for {name}; this machine is a RISC-V: {COMPILE}")
            }
            Unfit::NotExecutable { kind } => write!(f, "it is {kind}"),
            Unfit::Truncated { len, wants } => write!(
                f,
                "the file ends too early: it has {len} bytes, and its own tables speak of {wants}; copy it again"
            ),
            Unfit::Interpreter { path } => write!(
                f,
                "it is linked dynamically and wants to be loaded by `{path}`, which is not in this machine: link it \
                 with `-static`"
            ),
            Unfit::OutsideUserSpace { va, len } => write!(
                f,
                "it wants {len} bytes at {va:#x}, but programs lie from {:#x} to {:#x}, and the kernel above them: \
                 link it without an address of its own",
                abi::USER_START,
                abi::PROGRAM_END
            ),
            Unfit::NothingToLoad => write!(f, "it has no segment to load, so there is nothing to execute"),
            Unfit::Entry { va } => write!(f, "it starts at {va:#x}, where it has no code"),
            Unfit::Extension { name } => write!(
                f,
                "it was compiled for the extension {name}, which this RV64GC processor lacks: compile it with \
                 `-march=rv64gc`"
            ),
            Unfit::Damaged { what } => write!(f, "its tables are damaged: {what}"),
            Unfit::NoRoom => write!(
                f,
                "there is no room for it beside the others: at most {MAX_PROGRAMS} programs and {} MB together; forget \
                 the opened ones first",
                MAX_PROGRAMS_LEN >> 20
            ),
        }
    }
}

impl std::error::Error for Unfit {}
