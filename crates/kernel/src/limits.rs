//! Every limit of the kernel. Each keeps one program from taking what all share; each has an error number.

use abi::Errno;

use crate::arch;

/// Bytes of the kernel heap: names, tables, everything that is not a page of a program or a file.
pub const HEAP_LEN: usize = 16 << 20;

/// Bytes of the kernel heap that are kept for calls under way, each of which holds a buffer: what lasts (names, areas,
/// processes, bytes in pipes) is refused when no more is left. `ENOMEM`, `ENOSPC` for files.
pub const HEAP_RESERVE: usize = HEAP_LEN / 2;

/// Refuses with `error` what would last, if the heap has no more than its reserve.
pub fn check_heap(error: Errno) -> Result<(), Errno> {
    if arch::heap_left() > HEAP_RESERVE { Ok(()) } else { Err(error) }
}

/// Whether there is room in the heap for what could do with less: pipes hold more than a piece only then.
pub fn heap_is_roomy() -> bool {
    arch::heap_left() > HEAP_LEN / 4 * 3
}

/// Pages of a kernel stack.
pub const KERNEL_STACK_PAGES: u64 = 4;

/// RAM beyond this is left alone: the kernel maps RAM with one entry of the root page table.
pub const MAX_RAM_LEN: u64 = 1 << 30;

/// Processes at one time. `EAGAIN`.
pub const MAX_PROCESSES: usize = 64;

/// Signals of a process that wait to be delivered with what is known of each; of others only the number is kept.
pub const MAX_QUEUED_SIGNALS: usize = 32;

/// Supplementary groups of a process. `EINVAL`.
pub const MAX_GROUPS: usize = 32;

/// Bytes that a pipe holds; who writes more waits for a reader.
pub const PIPE_LEN: usize = 64 << 10;

/// Mounted file systems. `ENOSPC`.
pub const MAX_MOUNTS: usize = 64;

/// Symbolic links that one walk follows. `ELOOP`.
pub const MAX_LINKS: usize = 40;

/// Descriptors of one process. `EMFILE`.
pub const MAX_DESCRIPTORS: usize = 256;

/// Open files of all processes. `ENFILE`.
pub const MAX_OPEN_FILES: usize = 512;

/// Files and directories. `ENOSPC`.
pub const MAX_INODES: usize = 4096;

/// Bytes of a file. `EFBIG`.
pub const MAX_FILE_LEN: u64 = 64 << 20;

/// One part in so many of memory is kept for programs: files do not grow into it. `ENOSPC`.
pub const FILES_RESERVE: u64 = 8;

/// Bytes that are moved at once between a program and a file; a call that moves more does so piece by piece.
pub const MAX_TRANSFER: u64 = 16 << 10;

/// Bytes of all arguments and the environment of a new program. `E2BIG`.
pub const MAX_ARGS_LEN: usize = 128 << 10;

/// Arguments, and again strings of the environment. `E2BIG`.
pub const MAX_ARGS: usize = 4096;

/// Program headers of an executable. `ENOEXEC`.
pub const MAX_SEGMENTS: u16 = abi::MAX_PROGRAM_HEADERS;

/// Bytes that a user stack grows to; its pages come when they are touched. Linux: `RLIMIT_STACK`.
pub const USER_STACK_LEN: u64 = 8 << 20;

/// Questions of one `riscv_hwprobe`. `EINVAL`.
pub const MAX_PROBES: u64 = 4096;

/// Locks on files, of all processes. `ENOLCK`.
pub const MAX_LOCKS: usize = 512;

/// Areas of an address space. `ENOMEM`.
pub const MAX_AREAS: usize = 512;

/// Bytes of a user heap. `brk` then leaves the end where it is.
pub const MAX_USER_HEAP: u64 = 1 << 30;

/// Bytes of a line typed at the terminal; what is typed beyond is not taken.
pub const MAX_LINE_LEN: usize = 1024;

/// Lines typed ahead that nobody has read yet; what is typed beyond is not taken.
pub const MAX_LINES: usize = 64;

/// Ticks that a process has at least before a clock may take the hart from it: else one that sleeps for no time at all,
/// again and again, would leave nobody time for an instruction.
pub const MIN_TURN: u64 = TIME_SLICE / 50;

/// Ticks of the timer that a process may run before others get a turn: 10 ms.
pub const TIME_SLICE: u64 = board::TIMEBASE_HZ / 100;
