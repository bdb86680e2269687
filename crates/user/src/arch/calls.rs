//! The system calls in Rust's clothes: slices for pointers and lengths, `Result` for negative numbers.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use abi::{AT_FDCWD, Errno, PATH_MAX, SIGCHLD, Stat};

use super::syscall as sys;

const HERE: u64 = AT_FDCWD as u64;

/// A text as the kernel takes it: its bytes and a zero. A zero inside would end it early.
fn c_string(text: &str) -> Result<Vec<u8>, Errno> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(0);
    if text.contains('\0') { Err(Errno::Invalid) } else { Ok(bytes) }
}

fn address<T>(slice: &[T]) -> u64 {
    slice.as_ptr() as u64
}

// SAFETY, for all that follow: where the kernel writes it is given a buffer that is borrowed here for writing, and its
// length; where it reads, one that lives as long as the call.

/// The working directory.
pub fn getcwd() -> Result<String, Errno> {
    let mut buf = vec![0; PATH_MAX as usize];
    // SAFETY: See above.
    let len = unsafe { sys::getcwd(buf.as_mut_ptr() as u64, buf.len() as u64)? };
    Ok(String::from_utf8_lossy(&buf[..len as usize - 1]).into_owned())
}

/// Makes descriptor `new` lead where `old` leads.
pub fn dup(old: i32, new: i32) -> Result<(), Errno> {
    // SAFETY: It has no address.
    unsafe { sys::dup3(old as u64, new as u64, 0) }.map(drop)
}

/// Makes a directory.
pub fn mkdir(path: &str, mode: u64) -> Result<(), Errno> {
    let path = c_string(path)?;
    // SAFETY: See above.
    unsafe { sys::mkdirat(HERE, address(&path), mode) }.map(drop)
}

/// Removes a name; `AT_REMOVEDIR` for a directory's.
pub fn unlink(path: &str, flags: u64) -> Result<(), Errno> {
    let path = c_string(path)?;
    // SAFETY: See above.
    unsafe { sys::unlinkat(HERE, address(&path), flags) }.map(drop)
}

/// Changes the working directory.
pub fn chdir(path: &str) -> Result<(), Errno> {
    let path = c_string(path)?;
    // SAFETY: See above.
    unsafe { sys::chdir(address(&path)) }.map(drop)
}

/// Opens a file; the answer is its descriptor.
pub fn open(path: &str, flags: u64, mode: u64) -> Result<i32, Errno> {
    let path = c_string(path)?;
    // SAFETY: See above.
    unsafe { sys::openat(HERE, address(&path), flags, mode) }.map(|fd| fd as i32)
}

/// Closes a descriptor.
pub fn close(fd: i32) -> Result<(), Errno> {
    // SAFETY: It has no address.
    unsafe { sys::close(fd as u64) }.map(drop)
}

/// Fills `buf` with entries of an open directory.
pub fn getdents64(fd: i32, buf: &mut [u8]) -> Result<usize, Errno> {
    // SAFETY: See above.
    unsafe { sys::getdents64(fd as u64, buf.as_mut_ptr() as u64, buf.len() as u64) }.map(|len| len as usize)
}

/// Reads at most a bufferful; 0 is the end.
pub fn read(fd: i32, buf: &mut [u8]) -> Result<usize, Errno> {
    // SAFETY: See above.
    unsafe { sys::read(fd as u64, buf.as_mut_ptr() as u64, buf.len() as u64) }.map(|len| len as usize)
}

/// Writes some of `bytes`; says how many.
pub fn write(fd: i32, bytes: &[u8]) -> Result<usize, Errno> {
    write_from(fd, address(bytes), bytes.len() as u64)
}

/// Asks the kernel to write `len` bytes from any address at all. It is the kernel that reads there, or refuses to.
pub fn write_from(fd: i32, address: u64, len: u64) -> Result<usize, Errno> {
    // SAFETY: The call changes no memory of this program.
    unsafe { sys::write(fd as u64, address, len) }.map(|len| len as usize)
}

/// Describes the file at `path`, which starts at the open directory `dir`.
pub fn stat(dir: i32, path: &str) -> Result<Stat, Errno> {
    let path = c_string(path)?;
    let mut buf = [0; Stat::LEN as usize];
    // SAFETY: See above.
    unsafe { sys::newfstatat(dir as u64, address(&path), buf.as_mut_ptr() as u64, 0)? };
    Ok(Stat::from_bytes(&buf))
}

/// Describes an open file.
pub fn fstat(fd: i32) -> Result<Stat, Errno> {
    let mut buf = [0; Stat::LEN as usize];
    // SAFETY: See above.
    unsafe { sys::fstat(fd as u64, buf.as_mut_ptr() as u64)? };
    Ok(Stat::from_bytes(&buf))
}

/// Doubles the process: 0 in the child, the child's number in the parent.
#[inline(never)]
pub fn fork() -> Result<i32, Errno> {
    // SAFETY: The child gets a copy of all memory; nothing that the parent sees is changed.
    unsafe { sys::clone(SIGCHLD, 0, 0, 0, 0) }.map(|pid| pid as i32)
}

/// Begins the program at `path`, with the same environment. It only returns if that fails.
#[inline(never)]
pub fn exec(path: &str, args: &[String]) -> Result<(), Errno> {
    let path = c_string(path)?;
    let args: Vec<Vec<u8>> = args.iter().map(|arg| c_string(arg)).collect::<Result<_, _>>()?;
    let mut argv: Vec<u64> = args.iter().map(|arg| address(arg)).collect();
    argv.push(0);
    // SAFETY: See above. The environment is the program's own, where the kernel has put it.
    unsafe { sys::execve(address(&path), address(&argv), super::start::environment()) }.map(drop)
}

/// Waits for the end of child `pid`, or of any (-1), whatever signals come meanwhile: its number and its wait status.
pub fn wait(pid: i32) -> Result<(i32, u32), Errno> {
    let mut status = [0; 4];
    loop {
        // SAFETY: See above.
        match unsafe { sys::wait4(pid as u64, status.as_mut_ptr() as u64, 0, 0) } {
            Ok(pid) => return Ok((pid as i32, u32::from_le_bytes(status))),
            Err(Errno::Intr) => {}
            Err(error) => return Err(error),
        }
    }
}

/// Lives on when Ctrl-C is typed: what waits for input is told so by [`Errno::Intr`]. A program that is executed does not
/// inherit that.
pub fn survive_interrupt() -> Result<(), Errno> {
    extern "C" fn handler(_signal: i32) {}
    let action = [handler as *const () as u64, 0, 0];
    // SAFETY: The handler does nothing; the kernel reads the structure and writes nowhere.
    unsafe { sys::rt_sigaction(abi::SIGINT, address(&action), 0, 8) }.map(drop)
}

/// The number of this process.
pub fn getpid() -> i32 {
    // SAFETY: It has no address.
    unsafe { sys::getpid() }.map_or(0, |pid| pid as i32)
}

/// The number of the parent process.
pub fn getppid() -> i32 {
    // SAFETY: It has no address.
    unsafe { sys::getppid() }.map_or(0, |pid| pid as i32)
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
