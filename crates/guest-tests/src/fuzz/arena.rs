//! The file system that the workers may do anything to: a new one for each season, so that what they leave behind goes
//! with it.

use alloc::string::String;
use alloc::vec;

use abi::{AT_FDCWD, Errno, Syscall};
use user::arch;

use crate::call;

/// Where it is mounted.
pub const PATH: &str = "/arena";
/// A program that ends at once, for `execve`.
const PROGRAM: &str = "/bin/nothing";
/// Numbers of devices: null, zero, full, random, and the terminal.
const DEVICES: &[(&str, u64)] =
    &[("null", 0x103), ("zero", 0x105), ("full", 0x107), ("random", 0x109), ("tty", 0x500)];

/// Mounts and fills it.
pub fn set_up() -> Result<(), Errno> {
    let mut kind = *b"ramfs\0";
    let kind = kind.as_mut_ptr() as u64;
    match arch::mkdir(PATH, 0o777) {
        Ok(()) | Err(Errno::Exist) => {}
        Err(error) => return Err(error),
    }
    with_path(PATH, |path| call(Syscall::Mount, [kind, path, kind, 0, 0]))?;
    chmod(PATH, 0o777)?;
    for name in ["d", "d/e", "proc", "dev"] {
        arch::mkdir(&inside(name), 0o777)?;
        chmod(&inside(name), 0o777)?;
    }
    for (name, device) in DEVICES {
        let mode = abi::S_IFCHR | 0o666;
        with_path(&inside(&alloc::format!("dev/{name}")), |path| {
            call(Syscall::Mknodat, [AT_FDCWD as u64, path, mode, *device])
        })?;
    }
    with_path(&inside("fifo"), |path| {
        call(Syscall::Mknodat, [AT_FDCWD as u64, path, abi::S_IFIFO | 0o666, 0])
    })?;
    let mut kind = *b"proc\0";
    let kind = kind.as_mut_ptr() as u64;
    with_path(&inside("proc"), |path| call(Syscall::Mount, [kind, path, kind, 0, 0]))?;
    copy(PROGRAM, &inside("prog"))?;
    write(&inside("script"), b"#!/prog one\n")?;
    write(&inside("a"), &[b'a'; 5000])
}

/// Unmounts it, and what was mounted in it.
pub fn clear_away() -> Result<(), Errno> {
    // What was mounted last is on top.
    loop {
        let mounts = mounts()?;
        let mut paths = mounts.lines().filter_map(|line| line.split(' ').nth(1));
        let Some(path) = paths.rfind(|path| inside_arena(path)) else { return Ok(()) };
        with_path(path, |path| call(Syscall::Umount2, [path, 0])).inspect_err(|error| {
            user::say(&alloc::format!("fuzz: {path} cannot be unmounted: {}\n{mounts}", error.text()));
        })?;
    }
}

fn inside_arena(path: &str) -> bool {
    path.strip_prefix(PATH).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn mounts() -> Result<String, Errno> {
    let mut text = vec![0; 64 << 10];
    let fd = arch::open("/proc/mounts", abi::O_RDONLY, 0)?;
    let mut len = 0;
    while let n @ 1.. = arch::read(fd, &mut text[len..])? {
        len += n;
    }
    arch::close(fd)?;
    Ok(String::from_utf8_lossy(&text[..len]).into_owned())
}

fn inside(name: &str) -> String {
    alloc::format!("{PATH}/{name}")
}

/// Hands the address of a path to `then`.
pub fn with_path<T>(path: &str, then: impl FnOnce(u64) -> T) -> T {
    let mut bytes = path.as_bytes().to_vec();
    bytes.push(0);
    then(bytes.as_mut_ptr() as u64)
}

fn chmod(path: &str, mode: u64) -> Result<(), Errno> {
    with_path(path, |path| call(Syscall::Fchmodat, [AT_FDCWD as u64, path, mode])).map(drop)
}

fn write(path: &str, bytes: &[u8]) -> Result<(), Errno> {
    let fd = arch::open(path, abi::O_WRONLY | abi::O_CREAT, 0o777)?;
    chmod(path, 0o777)?;
    let mut done = 0;
    while done < bytes.len() {
        done += arch::write(fd, &bytes[done..])?;
    }
    arch::close(fd)
}

fn copy(from: &str, to: &str) -> Result<(), Errno> {
    let fd = arch::open(from, abi::O_RDONLY, 0)?;
    let mut bytes = vec![0; 64 << 10];
    let len = arch::read(fd, &mut bytes)?;
    arch::close(fd)?;
    write(to, &bytes[..len])
}
