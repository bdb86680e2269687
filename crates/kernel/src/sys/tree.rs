//! Calls that take paths: names come and go, and the place where paths start.

use abi::Errno;

use crate::file::Descriptor;
use crate::inode::{Content, Device};
use crate::layout::VirtAddr;
use crate::pipe::Pipe;
use crate::syscall::Caller;
use crate::syscall::kinds::*;
use crate::{ramfs, vfs};

use super::only;

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

/// Makes a directory.
#[inline(never)]
pub fn mkdirat(caller: &mut Caller<'_>, dir: DirFd, path: Path, mode: Mode) -> Result<Zero, Errno> {
    let path = caller.path(path)?;
    let start = caller.start(dir, &path)?;
    let mode = mode & !caller.process().umask;
    vfs::mkdir(caller.kernel, start, &path, mode)
}

/// Makes an empty file, a named pipe or, for root, a device.
#[inline(never)]
pub fn mknodat(
    caller: &mut Caller<'_>,
    dir: DirFd,
    path: Path,
    mode: Mode,
    device: Addr,
) -> Result<Zero, Errno> {
    let path = caller.path(path)?;
    let start = caller.start(dir, &path)?;
    let kind = u64::from(mode) & abi::S_IFMT;
    let content = match kind {
        0 | abi::S_IFREG => ramfs::empty_file(),
        abi::S_IFIFO => Content::Pipe(Pipe::default()),
        abi::S_IFCHR if !caller.kernel.credentials().is_root() => return Err(Errno::Perm),
        abi::S_IFCHR => Content::Device(Device::from_number(device.0).ok_or(Errno::NoDevAddr)?),
        _ => return Err(Errno::Invalid),
    };
    let kind = if kind == 0 { abi::S_IFREG } else { kind } as u32;
    let mode = kind | (mode & 0o7777 & !caller.process().umask);
    vfs::mknod(caller.kernel, start, &path, mode, content)
}

/// Removes a name: of a directory with `AT_REMOVEDIR`, else of anything else.
#[inline(never)]
pub fn unlinkat(caller: &mut Caller<'_>, dir: DirFd, path: Path, flags: AtFlags) -> Result<Zero, Errno> {
    only(flags.into(), abi::AT_REMOVEDIR)?;
    let path = caller.path(path)?;
    let start = caller.start(dir, &path)?;
    vfs::unlink(caller.kernel, start, &path, flags != 0)
}

/// Makes a symbolic link.
#[inline(never)]
pub fn symlinkat(caller: &mut Caller<'_>, target: Path, dir: DirFd, path: Path) -> Result<Zero, Errno> {
    let target = caller.path(target)?;
    let path = caller.path(path)?;
    let start = caller.start(dir, &path)?;
    vfs::symlink(caller.kernel, start, &path, &target)
}

/// Gives a file one more name.
#[inline(never)]
pub fn linkat(
    caller: &mut Caller<'_>,
    old_dir: DirFd,
    old: Path,
    new_dir: DirFd,
    new: Path,
    flags: AtFlags,
) -> Result<Zero, Errno> {
    let flags = u64::from(flags);
    only(flags, abi::AT_SYMLINK_FOLLOW | abi::AT_EMPTY_PATH)?;
    let path = caller.path(new)?;
    let start = caller.start(new_dir, &path)?;
    let follow = if flags & abi::AT_SYMLINK_FOLLOW == 0 { abi::AT_SYMLINK_NOFOLLOW } else { 0 };
    let old = caller.place(old_dir, old, (follow | flags & abi::AT_EMPTY_PATH) as u32)?;
    let linked = vfs::link(caller.kernel, old, start, &path);
    vfs::release(caller.kernel, old);
    linked
}

/// Gives a file another name.
#[inline(never)]
pub fn renameat2(
    caller: &mut Caller<'_>,
    old_dir: DirFd,
    old: Path,
    new_dir: DirFd,
    new: Path,
    flags: Int,
) -> Result<Zero, Errno> {
    only(flags as u64, abi::RENAME_NOREPLACE)?;
    let (old, new) = (caller.path(old)?, caller.path(new)?);
    let (old_start, new_start) = (caller.start(old_dir, &old)?, caller.start(new_dir, &new)?);
    vfs::rename(caller.kernel, (old_start, &old), (new_start, &new), flags != 0)
}

/// Says where a symbolic link leads; what does not fit is cut off.
#[inline(never)]
pub fn readlinkat(caller: &mut Caller<'_>, dir: DirFd, path: Path, buf: Out, len: Len) -> Result<Len, Errno> {
    if len as i64 <= 0 {
        return Err(Errno::Invalid);
    }
    let place = caller.place(dir, path, (abi::AT_SYMLINK_NOFOLLOW | abi::AT_EMPTY_PATH) as u32)?;
    let target = vfs::read_link(caller.kernel, place);
    vfs::release(caller.kernel, place);
    let target = target?;
    let n = target.len().min(len as usize);
    caller.copy_out(buf, &target[..n])?;
    Ok(n as u64)
}

/// Changes the working directory.
#[inline(never)]
pub fn chdir(caller: &mut Caller<'_>, path: Path) -> Result<Zero, Errno> {
    let path = caller.path(path)?;
    let cwd = caller.cwd()?;
    let dentry = vfs::walk_dir(caller.kernel, cwd, &path)?;
    caller.process().cwd = Some(dentry);
    vfs::release(caller.kernel, cwd);
    Ok(())
}

/// The same, to an open directory.
#[inline(never)]
pub fn fchdir(caller: &mut Caller<'_>, fd: Fd) -> Result<Zero, Errno> {
    let file = caller.file(fd)?;
    let dentry = caller.kernel.vfs.files[file].dentry;
    let inode = caller.kernel.vfs.dentries[dentry].inode;
    if !caller.kernel.vfs.inodes[inode].is_dir() {
        return Err(Errno::NotDir);
    }
    vfs::permission(caller.kernel, inode, abi::X_OK)?;
    vfs::hold(caller.kernel, dentry);
    let before = caller.process().cwd.replace(dentry);
    before.into_iter().for_each(|before| vfs::release(caller.kernel, before));
    Ok(())
}

/// Changes what the process takes for `/`.
#[inline(never)]
pub fn chroot(caller: &mut Caller<'_>, path: Path) -> Result<Zero, Errno> {
    let path = caller.path(path)?;
    let cwd = caller.cwd()?;
    let dentry = vfs::walk_dir(caller.kernel, cwd, &path)?;
    if !caller.kernel.credentials().is_root() {
        vfs::release(caller.kernel, dentry);
        return Err(Errno::Perm);
    }
    let before = caller.process().root.replace(dentry);
    before.into_iter().for_each(|before| vfs::release(caller.kernel, before));
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
    let mode = mode & !caller.process().umask;
    let file = vfs::open(caller.kernel, start, &path, flags, mode)?;
    let close_on_exec = u64::from(flags) & abi::O_CLOEXEC != 0;
    let added = caller.process().add_descriptor(Descriptor { file, close_on_exec }, 0);
    added.inspect_err(|_| vfs::close(caller.kernel, file))
}

/// Sets the permissions that new files do not get; says which these were.
#[inline(never)]
pub fn umask(caller: &mut Caller<'_>, mask: Mode) -> Result<Mode, Errno> {
    Ok(core::mem::replace(&mut caller.process().umask, mask & 0o777))
}

/// Puts a file system at `target`: a new one in memory (`ramfs`, `tmpfs`), or `/proc`.
#[inline(never)]
pub fn mount(
    caller: &mut Caller<'_>,
    _source: Path,
    target: Path,
    kind: Path,
    flags: Addr,
    _data: Addr,
) -> Result<Zero, Errno> {
    if !caller.kernel.credentials().is_root() {
        return Err(Errno::Perm);
    }
    let path = caller.path(target)?;
    let kind = match caller.path(kind)?.as_slice() {
        b"ramfs" => "ramfs",
        b"tmpfs" => "tmpfs",
        b"proc" => "proc",
        _ => return Err(Errno::NoDev),
    };
    // Of the flags those that ask for less than is given change nothing.
    if flags != VirtAddr(0) && flags.0 & 0xffff_0000 != 0 {
        return Err(Errno::Invalid);
    }
    let cwd = caller.cwd()?;
    let point = vfs::walk_dir(caller.kernel, cwd, &path)?;
    vfs::mount(caller.kernel, kind, Some(point)).inspect_err(|_| vfs::release(caller.kernel, point))
}

/// Takes the file system at `path` away.
#[inline(never)]
pub fn umount2(caller: &mut Caller<'_>, path: Path, flags: Int) -> Result<Zero, Errno> {
    /// `MNT_FORCE` and its kin. None is needed: nothing here waits for a server, and what is in use stays.
    const KNOWN: u64 = 0xf;
    only(flags as u64, KNOWN)?;
    if !caller.kernel.credentials().is_root() {
        return Err(Errno::Perm);
    }
    let path = caller.path(path)?;
    let cwd = caller.cwd()?;
    let root = vfs::walk_dir(caller.kernel, cwd, &path)?;
    let gone = vfs::unmount(caller.kernel, root);
    vfs::release(caller.kernel, root);
    gone
}
