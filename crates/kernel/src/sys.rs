//! The system calls, one function each, in the order of the table in `abi`. A call checks what the program gave it and
//! asks the part of the kernel that can do it.

use alloc::vec;
use alloc::vec::Vec;

use abi::{Errno, Stat, Timespec, Utsname};

use crate::arch;
use crate::dentry::DentryId;
use crate::dirents::Dirents;
use crate::exec;
use crate::file::{Descriptor, FileId};
use crate::inode::{Content, InodeId};
use crate::kernel::Kernel;
use crate::layout::{PAGE_LEN, VirtAddr};
use crate::lifecycle;
use crate::limits::{MAX_ARGS, MAX_ARGS_LEN, MAX_DESCRIPTORS, MAX_TRANSFER};
use crate::process::{Ending, Process};
use crate::sched;
use crate::syscall::Caller;
use crate::syscall::kinds::*;
use crate::uaccess::{check_out, copy_in, copy_in_str, copy_out};
use crate::vfs;

impl Caller<'_> {
    fn process(&mut self) -> &mut Process {
        &mut self.kernel.processes[self.id]
    }

    fn file(&mut self, fd: Fd) -> Result<FileId, Errno> {
        self.process().file(fd)
    }

    fn cwd(&mut self) -> Result<DentryId, Errno> {
        self.process().cwd.ok_or(Errno::NoEnt)
    }

    fn copy_out(&mut self, to: VirtAddr, bytes: &[u8]) -> Result<(), Errno> {
        let (pages, space) = self.kernel.memory(self.id)?;
        copy_out(pages, space, to, bytes)
    }

    /// The path at `path`; it may be empty.
    fn path(&mut self, path: Path) -> Result<Vec<u8>, Errno> {
        let (pages, space) = self.kernel.memory(self.id)?;
        copy_in_str(pages, space, path, abi::PATH_MAX as usize, Errno::NameTooLong)
    }

    /// Where a path given with `dir` starts. The descriptor is not looked at if the path is absolute.
    fn start(&mut self, dir: DirFd, path: &[u8]) -> Result<DentryId, Errno> {
        if dir == abi::AT_FDCWD || path.starts_with(b"/") {
            return self.cwd();
        }
        let file = self.file(dir)?;
        let dentry = self.kernel.vfs.files[file].dentry;
        let inode = self.kernel.vfs.dentries[dentry].inode;
        if self.kernel.vfs.inodes[inode].is_dir() { Ok(dentry) } else { Err(Errno::NotDir) }
    }

    /// The strings whose addresses are at `list`, up to a null address.
    fn strings(&mut self, list: Strings) -> Result<Vec<Vec<u8>>, Errno> {
        let mut strings = Vec::new();
        // Linux takes a null list for an empty one.
        while list != VirtAddr(0) {
            let (pages, space) = self.kernel.memory(self.id)?;
            let mut word = [0; 8];
            copy_in(pages, space, list + 8 * strings.len() as u64, &mut word)?;
            let address = VirtAddr(u64::from_le_bytes(word));
            if address == VirtAddr(0) {
                break;
            }
            let used: usize = strings.iter().map(|text: &Vec<u8>| text.len() + 1).sum();
            if strings.len() >= MAX_ARGS || used >= MAX_ARGS_LEN {
                return Err(Errno::TooBig);
            }
            strings.push(copy_in_str(pages, space, address, MAX_ARGS_LEN - used, Errno::TooBig)?);
        }
        Ok(strings)
    }
}

/// Writes the path of the working directory to `buf`, closed by a zero.
#[inline(never)]
pub fn getcwd(caller: &mut Caller<'_>, buf: Out, len: Len) -> Result<Len, Errno> {
    let cwd = caller.cwd()?;
    let mut path = vfs::path_of(caller.kernel, cwd)?;
    path.push(0);
    if path.len() as u64 > len {
        return Err(Errno::Range);
    }
    caller.copy_out(buf, &path)?;
    Ok(path.len() as u64)
}

/// Makes `new` lead where `old` leads; what `new` led to is closed.
#[inline(never)]
pub fn dup3(caller: &mut Caller<'_>, old: Fd, new: Fd, flags: OpenFlags) -> Result<Fd, Errno> {
    if old == new || u64::from(flags) & !abi::O_CLOEXEC != 0 {
        return Err(Errno::Invalid);
    }
    let file = caller.file(old)?;
    let slot = usize::try_from(new).ok().filter(|&new| new < MAX_DESCRIPTORS).ok_or(Errno::BadFd)?;
    let close_on_exec = u64::from(flags) & abi::O_CLOEXEC != 0;
    vfs::share(caller.kernel, file);
    let replaced = caller.process().set_descriptor(slot, Descriptor { file, close_on_exec });
    if let Some(replaced) = replaced {
        vfs::close(caller.kernel, replaced.file);
    }
    Ok(new)
}

/// Makes a directory.
#[inline(never)]
pub fn mkdirat(caller: &mut Caller<'_>, dir: DirFd, path: Path, mode: Mode) -> Result<Zero, Errno> {
    let path = caller.path(path)?;
    let start = caller.start(dir, &path)?;
    vfs::mkdir(caller.kernel, start, &path, mode)
}

/// Removes a name: of a directory with `AT_REMOVEDIR`, else of anything else.
#[inline(never)]
pub fn unlinkat(caller: &mut Caller<'_>, dir: DirFd, path: Path, flags: AtFlags) -> Result<Zero, Errno> {
    if u64::from(flags) & !abi::AT_REMOVEDIR != 0 {
        return Err(Errno::Invalid);
    }
    let path = caller.path(path)?;
    let start = caller.start(dir, &path)?;
    vfs::unlink(caller.kernel, start, &path, flags != 0)
}

/// Changes the working directory.
#[inline(never)]
pub fn chdir(caller: &mut Caller<'_>, path: Path) -> Result<Zero, Errno> {
    let path = caller.path(path)?;
    let cwd = caller.cwd()?;
    let dentry = vfs::walk(caller.kernel, cwd, &path)?;
    let inode = caller.kernel.vfs.dentries[dentry].inode;
    if !caller.kernel.vfs.inodes[inode].is_dir() {
        vfs::release(caller.kernel, dentry);
        return Err(Errno::NotDir);
    }
    caller.process().cwd = Some(dentry);
    vfs::release(caller.kernel, cwd);
    Ok(())
}

/// Opens a file; the answer is the lowest free descriptor.
#[inline(never)]
pub fn openat(
    caller: &mut Caller<'_>,
    dir: DirFd,
    path: Path,
    flags: OpenFlags,
    mode: Mode,
) -> Result<Fd, Errno> {
    if u64::from(flags) & abi::O_ACCMODE == abi::O_ACCMODE {
        return Err(Errno::Invalid);
    }
    let path = caller.path(path)?;
    let start = caller.start(dir, &path)?;
    let file = vfs::open(caller.kernel, start, &path, flags, mode)?;
    let close_on_exec = u64::from(flags) & abi::O_CLOEXEC != 0;
    let added = caller.process().add_descriptor(Descriptor { file, close_on_exec });
    added.inspect_err(|_| vfs::close(caller.kernel, file))
}

/// Gives a descriptor back.
#[inline(never)]
pub fn close(caller: &mut Caller<'_>, fd: Fd) -> Result<Zero, Errno> {
    let descriptor = caller.process().take_descriptor(fd)?;
    vfs::close(caller.kernel, descriptor.file);
    Ok(())
}

/// Fills `entries` with names of an open directory; 0 when all were given.
#[inline(never)]
pub fn getdents64(caller: &mut Caller<'_>, fd: Fd, entries: DirentsOut, len: Len) -> Result<Len, Errno> {
    let file = caller.file(fd)?;
    let Kernel { pages, processes, vfs, .. } = &mut *caller.kernel;
    let space = processes[caller.id].space.as_ref().ok_or(Errno::Srch)?;
    let mut out = Dirents { pages, space, to: entries, room: len, written: 0 };
    vfs::iterate_dir(vfs, file, &mut out)?;
    Ok(out.written)
}

/// Moves the position in an open file.
#[inline(never)]
pub fn lseek(caller: &mut Caller<'_>, fd: Fd, offset: Offset, whence: Whence) -> Result<Offset, Errno> {
    let file = caller.file(fd)?;
    let vfs = &mut caller.kernel.vfs;
    let inode = &vfs.inodes[vfs.inode_of(file)];
    if let Content::Device(_) = inode.content {
        return Err(Errno::Seek);
    }
    let open = &mut vfs.files[file];
    let from = match u64::from(whence) {
        abi::SEEK_SET => 0,
        abi::SEEK_CUR => open.offset as i64,
        abi::SEEK_END => inode.len() as i64,
        _ => return Err(Errno::Invalid),
    };
    let at = from.checked_add(offset).filter(|&at| at >= 0).ok_or(Errno::Invalid)?;
    open.offset = at as u64;
    Ok(at)
}

/// Reads at most `len` bytes of an open file; 0 at its end.
#[inline(never)]
pub fn read(caller: &mut Caller<'_>, fd: Fd, buf: Out, len: Len) -> Result<Len, Errno> {
    let file = caller.file(fd)?;
    let len = len.min(MAX_TRANSFER);
    let (pages, space) = caller.kernel.memory(caller.id)?;
    check_out(pages, space, buf, len)?;
    // A driver never sees a program's address: the bytes come into the kernel first, and are copied out here.
    let mut bytes = vec![0; len as usize];
    let n = vfs::read(caller.kernel, file, &mut bytes)?;
    caller.copy_out(buf, &bytes[..n])?;
    Ok(n as u64)
}

/// Writes at most `len` bytes to an open file and says how many.
#[inline(never)]
pub fn write(caller: &mut Caller<'_>, fd: Fd, buf: In, len: Len) -> Result<Len, Errno> {
    let file = caller.file(fd)?;
    let mut bytes = vec![0; len.min(MAX_TRANSFER) as usize];
    let (pages, space) = caller.kernel.memory(caller.id)?;
    copy_in(pages, space, buf, &mut bytes)?;
    Ok(vfs::write(caller.kernel, file, &bytes)? as u64)
}

/// Describes the file at a path.
#[inline(never)]
pub fn newfstatat(
    caller: &mut Caller<'_>,
    dir: DirFd,
    path: Path,
    stat: StatOut,
    flags: AtFlags,
) -> Result<Zero, Errno> {
    let known = abi::AT_EMPTY_PATH | abi::AT_SYMLINK_NOFOLLOW;
    if u64::from(flags) & !known != 0 {
        return Err(Errno::Invalid);
    }
    let path = caller.path(path)?;
    if path.is_empty() && u64::from(flags) & abi::AT_EMPTY_PATH != 0 && dir != abi::AT_FDCWD {
        return fstat(caller, dir, stat);
    }
    let start = caller.start(dir, &path)?;
    let dentry = vfs::walk(caller.kernel, start, &path)?;
    let inode = caller.kernel.vfs.dentries[dentry].inode;
    let answer = describe(caller.kernel, inode);
    vfs::release(caller.kernel, dentry);
    caller.copy_out(stat, &answer.to_bytes())
}

/// Describes an open file.
#[inline(never)]
pub fn fstat(caller: &mut Caller<'_>, fd: Fd, stat: StatOut) -> Result<Zero, Errno> {
    let file = caller.file(fd)?;
    let answer = describe(caller.kernel, caller.kernel.vfs.inode_of(file));
    caller.copy_out(stat, &answer.to_bytes())
}

fn describe(k: &Kernel, inode: InodeId) -> Stat {
    let inode = &k.vfs.inodes[inode];
    let time = Timespec { tv_sec: inode.mtime, tv_nsec: 0 };
    Stat {
        st_dev: u64::from(inode.file_system) + 1,
        st_ino: inode.number,
        st_mode: inode.mode,
        st_nlink: inode.n_links,
        st_rdev: if let Content::Device(device) = inode.content { device.number() } else { 0 },
        st_size: inode.len() as i64,
        st_blksize: PAGE_LEN as i32,
        st_blocks: (inode.len().div_ceil(PAGE_LEN) * (PAGE_LEN / 512)) as i64,
        st_atim: time,
        st_mtim: time,
        st_ctim: time,
        ..Stat::default()
    }
}

/// Ends the process. It has one thread, so this is [`exit_group`].
#[inline(never)]
pub fn exit(caller: &mut Caller<'_>, status: Status) -> Result<Never, Errno> {
    exit_group(caller, status)
}

/// Ends the process: it is marked here and goes on its way back to user mode, so it never gets there.
#[inline(never)]
pub fn exit_group(caller: &mut Caller<'_>, status: Status) -> Result<Never, Errno> {
    caller.process().ending = Some(Ending::Exited(status));
    Ok(())
}

/// Lets others run first.
#[inline(never)]
pub fn sched_yield(caller: &mut Caller<'_>) -> Result<Zero, Errno> {
    sched::give_way(caller.kernel);
    Ok(())
}

/// Tells what system this is.
#[inline(never)]
pub fn uname(caller: &mut Caller<'_>, names: UtsnameOut) -> Result<Zero, Errno> {
    // The release is that of the Linux whose calls these are: start codes refuse to run on what looks too old.
    let answer =
        Utsname::new([b"Ringside", &caller.kernel.hostname, b"6.12.0", b"ringside 0.1", b"riscv64", b""]);
    caller.copy_out(names, &answer.to_bytes())
}

/// The number of the process.
#[inline(never)]
pub fn getpid(caller: &mut Caller<'_>) -> Result<Pid, Errno> {
    Ok(caller.process().pid as i32)
}

/// The number of its parent.
#[inline(never)]
pub fn getppid(caller: &mut Caller<'_>) -> Result<Pid, Errno> {
    Ok(caller.process().parent as i32)
}

/// Moves the end of the heap, and says where it is then.
#[inline(never)]
pub fn brk(caller: &mut Caller<'_>, end: Addr) -> Result<Addr, Errno> {
    let (pages, space) = caller.kernel.memory(caller.id)?;
    let end = if end == VirtAddr(0) { space.brk() } else { space.set_brk(pages, end) };
    arch::flush_tlb();
    Ok(end)
}

/// Doubles the process. Of all that Linux's `clone` can do this kernel has `fork`: nothing is shared, and the parent is
/// told of the child's end.
#[inline(never)]
pub fn clone(
    caller: &mut Caller<'_>,
    flags: CloneFlags,
    stack: Addr,
    _parent_tid: Addr,
    _tls: Addr,
    _child_tid: Addr,
) -> Result<Pid, Errno> {
    if flags != abi::SIGCHLD {
        return Err(Errno::Invalid);
    }
    Ok(lifecycle::fork(caller.kernel, caller.id, stack.0)? as i32)
}

/// Begins another program.
#[inline(never)]
pub fn execve(caller: &mut Caller<'_>, path: Path, argv: Strings, envp: Strings) -> Result<Zero, Errno> {
    let path = caller.path(path)?;
    let argv = caller.strings(argv)?;
    let envp = caller.strings(envp)?;
    exec::exec(caller.kernel, caller.id, &path, &argv, &envp)
}

/// Waits for the end of a child and says how it ended.
#[inline(never)]
pub fn wait4(
    caller: &mut Caller<'_>,
    pid: Pid,
    status: WaitStatusOut,
    options: WaitFlags,
    usage: Addr,
) -> Result<Pid, Errno> {
    let known = abi::WNOHANG | abi::WUNTRACED | abi::WCONTINUED;
    if u64::from(options) & !known != 0 {
        return Err(Errno::Invalid);
    }
    // The kernel does not count what a process uses, and makes no numbers up.
    if usage != VirtAddr(0) {
        return Err(Errno::NoSys);
    }
    // There are no process groups: 0 and -1 mean any child, and any other group has none.
    let child = match pid {
        -1 | 0 => None,
        1.. => Some(pid as u32),
        _ => return Err(Errno::Child),
    };
    let block = u64::from(options) & abi::WNOHANG == 0;
    let Some((pid, ending)) = lifecycle::wait(caller.kernel, caller.id, child, block)? else { return Ok(0) };
    if status != VirtAddr(0) {
        caller.copy_out(status, &ending.to_wait_status().to_le_bytes())?;
    }
    Ok(pid as i32)
}
