//! The shell: reads a line, starts the program that it names, waits for its end. `sh -c line` does that once.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use user::line::Command;
use user::{Errno, Outcome, arch, complain, say};

user::program!(main);

#[inline(never)]
fn main() -> Outcome {
    let args = user::args();
    if let [_, option, line, ..] = args.as_slice()
        && option == "-c"
    {
        run_line(line);
        return Ok(());
    }
    arch::survive_interrupt().map_err(|error| complain("sh", "Ctrl-C", error))?;
    let mut typed = Vec::new();
    loop {
        prompt();
        match read_line(&mut typed) {
            Ok(Some(line)) => run_line(&line),
            Ok(None) => return Ok(()),
            // Ctrl-C: another line, another prompt.
            Err(Errno::Intr) => typed.clear(),
            Err(error) => return Err(complain("sh", "standard input", error)),
        }
    }
}

#[inline(never)]
fn prompt() {
    let cwd = arch::getcwd().unwrap_or_else(|_| String::from("?"));
    let _ = arch::write(1, format!("{cwd} # ").as_bytes());
}

/// The next line; `None` at the end of input. `typed` keeps what was read of the lines after it.
#[inline(never)]
fn read_line(typed: &mut Vec<u8>) -> Result<Option<String>, Errno> {
    loop {
        if let Some(end) = typed.iter().position(|&byte| byte == b'\n') {
            let line: Vec<u8> = typed.drain(..=end).collect();
            return Ok(Some(String::from_utf8_lossy(&line).into_owned()));
        }
        let mut buf = [0; 256];
        let n = arch::read(0, &mut buf)?;
        if n == 0 {
            return Ok(None);
        }
        typed.extend_from_slice(&buf[..n]);
    }
}

/// Does what a line says.
#[inline(never)]
fn run_line(line: &str) {
    let command = match Command::parse(line) {
        Ok(command) => command,
        Err(problem) => {
            let _ = say(&format!("sh: {problem}"));
            return;
        }
    };
    let Some(name) = command.words.first() else { return };
    match name.as_str() {
        // These two change the shell itself, so no other process can do them.
        "cd" => change_directory(&command),
        "exit" => arch::exit(command.words.get(1).and_then(|status| status.parse().ok()).unwrap_or(0)),
        _ => run_program(name, &command),
    }
}

fn change_directory(command: &Command) {
    let path = command.words.get(1).map_or("/", String::as_str);
    if let Err(error) = arch::chdir(path) {
        let _ = complain("cd", path, error);
    }
}

/// Starts a program in a process of its own and waits for its end.
#[inline(never)]
fn run_program(name: &str, command: &Command) {
    match arch::fork() {
        Ok(0) => become_program(name, command),
        Ok(pid) => match arch::wait(pid) {
            Ok((_, status)) => report_end(name, status),
            Err(error) => drop(complain("sh", "wait", error)),
        },
        Err(error) => drop(complain("sh", "fork", error)),
    }
}

/// In the child: arranges input and output, and becomes the program.
#[inline(never)]
fn become_program(name: &str, command: &Command) -> ! {
    if let Some(path) = &command.input {
        redirect(0, path, abi::O_RDONLY);
    }
    if let Some(path) = &command.output {
        let how = if command.append { abi::O_APPEND } else { abi::O_TRUNC };
        redirect(1, path, abi::O_WRONLY | abi::O_CREAT | how);
    }
    let path = if name.contains('/') { String::from(name) } else { format!("/bin/{name}") };
    match arch::exec(&path, &command.words) {
        Err(Errno::NoEnt) => drop(say(&format!("sh: {name}: not found"))),
        Err(error) => drop(complain("sh", name, error)),
        Ok(()) => {}
    }
    arch::exit(127)
}

/// Makes descriptor `fd` lead to the file at `path`.
#[inline(never)]
fn redirect(fd: i32, path: &str, flags: u64) {
    let opened = arch::open(path, flags, 0o644).and_then(|file| {
        arch::dup(file, fd)?;
        arch::close(file)
    });
    if let Err(error) = opened {
        let _ = complain("sh", path, error);
        arch::exit(1);
    }
}

/// Says so if a program did not end by itself.
fn report_end(name: &str, status: u32) {
    let signal = u64::from(status & 0x7f);
    if signal != 0 {
        let known = abi::SIGNALS.iter().find(|(number, _)| *number == signal);
        let text = known.map_or("unknown", |(_, text)| text);
        let _ = say(&format!("{name}: killed by signal {signal} ({text})"));
    }
}
