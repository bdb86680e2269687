//! The calls that change the tree of names: a file gets one, loses one, or another one.

use abi::Errno;

use super::walk::{dentry_for, live_dentry, lookup, split_last, step, walk_parent};
use super::{hold, permission, release};
use crate::dentry::DentryId;
use crate::inode::{Content, InodeId};
use crate::kernel::Kernel;
use crate::limits::check_heap;
use crate::ramfs;

/// What a walk to the parent of a new name has found; to be released.
type Parent<'p> = (DentryId, &'p [u8], bool);

/// Makes a file in the directory `parent`, which has no such name yet. It belongs to the current process's user.
pub fn create(
    k: &mut Kernel,
    parent: DentryId,
    name: &[u8],
    mode: u32,
    content: Content,
) -> Result<DentryId, Errno> {
    may_change(k, parent)?;
    let (dir, now, who) = (k.vfs.dentries[parent].inode, k.now(), k.credentials());
    let inode = ramfs::create(&mut k.vfs, dir, name, mode, now, content)?;
    let (dir_mode, dir_gid) = (k.vfs.inodes[dir].mode, k.vfs.inodes[dir].gid);
    let file = &mut k.vfs.inodes[inode];
    (file.uid, file.gid) = (who.euid(), who.egid());
    if dir_mode & abi::S_ISGID as u32 != 0 {
        file.gid = dir_gid;
        file.mode |= if file.is_dir() { abi::S_ISGID as u32 } else { 0 };
    }
    Ok(dentry_for(k, parent, name, inode))
}

/// Whether names in the directory may come and go.
fn may_change(k: &mut Kernel, parent: DentryId) -> Result<(), Errno> {
    if k.vfs.dentries[parent].unlinked {
        return Err(Errno::NoEnt);
    }
    let dir = k.vfs.dentries[parent].inode;
    match k.vfs.inodes[dir].content {
        Content::Directory(_) => permission(k, dir, abi::W_OK | abi::X_OK),
        // What the kernel shows of itself is not the user's to change.
        _ => Err(Errno::Perm),
    }
}

/// Whether the file behind a name of the directory may lose that name: in a sticky directory only its owner may.
fn may_remove(k: &mut Kernel, parent: DentryId, inode: InodeId) -> Result<(), Errno> {
    may_change(k, parent)?;
    let who = k.credentials();
    let dir = &k.vfs.inodes[k.vfs.dentries[parent].inode];
    let sticky = u64::from(dir.mode) & abi::S_ISVTX != 0;
    let owner = who.is_root() || who.euid() == dir.uid || who.euid() == k.vfs.inodes[inode].uid;
    if sticky && !owner { Err(Errno::Perm) } else { Ok(()) }
}

/// Makes a file that is neither a directory nor a link: an empty one, a device, a pipe.
#[inline(never)]
pub fn mknod(k: &mut Kernel, start: DentryId, path: &[u8], mode: u32, content: Content) -> Result<(), Errno> {
    let place = walk_parent(k, start, path, Errno::Exist)?;
    let made = match place.2 {
        true => Err(Errno::NoEnt),
        false => make(k, place, mode, content),
    };
    release(k, place.0);
    made
}

/// Makes a directory.
#[inline(never)]
pub fn mkdir(k: &mut Kernel, start: DentryId, path: &[u8], mode: u32) -> Result<(), Errno> {
    let place = walk_parent(k, start, path, Errno::Exist)?;
    let dir = k.vfs.dentries[place.0].inode;
    let made = make(k, place, (mode & 0o1777) | abi::S_IFDIR as u32, ramfs::empty_directory(dir));
    release(k, place.0);
    made
}

/// Makes a symbolic link that says `target`.
#[inline(never)]
pub fn symlink(k: &mut Kernel, start: DentryId, path: &[u8], target: &[u8]) -> Result<(), Errno> {
    if target.is_empty() {
        return Err(Errno::NoEnt);
    }
    let place = walk_parent(k, start, path, Errno::Exist)?;
    let made = match place.2 {
        true => Err(Errno::NoEnt),
        false => make(k, place, abi::S_IFLNK as u32 | 0o777, Content::Link(target.to_vec())),
    };
    release(k, place.0);
    made
}

fn make(k: &mut Kernel, (parent, name, _): Parent<'_>, mode: u32, content: Content) -> Result<(), Errno> {
    let dir = k.vfs.dentries[parent].inode;
    match lookup(k, dir, name) {
        Ok(inode) => {
            ramfs::drop_if_unused(&mut k.vfs.inodes, &mut k.pages, inode);
            Err(Errno::Exist)
        }
        Err(Errno::NoEnt) => {
            let dentry = create(k, parent, name, mode, content)?;
            release(k, dentry);
            Ok(())
        }
        Err(error) => Err(error),
    }
}

/// Gives the file at `old`, which is held by the caller, one more name.
#[inline(never)]
pub fn link(k: &mut Kernel, old: DentryId, start: DentryId, path: &[u8]) -> Result<(), Errno> {
    let inode = k.vfs.dentries[old].inode;
    let (parent, name, slash) = walk_parent(k, start, path, Errno::Exist)?;
    let linked = link_in(k, inode, parent, name, slash);
    release(k, parent);
    linked
}

fn link_in(k: &mut Kernel, inode: InodeId, parent: DentryId, name: &[u8], slash: bool) -> Result<(), Errno> {
    let dir = k.vfs.dentries[parent].inode;
    if ramfs::lookup(&k.vfs.inodes, dir, name).is_some() {
        return Err(Errno::Exist);
    }
    if slash {
        return Err(Errno::NoEnt);
    }
    if k.vfs.inodes[inode].file_system != k.vfs.inodes[dir].file_system {
        return Err(Errno::CrossDev);
    }
    if k.vfs.inodes[inode].is_dir() {
        return Err(Errno::Perm);
    }
    if k.vfs.inodes[inode].n_links == 0 {
        return Err(Errno::NoEnt);
    }
    may_change(k, parent)?;
    check_heap(Errno::NoSpace)?;
    let now = k.now();
    ramfs::link(&mut k.vfs.inodes, dir, name, inode, now)
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
    if let Content::Proc(_) = k.vfs.inodes[dir].content {
        return Err(Errno::Perm);
    }
    let inode = ramfs::lookup(&k.vfs.inodes, dir, name).ok_or(Errno::NoEnt)?;
    may_remove(k, parent, inode)?;
    let place = live_dentry(k, parent, name);
    if is_mount_point(k, place) {
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

fn is_mount_point(k: &Kernel, place: Option<DentryId>) -> bool {
    k.vfs.mounts.iter().any(|mount| place.is_some() && mount.point == place)
}

/// Gives the file at `old` the name `new`. What has that name loses it, unless `keep` forbids that.
#[inline(never)]
pub fn rename(
    k: &mut Kernel,
    (old_start, old): (DentryId, &[u8]),
    (new_start, new): (DentryId, &[u8]),
    keep: bool,
) -> Result<(), Errno> {
    let from = walk_parent(k, old_start, old, Errno::Busy)?;
    let to = walk_parent(k, new_start, new, Errno::Busy).inspect_err(|_| release(k, from.0))?;
    let renamed = rename_in(k, from, to, keep);
    release(k, from.0);
    release(k, to.0);
    renamed
}

fn rename_in(k: &mut Kernel, from: Parent<'_>, to: Parent<'_>, keep: bool) -> Result<(), Errno> {
    let (old_dir, new_dir) = (k.vfs.dentries[from.0].inode, k.vfs.dentries[to.0].inode);
    if k.vfs.inodes[old_dir].file_system != k.vfs.inodes[new_dir].file_system {
        return Err(Errno::CrossDev);
    }
    let inode = ramfs::lookup(&k.vfs.inodes, old_dir, from.1).ok_or(Errno::NoEnt)?;
    let is_dir = k.vfs.inodes[inode].is_dir();
    if !is_dir && (from.2 || to.2) {
        return Err(Errno::NotDir);
    }
    may_remove(k, from.0, inode)?;
    may_change(k, to.0)?;
    let moved = live_dentry(k, from.0, from.1);
    if is_mount_point(k, moved) {
        return Err(Errno::Busy);
    }
    if is_dir && is_below(k, new_dir, inode) {
        return Err(Errno::Invalid);
    }
    let replaced = ramfs::lookup(&k.vfs.inodes, new_dir, to.1);
    if let Some(replaced) = replaced {
        if keep {
            return Err(Errno::Exist);
        }
        if replaced == inode {
            return Ok(());
        }
        match (is_dir, k.vfs.inodes[replaced].is_dir()) {
            (false, true) => return Err(Errno::IsDir),
            (true, false) => return Err(Errno::NotDir),
            (both, _) => unlink_in(k, to.0, to.1, both, false)?,
        }
    }
    let now = k.now();
    ramfs::rename(&mut k.vfs.inodes, (old_dir, from.1), (new_dir, to.1), now)?;
    // Whoever is there keeps his place, under its new name.
    if let Some(moved) = moved {
        hold(k, to.0);
        let place = &mut k.vfs.dentries[moved];
        place.name = to.1.to_vec();
        let before = place.parent.replace(to.0);
        before.into_iter().for_each(|parent| release(k, parent));
    }
    Ok(())
}

/// Whether the directory `dir` is `above` or somewhere below it.
fn is_below(k: &Kernel, mut dir: InodeId, above: InodeId) -> bool {
    while dir != above {
        match &k.vfs.inodes[dir].content {
            Content::Directory(directory) if directory.parent != dir => dir = directory.parent,
            _ => return false,
        }
    }
    true
}

/// The file of `name` in `parent` if there is one, else a new one, and whether it is new; for `openat` with `O_CREAT`.
pub fn find_or_create(
    k: &mut Kernel,
    (parent, name, slash): Parent<'_>,
    exclusive: bool,
    mode: u32,
) -> Result<(DentryId, bool), Errno> {
    let dir = k.vfs.dentries[parent].inode;
    match lookup(k, dir, name) {
        Ok(inode) => {
            let found = if exclusive {
                Err(Errno::Exist)
            } else if slash {
                Err(Errno::IsDir)
            } else {
                step(k, parent, name)
            };
            ramfs::drop_if_unused(&mut k.vfs.inodes, &mut k.pages, inode);
            found.map(|dentry| (dentry, false))
        }
        Err(Errno::NoEnt) if slash => Err(Errno::IsDir),
        Err(Errno::NoEnt) => create(k, parent, name, mode, ramfs::empty_file()).map(|dentry| (dentry, true)),
        Err(error) => Err(error),
    }
}
