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
/// The first address that a program may have anything at: a null pointer leads nowhere. Linux: `vm.mmap_min_addr`.
pub const USER_START: u64 = 0x1_0000;
/// The end of the user half: Sv39 has 39 bits, and the last of them is the kernel's.
pub const USER_END: u64 = 0x40_0000_0000;
/// A program that says where it lies ends below this.
pub const PROGRAM_END: u64 = USER_END / 4;
/// Where a position-independent program goes. Linux: `ELF_ET_DYN_BASE`, two thirds of the user half.
pub const PROGRAM_BASE: u64 = USER_END / 3 * 2 / PAGE_LEN * PAGE_LEN;
/// Most program headers of an executable.
pub const MAX_PROGRAM_HEADERS: u16 = 16;
/// Longest name of a process, in bytes: of a longer one this is the beginning. Linux: `TASK_COMM_LEN` without its zero.
pub const COMM_LEN: usize = 15;
/// Longest path that a call takes, its closing zero included.
pub const PATH_MAX: u64 = 4096;
/// Longest name in a directory.
pub const NAME_MAX: u64 = 255;
