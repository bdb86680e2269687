//! The virtual file system: the functions behind the system calls that take a path or a descriptor. They know places
//! ([`Dentry`]), files ([`Inode`]) and what is open ([`OpenFile`]); how a file system keeps its files is the business of
//! [`ramfs`], how a device works that of its driver.
//!
//! A function that returns a [`DentryId`] has taken hold of it for the caller, who lets go with [`release`].

use alloc::vec::Vec;

use abi::Errno;

use crate::dentry::{Dentry, DentryId};
use crate::dirents::Dirents;
use crate::file::{FileId, OpenFile};
use crate::inode::{Content, Device, Inode, InodeId};
use crate::kernel::Kernel;
use crate::limits::MAX_OPEN_FILES;
use crate::slab::Slab;
use crate::{ramfs, tty};

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
    /// The number of the next inode.
    pub next_number: u64,
}

/// A file system and the place where it appears. Linux: `struct mount`.
pub struct Mount {
    /// Its kind, as `mount` would show it.
    pub kind: &'static str,
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

/// Puts a new, empty file system at `point`, which the mount keeps hold of.
pub fn mount(k: &mut Kernel, kind: &'static str, point: Option<DentryId>) -> Result<(), Errno> {
    let file_system = k.vfs.mounts.len() as u32;
    let inode = ramfs::new_root(&mut k.vfs, file_system, k.boot_time)?;
    let root = Dentry { name: Vec::new(), parent: None, inode, users: 1, unlinked: false };
    k.vfs.inodes[inode].users += 1;
    let root = k.vfs.dentries.insert(root);
    k.vfs.mounts.push(Mount { kind, point, root });
    Ok(())
}

/// The root directory.
pub fn root(k: &Kernel) -> DentryId {
    k.vfs.mounts[0].root
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

/// Follows `path`, name by name. A path that begins with `/` starts at the root, others at `start`.
#[inline(never)]
pub fn walk(k: &mut Kernel, start: DentryId, path: &[u8]) -> Result<DentryId, Errno> {
    if path.is_empty() {
        return Err(Errno::NoEnt);
    }
    let start = if path.starts_with(b"/") { root(k) } else { start };
    let mut at = hold(k, start);
    // `a/` asks for a directory, as `a/.` does.
    let slash = path.ends_with(b"/").then_some(b".".as_slice());
    for name in path.split(|&byte| byte == b'/').filter(|name| !name.is_empty()).chain(slash) {
        let next = step(k, at, name);
        release(k, at);
        at = next?;
    }
    Ok(at)
}

/// One step of a walk: from the directory `at` to `name` in it.
fn step(k: &mut Kernel, at: DentryId, name: &[u8]) -> Result<DentryId, Errno> {
    let dir = k.vfs.dentries[at].inode;
    if !k.vfs.inodes[dir].is_dir() {
        return Err(Errno::NotDir);
    }
    if name.len() as u64 > abi::NAME_MAX {
        return Err(Errno::NameTooLong);
    }
    match name {
        b"." => Ok(hold(k, at)),
        b".." => {
            let above = above_mount(k, at);
            let parent = k.vfs.dentries[above].parent.unwrap_or(above);
            Ok(hold(k, parent))
        }
        _ => {
            let inode = ramfs::lookup(&k.vfs.inodes, dir, name).ok_or(Errno::NoEnt)?;
            let place = dentry_for(k, at, name, inode);
            Ok(below_mount(k, place))
        }
    }
}

/// From the root of a mounted file system to the place it covers, as often as needed.
fn above_mount(k: &Kernel, mut dentry: DentryId) -> DentryId {
    while let Some(point) =
        k.vfs.mounts.iter().find(|mount| mount.root == dentry).and_then(|mount| mount.point)
    {
        dentry = point;
    }
    dentry
}

/// From a place that a mount covers to the root of what is mounted there.
fn below_mount(k: &mut Kernel, dentry: DentryId) -> DentryId {
    let Some(mount) = k.vfs.mounts.iter().find(|mount| mount.point == Some(dentry)) else { return dentry };
    let root = mount.root;
    hold(k, root);
    release(k, dentry);
    root
}

/// The dentry of `name` in `parent`: the one somebody holds already, or a new one.
fn dentry_for(k: &mut Kernel, parent: DentryId, name: &[u8], inode: InodeId) -> DentryId {
    if let Some(dentry) = live_dentry(k, parent, name) {
        return hold(k, dentry);
    }
    hold(k, parent);
    k.vfs.inodes[inode].users += 1;
    k.vfs.dentries.insert(Dentry {
        name: name.to_vec(),
        parent: Some(parent),
        inode,
        users: 1,
        unlinked: false,
    })
}

fn live_dentry(k: &Kernel, parent: DentryId, name: &[u8]) -> Option<DentryId> {
    let mut dentries = k.vfs.dentries.iter();
    let found =
        dentries.find(|(_, place)| place.parent == Some(parent) && place.name == name && !place.unlinked);
    found.map(|(id, _)| id)
}

/// A path without its last name, the last name, and whether a slash follows it.
fn split_last(path: &[u8]) -> (&[u8], &[u8], bool) {
    let end = path.iter().rposition(|&byte| byte != b'/').map_or(0, |last| last + 1);
    let start = path[..end].iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1);
    (&path[..start], &path[start..end], end < path.len())
}

/// Follows `path` up to its last name, which need not exist; `error` if it has no last name.
fn walk_parent<'a>(
    k: &mut Kernel,
    start: DentryId,
    path: &'a [u8],
    error: Errno,
) -> Result<(DentryId, &'a [u8], bool), Errno> {
    let (dirs, last, slash) = split_last(path);
    if path.is_empty() {
        return Err(Errno::NoEnt);
    }
    if matches!(last, b"" | b"." | b"..") {
        return Err(error);
    }
    if last.len() as u64 > abi::NAME_MAX {
        return Err(Errno::NameTooLong);
    }
    let parent = if dirs.is_empty() { hold(k, start) } else { walk(k, start, dirs)? };
    let inode = k.vfs.dentries[parent].inode;
    if !k.vfs.inodes[inode].is_dir() {
        release(k, parent);
        return Err(Errno::NotDir);
    }
    Ok((parent, last, slash))
}

/// Opens the file at `path`, or makes it first if `flags` say so.
#[inline(never)]
pub fn open(k: &mut Kernel, start: DentryId, path: &[u8], flags: u32, mode: u32) -> Result<FileId, Errno> {
    let file = OpenFile { dentry: start, flags, offset: 0, users: 1 };
    if k.vfs.files.len() >= MAX_OPEN_FILES {
        return Err(Errno::NFile);
    }
    let dentry = if file.has(abi::O_CREAT) {
        walk_or_create(k, start, path, file.has(abi::O_EXCL), mode)?
    } else {
        walk(k, start, path)?
    };
    let inode = k.vfs.dentries[dentry].inode;
    if let Err(error) = check_open(&k.vfs.inodes[inode], &file) {
        release(k, dentry);
        return Err(error);
    }
    if file.has(abi::O_TRUNC) && file.writable() {
        let now = k.now();
        ramfs::truncate(&mut k.vfs.inodes[inode], &mut k.pages, now);
    }
    Ok(k.vfs.files.insert(OpenFile { dentry, ..file }))
}

fn check_open(inode: &Inode, file: &OpenFile) -> Result<(), Errno> {
    if inode.is_dir() && (file.writable() || file.has(abi::O_CREAT)) {
        Err(Errno::IsDir)
    } else if !inode.is_dir() && file.has(abi::O_DIRECTORY) {
        Err(Errno::NotDir)
    } else {
        Ok(())
    }
}

fn walk_or_create(
    k: &mut Kernel,
    start: DentryId,
    path: &[u8],
    exclusive: bool,
    mode: u32,
) -> Result<DentryId, Errno> {
    let (parent, name, slash) = walk_parent(k, start, path, Errno::IsDir)?;
    let dir = k.vfs.dentries[parent].inode;
    let found = match ramfs::lookup(&k.vfs.inodes, dir, name) {
        Some(_) if exclusive => Err(Errno::Exist),
        _ if slash => Err(Errno::IsDir),
        Some(_) => step(k, parent, name),
        None => create(k, parent, name, (mode & 0o777) | abi::S_IFREG as u32, ramfs::empty_file()),
    };
    release(k, parent);
    found
}

/// Makes a file in the directory `parent`, which has no such name yet.
pub fn create(
    k: &mut Kernel,
    parent: DentryId,
    name: &[u8],
    mode: u32,
    content: Content,
) -> Result<DentryId, Errno> {
    if k.vfs.dentries[parent].unlinked {
        return Err(Errno::NoEnt);
    }
    let (dir, now) = (k.vfs.dentries[parent].inode, k.now());
    let inode = ramfs::create(&mut k.vfs, dir, name, mode, now, content)?;
    Ok(dentry_for(k, parent, name, inode))
}

/// Makes a directory.
#[inline(never)]
pub fn mkdir(k: &mut Kernel, start: DentryId, path: &[u8], mode: u32) -> Result<(), Errno> {
    let (parent, name, _) = walk_parent(k, start, path, Errno::Exist)?;
    let dir = k.vfs.dentries[parent].inode;
    let made = match ramfs::lookup(&k.vfs.inodes, dir, name) {
        Some(_) => Err(Errno::Exist),
        None => create(k, parent, name, (mode & 0o1777) | abi::S_IFDIR as u32, ramfs::empty_directory(dir)),
    };
    release(k, parent);
    made.map(|dentry| release(k, dentry))
}

/// Removes a name: of a directory if `directory` says so, else of anything but a directory.
#[inline(never)]
pub fn unlink(k: &mut Kernel, start: DentryId, path: &[u8], directory: bool) -> Result<(), Errno> {
    let no_name = match split_last(path).1 {
        _ if !directory => Errno::IsDir,
        b"." => Errno::Invalid,
        b".." => Errno::NotEmpty,
        _ => Errno::Busy,
    };
    let (parent, name, slash) = walk_parent(k, start, path, no_name)?;
    let removed = unlink_in(k, parent, name, directory, slash);
    release(k, parent);
    removed
}

fn unlink_in(
    k: &mut Kernel,
    parent: DentryId,
    name: &[u8],
    directory: bool,
    slash: bool,
) -> Result<(), Errno> {
    let dir = k.vfs.dentries[parent].inode;
    let inode = ramfs::lookup(&k.vfs.inodes, dir, name).ok_or(Errno::NoEnt)?;
    let place = live_dentry(k, parent, name);
    if k.vfs.mounts.iter().any(|mount| place.is_some() && mount.point == place) {
        return Err(Errno::Busy);
    }
    match k.vfs.inodes[inode].is_dir() {
        true if !directory => return Err(Errno::IsDir),
        false if directory || slash => return Err(Errno::NotDir),
        _ => {}
    }
    let now = k.now();
    ramfs::unlink(&mut k.vfs.inodes, dir, name, now)?;
    if let Some(place) = place {
        k.vfs.dentries[place].unlinked = true;
    }
    ramfs::drop_if_unused(&mut k.vfs.inodes, &mut k.pages, inode);
    Ok(())
}

/// Reads from an open file into `buf`, from where the last read ended. 0 means: nothing more.
#[inline(never)]
pub fn read(k: &mut Kernel, file: FileId, buf: &mut [u8]) -> Result<usize, Errno> {
    if !k.vfs.files[file].readable() {
        return Err(Errno::BadFd);
    }
    let inode = k.vfs.inode_of(file);
    match &k.vfs.inodes[inode].content {
        Content::Directory(_) => Err(Errno::IsDir),
        Content::File(data) => {
            let n = ramfs::read(data, &k.pages, k.vfs.files[file].offset, buf);
            k.vfs.files[file].offset += n as u64;
            Ok(n)
        }
        Content::Device(Device::Console | Device::Tty) => {
            let block = !k.vfs.files[file].has(abi::O_NONBLOCK);
            tty::read(k, buf, block)
        }
        Content::Device(Device::Null) => Ok(0),
        Content::Device(Device::Zero) => {
            buf.fill(0);
            Ok(buf.len())
        }
    }
}

/// Writes `bytes` to an open file, where the last write ended. Says how many it took.
#[inline(never)]
pub fn write(k: &mut Kernel, file: FileId, bytes: &[u8]) -> Result<usize, Errno> {
    if !k.vfs.files[file].writable() {
        return Err(Errno::BadFd);
    }
    let inode = k.vfs.inode_of(file);
    match k.vfs.inodes[inode].content {
        Content::Directory(_) => Err(Errno::BadFd),
        Content::File(_) => write_file(k, file, inode, bytes),
        Content::Device(Device::Console | Device::Tty) => Ok(tty::write(bytes)),
        Content::Device(Device::Null | Device::Zero) => Ok(bytes.len()),
    }
}

fn write_file(k: &mut Kernel, file: FileId, inode: InodeId, bytes: &[u8]) -> Result<usize, Errno> {
    let now = k.now();
    let target = &mut k.vfs.inodes[inode];
    let open = &mut k.vfs.files[file];
    if open.has(abi::O_APPEND) {
        open.offset = target.len();
    }
    let n = ramfs::write(target, &mut k.pages, open.offset, bytes, now)?;
    open.offset += n as u64;
    Ok(n)
}

/// Lists the directory that `file` has open into `out`, from where the last call ended.
#[inline(never)]
pub fn iterate_dir(vfs: &mut Vfs, file: FileId, out: &mut Dirents<'_>) -> Result<(), Errno> {
    let dir = vfs.inode_of(file);
    if !vfs.inodes[dir].is_dir() {
        return Err(Errno::NotDir);
    }
    ramfs::readdir(&vfs.inodes, dir, &mut vfs.files[file].offset, out)
}

/// One more descriptor leads to `file`.
pub fn share(k: &mut Kernel, file: FileId) -> FileId {
    k.vfs.files[file].users += 1;
    file
}

/// A descriptor of `file` is gone; the last one closes it.
#[inline(never)]
pub fn close(k: &mut Kernel, file: FileId) {
    let open = &mut k.vfs.files[file];
    open.users -= 1;
    if open.users == 0 {
        let dentry = open.dentry;
        k.vfs.files.remove(file);
        release(k, dentry);
    }
}

/// The absolute path of a place. `ENOENT` if its name, or that of a directory above, was removed.
pub fn path_of(k: &Kernel, dentry: DentryId) -> Result<Vec<u8>, Errno> {
    let mut names = Vec::new();
    let mut at = above_mount(k, dentry);
    while let Some(parent) = k.vfs.dentries[at].parent {
        if k.vfs.dentries[at].unlinked {
            return Err(Errno::NoEnt);
        }
        names.push(k.vfs.dentries[at].name.as_slice());
        at = above_mount(k, parent);
    }
    let mut path = Vec::new();
    for name in names.iter().rev() {
        path.push(b'/');
        path.extend_from_slice(name);
    }
    Ok(if path.is_empty() { b"/".to_vec() } else { path })
}
