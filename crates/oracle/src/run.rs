//! Runs programs, many in one go, on our machine and on QEMU's. QEMU's RAM is a file, so what it holds is written before
//! and read after.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use machine::{Machine, Unwatched};

use crate::compare::Outcome;
use crate::harness::{harness, island};
use crate::layout::*;
use crate::program::Program;

/// A processor of QEMU that is RV64GC with Sstc: off is what QEMU's `rv64` has beyond that.
const CPU: &str = "rv64,h=false,sstc=true,debug=false,pmu-num=0,marchid=0,mimpid=0,\
                   Zihintpause=false,zba=false,zbb=false,zbc=false,zbs=false";
/// Steps that a program may take on our machine, the harness included.
const MAX_STEPS: u64 = 400_000;
/// How long QEMU may take for one program, when nothing else comes of it.
const PATIENCE: Duration = Duration::from_secs(4);

/// Why a run came to no result.
#[derive(Debug)]
pub enum RunError {
    /// QEMU could not be run, or its files not be written or read.
    Qemu(io::Error),
    /// The program with this number does not end.
    Endless {
        /// Its number in the run.
        index: usize,
        /// Which machine it does not end on.
        machine: &'static str,
    },
}

impl std::fmt::Display for RunError {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        match self {
            Self::Qemu(error) => write!(f, "QEMU cannot be run: {error}"),
            Self::Endless { index, machine } => write!(f, "program {index} does not end on {machine}"),
        }
    }
}

impl std::error::Error for RunError {}

impl From<io::Error> for RunError {
    fn from(error: io::Error) -> Self {
        Self::Qemu(error)
    }
}

/// What RAM holds before a run: addresses and bytes.
fn image(programs: &[Program]) -> [(u64, Vec<u8>); 3] {
    assert!(programs.len() <= MAX_PROGRAMS);
    let harness = harness();
    let code = harness.words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let mut blocks = vec![programs.len() as u64];
    for program in programs {
        blocks.extend(program.block(harness.m_vectors, harness.s_vectors));
    }
    assert!(PROGRAMS + 8 * (blocks.len() as u64) < RESULTS, "the programs are too long");
    let blocks = blocks.into_iter().flat_map(u64::to_le_bytes).collect();
    [(HARNESS, code), (ISLAND_IMAGE, island()), (PROGRAMS, blocks)]
}

/// The records in the memory that `read` reads.
fn outcomes(n: usize, mut read: impl FnMut(u64, &mut [u8]) -> io::Result<()>) -> io::Result<Vec<Outcome>> {
    let mut bytes = vec![0; RECORD_LEN as usize];
    (0..n as u64)
        .map(|index| {
            read(RESULTS + index * RECORD_LEN, &mut bytes)?;
            Ok(Outcome::new(bytes.as_chunks().0.iter().map(|word| u64::from_le_bytes(*word)).collect()))
        })
        .collect()
}

/// Runs programs on our machine.
pub fn on_ours(programs: &[Program]) -> Result<Vec<Outcome>, RunError> {
    let mut machine = Machine::new(RAM_LEN);
    for (pa, bytes) in image(programs) {
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
            return Err(RunError::Endless { index: before, machine: "our machine" });
        }
    }
    Ok(outcomes(programs.len(), |pa, bytes| {
        machine.read_ram(pa, bytes);
        Ok(())
    })?)
}

/// A file that is deleted when it is no longer needed.
struct Scratch(PathBuf);

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// Runs programs on QEMU.
pub fn on_qemu(programs: &[Program]) -> Result<Vec<Outcome>, RunError> {
    static RUNS: AtomicU64 = AtomicU64::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let scratch = Scratch(std::env::temp_dir().join(format!("ringside-oracle-{}-{run}", std::process::id())));
    let ram = OpenOptions::new().read(true).write(true).create_new(true).open(&scratch.0)?;
    ram.set_len(RAM_LEN)?;
    for (pa, bytes) in image(programs) {
        ram.write_all_at(&bytes, pa - board::RAM_BASE)?;
    }
    let object =
        format!("memory-backend-file,id=ram,share=on,size={RAM_LEN},mem-path={}", scratch.0.display());
    let mut qemu = Command::new("qemu-system-riscv64")
        .args(["-M", "virt,memory-backend=ram", "-bios", "none", "-display", "none", "-nodefaults"])
        // A board that might have two harts: only then are QEMU's atomics stores to begin with.
        .args(["-smp", "1,maxcpus=2"])
        .args(["-m", &format!("{}M", RAM_LEN >> 20), "-object", &object, "-cpu", CPU])
        .stdin(Stdio::null())
        .spawn()?;
    let mut last = (0, Instant::now());
    let status = loop {
        if let Some(status) = qemu.try_wait()? {
            break status;
        }
        let index = index(&ram)?;
        if index != last.0 {
            last = (index, Instant::now());
        } else if last.1.elapsed() > PATIENCE {
            let _ = qemu.kill();
            let _ = qemu.wait();
            return Err(RunError::Endless { index, machine: "QEMU" });
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    if !status.success() || index(&ram)? != programs.len() {
        return Err(io::Error::other(format!("it ended with {status}")).into());
    }
    Ok(outcomes(programs.len(), |pa, bytes| ram.read_exact_at(bytes, pa - board::RAM_BASE))?)
}

fn index(ram: &File) -> io::Result<usize> {
    let mut bytes = [0; 8];
    ram.read_exact_at(&mut bytes, CONTEXT + context::INDEX as u64 - board::RAM_BASE)?;
    Ok(u64::from_le_bytes(bytes) as usize)
}
