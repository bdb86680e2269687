//! The kernel with the programs that test it from inside, on a bare machine: nothing is recorded, so it is fast.

use std::io::Write;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use loader::Files;
use machine::{Exit, Machine, Stop, Unwatched};

use crate::stage::seconds;
use crate::{Error, Explain, Result};

/// RAM of the machine, in bytes.
const RAM_LEN: u64 = 128 << 20;
/// Steps between two looks at what the guest has written.
const SLICE: u64 = 1 << 24;
/// Steps that a call of the fuzzer may take on the average, all included: twice what they need.
const STEPS_PER_CALL: u64 = 20_000;
/// Lines of the end of an output that say enough.
const TAIL: usize = 40;

/// What a guest has done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Ended {
    /// What it wrote.
    pub output: String,
    /// The status with which it switched the board off.
    pub status: u16,
    /// Steps that it took, without those that it slept.
    pub steps: u64,
}

impl Ended {
    /// The last lines of the output.
    pub fn tail(&self) -> String {
        tail(&self.output)
    }
}

/// System calls that nobody has thought of, in the guest.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Calls {
    /// How many.
    pub n_calls: u64,
    /// Which; if nobody says, the time. The machine is deterministic: a seed that finds something finds it again.
    pub seed: Option<u64>,
}

/// Makes the calls, and says how far it is. True if the kernel has kept its promises; else the guest's last words have
/// been said.
pub fn fuzz(wish: &Calls) -> Result<bool> {
    let clock = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let (n_calls, seed, start) = (wish.n_calls, wish.seed.unwrap_or_else(clock), Instant::now());
    tell(&format!("seed {seed}"));
    let limit = n_calls.saturating_mul(STEPS_PER_CALL).max(1 << 30);
    let ended = run(&format!("fuzz {seed} {n_calls}"), limit, &mut |line| {
        if let Some(news) = line.strip_prefix("fuzz: ") {
            tell(&format!("{}: {news}", seconds(start.elapsed())));
        }
    })?;
    let panics = ended.output.matches("kernel panic").count();
    let well = (panics, ended.status) == (0, 0);
    if !well {
        tell(&ended.tail());
    }
    let figures = ended.output.lines().rev().find_map(|line| line.strip_prefix("fuzz: "));
    let (figures, steps) = (figures.unwrap_or("no figures"), ended.steps / 1_000_000);
    let time = seconds(start.elapsed());
    tell(&format!("{figures}, {panics} kernel panics, {steps} million steps, {time}"));
    Ok(well)
}

/// Runs `command`, a program of [`guest_images::TESTS`] and its arguments, as the first program until the board is off,
/// and tells `hear` every line. An error if that takes more than `limit` steps, or comes to no end.
pub fn run(command: &str, limit: u64, hear: &mut dyn FnMut(&str)) -> Result<Ended> {
    let (program, args) = command.split_once(' ').unwrap_or((command, ""));
    let bootargs = format!("quiet init=/bin/{program} -- {args}");
    let files = Files {
        firmware: None,
        kernel: Some(guest_images::KERNEL),
        initrd: Some(guest_images::TESTS),
        bootargs: &bootargs,
    };
    let mut machine = Machine::new(RAM_LEN);
    loader::load(&files, &mut machine).explain(|| "The machine cannot be started".to_string())?;
    let (mut output, mut heard) = (String::new(), 0);
    loop {
        let stop = machine.run(machine.at + SLICE, &mut Unwatched);
        output += &String::from_utf8_lossy(&machine.take_output()).replace("\r\n", "\n");
        while let Some(len) = output[heard..].find('\n') {
            hear(&output[heard..heard + len]);
            heard += len + 1;
        }
        let steps = machine.at - machine.skipped();
        match machine.exit() {
            Some(Exit::Pass) => return Ok(Ended { output, status: 0, steps }),
            Some(Exit::Fail(status)) => return Ok(Ended { output, status, steps }),
            Some(Exit::Reset) => return Err(Error(format!("`{command}` wants to be booted again."))),
            None if stop == Stop::Idle => {
                return Err(Error(format!("`{command}` waits for ever:\n{}", tail(&output))));
            }
            None if steps >= limit => {
                return Err(Error(format!("`{command}` still runs after {steps} steps:\n{}", tail(&output))));
            }
            None => {}
        }
    }
}

/// Says on stderr what one wants to know; in a test also when it passes.
pub fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(TAIL)..].join("\n")
}
