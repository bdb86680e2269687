//! Calls that tell and change what is known of a file.

use abi::{Errno, Stat, Statfs, Statx, Timespec};

use crate::dentry::DentryId;
use crate::group::Credentials;
use crate::inode::{Content, Inode, InodeId};
use crate::kernel::Kernel;
use crate::layout::{PAGE_LEN, VirtAddr};
use crate::limits::{FILES_RESERVE, MAX_FILE_LEN, MAX_INODES};
use crate::syscall::Caller;
use crate::syscall::kinds::*;
use crate::{rlimit, vfs};

use super::only;

/// `f_type` of a file system in memory, and of `/proc`. Linux 6.12, `include/uapi/linux/magic.h`.
const RAMFS_MAGIC: u64 = 0x8584_58f6;
const PROC_MAGIC: u64 = 0x9fa0;
const PIPE_MAGIC: u64 = 0x5049_5045;

/// Flags by which a call in `at` says what it is about.
const WHICH: u64 = abi::AT_EMPTY_PATH | abi::AT_SYMLINK_NOFOLLOW | abi::AT_NO_AUTOMOUNT;

/// Describes the file at a path.
#[inline(never)]
pub fn newfstatat(
    caller: &mut Caller<'_>,
    dir: DirFd,
    path: Path,
    stat: StatOut,
    flags: AtFlags,
) -> Result<Zero, Errno> {
    only(flags.into(), WHICH)?;
    let place = caller.place(dir, path, flags)?;
    let answer = describe(caller.kernel, caller.kernel.vfs.dentries[place].inode);
    vfs::release(caller.kernel, place);
    caller.copy_out(stat, &answer.to_bytes())
}

/// Describes an open file.
#[inline(never)]
pub fn fstat(caller: &mut Caller<'_>, fd: Fd, stat: StatOut) -> Result<Zero, Errno> {
    let file = caller.file(fd)?;
    let answer = describe(caller.kernel, caller.kernel.vfs.inode_of(file));
    caller.copy_out(stat, &answer.to_bytes())
}

/// Describes a file in the newer structure; all that is known is told, whatever `mask` asks for.
#[inline(never)]
pub fn statx(
    caller: &mut Caller<'_>,
    dir: DirFd,
    path: Path,
    flags: AtFlags,
    _mask: Addr,
    stat: StatxOut,
) -> Result<Zero, Errno> {
    /// `AT_STATX_SYNC_TYPE`: how fresh it shall be.
    const SYNC_TYPE: u64 = 0x6000;
    only(flags.into(), WHICH | SYNC_TYPE)?;
    let place = caller.place(dir, path, flags)?;
    let answer = describe(caller.kernel, caller.kernel.vfs.dentries[place].inode);
    vfs::release(caller.kernel, place);
    caller.copy_out(stat, &Statx(answer).to_bytes())
}

fn describe(k: &Kernel, inode: InodeId) -> Stat {
    let inode = &k.vfs.inodes[inode];
    let n_pages = match &inode.content {
        Content::File(data) => data.pages.iter().filter(|pa| pa.0 != 0).count() as u64,
        _ => 0,
    };
    Stat {
        st_dev: u64::from(inode.file_system) + 1,
        st_ino: inode.number,
        st_mode: inode.mode,
        st_nlink: inode.n_links.max(1),
        st_uid: inode.uid,
        st_gid: inode.gid,
        st_rdev: if let Content::Device(device) = inode.content { device.number() } else { 0 },
        st_size: inode.len() as i64,
        st_blksize: PAGE_LEN as i32,
        st_blocks: (n_pages * (PAGE_LEN / 512)) as i64,
        st_atim: inode.atime,
        st_mtim: inode.mtime,
        st_ctim: inode.ctime,
        ..Stat::default()
    }
}

/// Describes the file system that a path is in.
#[inline(never)]
pub fn statfs(caller: &mut Caller<'_>, path: Path, buf: StatfsOut) -> Result<Zero, Errno> {
    let place = caller.place(abi::AT_FDCWD, path, 0)?;
    let inode = caller.kernel.vfs.dentries[place].inode;
    let answer = describe_system(caller.kernel, inode);
    vfs::release(caller.kernel, place);
    caller.copy_out(buf, &answer.to_bytes())
}

/// Describes the file system that an open file is in.
#[inline(never)]
pub fn fstatfs(caller: &mut Caller<'_>, fd: Fd, buf: StatfsOut) -> Result<Zero, Errno> {
    let file = caller.file(fd)?;
    let answer = describe_system(caller.kernel, caller.kernel.vfs.inode_of(file));
    caller.copy_out(buf, &answer.to_bytes())
}

fn describe_system(k: &Kernel, inode: InodeId) -> Statfs {
    match k.vfs.inodes[inode].content {
        Content::Proc(_) => Statfs { f_type: PROC_MAGIC, ..Statfs::default() },
        Content::Pipe(_) => Statfs { f_type: PIPE_MAGIC, ..Statfs::default() },
        Content::File(_) | Content::Directory(_) | Content::Device(_) | Content::Link(_) => {
            let reserve = k.pages.n_total() / FILES_RESERVE;
            Statfs {
                f_type: RAMFS_MAGIC,
                f_blocks: k.pages.n_total() - reserve,
                f_bfree: k.pages.n_free.saturating_sub(reserve),
                f_files: MAX_INODES as u64,
                f_ffree: (MAX_INODES - k.vfs.inodes.len()) as u64,
            }
        }
    }
}

/// Says whether the file may be used so, by the real user.
#[inline(never)]
pub fn faccessat(caller: &mut Caller<'_>, dir: DirFd, path: Path, mode: Access) -> Result<Zero, Errno> {
    faccessat2(caller, dir, path, mode, 0)
}

/// The same, with flags: `AT_EACCESS` asks for the effective user.
#[inline(never)]
pub fn faccessat2(
    caller: &mut Caller<'_>,
    dir: DirFd,
    path: Path,
    mode: Access,
    flags: AtFlags,
) -> Result<Zero, Errno> {
    const AT_EACCESS: u64 = 0x200;
    only(mode.into(), abi::R_OK | abi::W_OK | abi::X_OK)?;
    only(flags.into(), WHICH | AT_EACCESS)?;
    let place = caller.place(dir, path, flags)?;
    let mut who = caller.kernel.credentials();
    if u64::from(flags) & AT_EACCESS == 0 {
        (who.user[1], who.group[1]) = (who.user[0], who.group[0]);
    }
    let inode = &caller.kernel.vfs.inodes[caller.kernel.vfs.dentries[place].inode];
    let allowed = vfs::permission_of(inode, &who, mode.into());
    vfs::release(caller.kernel, place);
    allowed
}

/// Does `change` to the inode at a place, which is released. `EPERM` where nothing can be changed.
fn change(
    caller: &mut Caller<'_>,
    place: DentryId,
    change: impl FnOnce(&mut Inode, &Credentials) -> Result<(), Errno>,
) -> Result<Zero, Errno> {
    let (who, now) = (caller.kernel.credentials(), caller.kernel.now());
    let inode = &mut caller.kernel.vfs.inodes[caller.kernel.vfs.dentries[place].inode];
    let changed = match inode.content {
        Content::Proc(_) => Err(Errno::Perm),
        _ => change(inode, &who),
    };
    if changed.is_ok() {
        inode.ctime = now;
    }
    vfs::release(caller.kernel, place);
    changed
}

fn place_of(caller: &mut Caller<'_>, fd: Fd) -> Result<DentryId, Errno> {
    let file = caller.file(fd)?;
    if caller.kernel.vfs.files[file].has(abi::O_PATH) {
        return Err(Errno::BadFd);
    }
    Ok(vfs::hold(caller.kernel, caller.kernel.vfs.files[file].dentry))
}

/// Sets the permissions of an open file.
#[inline(never)]
pub fn fchmod(caller: &mut Caller<'_>, fd: Fd, mode: Mode) -> Result<Zero, Errno> {
    let place = place_of(caller, fd)?;
    change(caller, place, |inode, who| set_mode(inode, who, mode))
}

/// Sets the permissions of a file.
#[inline(never)]
pub fn fchmodat(caller: &mut Caller<'_>, dir: DirFd, path: Path, mode: Mode) -> Result<Zero, Errno> {
    let place = caller.place(dir, path, 0)?;
    change(caller, place, |inode, who| set_mode(inode, who, mode))
}

fn set_mode(inode: &mut Inode, who: &Credentials, mode: u32) -> Result<(), Errno> {
    if !who.is_root() && who.euid() != inode.uid {
        return Err(Errno::Perm);
    }
    // Who is not in the file's group cannot lend that group's rights.
    let lent = if who.is_root() || who.in_group(inode.gid) { 0 } else { abi::S_ISGID as u32 };
    inode.mode = inode.file_type() as u32 | (mode & 0o7777 & !lent);
    Ok(())
}

/// Sets the owner of an open file.
#[inline(never)]
pub fn fchown(caller: &mut Caller<'_>, fd: Fd, user: Id, group: Id) -> Result<Zero, Errno> {
    let place = place_of(caller, fd)?;
    change(caller, place, |inode, who| set_owner(inode, who, user, group))
}

/// Sets the owner of a file.
#[inline(never)]
pub fn fchownat(
    caller: &mut Caller<'_>,
    dir: DirFd,
    path: Path,
    user: Id,
    group: Id,
    flags: AtFlags,
) -> Result<Zero, Errno> {
    only(flags.into(), WHICH)?;
    let place = caller.place(dir, path, flags)?;
    change(caller, place, |inode, who| set_owner(inode, who, user, group))
}

/// `u32::MAX` leaves what is. Only root gives files away; an owner may choose among his groups.
fn set_owner(inode: &mut Inode, who: &Credentials, user: u32, group: u32) -> Result<(), Errno> {
    let user = if user == u32::MAX { inode.uid } else { user };
    let group = if group == u32::MAX { inode.gid } else { group };
    let own = who.euid() == inode.uid && user == inode.uid && (group == inode.gid || who.in_group(group));
    if !who.is_root() && !own {
        return Err(Errno::Perm);
    }
    (inode.uid, inode.gid) = (user, group);
    if !inode.is_dir() {
        // The old owner's rights are not the new one's to lend.
        inode.mode &= !(abi::S_ISUID | abi::S_ISGID) as u32;
    }
    Ok(())
}

/// Sets when a file was last read and changed. Without a path it is the open file `dir`.
#[inline(never)]
pub fn utimensat(
    caller: &mut Caller<'_>,
    dir: DirFd,
    path: Path,
    times: Addr,
    flags: AtFlags,
) -> Result<Zero, Errno> {
    only(flags.into(), WHICH)?;
    let now = caller.kernel.now();
    let [read, changed] = if times == VirtAddr(0) {
        [Some(now); 2]
    } else {
        let read = Timespec::from_bytes(&caller.bytes(times)?);
        let changed = Timespec::from_bytes(&caller.bytes(times + Timespec::LEN)?);
        [resolve(read, now)?, resolve(changed, now)?]
    };
    let place = if path == VirtAddr(0) { place_of(caller, dir)? } else { caller.place(dir, path, flags)? };
    change(caller, place, |inode, who| {
        let owner = who.is_root() || who.euid() == inode.uid;
        if !owner && times == VirtAddr(0) {
            vfs::permission_of(inode, who, abi::W_OK)?;
        } else if !owner {
            return Err(Errno::Perm);
        }
        inode.atime = read.unwrap_or(inode.atime);
        inode.mtime = changed.unwrap_or(inode.mtime);
        Ok(())
    })
}

/// The time that is meant; `None` leaves what is.
fn resolve(time: Timespec, now: Timespec) -> Result<Option<Timespec>, Errno> {
    match time.tv_nsec {
        abi::UTIME_NOW => Ok(Some(now)),
        abi::UTIME_OMIT => Ok(None),
        0..1_000_000_000 => Ok(Some(time)),
        _ => Err(Errno::Invalid),
    }
}

/// Sets the length of a file.
#[inline(never)]
pub fn truncate(caller: &mut Caller<'_>, path: Path, len: Offset) -> Result<Zero, Errno> {
    let place = caller.place(abi::AT_FDCWD, path, 0)?;
    let inode = caller.kernel.vfs.dentries[place].inode;
    let done =
        vfs::permission(caller.kernel, inode, abi::W_OK).and_then(|()| set_len(caller.kernel, inode, len));
    vfs::release(caller.kernel, place);
    done
}

/// Sets the length of an open file.
#[inline(never)]
pub fn ftruncate(caller: &mut Caller<'_>, fd: Fd, len: Offset) -> Result<Zero, Errno> {
    let file = caller.file(fd)?;
    if !caller.kernel.vfs.files[file].writable() {
        return Err(Errno::Invalid);
    }
    let inode = caller.kernel.vfs.inode_of(file);
    set_len(caller.kernel, inode, len)
}

fn set_len(k: &mut Kernel, inode: InodeId, len: i64) -> Result<(), Errno> {
    let old = k.vfs.inodes[inode].len();
    match k.vfs.inodes[inode].content {
        Content::File(_) if len < 0 => Err(Errno::Invalid),
        Content::File(_) if len as u64 > MAX_FILE_LEN => Err(Errno::FileBig),
        Content::File(_) => {
            let len = len as u64;
            if len > old {
                // There must be room for its last byte.
                rlimit::room_in_file(k, len - 1, 1)?;
            }
            vfs::set_len(k, inode, len);
            Ok(())
        }
        Content::Directory(_) => Err(Errno::IsDir),
        _ => Err(Errno::Invalid),
    }
}

/// There are no extended attributes: each of these calls says that the file system has none.
macro_rules! no_attributes {
    ($($name:ident($($arg:ident: $kind:ident),*) -> $result:ident;)*) => {
        $(/// There are no extended attributes.
        #[inline(never)]
        pub fn $name(_: &mut Caller<'_>, $($arg: $kind),*) -> Result<$result, Errno> {
            let _ = ($($arg),*);
            Err(Errno::NotSup)
        })*
    };
}
no_attributes! {
    setxattr(path: Path, name: Path, value: In, len: Len, flags: Int) -> Zero;
    lsetxattr(path: Path, name: Path, value: In, len: Len, flags: Int) -> Zero;
    fsetxattr(fd: Fd, name: Path, value: In, len: Len, flags: Int) -> Zero;
    getxattr(path: Path, name: Path, value: Out, len: Len) -> Len;
    lgetxattr(path: Path, name: Path, value: Out, len: Len) -> Len;
    fgetxattr(fd: Fd, name: Path, value: Out, len: Len) -> Len;
    listxattr(path: Path, names: Out, len: Len) -> Len;
    llistxattr(path: Path, names: Out, len: Len) -> Len;
    flistxattr(fd: Fd, names: Out, len: Len) -> Len;
    removexattr(path: Path, name: Path) -> Zero;
    lremovexattr(path: Path, name: Path) -> Zero;
    fremovexattr(fd: Fd, name: Path) -> Zero;
}
