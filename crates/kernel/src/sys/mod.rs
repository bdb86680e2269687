//! The system calls, one function each, by what they are about. A call checks what the program gave it and asks the part
//! of the kernel that can do it.

mod attributes;
mod clone;
mod descriptors;
mod files;
mod futex;
mod hwprobe;
mod ids;
mod limits;
mod locks;
mod memory;
mod poll;
mod process;
mod signal;
mod system;
mod threads;
mod time;
mod tree;

pub use attributes::*;
pub use clone::*;
pub use descriptors::*;
pub use files::*;
pub use futex::*;
pub use hwprobe::*;
pub use ids::*;
pub use limits::*;
pub use locks::*;
pub use memory::*;
pub use poll::*;
pub use process::*;
pub use signal::*;
pub use system::*;
pub use threads::*;
pub use time::*;
pub use tree::*;

use alloc::vec::Vec;

use abi::{Errno, Timespec};

use crate::dentry::DentryId;
use crate::file::FileId;
use crate::group::Group;
use crate::layout::VirtAddr;
use crate::limits::{MAX_ARGS, MAX_ARGS_LEN};
use crate::process::Process;
use crate::syscall::Caller;
use crate::syscall::kinds::*;
use crate::uaccess::{self, copy_in_str};
use crate::vfs;

impl Caller<'_> {
    /// The thread that called.
    fn thread(&mut self) -> &mut Process {
        &mut self.kernel.processes[self.id]
    }

    /// Its process.
    fn process(&mut self) -> &mut Group {
        self.kernel.group_of(self.id)
    }

    fn file(&mut self, fd: Fd) -> Result<FileId, Errno> {
        self.process().file(fd)
    }

    fn cwd(&mut self) -> Result<DentryId, Errno> {
        self.process().cwd.ok_or(Errno::NoEnt)
    }

    fn copy_out(&mut self, to: VirtAddr, bytes: &[u8]) -> Result<(), Errno> {
        uaccess::copy_out(&mut self.kernel.memory(self.id)?, to, bytes)
    }

    /// The same, but nothing is done if the program gave no address.
    fn copy_out_if_wanted(&mut self, to: VirtAddr, bytes: &[u8]) -> Result<(), Errno> {
        if to == VirtAddr(0) { Ok(()) } else { self.copy_out(to, bytes) }
    }

    fn copy_in(&mut self, from: VirtAddr, buf: &mut [u8]) -> Result<(), Errno> {
        uaccess::copy_in(&mut self.kernel.memory(self.id)?, from, buf)
    }

    /// The bytes of a structure of the program's.
    fn bytes<const N: usize>(&mut self, from: VirtAddr) -> Result<[u8; N], Errno> {
        let mut bytes = [0; N];
        self.copy_in(from, &mut bytes)?;
        Ok(bytes)
    }

    fn word(&mut self, from: VirtAddr) -> Result<u64, Errno> {
        self.bytes(from).map(u64::from_le_bytes)
    }

    /// The time at `from`; `None` if there is no address.
    fn timespec(&mut self, from: VirtAddr) -> Result<Option<Timespec>, Errno> {
        if from == VirtAddr(0) { Ok(None) } else { Ok(Some(Timespec::from_bytes(&self.bytes(from)?))) }
    }

    /// The path at `path`; it may be empty.
    fn path(&mut self, path: Path) -> Result<Vec<u8>, Errno> {
        copy_in_str(&mut self.kernel.memory(self.id)?, path, abi::PATH_MAX as usize, Errno::NameTooLong)
    }

    /// Where a path given with `dir` starts. The descriptor is not looked at if the path is absolute.
    fn start(&mut self, dir: DirFd, path: &[u8]) -> Result<DentryId, Errno> {
        if dir == abi::AT_FDCWD || path.starts_with(b"/") {
            return self.cwd();
        }
        let file = self.file(dir)?;
        let dentry = self.kernel.vfs.files[file].dentry;
        let inode = self.kernel.vfs.dentries[dentry].inode;
        if path.is_empty() || self.kernel.vfs.inodes[inode].is_dir() {
            Ok(dentry)
        } else {
            Err(Errno::NotDir)
        }
    }

    /// The place that a call in `at` is about; to be released. Without a path, with [`abi::AT_EMPTY_PATH`], it is that of
    /// the descriptor.
    fn place(&mut self, dir: DirFd, path: Path, flags: AtFlags) -> Result<DentryId, Errno> {
        let flags = u64::from(flags);
        let path = self.path(path)?;
        let start = self.start(dir, &path)?;
        if path.is_empty() && flags & abi::AT_EMPTY_PATH != 0 {
            return Ok(vfs::hold(self.kernel, start));
        }
        vfs::walk_to(self.kernel, start, &path, flags & abi::AT_SYMLINK_NOFOLLOW == 0)
    }

    /// The strings whose addresses are at `list`, up to a null address.
    fn strings(&mut self, list: Strings) -> Result<Vec<Vec<u8>>, Errno> {
        let mut strings = Vec::new();
        let mut used = 0;
        // Linux takes a null list for an empty one.
        while list != VirtAddr(0) {
            let address = VirtAddr(self.word(list + 8 * strings.len() as u64)?);
            if address == VirtAddr(0) {
                break;
            }
            if strings.len() >= MAX_ARGS || used >= MAX_ARGS_LEN {
                return Err(Errno::TooBig);
            }
            let mut memory = self.kernel.memory(self.id)?;
            let text = copy_in_str(&mut memory, address, MAX_ARGS_LEN - used, Errno::TooBig)?;
            used += text.len() + 1;
            strings.push(text);
        }
        Ok(strings)
    }
}

/// Refuses flags that are not among `known`.
fn only(flags: u64, known: u64) -> Result<(), Errno> {
    if flags & !known == 0 { Ok(()) } else { Err(Errno::Invalid) }
}
