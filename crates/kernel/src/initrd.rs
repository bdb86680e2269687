//! Fills the root file system from the archive that the loader put into memory.

use core::ops::Range;

use abi::{Errno, PAGE_LEN, Timespec};

use crate::cpio::{self, Entry};
use crate::inode::Content;
use crate::kernel::Kernel;
use crate::layout::PhysAddr;
use crate::pipe::Pipe;
use crate::{ramfs, vfs};

/// Unpacks the archive. A damaged one is unpacked as far as it makes sense, and the console says where it stops doing so.
pub fn unpack(k: &mut Kernel, archive: &Range<PhysAddr>) {
    if archive.is_empty() {
        kprintln!("initrd: the loader has given none");
        return;
    }
    let mut at = 0;
    loop {
        match cpio::entry(&k.pages, archive, at) {
            Ok(None) => return,
            Ok(Some(entry)) => {
                if let Err(error) = add(k, archive, &entry) {
                    let path = alloc::string::String::from_utf8_lossy(&entry.path);
                    kprintln!("initrd: {path}: {}", error.text());
                }
                at = entry.next;
            }
            Err(damage) => {
                kprintln!("initrd: damaged at byte {at}: {}", damage.text());
                return;
            }
        }
    }
}

fn add(k: &mut Kernel, archive: &Range<PhysAddr>, entry: &Entry) -> Result<(), Errno> {
    // The newest file is the best clock there is; see `Kernel::boot_time`.
    k.boot_time = k.boot_time.max(i64::from(entry.mtime));
    let root = vfs::root(k);
    let made = match u64::from(entry.mode) & abi::S_IFMT {
        abi::S_IFDIR if entry.path == b"." => Ok(()),
        abi::S_IFDIR => vfs::mkdir(k, root, &entry.path, entry.mode),
        abi::S_IFREG => add_file(k, archive, entry),
        abi::S_IFLNK => add_link(k, archive, entry),
        abi::S_IFIFO => vfs::mknod(k, root, &entry.path, entry.mode, Content::Pipe(Pipe::default())),
        _ => Err(Errno::NotSup),
    };
    made?;
    let dentry = vfs::walk_to(k, root, &entry.path, false)?;
    let inode = &mut k.vfs.inodes[k.vfs.dentries[dentry].inode];
    inode.mode = inode.file_type() as u32 | (entry.mode & 0o7777);
    (inode.uid, inode.gid) = (entry.uid, entry.gid);
    let time = Timespec { tv_sec: i64::from(entry.mtime), tv_nsec: 0 };
    (inode.atime, inode.mtime, inode.ctime) = (time, time, time);
    vfs::release(k, dentry);
    Ok(())
}

/// The bytes of a symbolic link are the path that it says.
fn add_link(k: &mut Kernel, archive: &Range<PhysAddr>, entry: &Entry) -> Result<(), Errno> {
    let len = entry.data.end - entry.data.start;
    if len >= abi::PATH_MAX {
        return Err(Errno::NameTooLong);
    }
    let mut target = alloc::vec![0; len as usize];
    k.pages.read(archive.start + entry.data.start, &mut target);
    let root = vfs::root(k);
    vfs::symlink(k, root, &entry.path, &target)
}

fn add_file(k: &mut Kernel, archive: &Range<PhysAddr>, entry: &Entry) -> Result<(), Errno> {
    let root = vfs::root(k);
    let flags = abi::O_WRONLY | abi::O_CREAT | abi::O_EXCL;
    let file = vfs::open(k, root, &entry.path, flags as u32, entry.mode)?;
    let inode = k.vfs.inode_of(file);
    let written = copy_data(k, archive, entry, inode);
    vfs::close(k, file);
    written
}

fn copy_data(
    k: &mut Kernel,
    archive: &Range<PhysAddr>,
    entry: &Entry,
    inode: crate::inode::InodeId,
) -> Result<(), Errno> {
    let mut piece = [0; PAGE_LEN as usize];
    let mut done = 0;
    let len = entry.data.end - entry.data.start;
    while done < len {
        let n = (len - done).min(PAGE_LEN) as usize;
        k.pages.read(archive.start + entry.data.start + done, &mut piece[..n]);
        let now = Timespec::default();
        done += ramfs::write(&mut k.vfs.inodes[inode], &mut k.pages, done, &piece[..n], now)? as u64;
    }
    Ok(())
}
