//! Calls that move bytes: from open files and to them.

use alloc::vec;
use alloc::vec::Vec;

use abi::Errno;

use crate::dirents::Dirents;
use crate::file::FileId;
use crate::inode::{Content, Device};
use crate::layout::VirtAddr;
use crate::limits::MAX_TRANSFER;
use crate::syscall::Caller;
use crate::syscall::kinds::*;
use crate::uaccess::check_out;
use crate::vfs;

/// Most pieces of `readv` and `writev`. Linux: `UIO_MAXIOV`.
const MAX_PIECES: u64 = 1024;

/// Fills `entries` with names of an open directory; 0 when all were given.
#[inline(never)]
pub fn getdents64(caller: &mut Caller<'_>, fd: Fd, entries: DirentsOut, len: Len) -> Result<Len, Errno> {
    let file = caller.file(fd)?;
    let mut out = Dirents { bytes: Vec::new(), room: len.min(MAX_TRANSFER) as usize };
    if !caller.kernel.vfs.files[file].readable() {
        return Err(Errno::BadFd);
    }
    let before = caller.kernel.vfs.files[file].offset;
    vfs::iterate_dir(caller.kernel, file, &mut out)?;
    // What could not be told is told again.
    caller.copy_out(entries, &out.bytes).inspect_err(|_| caller.kernel.vfs.files[file].offset = before)?;
    Ok(out.bytes.len() as u64)
}

/// Moves the position in an open file.
#[inline(never)]
pub fn lseek(caller: &mut Caller<'_>, fd: Fd, offset: Offset, whence: Whence) -> Result<Offset, Errno> {
    let file = caller.file(fd)?;
    let vfs = &mut caller.kernel.vfs;
    let inode = &vfs.inodes[vfs.inode_of(file)];
    if let Content::Device(_) | Content::Pipe(_) = inode.content {
        return Err(Errno::Seek);
    }
    let open = &mut vfs.files[file];
    let from = match u64::from(whence) {
        abi::SEEK_SET => 0,
        abi::SEEK_CUR => open.offset as i64,
        abi::SEEK_END => inode.len() as i64,
        _ => return Err(Errno::Invalid),
    };
    let at = from.checked_add(offset).filter(|&at| at >= 0).ok_or(Errno::Invalid)?;
    open.offset = at as u64;
    Ok(at)
}

/// Does `work` with an open file that is held meanwhile: while this thread waits for bytes, another one may close the
/// descriptor.
pub(super) fn holding<T>(
    caller: &mut Caller<'_>,
    fd: Fd,
    work: impl FnOnce(&mut Caller<'_>, FileId) -> Result<T, Errno>,
) -> Result<T, Errno> {
    let file = caller.file(fd)?;
    vfs::share(caller.kernel, file);
    let done = work(caller, file);
    vfs::close(caller.kernel, file);
    done
}

/// Reads at most `len` bytes of an open file; 0 at its end.
#[inline(never)]
pub fn read(caller: &mut Caller<'_>, fd: Fd, buf: Out, len: Len) -> Result<Len, Errno> {
    holding(caller, fd, |caller, file| read_to(caller, file, buf, len, None))
}

/// Reads from a position that is given, and leaves that of the open file.
#[inline(never)]
pub fn pread64(caller: &mut Caller<'_>, fd: Fd, buf: Out, len: Len, offset: Offset) -> Result<Len, Errno> {
    seekable(caller, fd, offset)?;
    holding(caller, fd, |caller, file| read_to(caller, file, buf, len, Some(offset as u64)))
}

fn read_to(caller: &mut Caller<'_>, file: FileId, buf: Out, len: Len, at: Option<u64>) -> Result<Len, Errno> {
    let whole = is_file(caller, file);
    by_pieces(len, whole, |done, len| read_piece(caller, file, buf + done, len, at.map(|at| at + done)))
}

fn read_piece(
    caller: &mut Caller<'_>,
    file: FileId,
    buf: Out,
    len: u64,
    at: Option<u64>,
) -> Result<u64, Errno> {
    check_out(&mut caller.kernel.memory(caller.id)?, buf, len)?;
    // A driver never sees a program's address: the bytes come into the kernel first, and are copied out here.
    let mut bytes = vec![0; len as usize];
    let n = vfs::read(caller.kernel, file, &mut bytes, at)?;
    caller.copy_out(buf, &bytes[..n])?;
    Ok(n as u64)
}

fn is_file(caller: &Caller<'_>, file: FileId) -> bool {
    let vfs = &caller.kernel.vfs;
    matches!(vfs.inodes[vfs.inode_of(file)].content, Content::File(_))
}

/// Moves `len` bytes piece by piece until a piece is cut short or, unless `whole`, one has been moved. An error counts
/// only for the first.
fn by_pieces(
    len: u64,
    whole: bool,
    mut piece: impl FnMut(u64, u64) -> Result<u64, Errno>,
) -> Result<u64, Errno> {
    let mut done = 0;
    loop {
        let wanted = (len - done).min(MAX_TRANSFER);
        match piece(done, wanted) {
            Ok(n) => {
                done += n;
                if n < wanted || done == len || !whole {
                    return Ok(done);
                }
            }
            Err(error) if done == 0 => return Err(error),
            Err(_) => return Ok(done),
        }
    }
}

/// Writes at most `len` bytes to an open file and says how many.
#[inline(never)]
pub fn write(caller: &mut Caller<'_>, fd: Fd, buf: In, len: Len) -> Result<Len, Errno> {
    holding(caller, fd, |caller, file| write_from(caller, file, buf, len, None))
}

/// Writes to a position that is given, and leaves that of the open file.
#[inline(never)]
pub fn pwrite64(caller: &mut Caller<'_>, fd: Fd, buf: In, len: Len, offset: Offset) -> Result<Len, Errno> {
    seekable(caller, fd, offset)?;
    holding(caller, fd, |caller, file| write_from(caller, file, buf, len, Some(offset as u64)))
}

fn write_from(
    caller: &mut Caller<'_>,
    file: FileId,
    buf: In,
    len: Len,
    at: Option<u64>,
) -> Result<Len, Errno> {
    by_pieces(len, true, |done, len| {
        let mut bytes = vec![0; len as usize];
        caller.copy_in(buf + done, &mut bytes)?;
        Ok(vfs::write(caller.kernel, file, &bytes, at.map(|at| at + done))? as u64)
    })
}

/// Whether an open file has positions and this is one.
fn seekable(caller: &mut Caller<'_>, fd: Fd, offset: Offset) -> Result<(), Errno> {
    let file = caller.file(fd)?;
    let vfs = &caller.kernel.vfs;
    match vfs.inodes[vfs.inode_of(file)].content {
        Content::Pipe(_) => Err(Errno::Seek),
        Content::Device(Device::Console | Device::Tty) => Err(Errno::Seek),
        _ if offset < 0 => Err(Errno::Invalid),
        _ => Ok(()),
    }
}

/// Reads into several buffers, one after the other.
#[inline(never)]
pub fn readv(caller: &mut Caller<'_>, fd: Fd, vector: VectorOut, count: Len) -> Result<Len, Errno> {
    holding(caller, fd, |caller, file| {
        each_piece(caller, vector, count, |caller, at, len| read_to(caller, file, at, len, None))
    })
}

/// Writes from several buffers, one after the other.
#[inline(never)]
pub fn writev(caller: &mut Caller<'_>, fd: Fd, vector: VectorIn, count: Len) -> Result<Len, Errno> {
    holding(caller, fd, |caller, file| {
        each_piece(caller, vector, count, |caller, at, len| write_from(caller, file, at, len, None))
    })
}

/// Does `transfer` for each piece until one is cut short; an error counts only for the first.
fn each_piece(
    caller: &mut Caller<'_>,
    vector: VirtAddr,
    count: Len,
    mut transfer: impl FnMut(&mut Caller<'_>, VirtAddr, u64) -> Result<u64, Errno>,
) -> Result<Len, Errno> {
    if count > MAX_PIECES {
        return Err(Errno::Invalid);
    }
    let mut done = 0;
    for index in 0..count {
        let (at, len) = (VirtAddr(caller.word(vector + 16 * index)?), caller.word(vector + 16 * index + 8)?);
        if len > i64::MAX as u64 {
            return Err(Errno::Invalid);
        }
        if len == 0 {
            continue;
        }
        match transfer(caller, at, len) {
            Ok(n) => {
                done += n;
                if n < len {
                    break;
                }
            }
            Err(error) if done == 0 => return Err(error),
            Err(_) => break,
        }
    }
    Ok(done)
}

/// Copies from one open file to another, inside the kernel.
#[inline(never)]
pub fn sendfile(caller: &mut Caller<'_>, to: Fd, from: Fd, offset: Addr, len: Len) -> Result<Len, Errno> {
    holding(caller, to, |caller, to| {
        holding(caller, from, |caller, source| {
            let at = if offset == VirtAddr(0) { None } else { Some(caller.word(offset)?) };
            let mut bytes = vec![0; len.min(MAX_TRANSFER) as usize];
            let start = at.unwrap_or(caller.kernel.vfs.files[source].offset);
            seekable(caller, from, start as i64)?;
            let n = vfs::read(caller.kernel, source, &mut bytes, Some(start))?;
            let written = vfs::write(caller.kernel, to, &bytes[..n], None)? as u64;
            match at {
                Some(_) => caller.copy_out(offset, &(start + written).to_le_bytes())?,
                None => caller.kernel.vfs.files[source].offset = start + written,
            }
            Ok(written)
        })
    })
}

/// All that was written is where it will be: nothing is kept back.
#[inline(never)]
pub fn sync(_: &mut Caller<'_>) -> Result<Zero, Errno> {
    Ok(())
}

/// The same for one file.
#[inline(never)]
pub fn fsync(caller: &mut Caller<'_>, fd: Fd) -> Result<Zero, Errno> {
    let file = caller.file(fd)?;
    match caller.kernel.vfs.inodes[caller.kernel.vfs.inode_of(file)].content {
        Content::File(_) | Content::Directory(_) => Ok(()),
        _ => Err(Errno::Invalid),
    }
}

/// The same without the file's attributes.
#[inline(never)]
pub fn fdatasync(caller: &mut Caller<'_>, fd: Fd) -> Result<Zero, Errno> {
    fsync(caller, fd)
}

/// Takes note of how a file will be read: nothing depends on it.
#[inline(never)]
pub fn fadvise64(
    caller: &mut Caller<'_>,
    fd: Fd,
    _offset: Offset,
    _len: Offset,
    _advice: Int,
) -> Result<Zero, Errno> {
    caller.file(fd).map(drop)
}
