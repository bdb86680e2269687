//! A file system that keeps everything in memory: `/`, filled from the initial archive, and `/dev`. Linux:
//! `fs/ramfs/inode.c`.

use alloc::vec::Vec;

use abi::{Errno, PAGE_LEN};

use crate::dirents::Dirents;
use crate::inode::{Content, Data, Directory, Entry, Inode, InodeId};
use crate::limits::{MAX_FILE_LEN, MAX_INODES};
use crate::pages::Pages;
use crate::slab::Slab;
use crate::vfs::Vfs;

/// Cookies of `.` and `..`, which every directory has first.
const DOT: u64 = 1;
const DOT_DOT: u64 = 2;

/// The content of a new file.
pub fn empty_file() -> Content {
    Content::File(Data { len: 0, pages: Vec::new() })
}

/// The content of a new directory in `parent`.
pub fn empty_directory(parent: InodeId) -> Content {
    Content::Directory(Directory { entries: Vec::new(), next_cookie: DOT_DOT + 1, parent })
}

/// The root directory of a new file system: it has no name in any directory, and never goes.
pub fn new_root(vfs: &mut Vfs, file_system: u32, now: i64) -> Result<InodeId, Errno> {
    let root = add_inode(vfs, file_system, abi::S_IFDIR as u32 | 0o755, now, empty_directory(InodeId(0)))?;
    if let Content::Directory(dir) = &mut vfs.inodes[root].content {
        dir.parent = root;
    }
    vfs.inodes[root].n_links = 2;
    Ok(root)
}

/// What `name` names in the directory `dir`, if anything.
#[inline(never)]
pub fn lookup(inodes: &Slab<Inode>, dir: InodeId, name: &[u8]) -> Option<InodeId> {
    let Content::Directory(dir) = &inodes[dir].content else { return None };
    dir.entries.iter().find(|entry| entry.name == name).map(|entry| entry.inode)
}

/// Lists the directory `dir` into `out`, beginning behind the entry with the cookie `offset`, which moves on.
#[inline(never)]
pub fn readdir(
    inodes: &Slab<Inode>,
    dir: InodeId,
    offset: &mut u64,
    out: &mut Dirents<'_>,
) -> Result<(), Errno> {
    let Content::Directory(directory) = &inodes[dir].content else { return Err(Errno::NotDir) };
    let dots = [(b".".as_slice(), dir, DOT), (b"..".as_slice(), directory.parent, DOT_DOT)];
    let names = directory.entries.iter().map(|entry| (entry.name.as_slice(), entry.inode, entry.cookie));
    for (name, inode, cookie) in dots.into_iter().chain(names) {
        if cookie <= *offset {
            continue;
        }
        if !out.add(name, &inodes[inode], cookie)? {
            break;
        }
        *offset = cookie;
    }
    Ok(())
}

/// Makes an inode and gives it a name in `dir`.
#[inline(never)]
pub fn create(
    vfs: &mut Vfs,
    dir: InodeId,
    name: &[u8],
    mode: u32,
    now: i64,
    content: Content,
) -> Result<InodeId, Errno> {
    let inode = add_inode(vfs, vfs.inodes[dir].file_system, mode, now, content)?;
    let is_dir = vfs.inodes[inode].is_dir();
    vfs.inodes[inode].n_links = if is_dir { 2 } else { 1 };
    let parent = &mut vfs.inodes[dir];
    parent.mtime = now;
    parent.n_links += u32::from(is_dir);
    let Content::Directory(directory) = &mut parent.content else { return Err(Errno::NotDir) };
    directory.entries.push(Entry { name: name.to_vec(), inode, cookie: directory.next_cookie });
    directory.next_cookie += 1;
    Ok(inode)
}

fn add_inode(
    vfs: &mut Vfs,
    file_system: u32,
    mode: u32,
    now: i64,
    content: Content,
) -> Result<InodeId, Errno> {
    if vfs.inodes.len() >= MAX_INODES {
        return Err(Errno::NoSpace);
    }
    let number = vfs.next_number;
    vfs.next_number += 1;
    Ok(vfs.inodes.insert(Inode { number, file_system, mode, n_links: 0, users: 0, mtime: now, content }))
}

/// Takes `name` out of the directory `dir`. The file itself stays while somebody has it open.
#[inline(never)]
pub fn unlink(inodes: &mut Slab<Inode>, dir: InodeId, name: &[u8], now: i64) -> Result<(), Errno> {
    let inode = lookup(inodes, dir, name).ok_or(Errno::NoEnt)?;
    let target = &mut inodes[inode];
    match &target.content {
        Content::Directory(directory) if !directory.entries.is_empty() => return Err(Errno::NotEmpty),
        Content::Directory(_) => target.n_links = 0,
        Content::File(_) | Content::Device(_) => target.n_links -= 1,
    }
    let was_dir = target.is_dir();
    let parent = &mut inodes[dir];
    parent.mtime = now;
    parent.n_links -= u32::from(was_dir);
    if let Content::Directory(directory) = &mut parent.content {
        directory.entries.retain(|entry| entry.name != name);
    }
    Ok(())
}

/// Frees an inode that has no name and that nobody has open, and its pages.
pub fn drop_if_unused(inodes: &mut Slab<Inode>, pages: &mut Pages, inode: InodeId) {
    let target = &mut inodes[inode];
    if target.n_links == 0 && target.users == 0 {
        truncate(target, pages, 0);
        inodes.remove(inode);
    }
}

/// Makes a file empty and gives its pages back. Other inodes have none.
pub fn truncate(inode: &mut Inode, pages: &mut Pages, now: i64) {
    if let Content::File(data) = &mut inode.content {
        data.pages.drain(..).for_each(|pa| pages.free(pa));
        data.len = 0;
        inode.mtime = now;
    }
}

/// Reads the bytes from `offset` on into `buf`; says how many there were.
#[inline(never)]
pub fn read(data: &Data, pages: &Pages, offset: u64, buf: &mut [u8]) -> usize {
    let len = (buf.len() as u64).min(data.len.saturating_sub(offset)) as usize;
    let mut done = 0;
    while done < len {
        let at = offset + done as u64;
        let start = (at % PAGE_LEN) as usize;
        let n = (len - done).min(PAGE_LEN as usize - start);
        let page = pages.page(data.pages[(at / PAGE_LEN) as usize]);
        buf[done..done + n].copy_from_slice(&page[start..start + n]);
        done += n;
    }
    len
}

/// Writes `bytes` at `offset`, beyond the end if need be: what lies between is zero. Says how many were written, which
/// is fewer when there are no more pages.
#[inline(never)]
pub fn write(
    inode: &mut Inode,
    pages: &mut Pages,
    offset: u64,
    bytes: &[u8],
    now: i64,
) -> Result<usize, Errno> {
    let Content::File(data) = &mut inode.content else { return Err(Errno::Invalid) };
    if bytes.is_empty() {
        return Ok(0);
    }
    if offset >= MAX_FILE_LEN {
        return Err(Errno::FileBig);
    }
    let len = (bytes.len() as u64).min(MAX_FILE_LEN - offset) as usize;
    let mut done = 0;
    while done < len {
        let at = offset + done as u64;
        if grow(data, pages, at / PAGE_LEN).is_err() {
            break;
        }
        let start = (at % PAGE_LEN) as usize;
        let n = (len - done).min(PAGE_LEN as usize - start);
        let page = pages.page_mut(data.pages[(at / PAGE_LEN) as usize]);
        page[start..start + n].copy_from_slice(&bytes[done..done + n]);
        done += n;
    }
    if done == 0 {
        return Err(Errno::NoSpace);
    }
    data.len = data.len.max(offset + done as u64);
    inode.mtime = now;
    Ok(done)
}

/// Sees to it that the file has a page number `index`.
fn grow(data: &mut Data, pages: &mut Pages, index: u64) -> Result<(), Errno> {
    while data.pages.len() as u64 <= index {
        data.pages.push(pages.alloc()?);
    }
    Ok(())
}
