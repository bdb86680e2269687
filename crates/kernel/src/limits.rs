//! Every limit of the kernel. Each keeps one program from taking what all share; each has an error number.

/// Bytes of the kernel heap: names, tables, everything that is not a page of a program or a file.
pub const HEAP_LEN: usize = 4 << 20;

/// Pages of a kernel stack.
pub const KERNEL_STACK_PAGES: u64 = 4;

/// RAM beyond this is left alone: the kernel maps RAM with one entry of the root page table.
pub const MAX_RAM_LEN: u64 = 1 << 30;

/// Processes at one time. `EAGAIN`.
pub const MAX_PROCESSES: usize = 64;

/// Descriptors of one process. `EMFILE`.
pub const MAX_DESCRIPTORS: usize = 64;

/// Open files of all processes. `ENFILE`.
pub const MAX_OPEN_FILES: usize = 512;

/// Files and directories. `ENOSPC`.
pub const MAX_INODES: usize = 4096;

/// Bytes of a file. `EFBIG`.
pub const MAX_FILE_LEN: u64 = 16 << 20;

/// Bytes that one `read` or `write` moves; the caller sees a short count and goes on, as it must anyway.
pub const MAX_TRANSFER: u64 = 64 << 10;

/// Bytes of all arguments and the environment of a new program. `E2BIG`.
pub const MAX_ARGS_LEN: usize = 32 << 10;

/// Arguments, and again strings of the environment. `E2BIG`.
pub const MAX_ARGS: usize = 256;

/// Program headers of an executable. `ENOEXEC`.
pub const MAX_SEGMENTS: u16 = 16;

/// Bytes of the user stack; its pages come when they are touched.
pub const USER_STACK_LEN: u64 = 64 << 10;

/// Bytes of a user heap. `brk` then leaves the end where it is.
pub const MAX_USER_HEAP: u64 = 64 << 20;

/// Bytes of a line typed at the terminal; what is typed beyond is not taken.
pub const MAX_LINE_LEN: usize = 1024;

/// Lines typed ahead that nobody has read yet; what is typed beyond is not taken.
pub const MAX_LINES: usize = 64;

/// Ticks of the timer that a process may run before others get a turn: 10 ms.
pub const TIME_SLICE: u64 = board::TIMEBASE_HZ / 100;
