//! A file system that keeps everything in memory: `/`, filled from the initial archive, and `/dev`. Linux:
//! `fs/ramfs/inode.c`.

use alloc::vec::Vec;

use abi::{Errno, PAGE_LEN, Timespec};

use crate::dirents::Dirents;
use crate::inode::{Content, Data, Directory, Entry, Inode, InodeId};
use crate::layout::PhysAddr;
use crate::limits::{FILES_RESERVE, MAX_FILE_LEN, MAX_INODES, check_heap};
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
pub fn new_root(vfs: &mut Vfs, file_system: u32, now: Timespec) -> Result<InodeId, Errno> {
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
pub fn readdir(inodes: &Slab<Inode>, dir: InodeId, offset: &mut u64, out: &mut Dirents) -> Result<(), Errno> {
    let Content::Directory(directory) = &inodes[dir].content else { return Err(Errno::NotDir) };
    let dots = [(b".".as_slice(), dir, DOT), (b"..".as_slice(), directory.parent, DOT_DOT)];
    let names = directory.entries.iter().map(|entry| (entry.name.as_slice(), entry.inode, entry.cookie));
    for (name, inode, cookie) in dots.into_iter().chain(names) {
        if cookie <= *offset {
            continue;
        }
        if !out.add(name, inodes[inode].number, inodes[inode].file_type(), cookie)? {
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
    now: Timespec,
    content: Content,
) -> Result<InodeId, Errno> {
    let inode = add_inode(vfs, vfs.inodes[dir].file_system, mode, now, content)?;
    // A directory has a second name, its own `.`.
    vfs.inodes[inode].n_links = u32::from(vfs.inodes[inode].is_dir());
    link(&mut vfs.inodes, dir, name, inode, now)?;
    Ok(inode)
}

/// Gives an inode one more name.
#[inline(never)]
pub fn link(
    inodes: &mut Slab<Inode>,
    dir: InodeId,
    name: &[u8],
    inode: InodeId,
    now: Timespec,
) -> Result<(), Errno> {
    let target = &mut inodes[inode];
    target.n_links += 1;
    target.ctime = now;
    let is_dir = target.is_dir();
    if let Content::Directory(directory) = &mut target.content {
        directory.parent = dir;
    }
    let parent = &mut inodes[dir];
    parent.touch(now);
    parent.n_links += u32::from(is_dir);
    let Content::Directory(directory) = &mut parent.content else { return Err(Errno::NotDir) };
    directory.entries.push(Entry { name: name.to_vec(), inode, cookie: directory.next_cookie });
    directory.next_cookie += 1;
    Ok(())
}

/// Makes an inode without a name, which belongs to root.
pub fn add_inode(
    vfs: &mut Vfs,
    file_system: u32,
    mode: u32,
    now: Timespec,
    content: Content,
) -> Result<InodeId, Errno> {
    check_heap(Errno::NoSpace)?;
    if vfs.inodes.len() >= MAX_INODES {
        return Err(Errno::NoSpace);
    }
    let number = vfs.next_number;
    vfs.next_number += 1;
    Ok(vfs.inodes.insert(Inode {
        number,
        file_system,
        mode,
        n_links: 0,
        users: 0,
        uid: 0,
        gid: 0,
        atime: now,
        mtime: now,
        ctime: now,
        content,
    }))
}

/// Takes `name` out of the directory `dir`. The file itself stays while somebody has it open.
#[inline(never)]
pub fn unlink(inodes: &mut Slab<Inode>, dir: InodeId, name: &[u8], now: Timespec) -> Result<(), Errno> {
    let inode = lookup(inodes, dir, name).ok_or(Errno::NoEnt)?;
    let target = &mut inodes[inode];
    target.ctime = now;
    if let Content::Directory(directory) = &target.content
        && !directory.entries.is_empty()
    {
        return Err(Errno::NotEmpty);
    }
    let is_dir = target.is_dir();
    target.n_links -= 1 + u32::from(is_dir);
    remove_entry(inodes, dir, name, is_dir, now);
    Ok(())
}

/// Moves the file behind `name` in `from` to `new_name` in `to`, where there is no such name.
#[inline(never)]
pub fn rename(
    inodes: &mut Slab<Inode>,
    (from, name): (InodeId, &[u8]),
    (to, new_name): (InodeId, &[u8]),
    now: Timespec,
) -> Result<(), Errno> {
    let inode = lookup(inodes, from, name).ok_or(Errno::NoEnt)?;
    let is_dir = inodes[inode].is_dir();
    remove_entry(inodes, from, name, is_dir, now);
    inodes[inode].n_links -= 1;
    link(inodes, to, new_name, inode, now)
}

fn remove_entry(inodes: &mut Slab<Inode>, dir: InodeId, name: &[u8], is_dir: bool, now: Timespec) {
    let parent = &mut inodes[dir];
    parent.touch(now);
    parent.n_links -= u32::from(is_dir);
    if let Content::Directory(directory) = &mut parent.content {
        directory.entries.retain(|entry| entry.name != name);
    }
}

/// Frees an inode that has no name and that nobody has open, and its pages.
pub fn drop_if_unused(inodes: &mut Slab<Inode>, pages: &mut Pages, inode: InodeId) {
    let target = &mut inodes[inode];
    if target.n_links == 0 && target.users == 0 {
        truncate(target, pages, 0);
        inodes.remove(inode);
    }
}

/// Makes a file `len` bytes long: gives pages back, or appends a hole. Other inodes have no length.
pub fn truncate(inode: &mut Inode, pages: &mut Pages, len: u64) {
    let Content::File(data) = &mut inode.content else { return };
    let n_pages = len.div_ceil(PAGE_LEN) as usize;
    if n_pages < data.pages.len() {
        data.pages.drain(n_pages..).filter(|&pa| pa != PhysAddr(0)).for_each(|pa| pages.free(pa));
    }
    // What was behind the end must not come back when the file grows.
    if let Some(last) = data.page(len / PAGE_LEN) {
        pages.page_mut(last)[(len % PAGE_LEN) as usize..].fill(0);
    }
    data.len = len;
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
        match data.page(at / PAGE_LEN) {
            Some(pa) => buf[done..done + n].copy_from_slice(&pages.page(pa)[start..start + n]),
            None => buf[done..done + n].fill(0),
        }
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
    now: Timespec,
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
        let Ok(pa) = page_of(data, pages, at / PAGE_LEN) else { break };
        let start = (at % PAGE_LEN) as usize;
        let n = (len - done).min(PAGE_LEN as usize - start);
        pages.page_mut(pa)[start..start + n].copy_from_slice(&bytes[done..done + n]);
        done += n;
    }
    if done == 0 {
        return Err(Errno::NoSpace);
    }
    data.len = data.len.max(offset + done as u64);
    inode.touch(now);
    Ok(done)
}

/// The page number `index` of the file; a hole gets one. `ENOSPC` if files have all that they may have.
pub fn page_of(data: &mut Data, pages: &mut Pages, index: u64) -> Result<PhysAddr, Errno> {
    if let Some(pa) = data.page(index) {
        return Ok(pa);
    }
    if pages.n_free <= pages.n_total() / FILES_RESERVE {
        return Err(Errno::NoSpace);
    }
    check_heap(Errno::NoSpace)?;
    let index = index as usize;
    if data.pages.len() <= index {
        data.pages.resize(index + 1, PhysAddr(0));
    }
    data.pages[index] = pages.alloc()?;
    Ok(data.pages[index])
}
