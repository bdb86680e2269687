//! `cat [path ...]`: prints files one after the other; without a path, or for `-`, what comes from standard input.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use alloc::string::String;
use alloc::vec;

use user::{Errno, Failed, Outcome, arch, complain};

user::program!(main);

const BUF_LEN: usize = 4096;

#[inline(never)]
fn main() -> Outcome {
    let args = user::args();
    let stdin = [String::from("-")];
    let paths = if args.len() > 1 { &args[1..] } else { &stdin };
    let mut outcome = Ok(());
    for path in paths {
        if let Err(error) = print_file(path) {
            outcome = Err::<(), Failed>(complain("cat", path, error));
        }
    }
    outcome
}

#[inline(never)]
fn print_file(path: &str) -> Result<(), Errno> {
    if path == "-" {
        return copy(0);
    }
    let fd = arch::open(path, abi::O_RDONLY, 0)?;
    let copied = copy(fd);
    arch::close(fd)?;
    copied
}

/// Reads from `fd` until there is nothing more, and writes it to standard output.
#[inline(never)]
fn copy(fd: i32) -> Result<(), Errno> {
    let mut buf = vec![0; BUF_LEN];
    loop {
        let n = arch::read(fd, &mut buf)?;
        if n == 0 {
            return Ok(());
        }
        let mut rest = &buf[..n];
        while !rest.is_empty() {
            let written = arch::write(1, rest)?;
            rest = &rest[written..];
        }
    }
}
