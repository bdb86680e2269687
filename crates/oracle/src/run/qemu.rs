//! QEMU: its RAM is a file.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::{FINISHER, Oracle, RunError, Scratch, image, outcomes};
use crate::compare::Outcome;
use crate::layout::*;
use crate::program::Program;

/// A processor that is RV64GC with Sstc: off is what QEMU's `rv64` has beyond that.
const CPU: &str = "rv64,h=false,sstc=true,debug=false,pmu-num=0,marchid=0,mimpid=0,\
                   Zihintpause=false,zba=false,zbb=false,zbc=false,zbs=false";
/// How long one program may take when nothing else comes of it.
const PATIENCE: Duration = Duration::from_secs(4);

/// Runs programs.
pub fn run(programs: &[Program]) -> Result<Vec<Outcome>, RunError> {
    let ended = try_run(programs).map_err(|error| RunError::Oracle(Oracle::Qemu, error))?;
    ended.ok_or(RunError::EndlessOn(Oracle::Qemu))
}

/// Runs programs; nothing if one of them does not end.
fn try_run(programs: &[Program]) -> io::Result<Option<Vec<Outcome>>> {
    let scratch = Scratch::new("ram");
    let ram = OpenOptions::new().read(true).write(true).create_new(true).open(scratch.path())?;
    ram.set_len(RAM_LEN)?;
    for (pa, bytes) in image(programs, FINISHER) {
        ram.write_all_at(&bytes, pa - board::RAM_BASE)?;
    }
    let path = scratch.path().display();
    let object = format!("memory-backend-file,id=ram,share=on,size={RAM_LEN},mem-path={path}");
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
            qemu.kill()?;
            qemu.wait()?;
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    if !status.success() || index(&ram)? != programs.len() as u64 {
        return Err(io::Error::other(format!("it ended with {status}")));
    }
    let mut bytes = vec![0; RECORD_LEN as usize * programs.len()];
    ram.read_exact_at(&mut bytes, RESULTS - board::RAM_BASE)?;
    Ok(Some(outcomes(programs.len(), &bytes)))
}

/// How many programs are done.
fn index(ram: &File) -> io::Result<u64> {
    let mut bytes = [0; 8];
    ram.read_exact_at(&mut bytes, CONTEXT + context::INDEX as u64 - board::RAM_BASE)?;
    Ok(u64::from_le_bytes(bytes))
}
