//! The contract between kernel and programs: Linux's riscv64 system calls, error numbers, flags and structures.
//! Rows and numbers only: it knows nobody and does nothing.
//!
//! Sources: Linux 6.12, `include/uapi/asm-generic/unistd.h`, `errno-base.h`, `errno.h`, `fcntl.h`, `stat.h`,
//! `include/uapi/linux/{sched,wait,fcntl,utsname}.h`, `include/linux/dirent.h`.
#![no_std]
#![forbid(unsafe_code)]

mod errno;
mod flags;
mod layout;
mod syscall;

pub use errno::Errno;
pub use flags::*;
pub use layout::*;
pub use syscall::*;

/// Bytes of a page, on the machine and in every mapping.
pub const PAGE_LEN: u64 = 4096;
/// Longest path that a call takes, its closing zero included.
pub const PATH_MAX: u64 = 4096;
/// Longest name in a directory.
pub const NAME_MAX: u64 = 255;
