//! The C programs of `tests/programs`, compiled for the guest and for the host, and put into a machine.
#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use machine::{Boot, Machine};

/// RAM of the machine that runs them.
const RAM_LEN: u64 = 16 << 20;

/// What both compilers are told. Floating point is rounded after each operation, as C says it, on both.
const BOTH: &str = "-O2 -ffp-contract=off -fno-math-errno";
/// What the guest's is told: RV64GC, no operating system, no C library, and no loop made into a call of one.
const GUEST: &str = "-march=rv64gc -mabi=lp64d -mcmodel=medany -ffreestanding -nostdlib -static -fno-pic -no-pie \
    -fno-tree-loop-distribute-patterns -Wl,--build-id=none -Wl,--no-warn-rwx-segments -Tlink.ld";
/// What the names of the guest's compiler and its tools begin with, on Debian, on other systems; any will do.
const CROSS: [&str; 3] = ["riscv64-linux-gnu-", "riscv64-unknown-elf-", "riscv64-elf-"];

/// How a program is started.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Start {
    /// In M-mode, without translation.
    Bare,
    /// In U-mode under Sv39, with timer interrupts.
    Paged,
}

/// A program as a flat image for the start of RAM, in a file.
pub fn guest(program: &str, start: Start) -> PathBuf {
    let sources: &[&str] = match start {
        Start::Bare => &["bare.S"],
        Start::Paged => &["paged.S", "paged.c"],
    };
    let elf = scratch(&format!("{program}-{start:?}.elf"));
    let image = elf.with_extension("bin");
    let cross = cross();
    let options = BOTH.split(' ').chain(GUEST.split_whitespace());
    let mut gcc = tool(&format!("{cross}gcc"));
    run(gcc.args(options).args(sources).args(["runtime.c", &format!("{program}.c"), "-o"]).arg(&elf));
    run(tool(&format!("{cross}objcopy")).args(["-O", "binary"]).args([&elf, &image]));
    image
}

/// A program for the host.
pub fn host(program: &str) -> PathBuf {
    let file = scratch(&format!("{program}-host"));
    let sources = ["host.c", &format!("{program}.c"), "-lm"];
    run(tool("cc").args(BOTH.split(' ')).args(sources).arg("-o").arg(&file));
    file
}

/// A machine with an image in it.
pub fn machine(image: &[u8]) -> Machine {
    let mut machine = Machine::new(RAM_LEN);
    let segments = [(board::RAM_BASE, image)];
    machine.boot(&Boot { segments: &segments, entry: board::RAM_BASE, initrd: None, bootargs: "" }).unwrap();
    machine
}

fn cross() -> &'static str {
    let runs = |prefix: &&str| {
        let mut gcc = Command::new(format!("{prefix}gcc"));
        gcc.arg("--version").stdout(Stdio::null()).status().is_ok()
    };
    CROSS.into_iter().find(runs).expect("no C compiler for RISC-V: install Debian's gcc-riscv64-linux-gnu")
}

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

fn tool(name: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/programs"));
    command
}

fn run(command: &mut Command) {
    let status = command.status().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(status.success(), "{command:?}: {status}");
}
