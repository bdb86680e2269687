//! Programs in C, as GCC compiles them, in M-mode and in U-mode under Sv39 with timer interrupts: they print the same and
//! end the same on our machine, on QEMU's, and on the host.

#[path = "common/programs.rs"]
mod programs;

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use machine::{Crossing, CrossingKind, Crossings, Exit, Stop};
use programs::{Start, guest, host, machine};

/// Far more steps than any program takes.
const MAX_STEPS: u64 = 1_000_000_000;
/// Steps from one timer interrupt to the next, as paged.S has it.
const PERIOD: u64 = 10_000;
/// Far more time than any program takes on QEMU, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a program printed, and its status.
#[derive(PartialEq, Eq, Debug)]
struct Outcome {
    output: String,
    status: i32,
}

fn on_ours(image: &Path, start: Start) -> Outcome {
    let mut machine = machine(&std::fs::read(image).unwrap());
    let mut interrupts = 0;
    let status = loop {
        match machine.run(MAX_STEPS, &mut Crossings) {
            Stop::Crossed(Crossing { kind: CrossingKind::Trap { cause, .. }, .. }) => {
                interrupts += cause.interrupt as u64;
            }
            Stop::Crossed(_) => {}
            Stop::PowerOff(Exit::Pass) => break 0,
            Stop::PowerOff(Exit::Fail(status)) => break status.into(),
            stop => panic!("{stop:?} at {:#x}", machine.hart.pc),
        }
    };
    match start {
        Start::Bare => assert_eq!(interrupts, 0),
        // The handler takes some steps of its own, the page tables before the first interrupt some more.
        Start::Paged => assert!(interrupts + 5 >= machine.at / (PERIOD + 100), "{interrupts}"),
    }
    Outcome { output: String::from_utf8(machine.take_output()).unwrap(), status }
}

fn on_qemu(image: &Path) -> Outcome {
    let mut qemu = Command::new("qemu-system-riscv64")
        .args(["-M", "virt", "-cpu", "rv64,sstc=true", "-m", "16M", "-bios", "none"])
        .args(["-display", "none", "-serial", "stdio", "-monitor", "none", "-kernel"])
        .arg(image)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .expect("qemu-system-riscv64 is not on the PATH: install Debian's qemu-system-misc");
    // What the programs print fits a pipe.
    let start = Instant::now();
    while qemu.try_wait().unwrap().is_none() && start.elapsed() < PATIENCE {
        sleep(Duration::from_millis(5));
    }
    // Nothing happens to one that has ended.
    qemu.kill().unwrap();
    outcome(qemu.wait_with_output().unwrap())
}

#[track_caller]
fn outcome(output: std::process::Output) -> Outcome {
    let status = output.status.code().expect("the program does not end");
    Outcome { output: String::from_utf8(output.stdout).unwrap(), status }
}

#[track_caller]
fn check(program: &str, status: i32) {
    let on_host = outcome(Command::new(host(program)).output().unwrap());
    assert_eq!((on_host.status, on_host.output.ends_with('\n')), (status, true), "{on_host:?}");
    for start in [Start::Bare, Start::Paged] {
        let image = guest(program, start);
        assert_eq!(on_ours(&image, start), on_host, "our machine and the host, {start:?}");
        assert_eq!(on_qemu(&image), on_host, "QEMU and the host, {start:?}");
    }
}

#[test]
fn numbers_and_words_are_sorted() {
    check("sort", 0);
}

#[test]
fn digests_are_those_of_sha256() {
    check("sha256", 0);
}

#[test]
fn series_come_to_the_same_bits() {
    check("series", 0);
}

#[test]
fn an_interpreter_runs_its_programs() {
    check("interpreter", 42);
}

#[test]
fn the_yardstick_does_the_same_work_everywhere() {
    check("yardstick", 0);
}
