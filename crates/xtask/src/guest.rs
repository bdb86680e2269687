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
/// Steps of the fuzzer between two of its lines, which come after a season each: five times what one needs.
const SEASON_STEPS: u64 = 4_000_000_000;
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
    let mut last = "0 calls so far".to_string();
    let ended = run(&format!("fuzz {seed} {n_calls}"), SEASON_STEPS, &mut |line| {
        let Some(news) = line.strip_prefix("fuzz: ") else { return false };
        tell(&format!("{}: {news}", seconds(start.elapsed())));
        last = news.to_string();
        true
    });
    let ended = ended.map_err(|error| Error(format!("Seed {seed}, {last}: {error}")))?;
    let panics = ended.output.matches("kernel panic").count();
    let well = (panics, ended.status) == (0, 0);
    if !well {
        tell(&ended.tail());
    }
    let figures = ended.output.lines().rev().find_map(|line| line.strip_prefix("fuzz: "));
    let (figures, steps) = (figures.unwrap_or("no figures"), ended.steps / 1_000_000);
    let time = seconds(start.elapsed());
    tell(&format!("seed {seed}: {figures}, {panics} kernel panics, {steps} million steps, {time}"));
    Ok(well)
}

/// Runs `command`, a program of [`guest_images::TESTS`] and its arguments, as the first program until the board is off,
/// and tells `hear` every line. An error if that takes more than `limit` steps, which begin anew with a line that `hear`
/// says yes to, or comes to no end.
pub fn run(command: &str, limit: u64, hear: &mut dyn FnMut(&str) -> bool) -> Result<Ended> {
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
    let (mut output, mut heard, mut since) = (String::new(), 0, 0);
    loop {
        let stop = machine.run(machine.at + SLICE, &mut Unwatched);
        output += &String::from_utf8_lossy(&machine.take_output()).replace("\r\n", "\n");
        let steps = machine.at - machine.skipped();
        while let Some(len) = output[heard..].find('\n') {
            if hear(&output[heard..heard + len]) {
                since = steps;
            }
            heard += len + 1;
        }
        match machine.exit() {
            Some(Exit::Pass) => return Ok(Ended { output, status: 0, steps }),
            Some(Exit::Fail(status)) => return Ok(Ended { output, status, steps }),
            Some(Exit::Reset) => return Err(Error(format!("`{command}` wants to be booted again."))),
            None if stop == Stop::Idle => {
                return Err(Error(format!("`{command}` waits for ever:\n{}", tail(&output))));
            }
            None if steps - since >= limit => {
                return Err(Error(format!(
                    "`{command}` still runs after {} steps:\n{}",
                    steps - since,
                    tail(&output)
                )));
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
