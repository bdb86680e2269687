//! From a path to an open file, and its end.

use alloc::collections::VecDeque;
use alloc::format;
use alloc::vec::Vec;

use abi::Errno;

use super::names::find_or_create;
use super::walk::{walk_parent, walk_to};
use super::{hold, permission, release, set_len};
use crate::dentry::{Dentry, DentryId};
use crate::file::{FileId, OpenFile};
use crate::inode::{Content, Inode, InodeId};
use crate::kernel::Kernel;
use crate::limits::{MAX_LINKS, MAX_OPEN_FILES, check_heap};
use crate::locks::{self, Owner};
use crate::pipe::Pipe;
use crate::process::Reason;
use crate::{ramfs, sched};

/// Opens the file at `path`, or makes it first if `flags` say so.
#[inline(never)]
pub fn open(k: &mut Kernel, start: DentryId, path: &[u8], flags: u32, mode: u32) -> Result<FileId, Errno> {
    let file = OpenFile { dentry: start, flags, offset: 0, users: 1 };
    if k.vfs.files.len() >= MAX_OPEN_FILES {
        return Err(Errno::NFile);
    }
    check_heap(Errno::NFile)?;
    let follow = !file.has(abi::O_NOFOLLOW);
    let (dentry, new) = if file.has(abi::O_CREAT) {
        walk_or_create(k, start, path, &file, mode)?
    } else {
        (walk_to(k, start, path, follow)?, false)
    };
    open_dentry(k, dentry, flags, new)
}

/// Opens what is at `dentry`, which the caller holds and gives away. A file that was just made is open whatever its
/// permissions say.
#[inline(never)]
pub fn open_dentry(k: &mut Kernel, dentry: DentryId, flags: u32, new: bool) -> Result<FileId, Errno> {
    let file = OpenFile { dentry, flags, offset: 0, users: 1 };
    let inode = k.vfs.dentries[dentry].inode;
    let allowed = check_open(&k.vfs.inodes[inode], &file)
        .and_then(|()| if new || file.has(abi::O_PATH) { Ok(()) } else { may_open(k, inode, &file) });
    allowed.inspect_err(|_| release(k, dentry))?;
    if file.has(abi::O_TRUNC) && file.writable() && !new {
        set_len(k, inode, 0);
    }
    let (readable, writable) = (file.readable(), file.writable());
    let block = !file.has(abi::O_NONBLOCK);
    let file = k.vfs.files.insert(file);
    if let Content::Pipe(pipe) = &mut k.vfs.inodes[inode].content {
        pipe.readers += u32::from(readable);
        pipe.writers += u32::from(writable);
        sched::wakeup(k, Reason::Pipe);
        meet_other_end(k, inode, (readable, writable), block).inspect_err(|_| close(k, file))?;
    }
    Ok(file)
}

fn check_open(inode: &Inode, file: &OpenFile) -> Result<(), Errno> {
    if inode.is_link() && !file.has(abi::O_PATH) {
        Err(Errno::Loop)
    } else if inode.is_dir() && (file.writable() || file.has(abi::O_CREAT)) {
        Err(Errno::IsDir)
    } else if !inode.is_dir() && file.has(abi::O_DIRECTORY) {
        Err(Errno::NotDir)
    } else {
        Ok(())
    }
}

fn may_open(k: &Kernel, inode: InodeId, file: &OpenFile) -> Result<(), Errno> {
    let read = if file.readable() { abi::R_OK } else { 0 };
    let write = if file.writable() { abi::W_OK } else { 0 };
    permission(k, inode, read | write)?;
    // A program that runs is read page by page from its file.
    if write != 0 && k.spaces.iter().any(|(_, space)| space.program == Some(inode)) {
        return Err(Errno::TextBusy);
    }
    Ok(())
}

/// A named pipe is open when both ends are.
fn meet_other_end(
    k: &mut Kernel,
    inode: InodeId,
    (readable, writable): (bool, bool),
    block: bool,
) -> Result<(), Errno> {
    loop {
        let Content::Pipe(pipe) = &k.vfs.inodes[inode].content else { return Ok(()) };
        let alone = match (readable, writable) {
            (true, false) => pipe.writers == 0 && pipe.bytes.is_empty(),
            (false, true) => pipe.readers == 0,
            _ => false,
        };
        match alone {
            false => return Ok(()),
            true if !block && writable => return Err(Errno::NoDevAddr),
            true if !block => return Ok(()),
            true => sched::sleep(k, Reason::Pipe)?,
        }
    }
}

/// The place at `path`, and whether its file was made just now.
fn walk_or_create(
    k: &mut Kernel,
    start: DentryId,
    path: &[u8],
    file: &OpenFile,
    mode: u32,
) -> Result<(DentryId, bool), Errno> {
    let mut path = path.to_vec();
    let mut start = hold(k, start);
    for _ in 0..MAX_LINKS {
        let place = walk_parent(k, start, &path, Errno::IsDir).inspect_err(|_| release(k, start))?;
        release(k, start);
        let found = find_or_create(k, place, file.has(abi::O_EXCL), (mode & 0o7777) | abi::S_IFREG as u32);
        let (dentry, new) = found.inspect_err(|_| release(k, place.0))?;
        let inode = &k.vfs.inodes[k.vfs.dentries[dentry].inode];
        match &inode.content {
            // The link may lead to a file that is yet to be made.
            Content::Link(target) if !file.has(abi::O_NOFOLLOW) => {
                let target = target.clone();
                release(k, dentry);
                (start, path) = (place.0, target);
            }
            Content::Proc(_) if inode.is_link() => {
                release(k, dentry);
                let followed = walk_to(k, place.0, place.1, true);
                release(k, place.0);
                return followed.map(|dentry| (dentry, false));
            }
            _ => {
                release(k, place.0);
                return Ok((dentry, new));
            }
        }
    }
    release(k, start);
    Err(Errno::Loop)
}

/// A pipe without a name: its reader and its writer.
pub fn new_pipe(k: &mut Kernel, flags: u32) -> Result<(FileId, FileId), Errno> {
    if k.vfs.files.len() + 2 > MAX_OPEN_FILES {
        return Err(Errno::NFile);
    }
    let now = k.now();
    let mode = abi::S_IFIFO as u32 | 0o600;
    let pipe = Pipe { readers: 1, writers: 1, ..Pipe::default() };
    let inode = ramfs::add_inode(&mut k.vfs, u32::MAX - 1, mode, now, Content::Pipe(pipe))?;
    let who = k.credentials();
    let target = &mut k.vfs.inodes[inode];
    (target.uid, target.gid) = (who.euid(), who.egid());
    target.users += 1;
    let number = target.number;
    let name: Vec<u8> = format!("pipe:[{number}]").into_bytes();
    let dentry = k.vfs.dentries.insert(Dentry { name, parent: None, inode, users: 2, unlinked: false });
    let flags = flags & abi::O_NONBLOCK as u32;
    let [reader, writer] = [abi::O_RDONLY, abi::O_WRONLY].map(|access| {
        k.vfs.files.insert(OpenFile { dentry, flags: access as u32 | flags, offset: 0, users: 1 })
    });
    Ok((reader, writer))
}

/// One more descriptor leads to `file`.
pub fn share(k: &mut Kernel, file: FileId) -> FileId {
    k.vfs.files[file].users += 1;
    file
}

/// A descriptor of `file` of the process with this number is gone. By that the process loses its locks on the file, even
/// if it has another descriptor of it: POSIX wants it so.
pub fn close_descriptor(k: &mut Kernel, pid: u32, file: FileId) {
    let inode = k.vfs.inode_of(file);
    locks::forget(k, Owner::Process(pid), inode);
    close(k, file);
}

/// A descriptor of `file` is gone; the last one closes it.
#[inline(never)]
pub fn close(k: &mut Kernel, file: FileId) {
    let open = &mut k.vfs.files[file];
    open.users -= 1;
    if open.users > 0 {
        return;
    }
    let (dentry, readable, writable) = (open.dentry, open.readable(), open.writable());
    let inode = k.vfs.dentries[dentry].inode;
    locks::forget(k, Owner::File(file), inode);
    if let Content::Pipe(pipe) = &mut k.vfs.inodes[inode].content {
        pipe.readers -= u32::from(readable);
        pipe.writers -= u32::from(writable);
        if pipe.readers + pipe.writers == 0 {
            pipe.bytes = VecDeque::new();
        }
        sched::wakeup(k, Reason::Pipe);
    }
    k.vfs.files.remove(file);
    release(k, dentry);
}
