//! Stands in for `arch` where the programs are built for the developer's own machine: to be checked, not to be run.
//! There is no kernel to call.

use alloc::string::String;
use alloc::vec::Vec;

use abi::{Errno, Stat};

/// On the developer's machine `main` is what it always is.
#[macro_export]
macro_rules! start {
    ($main:path) => {};
}

/// No arguments.
pub fn args() -> Vec<String> {
    Vec::new()
}

macro_rules! no_kernel {
    ($($name:ident($($arg:ident: $type:ty),*) -> $result:ty;)*) => {
        $(/// There is no kernel to ask.
        pub fn $name($(_: $type),*) -> Result<$result, Errno> {
            Err(Errno::NoSys)
        })*
    };
}

no_kernel! {
    getcwd() -> String;
    dup(old: i32, new: i32) -> ();
    mkdir(path: &str, mode: u64) -> ();
    unlink(path: &str, flags: u64) -> ();
    chdir(path: &str) -> ();
    open(path: &str, flags: u64, mode: u64) -> i32;
    close(fd: i32) -> ();
    getdents64(fd: i32, buf: &mut [u8]) -> usize;
    read(fd: i32, buf: &mut [u8]) -> usize;
    write(fd: i32, bytes: &[u8]) -> usize;
    write_from(fd: i32, address: u64, len: u64) -> usize;
    stat(dir: i32, path: &str) -> Stat;
    fstat(fd: i32) -> Stat;
    fork() -> i32;
    exec(path: &str, args: &[String]) -> ();
    wait(pid: i32) -> (i32, u32);
    survive_interrupt() -> ();
}

/// Number of the process.
pub fn getpid() -> i32 {
    0
}

/// Number of the parent process.
pub fn getppid() -> i32 {
    0
}

/// There are no others.
pub fn sched_yield() {}

/// Gives up.
pub fn exit(status: i32) -> ! {
    panic!("exit {status}")
}

/// Nothing is at any address.
pub fn load(_: u64) -> u8 {
    0
}

/// There is no machine to ask.
pub fn read_sstatus() -> u64 {
    0
}
