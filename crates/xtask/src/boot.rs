//! Files that others wrote, on the bare machine: a kernel, firmware, a disk. The terminal is the machine's UART. It knows
//! no guest: what ours is, is in `run.rs`.

use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::Duration;

use loader::{Files, Htif, Told};
use machine::{Disk, Exit, Layout, Machine, Stop, Unwatched};

use crate::keyboard::{self, Raw};
use crate::{Error, Explain, Result};

/// Steps between two looks at the keys and at what the guest told.
const SLICE: u64 = 1 << 16;
/// Nanoseconds of guest time that a step is.
const STEP_NANOS: u64 = 1_000_000_000 / board::TIMEBASE_HZ;
/// Ctrl-A: the next key is for us, as in QEMU. `x` leaves, Ctrl-A is itself.
const ESCAPE: u8 = 1;
const LEAVE: u8 = b'x';
/// Largest disk, in bytes.
const MAX_DISK: u64 = 2 << 30;
/// Bytes of a disk that are read at once.
const PIECE: usize = 1 << 20;

/// What to boot, as paths.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Boot {
    /// The kernel.
    pub kernel: Option<PathBuf>,
    /// What runs below it.
    pub firmware: Option<PathBuf>,
    /// The initial file system.
    pub initrd: Option<PathBuf>,
    /// The kernel's command line.
    pub append: String,
    /// The disk's contents.
    pub disk: Option<PathBuf>,
    /// The registers of the disk's slot.
    pub layout: Layout,
}

impl Default for Boot {
    fn default() -> Self {
        let (kernel, firmware, initrd, append, disk) = Default::default();
        Self { kernel, firmware, initrd, append, disk, layout: Layout::Legacy }
    }
}

/// Boots, and again after each reset, the disk as the guest left it. The exit code is what the guest told the test finisher
/// or wrote to `tohost`.
pub fn boot(wish: &Boot) -> Result<ExitCode> {
    let file = |path: &Option<PathBuf>| path.as_deref().map(read).transpose();
    let (firmware, kernel, initrd) = (file(&wish.firmware)?, file(&wish.kernel)?, file(&wish.initrd)?);
    let files = Files {
        firmware: firmware.as_deref(),
        kernel: kernel.as_deref(),
        initrd: initrd.as_deref(),
        bootargs: &wish.append,
    };
    let mut disk = wish.disk.as_deref().map(read_disk).transpose()?;
    let mut console = None;
    loop {
        let mut machine = Machine::new(board::RAM_LEN);
        if let Some(disk) = disk {
            machine.attach(disk, wish.layout);
        }
        let htif = loader::load(&files, &mut machine).explain(|| "This cannot be booted".to_string())?;
        // Only now: what is refused leaves the terminal alone.
        let console = match &mut console {
            Some(console) => console,
            none => none.insert(Console::open()?),
        };
        if let Some(code) = run(&mut machine, htif, console)? {
            return Ok(code);
        }
        disk = Some(machine.disk().clone());
    }
}

/// Runs until the guest ends, or the person leaves: the exit code; `None` for a reset.
fn run(machine: &mut Machine, htif: Option<Htif>, console: &mut Console) -> Result<Option<ExitCode>> {
    loop {
        let skipped = machine.skipped();
        let stop = machine.run(machine.at + SLICE, &mut Unwatched);
        console.write(&machine.take_output())?;
        match htif.map_or(Told::Nothing, |htif| htif.take(machine)) {
            Told::Nothing => {}
            Told::Byte(byte) => console.write(&[byte])?,
            Told::Ended(status) => return Ok(Some(code(status))),
            Told::Unknown(word) => {
                return Err(Error(format!(
                    "The program wrote {word:#x} to `tohost`, which asks for nothing known."
                )));
            }
        }
        let patience = match stop {
            Stop::PowerOff(Exit::Pass) => return Ok(Some(ExitCode::SUCCESS)),
            Stop::PowerOff(Exit::Fail(status)) => return Ok(Some(code(status as u64))),
            Stop::PowerOff(Exit::Reset) => return Ok(None),
            Stop::Idle => None,
            Stop::Reached | Stop::Crossed(_) | Stop::Wrote | Stop::Place => {
                Some(Duration::from_nanos((machine.skipped() - skipped) * STEP_NANOS))
            }
        };
        match console.typed(patience) {
            Typed::Nothing => {}
            Typed::Bytes(bytes) => machine.input(&bytes),
            Typed::Leave => return Ok(Some(ExitCode::SUCCESS)),
            Typed::Never => {
                return Err(Error("The machine waits for input, and there is no more.".to_string()));
            }
        }
    }
}

/// A status as an exit code: its low byte, as a shell has it, but what is no success must not look like one.
fn code(status: u64) -> ExitCode {
    ExitCode::from(if status != 0 { (status as u8).max(1) } else { 0 })
}

fn read(path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let file = open(path, loader::MAX_LEN as u64)?;
    // A device tells no length.
    file.take(loader::MAX_LEN as u64 + 1).read_to_end(&mut bytes).explain(|| unreadable(path))?;
    Ok(bytes)
}

fn read_disk(path: &Path) -> Result<Disk> {
    let mut file = open(path, MAX_DISK)?;
    let len = file.metadata().explain(|| unreadable(path))?.len();
    if len == 0 {
        return Err(Error(format!("{}: it is empty.", unreadable(path))));
    }
    let mut disk = Disk::new(len);
    let mut piece = vec![0; PIECE];
    let mut offset = 0;
    while offset < len {
        let n = file.read(&mut piece).explain(|| unreadable(path))?;
        if n == 0 || !disk.write(offset, &piece[..n]) {
            return Err(Error(format!("{}: its length changed meanwhile.", unreadable(path))));
        }
        offset += n as u64;
    }
    Ok(disk)
}

fn open(path: &Path, most: u64) -> Result<File> {
    let file = File::open(path).explain(|| unreadable(path))?;
    let len = file.metadata().explain(|| unreadable(path))?.len();
    if len > most {
        return Err(Error(format!("{}: it has {len} bytes, and {most} are the most.", unreadable(path))));
    }
    Ok(file)
}

fn unreadable(path: &Path) -> String {
    format!("{} cannot be read", path.display())
}

/// The terminal, or whatever stdin and stdout are.
struct Console {
    keys: Receiver<Vec<u8>>,
    /// Somebody types: what the guest waits takes as long as it says, and Ctrl-A is for us.
    interactive: bool,
    _raw: Option<Raw>,
    escape: Escape,
}

/// What came from the keyboard.
enum Typed {
    Nothing,
    Bytes(Vec<u8>),
    /// The person wants to leave.
    Leave,
    /// Nothing, and nothing will.
    Never,
}

impl Console {
    fn open() -> Result<Self> {
        let interactive = io::stdin().is_terminal();
        let raw = if interactive { Some(Raw::enter()?) } else { None };
        if interactive {
            eprint!("Ctrl-A x leaves.\r\n");
        }
        Ok(Self { keys: keyboard::keys(), interactive, _raw: raw, escape: Escape::default() })
    }

    fn write(&self, bytes: &[u8]) -> Result<()> {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(bytes).and_then(|()| stdout.flush());
        written.explain(|| "The output cannot be written".to_string())
    }

    /// What was typed; waits so long for it, or for ever.
    fn typed(&mut self, patience: Option<Duration>) -> Typed {
        let patience = patience.map(|patience| if self.interactive { patience } else { Duration::ZERO });
        let received = match patience {
            None => self.keys.recv().map_err(|_| RecvTimeoutError::Disconnected),
            Some(patience) => self.keys.recv_timeout(patience),
        };
        match received {
            Ok(bytes) if self.interactive => self.escape.keep(&bytes).map_or(Typed::Leave, Typed::Bytes),
            Ok(bytes) => Typed::Bytes(bytes),
            Err(RecvTimeoutError::Disconnected) if patience.is_none() => Typed::Never,
            Err(RecvTimeoutError::Disconnected | RecvTimeoutError::Timeout) => Typed::Nothing,
        }
    }
}

/// Finds the keys that are for us.
#[derive(Default)]
struct Escape {
    /// The last key was Ctrl-A.
    begun: bool,
}

impl Escape {
    /// What of the keys is for the guest; `None` if the person wants to leave.
    fn keep(&mut self, keys: &[u8]) -> Option<Vec<u8>> {
        let mut kept = Vec::new();
        for &key in keys {
            match (std::mem::take(&mut self.begun), key) {
                (false, ESCAPE) => self.begun = true,
                (true, LEAVE) => return None,
                (true, ESCAPE) | (false, _) => kept.push(key),
                (true, _) => {}
            }
        }
        Some(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pieces: &[&str], kept: Option<&str>) {
        let mut escape = Escape::default();
        let pieces: Option<Vec<_>> = pieces.iter().map(|keys| escape.keep(keys.as_bytes())).collect();
        assert_eq!(pieces.map(|pieces| pieces.concat()), kept.map(|kept| kept.as_bytes().to_vec()));
    }

    #[test]
    fn ctrl_a_x_leaves_and_ctrl_a_twice_is_ctrl_a() {
        check(&["lax\r"], Some("lax\r"));
        check(&["ab\u{1}x"], None);
        check(&["ab\u{1}", "x"], None);
        check(&["\u{1}\u{1}x", "\u{1}y", "z"], Some("\u{1}xz"));
    }
}
