//! The shell: reads a line, starts the programs that it names, waits for their end. `sh -c line` does that once,
//! `sh file [argument ...]` for each line of a file.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

mod edit;
mod expand;
mod line;
mod pattern;
mod run;
mod shell;
mod terminal;

use alloc::string::String;
use alloc::vec::Vec;

use shell::Shell;
use terminal::Terminal;
use user::{Errno, Outcome, arch, complain};

user::program!(main);

#[inline(never)]
fn main() -> Outcome {
    let args = user::args();
    let cwd = arch::getcwd().unwrap_or_default();
    let mut shell =
        Shell { cwd, variables: user::environment().into(), args: args.into(), ..Shell::default() };
    match args.get(1).map(String::as_str) {
        Some("-c") => shell.run_line(args.get(2).map_or("", String::as_str)),
        Some(path) => {
            shell.args.remove(0);
            run_file(&mut shell, path)?;
        }
        None => match Terminal::find() {
            Some(terminal) => terminal.run(&mut shell)?,
            None => run_input(&mut shell, 0).map_err(|error| complain("sh", "standard input", error))?,
        },
    }
    arch::exit(shell.status)
}

fn run_file(shell: &mut Shell, path: &str) -> Outcome {
    arch::open(path, abi::O_RDONLY | abi::O_CLOEXEC, 0)
        .and_then(|fd| run_input(shell, fd))
        .map_err(|error| complain("sh", path, error))
}

/// Runs each line that can be read from `fd`. Of what is behind a line nothing is read: the programs that it starts may
/// want it.
fn run_input(shell: &mut Shell, fd: i32) -> Result<(), Errno> {
    let mut line = Vec::new();
    let mut byte = [0];
    loop {
        let end = arch::read(fd, &mut byte)? == 0;
        if end || byte[0] == b'\n' {
            shell.run_line(&String::from_utf8_lossy(&line));
            line.clear();
        } else {
            line.push(byte[0]);
        }
        if end {
            return Ok(());
        }
    }
}
