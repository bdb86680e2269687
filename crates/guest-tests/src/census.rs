//! What the kernel has given out, counted by what it tells every program.

use abi::{Errno, Statfs, Syscall};

use crate::call;

/// Which word of `struct statfs` is `f_ffree`.
const FREE_FILES: usize = 6;

/// What must be the same before and after.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Census {
    /// Pages of memory that are free.
    pub pages: u64,
    /// Files that could be made.
    pub inodes: u64,
    /// Processes.
    pub processes: u64,
}

impl Census {
    /// As things are now.
    pub fn take() -> Result<Census, Errno> {
        let mut info = [0_u64; 14];
        call(Syscall::Sysinfo, [info.as_mut_ptr() as u64])?;
        let mut root = *b"/\0";
        let mut statfs = [0_u64; Statfs::LEN as usize / 8];
        call(Syscall::Statfs, [root.as_mut_ptr() as u64, statfs.as_mut_ptr() as u64])?;
        Ok(Census { pages: info[5], inodes: statfs[FREE_FILES], processes: info[10] })
    }
}
