//! From a path to a place: name by name, over mounts, through symbolic links.

use alloc::vec::Vec;

use abi::Errno;

use super::{hold, permission, release};
use crate::dentry::{Dentry, DentryId};
use crate::inode::{Content, InodeId};
use crate::kernel::Kernel;
use crate::limits::MAX_LINKS;
use crate::{procfs, ramfs};

/// The root directory, as the current process has it.
pub fn root(k: &Kernel) -> DentryId {
    let own = k.current.and_then(|id| k.groups[k.processes[id].group].root);
    own.unwrap_or(k.vfs.mounts[0].root)
}

/// Follows `path`, name by name. A path that begins with `/` starts at the root, others at `start`.
#[inline(never)]
pub fn walk(k: &mut Kernel, start: DentryId, path: &[u8]) -> Result<DentryId, Errno> {
    walk_to(k, start, path, true)
}

/// The same, but `follow` says whether a symbolic link at the end is followed.
#[inline(never)]
pub fn walk_to(k: &mut Kernel, start: DentryId, path: &[u8], follow: bool) -> Result<DentryId, Errno> {
    if path.is_empty() {
        return Err(Errno::NoEnt);
    }
    let from = if path.starts_with(b"/") { root(k) } else { start };
    let mut at = hold(k, from);
    let mut n_links = 0;
    // What a link says stands before what is left of the path.
    let mut linked: Vec<u8>;
    let mut rest = path;
    while let Some((name, after)) = next_name(rest) {
        let next = step(k, at, name).inspect_err(|_| release(k, at))?;
        rest = after;
        let inode = k.vfs.dentries[next].inode;
        if !k.vfs.inodes[inode].is_link() || (rest.is_empty() && !follow) {
            release(k, at);
            at = next;
            continue;
        }
        n_links += 1;
        let target = if n_links > MAX_LINKS { Err(Errno::Loop) } else { target(k, inode) };
        release(k, next);
        match target.inspect_err(|_| release(k, at))? {
            Target::Place(place) => {
                release(k, at);
                at = place;
            }
            Target::Path(mut path) => {
                if path.starts_with(b"/") {
                    let root = root(k);
                    hold(k, root);
                    release(k, at);
                    at = root;
                }
                path.extend_from_slice(rest);
                linked = path;
                rest = &linked;
            }
        }
    }
    // `a/` asks for a directory, as `a/.` does.
    let inode = k.vfs.dentries[at].inode;
    if path.ends_with(b"/") && !k.vfs.inodes[inode].is_dir() {
        release(k, at);
        return Err(Errno::NotDir);
    }
    Ok(at)
}

/// Follows `path` to a directory that the current process may enter.
pub fn walk_dir(k: &mut Kernel, start: DentryId, path: &[u8]) -> Result<DentryId, Errno> {
    let dentry = walk(k, start, path)?;
    let inode = k.vfs.dentries[dentry].inode;
    let allowed =
        if k.vfs.inodes[inode].is_dir() { permission(k, inode, abi::X_OK) } else { Err(Errno::NotDir) };
    allowed.inspect_err(|_| release(k, dentry))?;
    Ok(dentry)
}

/// What the symbolic link at a place says. `EINVAL` if it is none.
pub fn read_link(k: &mut Kernel, dentry: DentryId) -> Result<Vec<u8>, Errno> {
    match &k.vfs.inodes[k.vfs.dentries[dentry].inode].content {
        Content::Link(path) => Ok(path.clone()),
        &Content::Proc(node) => procfs::link(k, node),
        Content::File(_) | Content::Directory(_) | Content::Device(_) | Content::Pipe(_) => {
            Err(Errno::Invalid)
        }
    }
}

/// The first name of a path, and what comes behind it, with the slash.
fn next_name(path: &[u8]) -> Option<(&[u8], &[u8])> {
    let start = path.iter().position(|&byte| byte != b'/')?;
    let path = &path[start..];
    let end = path.iter().position(|&byte| byte == b'/').unwrap_or(path.len());
    Some(path.split_at(end))
}

/// Where a symbolic link leads.
enum Target {
    /// On along this path.
    Path(Vec<u8>),
    /// Here; held for the caller.
    Place(DentryId),
}

fn target(k: &mut Kernel, inode: InodeId) -> Result<Target, Errno> {
    match &k.vfs.inodes[inode].content {
        Content::Link(path) => Ok(Target::Path(path.clone())),
        &Content::Proc(node) => match procfs::place(k, node) {
            Some(place) => Ok(Target::Place(hold(k, place))),
            None => procfs::link(k, node).map(Target::Path),
        },
        Content::File(_) | Content::Directory(_) | Content::Device(_) | Content::Pipe(_) => {
            Err(Errno::Invalid)
        }
    }
}

/// One step of a walk: from the directory `at` to `name` in it.
pub fn step(k: &mut Kernel, at: DentryId, name: &[u8]) -> Result<DentryId, Errno> {
    let dir = k.vfs.dentries[at].inode;
    if !k.vfs.inodes[dir].is_dir() {
        return Err(Errno::NotDir);
    }
    permission(k, dir, abi::X_OK)?;
    if name.len() as u64 > abi::NAME_MAX {
        return Err(Errno::NameTooLong);
    }
    match name {
        b"." => Ok(hold(k, at)),
        b".." if at == root(k) => Ok(hold(k, at)),
        b".." => {
            let above = above_mount(k, at);
            let parent = k.vfs.dentries[above].parent.unwrap_or(above);
            Ok(hold(k, parent))
        }
        _ => {
            let inode = lookup(k, dir, name)?;
            let place = dentry_for(k, at, name, inode);
            Ok(below_mount(k, place))
        }
    }
}

/// The inode of `name` in the directory `dir`.
pub fn lookup(k: &mut Kernel, dir: InodeId, name: &[u8]) -> Result<InodeId, Errno> {
    match k.vfs.inodes[dir].content {
        Content::Proc(node) => procfs::lookup(k, dir, node, name),
        _ => ramfs::lookup(&k.vfs.inodes, dir, name).ok_or(Errno::NoEnt),
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

/// From a place that a mount covers to the root of what is mounted there, as often as needed.
fn below_mount(k: &mut Kernel, mut dentry: DentryId) -> DentryId {
    while let Some(mount) = k.vfs.mounts.iter().find(|mount| mount.point == Some(dentry)) {
        let root = mount.root;
        hold(k, root);
        release(k, dentry);
        dentry = root;
    }
    dentry
}

/// The dentry of `name` in `parent`: the one somebody holds already, or a new one.
pub fn dentry_for(k: &mut Kernel, parent: DentryId, name: &[u8], inode: InodeId) -> DentryId {
    if let Some(dentry) = live_dentry(k, parent, name) {
        let held = k.vfs.dentries[dentry].inode;
        if held != inode {
            // What is in `/proc` is a new inode each time; nobody needs the second.
            ramfs::drop_if_unused(&mut k.vfs.inodes, &mut k.pages, inode);
        }
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

/// The dentry of `name` in `parent` that somebody holds.
pub fn live_dentry(k: &Kernel, parent: DentryId, name: &[u8]) -> Option<DentryId> {
    let mut dentries = k.vfs.dentries.iter();
    let found =
        dentries.find(|(_, place)| place.parent == Some(parent) && place.name == name && !place.unlinked);
    found.map(|(id, _)| id)
}

/// A path without its last name, the last name, and whether a slash follows it.
pub fn split_last(path: &[u8]) -> (&[u8], &[u8], bool) {
    let end = path.iter().rposition(|&byte| byte != b'/').map_or(0, |last| last + 1);
    let start = path[..end].iter().rposition(|&byte| byte == b'/').map_or(0, |slash| slash + 1);
    (&path[..start], &path[start..end], end < path.len())
}

/// Follows `path` up to its last name, which need not exist; `error` if it has no last name.
pub fn walk_parent<'a>(
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
    let allowed =
        if k.vfs.inodes[inode].is_dir() { permission(k, inode, abi::X_OK) } else { Err(Errno::NotDir) };
    allowed.inspect_err(|_| release(k, parent))?;
    Ok((parent, last, slash))
}

/// The path of a place, from the root of the current process. `ENOENT` if its name, or that of a directory above, was
/// removed.
pub fn path_of(k: &Kernel, dentry: DentryId) -> Result<Vec<u8>, Errno> {
    let mut names = Vec::new();
    let top = root(k);
    let mut at = if dentry == top { dentry } else { above_mount(k, dentry) };
    while at != top
        && let Some(parent) = k.vfs.dentries[at].parent
    {
        if k.vfs.dentries[at].unlinked {
            return Err(Errno::NoEnt);
        }
        names.push(k.vfs.dentries[at].name.as_slice());
        at = if parent == top { parent } else { above_mount(k, parent) };
    }
    let mut path = Vec::new();
    for name in names.iter().rev() {
        path.push(b'/');
        path.extend_from_slice(name);
    }
    // What has no place in the tree, as a pipe, has a name of its own.
    if at != top && path.is_empty() && !k.vfs.dentries[at].name.is_empty() {
        return Ok(k.vfs.dentries[at].name.clone());
    }
    Ok(if path.is_empty() { b"/".to_vec() } else { path })
}
