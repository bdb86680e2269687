//! Why a file that a person brings cannot be run. The reader is that person: each reason says what the file is, and what
//! to do about it. The sentence goes on behind the file's name: "`hello` cannot be opened: …".

use std::fmt;

use texts::unfit as say;

use crate::own_kernel::KERNEL_END;
use crate::program::{MAX_PROGRAMS, MAX_PROGRAMS_LEN};

/// Why a file cannot be run.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Unfit {
    /// It has no bytes.
    Empty,
    /// It has more bytes than are taken.
    TooLong {
        /// Its length in bytes.
        len: u64,
        /// The most that are taken.
        most: usize,
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
    /// It is a kernel, and wants memory that is none, or that others need.
    OutsideRam {
        /// Physical address.
        pa: u64,
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
    /// It is to lie where files cannot be put.
    Path {
        /// Where.
        path: String,
    },
    /// There is no room for it beside the others that were opened.
    NoRoom,
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let compile = say::compile();
        f.write_str(&match self {
            Unfit::Empty => say::empty().into(),
            Unfit::TooLong { len, most } => say::too_long(*len, *most),
            Unfit::NotElf { looks } => say::not_elf(looks, compile),
            Unfit::Bits32 { processor } => say::bits32(processor, compile),
            Unfit::BigEndian { processor } => say::big_endian(processor, compile),
            Unfit::Processor { name } => say::processor(name, compile),
            Unfit::NotExecutable { kind } => say::kind(kind),
            Unfit::Truncated { len, wants } => say::truncated(*len, *wants),
            Unfit::Interpreter { path } => say::interpreter(path),
            Unfit::OutsideUserSpace { va, len } => {
                let [va, first, end] = [*va, abi::USER_START, abi::PROGRAM_END].map(|va| format!("{va:#x}"));
                say::outside(*len, &va, &first, &end)
            }
            Unfit::OutsideRam { pa, len } => {
                let [pa, first, end] = [*pa, board::RAM_BASE, KERNEL_END].map(|pa| format!("{pa:#x}"));
                say::outside_ram(*len, &pa, &first, &end)
            }
            Unfit::NothingToLoad => say::nothing_to_load().into(),
            Unfit::Entry { va } => say::entry(&format!("{va:#x}")),
            Unfit::Extension { name } => say::extension(name),
            Unfit::Damaged { what } => say::damaged(what),
            Unfit::Path { path } => say::path(path, abi::COMM_LEN),
            Unfit::NoRoom => say::no_room(MAX_PROGRAMS, MAX_PROGRAMS_LEN >> 20),
        })
    }
}

impl std::error::Error for Unfit {}
