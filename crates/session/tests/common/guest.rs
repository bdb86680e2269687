//! The kernel with the programs that test it from inside, on a bare machine: nothing is recorded, so it is fast.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::io::Write;

use debuginfo::Image;
use machine::{Boot, Exit, Machine, Stop, Unwatched};

/// Steps between two looks at what the guest has written.
const SLICE: u64 = 1 << 24;

/// What a guest has done.
pub struct Ended {
    /// What it wrote.
    pub output: String,
    /// The status with which it switched the board off.
    pub status: u16,
    /// Steps that it took.
    pub steps: u64,
}

/// Runs `command`, a program of [`guest_images::TESTS`] and its arguments, as the first program until the board is off.
#[track_caller]
pub fn run(command: &str, limit: u64) -> Ended {
    let kernel = Image::parse(guest_images::KERNEL).unwrap();
    let segments: Vec<_> = kernel.segments.iter().map(|segment| (segment.pa, &segment.bytes[..])).collect();
    let (program, args) = command.split_once(' ').unwrap_or((command, ""));
    let bootargs = format!("quiet init=/bin/{program} -- {args}");
    let mut machine = Machine::new(128 << 20);
    let boot = Boot {
        segments: &segments,
        entry: segments[0].0,
        initrd: Some(guest_images::TESTS),
        bootargs: &bootargs,
    };
    machine.boot(&boot).unwrap();
    let mut output = Vec::new();
    loop {
        let stop = machine.run(machine.at + SLICE, &mut Unwatched);
        output.extend(machine.take_output());
        let text = || String::from_utf8_lossy(&output).replace("\r\n", "\n");
        if let Some(exit) = machine.exit() {
            let status = match exit {
                Exit::Pass => 0,
                Exit::Fail(status) => status,
                Exit::Reset => panic!("the guest wants to be booted again"),
            };
            return Ended { output: text(), status, steps: machine.at - machine.skipped() };
        }
        let working = machine.at - machine.skipped();
        assert!(stop != Stop::Idle, "the guest waits for ever:\n{}", tail(&text()));
        assert!(working < limit, "the guest still runs after {working} steps:\n{}", tail(&text()));
    }
}

/// The last lines of a text.
pub fn tail(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(40)..].join("\n")
}

/// Prints figures: also when the test passes, which is when one wants to see them.
pub fn print(figures: &str) {
    let _ = writeln!(std::io::stderr(), "{figures}");
}
