//! The virtual file system: the functions behind the system calls that take a path or a descriptor. They know places
//! ([`Dentry`]), files ([`Inode`]) and what is open ([`OpenFile`]); how a file system keeps its files is the business of
//! [`ramfs`] and [`procfs`], how a device works that of its driver.
//!
//! Paths are followed in `walk.rs`, names come and go in `names.rs`, files are opened in `open.rs`; here are the tables,
//! and what is done with an open file.
//!
//! A function that returns a [`DentryId`] has taken hold of it for the caller, who lets go with [`release`].

mod names;
mod open;
mod walk;

use alloc::vec::Vec;

use abi::Errno;

use crate::arch;
use crate::dentry::{Dentry, DentryId};
use crate::dirents::Dirents;
use crate::file::{FileId, OpenFile};
use crate::group::Credentials;
use crate::inode::{Content, Device, Inode, InodeId};
use crate::kernel::Kernel;
use crate::limits::MAX_MOUNTS;
use crate::locks::Locks;
use crate::memory::Memory;
use crate::slab::Slab;
use crate::{pipe, procfs, ramfs, rlimit, tty};

pub use names::{create, link, mkdir, mknod, rename, symlink, unlink};
pub use open::{close, close_descriptor, new_pipe, open, open_dentry, share};
pub use walk::{path_of, read_link, root, walk, walk_dir, walk_to};

/// Every table of the file system.
pub struct Vfs {
    /// Files, directories, devices.
    pub inodes: Slab<Inode>,
    /// Places in the tree of names.
    pub dentries: Slab<Dentry>,
    /// What is open.
    pub files: Slab<OpenFile>,
    /// The file systems; the first is the root.
    pub mounts: Vec<Mount>,
    /// Which of them are locked.
    pub locks: Locks,
    /// The number of the next inode.
    pub next_number: u64,
}

/// A file system and the place where it appears. Linux: `struct mount`.
pub struct Mount {
    /// Its kind, as `mount` would show it.
    pub kind: &'static str,
    /// The number that its inodes carry.
    pub file_system: u32,
    /// The directory that it covers; `None` for the root file system.
    pub point: Option<DentryId>,
    /// Its own root.
    pub root: DentryId,
}

impl Vfs {
    /// No file system yet.
    pub const fn new() -> Self {
        Self {
            inodes: Slab::new(),
            dentries: Slab::new(),
            files: Slab::new(),
            mounts: Vec::new(),
            locks: Locks::new(),
            next_number: 1,
        }
    }

    /// The inode of an open file.
    pub fn inode_of(&self, file: FileId) -> InodeId {
        self.dentries[self.files[file].dentry].inode
    }
}

impl Default for Vfs {
    fn default() -> Self {
        Self::new()
    }
}

/// Puts a new file system at `point`, which the mount keeps hold of: an empty one or, of the kind `proc`, the kernel's
/// view of itself. `ENOENT` where the place could go and leave the mount behind: a process's in `/proc`, or a removed
/// directory (Linux: `cant_mount`).
pub fn mount(k: &mut Kernel, kind: &'static str, point: Option<DentryId>) -> Result<(), Errno> {
    if point.is_some_and(|point| k.vfs.inodes[k.vfs.dentries[point].inode].n_links == 0) {
        return Err(Errno::NoEnt);
    }
    // The number of a file system is never used again, though its place in the table may be.
    let file_system = k.vfs.mounts.iter().map(|mount| mount.file_system + 1).max().unwrap_or(0);
    if k.vfs.mounts.len() >= MAX_MOUNTS {
        return Err(Errno::NoSpace);
    }
    let now = k.now();
    let inode = match kind {
        "proc" => procfs::new_root(&mut k.vfs, file_system, now)?,
        _ => ramfs::new_root(&mut k.vfs, file_system, now)?,
    };
    let root = Dentry { name: Vec::new(), parent: None, inode, users: 1, unlinked: false };
    k.vfs.inodes[inode].users += 1;
    let root = k.vfs.dentries.insert(root);
    k.vfs.mounts.push(Mount { kind, file_system, point, root });
    Ok(())
}

/// Takes the file system whose root is `root` away, with all that is in it. `EBUSY` while anything of it is in use.
pub fn unmount(k: &mut Kernel, root: DentryId) -> Result<(), Errno> {
    let index = k.vfs.mounts.iter().position(|mount| mount.root == root).ok_or(Errno::Invalid)?;
    let Some(point) = k.vfs.mounts[index].point else { return Err(Errno::Busy) };
    let file_system = k.vfs.mounts[index].file_system;
    let inside = |dentry: &Dentry| k.vfs.inodes[dentry.inode].file_system == file_system;
    // Its root is held by the mount, and by the caller.
    let in_use = k.vfs.dentries.iter().any(|(id, dentry)| id != root && inside(dentry));
    let mapped = k.spaces.iter().any(|(_, space)| {
        let mut files = space.areas.iter().filter_map(|area| area.inode()).chain(space.program);
        files.any(|inode| k.vfs.inodes[inode].file_system == file_system)
    });
    if in_use || mapped || k.vfs.dentries[root].users > 2 {
        return Err(Errno::Busy);
    }
    k.vfs.mounts.remove(index);
    release(k, root);
    let gone: Vec<InodeId> = k
        .vfs
        .inodes
        .iter()
        .filter(|(_, inode)| inode.file_system == file_system && inode.users == 0)
        .map(|(id, _)| id)
        .collect();
    for inode in gone {
        k.vfs.inodes[inode].n_links = 0;
        ramfs::drop_if_unused(&mut k.vfs.inodes, &mut k.pages, inode);
    }
    // The caller's hold on the root is the last one: with it the root goes too.
    let inode = k.vfs.dentries[root].inode;
    k.vfs.inodes[inode].n_links = 0;
    release(k, point);
    Ok(())
}

/// Takes hold of a dentry.
pub fn hold(k: &mut Kernel, dentry: DentryId) -> DentryId {
    k.vfs.dentries[dentry].users += 1;
    dentry
}

/// Lets go of a dentry. When nobody holds it any more it goes, and lets go of the one above; a file without a name
/// goes with it.
pub fn release(k: &mut Kernel, mut dentry: DentryId) {
    loop {
        let place = &mut k.vfs.dentries[dentry];
        place.users -= 1;
        if place.users > 0 {
            return;
        }
        let (inode, parent) = (place.inode, place.parent);
        k.vfs.dentries.remove(dentry);
        k.vfs.inodes[inode].users -= 1;
        ramfs::drop_if_unused(&mut k.vfs.inodes, &mut k.pages, inode);
        let Some(parent) = parent else { return };
        dentry = parent;
    }
}

/// Whether the current process may use the inode so: [`abi::R_OK`], [`abi::W_OK`], [`abi::X_OK`]. `EACCES` if not.
pub fn permission(k: &Kernel, inode: InodeId, access: u64) -> Result<(), Errno> {
    permission_of(&k.vfs.inodes[inode], &k.credentials(), access)
}

/// The same for anybody.
pub fn permission_of(inode: &Inode, who: &Credentials, access: u64) -> Result<(), Errno> {
    let mode = u64::from(inode.mode);
    let allowed = if who.is_root() {
        // Root may do everything, but not execute what nobody may.
        if inode.is_dir() || mode & 0o111 != 0 { 7 } else { 6 }
    } else if who.euid() == inode.uid {
        mode >> 6
    } else if who.in_group(inode.gid) {
        mode >> 3
    } else {
        mode
    };
    if allowed & access == access { Ok(()) } else { Err(Errno::Access) }
}

/// Reads from an open file into `buf`, from where the last read ended or, if `at` says so, from there. 0 means: nothing
/// more.
#[inline(never)]
pub fn read(k: &mut Kernel, file: FileId, buf: &mut [u8], at: Option<u64>) -> Result<usize, Errno> {
    let open = &k.vfs.files[file];
    if !open.readable() {
        return Err(Errno::BadFd);
    }
    let (block, offset, inode) =
        (!open.has(abi::O_NONBLOCK), at.unwrap_or(open.offset), k.vfs.inode_of(file));
    let n = match &k.vfs.inodes[inode].content {
        Content::Directory(_) => return Err(Errno::IsDir),
        Content::File(data) => ramfs::read(data, &k.pages, offset, buf),
        Content::Proc(node) => procfs::read(k, *node, offset, buf)?,
        Content::Pipe(_) => return pipe::read(k, inode, buf, block),
        Content::Device(device) => return read_device(k, *device, buf, block),
        Content::Link(_) => return Err(Errno::Invalid),
    };
    if at.is_none() {
        k.vfs.files[file].offset += n as u64;
    }
    Ok(n)
}

fn read_device(k: &mut Kernel, device: Device, buf: &mut [u8], block: bool) -> Result<usize, Errno> {
    match device {
        Device::Console | Device::Tty => return tty::read(k, buf, block),
        Device::Null => return Ok(0),
        Device::Zero | Device::Full => buf.fill(0),
        Device::Random => k.random.fill(buf),
    }
    Ok(buf.len())
}

/// Writes `bytes` to an open file, where the last write ended or at `at`. Says how many it took.
#[inline(never)]
pub fn write(k: &mut Kernel, file: FileId, bytes: &[u8], at: Option<u64>) -> Result<usize, Errno> {
    let open = &k.vfs.files[file];
    if !open.writable() {
        return Err(Errno::BadFd);
    }
    let (block, inode) = (!open.has(abi::O_NONBLOCK), k.vfs.inode_of(file));
    match k.vfs.inodes[inode].content {
        Content::File(_) => write_file(k, file, inode, bytes, at),
        Content::Pipe(_) => pipe::write(k, inode, bytes, block),
        Content::Device(Device::Console | Device::Tty) => Ok(tty::write(k, bytes)),
        Content::Device(Device::Null | Device::Zero | Device::Random) => Ok(bytes.len()),
        Content::Device(Device::Full) => Err(Errno::NoSpace),
        Content::Directory(_) | Content::Link(_) | Content::Proc(_) => Err(Errno::BadFd),
    }
}

fn write_file(
    k: &mut Kernel,
    file: FileId,
    inode: InodeId,
    bytes: &[u8],
    at: Option<u64>,
) -> Result<usize, Errno> {
    let now = k.now();
    let open = &k.vfs.files[file];
    let offset = match at {
        _ if open.has(abi::O_APPEND) => k.vfs.inodes[inode].len(),
        Some(at) => at,
        None => open.offset,
    };
    let bytes = &bytes[..rlimit::room_in_file(k, offset, bytes.len() as u64)? as usize];
    let (target, open) = (&mut k.vfs.inodes[inode], &mut k.vfs.files[file]);
    let n = ramfs::write(target, &mut k.pages, offset, bytes, now)?;
    if at.is_none() {
        open.offset = offset + n as u64;
    }
    Ok(n)
}

/// Sets the length of the file in an inode. What of it programs see behind its new end is not theirs any more.
pub fn set_len(k: &mut Kernel, inode: InodeId, len: u64) {
    let now = k.now();
    let target = &mut k.vfs.inodes[inode];
    let shorter = len < target.len();
    ramfs::truncate(target, &mut k.pages, len);
    target.touch(now);
    if shorter {
        for space in k.spaces.values_mut() {
            Memory { pages: &mut k.pages, inodes: &mut k.vfs.inodes, space, faults: None }.cut(inode, len);
        }
        arch::flush_tlb();
    }
}

/// Lists the directory that `file` has open into `out`, from where the last call ended.
#[inline(never)]
pub fn iterate_dir(k: &mut Kernel, file: FileId, out: &mut Dirents) -> Result<(), Errno> {
    let dir = k.vfs.inode_of(file);
    let Vfs { inodes, files, .. } = &mut k.vfs;
    match inodes[dir].content {
        Content::Directory(_) => ramfs::readdir(inodes, dir, &mut files[file].offset, out),
        Content::Proc(node) if inodes[dir].is_dir() => {
            let mut offset = files[file].offset;
            let listed = procfs::readdir(k, node, &mut offset, out);
            k.vfs.files[file].offset = offset;
            listed
        }
        _ => Err(Errno::NotDir),
    }
}
