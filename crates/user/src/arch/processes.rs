//! The system calls in Rust's clothes, as in [`calls`](super::calls): those about processes.

use alloc::string::String;
use alloc::vec::Vec;

use abi::{Errno, SIGCHLD, Timespec, Utsname};

use super::calls::{address, c_string};
use super::syscall as sys;

// SAFETY, for all that follow: as in `calls`.

/// Doubles the process: 0 in the child, the child's number in the parent.
#[inline(never)]
pub fn fork() -> Result<i32, Errno> {
    // SAFETY: The child gets a copy of all memory; nothing that the parent sees is changed.
    unsafe { sys::clone(SIGCHLD, 0, 0, 0, 0) }.map(|pid| pid as i32)
}

/// Begins the program at `path`, with this environment. It only returns if that fails.
#[inline(never)]
pub fn exec(path: &str, args: &[String], environment: &[String]) -> Result<(), Errno> {
    let path = c_string(path)?;
    let (args, environment) = (c_strings(args)?, c_strings(environment)?);
    let (argv, envp) = (addresses(&args), addresses(&environment));
    // SAFETY: See above.
    unsafe { sys::execve(address(&path), address(&argv), address(&envp)) }.map(drop)
}

fn c_strings(texts: &[String]) -> Result<Vec<Vec<u8>>, Errno> {
    texts.iter().map(|text| c_string(text)).collect()
}

fn addresses(texts: &[Vec<u8>]) -> Vec<u64> {
    let mut addresses: Vec<u64> = texts.iter().map(|text| address(text)).collect();
    addresses.push(0);
    addresses
}

/// Waits for the end of child `pid`, or of any (-1), whatever signals come meanwhile: its number and its wait status.
pub fn wait(pid: i32) -> Result<(i32, u32), Errno> {
    loop {
        match wait_with(pid, 0) {
            Err(Errno::Intr) => {}
            ended => return ended,
        }
    }
}

/// The number and the wait status of a child that has ended; the number is 0 if none has, yet.
pub fn ended() -> Result<(i32, u32), Errno> {
    wait_with(-1, abi::WNOHANG)
}

#[inline(never)]
fn wait_with(pid: i32, options: u64) -> Result<(i32, u32), Errno> {
    let mut status = [0; 4];
    // SAFETY: See above.
    let pid = unsafe { sys::wait4(pid as u64, status.as_mut_ptr() as u64, options, 0)? };
    Ok((pid as i32, u32::from_le_bytes(status)))
}

/// Lives on when Ctrl-C is typed: what waits for input is told so by [`Errno::Intr`]. A program that is executed does not
/// inherit that.
pub fn survive_interrupt() -> Result<(), Errno> {
    extern "C" fn handler(_signal: i32) {}
    let action = [handler as *const () as u64, 0, 0];
    // SAFETY: The handler does nothing; the kernel reads the structure and writes nowhere.
    unsafe { sys::rt_sigaction(abi::SIGINT, address(&action), 0, 8) }.map(drop)
}

/// Sends a signal to a process; to a process group if `pid` is below 0.
pub fn kill(pid: i32, signal: u64) -> Result<(), Errno> {
    // SAFETY: It has no address.
    unsafe { sys::kill(pid as u64, signal) }.map(drop)
}

/// Moves this process to a process group of its own, so that Ctrl-C is not for it.
pub fn leave_group() -> Result<(), Errno> {
    // SAFETY: It has no address.
    unsafe { sys::setpgid(0, 0) }.map(drop)
}

/// Sleeps for a time. `EINTR` if a signal comes before that.
pub fn sleep(time: Timespec) -> Result<(), Errno> {
    let time = time.to_bytes();
    // SAFETY: See above.
    unsafe { sys::nanosleep(address(&time), 0) }.map(drop)
}

/// The names of the system, in the order of [`Utsname`]'s fields.
pub fn uname() -> Result<Vec<String>, Errno> {
    let mut names = [0; Utsname::LEN as usize];
    // SAFETY: See above.
    unsafe { sys::uname(names.as_mut_ptr() as u64)? };
    let text = |field: &[u8]| {
        let text = field.split(|&byte| byte == 0).next().unwrap_or_default();
        String::from_utf8_lossy(text).into_owned()
    };
    Ok(names.chunks(abi::UTS_LEN as usize).map(text).collect())
}

macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident;)*) => {
        $($(#[$doc])*
        pub fn $name() -> i32 {
            // SAFETY: It has no address. It cannot fail.
            unsafe { sys::$name() }.map_or(0, |number| number as i32)
        })*
    };
}

numbers! {
    /// The number of this process.
    getpid;
    /// The number of the parent process.
    getppid;
    /// The user that this process works for.
    getuid;
    /// The group that this process works for.
    getgid;
}

/// Lets others run first.
pub fn sched_yield() {
    // SAFETY: It has no address. It cannot fail.
    let _ = unsafe { sys::sched_yield() };
}

/// Ends the process.
pub fn exit(status: i32) -> ! {
    loop {
        // SAFETY: It has no address. It does not return; if it did, it is asked again.
        let _ = unsafe { sys::exit_group(status as u64) };
    }
}
