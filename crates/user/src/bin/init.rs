//! The first program, started by the kernel itself, with the terminal as its input and output. It keeps a shell running
//! there, and waits for every process whose parent is gone.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use alloc::string::String;

use user::{Errno, Outcome, arch, complain, say};

user::program!(main);

const SHELL: &str = "/bin/sh";

#[inline(never)]
fn main() -> Outcome {
    let _ = greet();
    loop {
        match start_shell() {
            Ok(shell) => wait_for(shell),
            Err(error) => return Err(complain("init", SHELL, error)),
        }
        let _ = say("init: the shell has ended; here is another one");
    }
}

/// Prints the message of the day.
#[inline(never)]
fn greet() -> Result<(), Errno> {
    let fd = arch::open("/etc/motd", abi::O_RDONLY, 0)?;
    let mut buf = [0; 512];
    let n = arch::read(fd, &mut buf)?;
    arch::close(fd)?;
    arch::write(1, &buf[..n]).map(drop)
}

/// Starts the shell; the answer is its number.
#[inline(never)]
fn start_shell() -> Result<i32, Errno> {
    let pid = arch::fork()?;
    if pid != 0 {
        return Ok(pid);
    }
    if let Err(error) = arch::exec(SHELL, &[String::from("sh")], user::environment()) {
        let _ = complain("init", SHELL, error);
    }
    arch::exit(1)
}

/// Waits until the shell has ended; other children that end are orphans, and need no more than this.
#[inline(never)]
fn wait_for(shell: i32) {
    while arch::wait(-1).is_ok_and(|(pid, _)| pid != shell) {}
}
