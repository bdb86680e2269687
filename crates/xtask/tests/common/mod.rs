//! The corpus: C programs for RISC-V Linux, compiled when a test needs them.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// A folder for one program, which goes at the end.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(name: &str) -> Folder {
        let path = env::temp_dir().join(format!("ringside-corpus-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A program that must be on the PATH.
pub fn tool(name: &str, package: &str) -> Command {
    let found = Command::new(name).arg("--version").output();
    assert!(
        found.is_ok(),
        "{name} is not on the PATH: install Debian's {package}, or run `cargo xtask test`"
    );
    Command::new(name)
}

/// The compiler for RISC-V Linux.
pub fn gcc() -> Command {
    tool("riscv64-linux-gnu-gcc", "gcc-riscv64-linux-gnu")
}

/// How a kernel is linked: to the beginning of RAM, with nothing of a system's.
pub const KERNEL: &[&str] = &[
    "-nostdlib",
    "-ffreestanding",
    "-static",
    "-no-pie",
    "-mcmodel=medany",
    "-fno-stack-protector",
    "-g",
    "-O0",
    "-Wl,--omagic,-Ttext=0x80000000,--build-id=none",
];

/// Compiles a program of the corpus, linked as `how` says.
pub fn compiled(name: &str, how: &[&str], folder: &Path) -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(format!("{name}.c"));
    let program = folder.join(name);
    let status =
        gcc().args(["-O1", "-w", "-o"]).arg(&program).arg(source).args(how).arg("-lm").status().unwrap();
    assert!(status.success(), "{name} does not compile");
    program
}
