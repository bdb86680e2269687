//! Calls about descriptors themselves: where they lead, and what devices behind them are told.

use abi::Errno;

use crate::file::{Descriptor, FileId};
use crate::inode::{Content, Device};
use crate::kernel::Kernel;
use crate::layout::VirtAddr;
use crate::limits::{MAX_DESCRIPTORS, PIPE_LEN};
use crate::syscall::Caller;
use crate::syscall::kinds::*;
use crate::tty::Termios;
use crate::vfs;

use super::locks::{get_lock, set_lock};
use super::only;

/// Makes the lowest free descriptor lead where `old` leads.
#[inline(never)]
pub fn dup(caller: &mut Caller<'_>, old: Fd) -> Result<Fd, Errno> {
    duplicate(caller, old, 0, false)
}

fn duplicate(caller: &mut Caller<'_>, old: Fd, from: usize, close_on_exec: bool) -> Result<Fd, Errno> {
    let file = caller.file(old)?;
    let fd = caller.process().add_descriptor(Descriptor { file, close_on_exec }, from)?;
    vfs::share(caller.kernel, file);
    Ok(fd)
}

/// Makes `new` lead where `old` leads; what `new` led to is closed.
#[inline(never)]
pub fn dup3(caller: &mut Caller<'_>, old: Fd, new: Fd, flags: OpenFlags) -> Result<Fd, Errno> {
    only(flags.into(), abi::O_CLOEXEC)?;
    if old == new {
        return Err(Errno::Invalid);
    }
    let file = caller.file(old)?;
    let limit = caller.process().limits.soft(abi::RLIMIT_NOFILE);
    let slot = usize::try_from(new).ok().filter(|&new| (new as u64) < limit).ok_or(Errno::BadFd)?;
    vfs::share(caller.kernel, file);
    let replaced = caller.process().set_descriptor(slot, Descriptor { file, close_on_exec: flags != 0 });
    if let Some(replaced) = replaced {
        close_file(caller, replaced.file);
    }
    Ok(new)
}

/// Gives a descriptor back.
#[inline(never)]
pub fn close(caller: &mut Caller<'_>, fd: Fd) -> Result<Zero, Errno> {
    let descriptor = caller.process().take_descriptor(fd)?;
    close_file(caller, descriptor.file);
    Ok(())
}

/// A descriptor of the caller leads to this file no more.
fn close_file(caller: &mut Caller<'_>, file: FileId) {
    let pid = caller.process().pid;
    vfs::close_descriptor(caller.kernel, pid, file);
}

/// Gives back all descriptors from `first` to `last`, or lets `execve` do it.
#[inline(never)]
pub fn close_range(caller: &mut Caller<'_>, first: Id, last: Id, flags: Int) -> Result<Zero, Errno> {
    const CLOSE_RANGE_CLOEXEC: u64 = 4;
    only(flags as u64, CLOSE_RANGE_CLOEXEC)?;
    if first > last {
        return Err(Errno::Invalid);
    }
    for fd in first..=last.min(MAX_DESCRIPTORS as u32) {
        if flags != 0 {
            let slot = caller.process().files.get_mut(fd as usize);
            slot.into_iter().flatten().for_each(|descriptor| descriptor.close_on_exec = true);
        } else if let Ok(descriptor) = caller.process().take_descriptor(fd as i32) {
            close_file(caller, descriptor.file);
        }
    }
    Ok(())
}

/// Makes a pipe: what is written to the second descriptor is read from the first.
#[inline(never)]
pub fn pipe2(caller: &mut Caller<'_>, fds: FdPairOut, flags: OpenFlags) -> Result<Zero, Errno> {
    only(flags.into(), abi::O_CLOEXEC | abi::O_NONBLOCK)?;
    let close_on_exec = u64::from(flags) & abi::O_CLOEXEC != 0;
    let (reader, writer) = vfs::new_pipe(caller.kernel, flags)?;
    let mut add = |file| caller.process().add_descriptor(Descriptor { file, close_on_exec }, 0);
    let (read, write) = (add(reader), add(writer));
    let told = match (read, write) {
        (Ok(read), Ok(write)) => {
            let bytes = (read as u64 | (write as u64) << 32).to_le_bytes();
            caller.copy_out(fds, &bytes)
        }
        _ => Err(Errno::MFile),
    };
    if told.is_err() {
        for fd in read.into_iter().chain(write) {
            // It was added above.
            let _ = caller.process().take_descriptor(fd);
        }
        vfs::close(caller.kernel, reader);
        vfs::close(caller.kernel, writer);
    }
    told
}

/// Asks and tells things of a descriptor.
#[inline(never)]
pub fn fcntl(caller: &mut Caller<'_>, fd: Fd, command: FcntlCommand, arg: Addr) -> Result<Int, Errno> {
    /// Flags of an open file that can be changed.
    const CHANGEABLE: u64 = abi::O_APPEND | abi::O_NONBLOCK | abi::O_NOATIME;
    let descriptor = caller.process().descriptor(fd)?;
    let file = descriptor.file;
    match u64::from(command) {
        abi::F_GETLK => get_lock(caller, fd, arg),
        abi::F_SETLK => set_lock(caller, fd, arg, false),
        abi::F_SETLKW => set_lock(caller, fd, arg, true),
        abi::F_DUPFD | abi::F_DUPFD_CLOEXEC => {
            let limit = caller.process().limits.soft(abi::RLIMIT_NOFILE);
            let from = Some(arg.0).filter(|&from| from < limit).ok_or(Errno::Invalid)? as usize;
            duplicate(caller, fd, from, u64::from(command) == abi::F_DUPFD_CLOEXEC)
        }
        abi::F_GETFD => Ok(i32::from(descriptor.close_on_exec)),
        abi::F_SETFD => {
            let close_on_exec = arg.0 & abi::FD_CLOEXEC != 0;
            caller.process().set_descriptor(fd as usize, Descriptor { close_on_exec, ..descriptor });
            Ok(0)
        }
        abi::F_GETFL => {
            let made_by = (abi::O_CREAT | abi::O_EXCL | abi::O_NOCTTY | abi::O_TRUNC | abi::O_CLOEXEC) as u32;
            Ok((caller.kernel.vfs.files[file].flags & !made_by | abi::O_LARGEFILE as u32) as i32)
        }
        abi::F_SETFL => {
            let flags = &mut caller.kernel.vfs.files[file].flags;
            *flags = *flags & !(CHANGEABLE as u32) | (arg.0 & CHANGEABLE) as u32;
            Ok(0)
        }
        abi::F_GETPIPE_SZ | abi::F_SETPIPE_SZ => {
            let inode = caller.kernel.vfs.inode_of(file);
            match caller.kernel.vfs.inodes[inode].content {
                Content::Pipe(_) => Ok(PIPE_LEN as i32),
                _ => Err(Errno::BadFd),
            }
        }
        _ => Err(Errno::Invalid),
    }
}

/// Asks and tells things of a device: all of them of the terminal, but `FIONREAD` and `FIONBIO`.
#[inline(never)]
pub fn ioctl(caller: &mut Caller<'_>, fd: Fd, request: IoctlRequest, arg: Addr) -> Result<Int, Errno> {
    let file = caller.file(fd)?;
    let inode = caller.kernel.vfs.inode_of(file);
    let request = u64::from(request);
    if request == abi::FIONREAD {
        let n = n_ready(caller.kernel, inode, caller.kernel.vfs.files[file].offset)?;
        return caller.copy_out(arg, &(n as u32).to_le_bytes()).map(|()| 0);
    }
    if request == abi::FIONBIO {
        let on = caller.bytes(arg).map(u32::from_le_bytes)? != 0;
        let flags = &mut caller.kernel.vfs.files[file].flags;
        *flags = *flags & !(abi::O_NONBLOCK as u32) | if on { abi::O_NONBLOCK as u32 } else { 0 };
        return Ok(0);
    }
    match caller.kernel.vfs.inodes[inode].content {
        Content::Device(Device::Console | Device::Tty) => tty_ioctl(caller, request, arg),
        _ => Err(Errno::NotTty),
    }
}

/// Bytes that could be read at once.
fn n_ready(k: &Kernel, inode: crate::inode::InodeId, offset: u64) -> Result<u64, Errno> {
    match &k.vfs.inodes[inode].content {
        Content::File(data) => Ok(data.len.saturating_sub(offset)),
        Content::Pipe(pipe) => Ok(pipe.bytes.len() as u64),
        Content::Device(Device::Console | Device::Tty) => Ok(k.tty.n_ready() as u64),
        Content::Device(_) | Content::Directory(_) | Content::Link(_) | Content::Proc(_) => {
            Err(Errno::NotTty)
        }
    }
}

fn tty_ioctl(caller: &mut Caller<'_>, request: u64, arg: VirtAddr) -> Result<Int, Errno> {
    let done = match request {
        abi::TCGETS => {
            let bytes = caller.kernel.tty.termios.to_bytes();
            caller.copy_out(arg, &bytes)
        }
        abi::TCSETS | abi::TCSETSW | abi::TCSETSF => {
            let termios = Termios::from_bytes(&caller.bytes(arg)?);
            if request == abi::TCSETSF {
                caller.kernel.tty.flush();
            }
            caller.kernel.tty.set_termios(termios);
            Ok(())
        }
        abi::TCSBRK => Ok(()),
        abi::TCFLSH => {
            caller.kernel.tty.flush();
            Ok(())
        }
        abi::TIOCGPGRP => {
            let group = caller.kernel.tty.foreground;
            caller.copy_out(arg, &group.to_le_bytes())
        }
        abi::TIOCSPGRP => {
            let pgid = u32::from_le_bytes(caller.bytes(arg)?);
            if !caller.kernel.groups.iter().any(|(_, group)| group.pgid == pgid) {
                return Err(Errno::Srch);
            }
            caller.kernel.tty.foreground = pgid;
            Ok(())
        }
        abi::TIOCSCTTY => {
            caller.kernel.tty.foreground = caller.process().pgid;
            Ok(())
        }
        abi::TIOCNOTTY => Ok(()),
        abi::TIOCGSID => {
            let sid = caller.process().sid;
            caller.copy_out(arg, &sid.to_le_bytes())
        }
        abi::TIOCGWINSZ => {
            let [rows, columns, x, y] = caller.kernel.tty.size.map(u16::to_le_bytes);
            caller.copy_out(arg, &[rows, columns, x, y].concat())
        }
        abi::TIOCSWINSZ => {
            let [a, b, c, d, e, f, g, h] = caller.bytes(arg)?;
            caller.kernel.tty.size = [[a, b], [c, d], [e, f], [g, h]].map(u16::from_le_bytes);
            Ok(())
        }
        _ => Err(Errno::NotTty),
    };
    done.map(|()| 0)
}
