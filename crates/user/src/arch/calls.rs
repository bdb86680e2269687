//! The system calls in Rust's clothes: slices for pointers and lengths, `Result` for negative numbers. Here those about
//! files.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use abi::{AT_FDCWD, Errno, PATH_MAX, Stat, Timespec};

use super::syscall as sys;

const HERE: u64 = AT_FDCWD as u64;

/// A text as the kernel takes it: its bytes and a zero. A zero inside would end it early.
#[inline(never)]
pub(super) fn c_string(text: &str) -> Result<Vec<u8>, Errno> {
    let mut bytes = Vec::with_capacity(text.len() + 1);
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(0);
    if text.contains('\0') { Err(Errno::Invalid) } else { Ok(bytes) }
}

pub(super) fn address<T>(slice: &[T]) -> u64 {
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
    stat_with(dir, path, 0)
}

/// As [`stat`], but a symbolic link itself is described, not what it leads to.
pub fn lstat(dir: i32, path: &str) -> Result<Stat, Errno> {
    stat_with(dir, path, abi::AT_SYMLINK_NOFOLLOW)
}

#[inline(never)]
fn stat_with(dir: i32, path: &str, flags: u64) -> Result<Stat, Errno> {
    let path = c_string(path)?;
    let mut buf = [0; Stat::LEN as usize];
    // SAFETY: See above.
    unsafe { sys::newfstatat(dir as u64, address(&path), buf.as_mut_ptr() as u64, flags)? };
    Ok(Stat::from_bytes(&buf))
}

/// Describes an open file.
pub fn fstat(fd: i32) -> Result<Stat, Errno> {
    let mut buf = [0; Stat::LEN as usize];
    // SAFETY: See above.
    unsafe { sys::fstat(fd as u64, buf.as_mut_ptr() as u64)? };
    Ok(Stat::from_bytes(&buf))
}

/// Makes a pipe: what is written to the second descriptor is read from the first.
pub fn pipe() -> Result<(i32, i32), Errno> {
    let mut fds = [0; 2];
    // SAFETY: See above.
    unsafe { sys::pipe2(fds.as_mut_ptr() as u64, 0)? };
    Ok(fds.into())
}

/// Gives a file another name.
pub fn link(old: &str, new: &str) -> Result<(), Errno> {
    let (old, new) = (c_string(old)?, c_string(new)?);
    // SAFETY: See above.
    unsafe { sys::linkat(HERE, address(&old), HERE, address(&new), 0) }.map(drop)
}

/// Makes a symbolic link that says `target`.
pub fn symlink(target: &str, path: &str) -> Result<(), Errno> {
    let (target, path) = (c_string(target)?, c_string(path)?);
    // SAFETY: See above.
    unsafe { sys::symlinkat(address(&target), HERE, address(&path)) }.map(drop)
}

/// What the symbolic link `path`, which starts at the open directory `dir`, says.
pub fn readlink(dir: i32, path: &str) -> Result<String, Errno> {
    let path = c_string(path)?;
    let mut buf = vec![0; PATH_MAX as usize];
    // SAFETY: See above.
    let len =
        unsafe { sys::readlinkat(dir as u64, address(&path), buf.as_mut_ptr() as u64, buf.len() as u64)? };
    Ok(String::from_utf8_lossy(&buf[..len as usize]).into_owned())
}

/// Gives a file another name instead of the one it has.
pub fn rename(old: &str, new: &str) -> Result<(), Errno> {
    let (old, new) = (c_string(old)?, c_string(new)?);
    // SAFETY: See above.
    unsafe { sys::renameat2(HERE, address(&old), HERE, address(&new), 0) }.map(drop)
}

/// Changes the permissions of a file.
pub fn chmod(path: &str, mode: u64) -> Result<(), Errno> {
    let path = c_string(path)?;
    // SAFETY: See above.
    unsafe { sys::fchmodat(HERE, address(&path), mode) }.map(drop)
}

/// Makes now the time of the last change of a file.
pub fn touch(path: &str) -> Result<(), Errno> {
    let path = c_string(path)?;
    // SAFETY: See above; no address of times means now.
    unsafe { sys::utimensat(HERE, address(&path), 0, 0) }.map(drop)
}

/// Bytes of `struct termios`.
pub const TERMIOS_LEN: usize = 36;

/// How the terminal behind `fd` behaves: `struct termios`. `ENOTTY` if there is none.
pub fn tcgetattr(fd: i32) -> Result<[u8; TERMIOS_LEN], Errno> {
    let mut termios = [0; TERMIOS_LEN];
    // SAFETY: See above.
    unsafe { sys::ioctl(fd as u64, abi::TCGETS, termios.as_mut_ptr() as u64)? };
    Ok(termios)
}

/// Tells the terminal behind `fd` how to behave.
pub fn tcsetattr(fd: i32, termios: &[u8; TERMIOS_LEN]) -> Result<(), Errno> {
    // SAFETY: See above.
    unsafe { sys::ioctl(fd as u64, abi::TCSETS, termios.as_ptr() as u64) }.map(drop)
}

/// The time of a clock, `CLOCK_…`.
pub fn clock_gettime(clock: u64) -> Result<Timespec, Errno> {
    let mut time = [0; Timespec::LEN as usize];
    // SAFETY: See above.
    unsafe { sys::clock_gettime(clock, time.as_mut_ptr() as u64)? };
    Ok(Timespec::from_bytes(&time))
}
