//! Stands in for `arch` where the programs are built for the developer's own machine: to be checked, not to be run.
//! There is no kernel to call.

use alloc::string::String;
use alloc::vec::Vec;

use abi::{Errno, Stat, Timespec};

/// On the developer's machine `main` is what it always is.
#[macro_export]
macro_rules! start {
    ($main:path) => {};
}

/// No arguments.
pub fn args() -> &'static [String] {
    &[]
}

/// No environment.
pub fn environment() -> &'static [String] {
    &[]
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
    lstat(dir: i32, path: &str) -> Stat;
    fstat(fd: i32) -> Stat;
    pipe() -> (i32, i32);
    link(old: &str, new: &str) -> ();
    symlink(target: &str, path: &str) -> ();
    readlink(dir: i32, path: &str) -> String;
    rename(old: &str, new: &str) -> ();
    chmod(path: &str, mode: u64) -> ();
    touch(path: &str) -> ();
    tcgetattr(fd: i32) -> [u8; TERMIOS_LEN];
    tcsetattr(fd: i32, termios: &[u8; TERMIOS_LEN]) -> ();
    clock_gettime(clock: u64) -> Timespec;
    fork() -> i32;
    exec(path: &str, args: &[String], environment: &[String]) -> ();
    wait(pid: i32) -> (i32, u32);
    ended() -> (i32, u32);
    survive_interrupt() -> ();
    kill(pid: i32, signal: u64) -> ();
    leave_group() -> ();
    sleep(time: Timespec) -> ();
    uname() -> Vec<String>;
}

/// Bytes of `struct termios`.
pub const TERMIOS_LEN: usize = 36;

/// Number of the process.
pub fn getpid() -> i32 {
    0
}

/// Number of the parent process.
pub fn getppid() -> i32 {
    0
}

/// The user.
pub fn getuid() -> i32 {
    0
}

/// The group.
pub fn getgid() -> i32 {
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

/// Nothing is at any address.
pub fn load_word(_: u64) -> u64 {
    0
}

/// Nothing is at any address.
pub fn store_word(_: u64, _: u64) {}

/// There is no kernel to ask.
pub fn call_anything(_: u64, _: [u64; 6]) -> i64 {
    -i64::from(Errno::NoSys as i32)
}

/// There is no kernel to ask.
pub fn new_thread(_: u64, _: extern "C" fn(u64) -> !, _: u64) -> i64 {
    -i64::from(Errno::NoSys as i32)
}

/// There is no kernel that would interrupt it.
pub fn endless_sequence(_: u64, _: u64) {}

/// There is no hart to count.
pub fn instructions() -> u64 {
    0
}
