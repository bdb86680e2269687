//! What the kernel's services cost, in instructions: counted by the hart itself (`rdinstret`), from the program's last
//! instruction before the call to its first behind it. Each is done often; the least of the counts is the cost, since an
//! interrupt can only add to it.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use alloc::format;

use abi::{Errno, PAGE_LEN, Syscall};
use guest_tests::{call, map};
use user::{Outcome, arch, complain, say};

user::program!(main);

/// How often each is done.
const ROUNDS: u64 = 200;

fn main() -> Outcome {
    measure().map_err(|error| complain("costs", "a call", error))
}

fn measure() -> Result<(), Errno> {
    let byte = [b'x'];
    let byte = byte.as_ptr() as u64;
    let null = arch::open("/dev/null", abi::O_WRONLY, 0)? as u64;
    let file = arch::open("/tmp/file", abi::O_WRONLY | abi::O_CREAT, 0o600)? as u64;
    let pages = map(ROUNDS * PAGE_LEN, abi::MAP_PRIVATE)?;
    tell("nothing", |_| ());
    tell("getpid", |_| call(Syscall::Getpid, []));
    tell("write of a byte to /dev/null", |_| call(Syscall::Write, [null, byte, 1]));
    tell("write of a byte to a file", |_| call(Syscall::Write, [file, byte, 1]));
    tell("write of a byte to the terminal", |_| call(Syscall::Write, [1, byte, 1]));
    tell("page fault", |n| arch::store_word(pages + n * PAGE_LEN, 1));
    switches()?;
    tell("fork, exit and wait4", |_| {
        if let Ok(0) = arch::fork() {
            arch::exit(0);
        }
        let _ = arch::wait(-1);
    });
    tell("fork, execve, exit and wait4", |_| {
        if let Ok(0) = arch::fork() {
            let _ = arch::exec("/bin/nothing", &[], &[]);
        }
        let _ = arch::wait(-1);
    });
    Ok(())
}

/// Two processes that give each other the hart: there and back are two switches, and two calls of `sched_yield`.
fn switches() -> Result<(), Errno> {
    let child = arch::fork()?;
    if child == 0 {
        loop {
            arch::sched_yield();
        }
    }
    tell("sched_yield, there and back", |_| arch::sched_yield());
    call(Syscall::Kill, [child as u64, abi::SIGKILL])?;
    arch::wait(child).map(drop)
}

fn tell<T>(what: &str, mut work: impl FnMut(u64) -> T) {
    let mut least = u64::MAX;
    for n in 0..ROUNDS {
        let before = arch::instructions();
        core::hint::black_box(work(n));
        least = least.min(arch::instructions() - before);
    }
    say(&format!("\ncosts: {least} instructions: {what}"));
}
