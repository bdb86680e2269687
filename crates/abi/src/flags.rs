//! Flags of the calls, with the names that `strace` prints.

/// One set of flags: constants, and the list of their names.
macro_rules! flags {
    ($(#[$doc:meta])* $list:ident { $($name:ident = $value:expr;)* }) => {
        $(#[doc = concat!("`", stringify!($name), "`")] pub const $name: u64 = $value;)*
        $(#[$doc])*
        pub const $list: &[(u64, &str)] = &[$(($name, stringify!($name)),)*];
    };
}

/// Given for a directory descriptor: start at the working directory.
pub const AT_FDCWD: i32 = -100;

flags! {
    /// Flags of `openat` and `dup3`, the access mode (two bits, not flags) left out.
    OPEN_FLAGS {
        O_CREAT = 0o100;
        O_EXCL = 0o200;
        O_NOCTTY = 0o400;
        O_TRUNC = 0o1000;
        O_APPEND = 0o2000;
        O_NONBLOCK = 0o4000;
        O_LARGEFILE = 0o100000;
        O_DIRECTORY = 0o200000;
        O_NOFOLLOW = 0o400000;
        O_NOATIME = 0o1000000;
        O_CLOEXEC = 0o2000000;
        O_SYNC = 0o4010000;
        O_PATH = 0o10000000;
    }
}

flags! {
    /// Access modes of `openat`.
    ACCESS_MODES {
        O_RDONLY = 0;
        O_WRONLY = 1;
        O_RDWR = 2;
    }
}

/// The two bits of the flags of `openat` that hold the access mode.
pub const O_ACCMODE: u64 = 3;

flags! {
    /// Flags of the calls that end in `at`.
    AT_FLAGS {
        AT_SYMLINK_NOFOLLOW = 0x100;
        AT_REMOVEDIR = 0x200;
        AT_SYMLINK_FOLLOW = 0x400;
        AT_NO_AUTOMOUNT = 0x800;
        AT_EMPTY_PATH = 0x1000;
    }
}

flags! {
    /// Origins of `lseek`.
    WHENCES {
        SEEK_SET = 0;
        SEEK_CUR = 1;
        SEEK_END = 2;
    }
}

flags! {
    /// Flags of `clone`, the low byte (a signal) left out.
    CLONE_FLAGS {
        CLONE_VM = 0x100;
        CLONE_FS = 0x200;
        CLONE_FILES = 0x400;
        CLONE_SIGHAND = 0x800;
        CLONE_PIDFD = 0x1000;
        CLONE_PTRACE = 0x2000;
        CLONE_VFORK = 0x4000;
        CLONE_PARENT = 0x8000;
        CLONE_THREAD = 0x10000;
        CLONE_NEWNS = 0x20000;
        CLONE_SYSVSEM = 0x40000;
        CLONE_SETTLS = 0x80000;
        CLONE_PARENT_SETTID = 0x100000;
        CLONE_CHILD_CLEARTID = 0x200000;
        CLONE_DETACHED = 0x400000;
        CLONE_UNTRACED = 0x800000;
        CLONE_CHILD_SETTID = 0x1000000;
        CLONE_CLEAR_SIGHAND = 0x1_0000_0000;
    }
}

flags! {
    /// Options of `wait4`.
    WAIT_FLAGS {
        WNOHANG = 1;
        WUNTRACED = 2;
        WEXITED = 4;
        WCONTINUED = 8;
        WNOWAIT = 0x1000000;
    }
}

flags! {
    /// Types of a file, in the upper bits of `st_mode` ([`S_IFMT`]).
    FILE_TYPES {
        S_IFIFO = 0o010000;
        S_IFCHR = 0o020000;
        S_IFDIR = 0o040000;
        S_IFBLK = 0o060000;
        S_IFREG = 0o100000;
        S_IFLNK = 0o120000;
        S_IFSOCK = 0o140000;
    }
}

/// The bits of `st_mode` that hold the file's type.
pub const S_IFMT: u64 = 0o170000;

flags! {
    /// Signals.
    SIGNALS {
        SIGHUP = 1;
        SIGINT = 2;
        SIGQUIT = 3;
        SIGILL = 4;
        SIGTRAP = 5;
        SIGABRT = 6;
        SIGBUS = 7;
        SIGFPE = 8;
        SIGKILL = 9;
        SIGUSR1 = 10;
        SIGSEGV = 11;
        SIGUSR2 = 12;
        SIGPIPE = 13;
        SIGALRM = 14;
        SIGTERM = 15;
        SIGSTKFLT = 16;
        SIGCHLD = 17;
        SIGCONT = 18;
        SIGSTOP = 19;
        SIGTSTP = 20;
        SIGTTIN = 21;
        SIGTTOU = 22;
        SIGURG = 23;
        SIGXCPU = 24;
        SIGXFSZ = 25;
        SIGVTALRM = 26;
        SIGPROF = 27;
        SIGWINCH = 28;
        SIGIO = 29;
        SIGPWR = 30;
        SIGSYS = 31;
    }
}

flags! {
    /// Flags of `rt_sigaction`.
    SA_FLAGS {
        SA_NOCLDSTOP = 1;
        SA_NOCLDWAIT = 2;
        SA_SIGINFO = 4;
        SA_ONSTACK = 0x08000000;
        SA_RESTART = 0x10000000;
        SA_NODEFER = 0x40000000;
        SA_RESETHAND = 0x80000000;
    }
}

flags! {
    /// What `rt_sigprocmask` does with the set.
    SIGNAL_HOWS {
        SIG_BLOCK = 0;
        SIG_UNBLOCK = 1;
        SIG_SETMASK = 2;
    }
}

flags! {
    /// What `mmap` and `mprotect` allow.
    PROTS {
        PROT_READ = 1;
        PROT_WRITE = 2;
        PROT_EXEC = 4;
        PROT_GROWSDOWN = 0x01000000;
    }
}

flags! {
    /// Flags of `mmap`.
    MAP_FLAGS {
        MAP_SHARED = 1;
        MAP_PRIVATE = 2;
        MAP_FIXED = 0x10;
        MAP_ANONYMOUS = 0x20;
        MAP_GROWSDOWN = 0x100;
        MAP_DENYWRITE = 0x800;
        MAP_EXECUTABLE = 0x1000;
        MAP_LOCKED = 0x2000;
        MAP_NORESERVE = 0x4000;
        MAP_POPULATE = 0x8000;
        MAP_NONBLOCK = 0x10000;
        MAP_STACK = 0x20000;
        MAP_HUGETLB = 0x40000;
        MAP_FIXED_NOREPLACE = 0x100000;
    }
}

flags! {
    /// What `faccessat` asks for; 0 (`F_OK`) is whether there is a file.
    ACCESSES {
        X_OK = 1;
        W_OK = 2;
        R_OK = 4;
    }
}

flags! {
    /// Clocks.
    CLOCKS {
        CLOCK_REALTIME = 0;
        CLOCK_MONOTONIC = 1;
        CLOCK_PROCESS_CPUTIME_ID = 2;
        CLOCK_THREAD_CPUTIME_ID = 3;
        CLOCK_MONOTONIC_RAW = 4;
        CLOCK_REALTIME_COARSE = 5;
        CLOCK_MONOTONIC_COARSE = 6;
        CLOCK_BOOTTIME = 7;
    }
}

flags! {
    /// Commands of `fcntl`.
    FCNTL_COMMANDS {
        F_DUPFD = 0;
        F_GETFD = 1;
        F_SETFD = 2;
        F_GETFL = 3;
        F_SETFL = 4;
        F_GETLK = 5;
        F_SETLK = 6;
        F_SETLKW = 7;
        F_SETOWN = 8;
        F_GETOWN = 9;
        F_DUPFD_CLOEXEC = 1030;
        F_SETPIPE_SZ = 1031;
        F_GETPIPE_SZ = 1032;
    }
}

flags! {
    /// Kinds of locks, in `struct flock`.
    LOCK_KINDS {
        F_RDLCK = 0;
        F_WRLCK = 1;
        F_UNLCK = 2;
    }
}

/// Bytes of `struct flock`.
pub const FLOCK_LEN: u64 = 32;

flags! {
    /// What `flock` does.
    FLOCK_OPS {
        LOCK_SH = 1;
        LOCK_EX = 2;
        LOCK_NB = 4;
        LOCK_UN = 8;
    }
}

flags! {
    /// Requests of `ioctl` to a terminal.
    IOCTL_REQUESTS {
        TCGETS = 0x5401;
        TCSETS = 0x5402;
        TCSETSW = 0x5403;
        TCSETSF = 0x5404;
        TCSBRK = 0x5409;
        TCFLSH = 0x540b;
        TIOCSCTTY = 0x540e;
        TIOCGPGRP = 0x540f;
        TIOCSPGRP = 0x5410;
        TIOCGWINSZ = 0x5413;
        TIOCSWINSZ = 0x5414;
        FIONREAD = 0x541b;
        FIONBIO = 0x5421;
        TIOCNOTTY = 0x5422;
        TIOCGSID = 0x5429;
    }
}

flags! {
    /// Local modes of a terminal, in `c_lflag` of `struct termios`, as far as a program of ours speaks of them.
    LOCAL_MODES {
        ICANON = 2;
        ECHO = 0o10;
    }
}

flags! {
    /// Operations of `futex`, the flags left out.
    FUTEX_OPS {
        FUTEX_WAIT = 0;
        FUTEX_WAKE = 1;
        FUTEX_REQUEUE = 3;
        FUTEX_CMP_REQUEUE = 4;
        FUTEX_WAKE_OP = 5;
        FUTEX_WAIT_BITSET = 9;
        FUTEX_WAKE_BITSET = 10;
    }
}

flags! {
    /// Flags of `futex`.
    FUTEX_FLAGS {
        FUTEX_PRIVATE_FLAG = 128;
        FUTEX_CLOCK_REALTIME = 256;
    }
}

flags! {
    /// What `ppoll` asks for, and what it finds.
    POLL_EVENTS {
        POLLIN = 1;
        POLLPRI = 2;
        POLLOUT = 4;
        POLLERR = 8;
        POLLHUP = 0x10;
        POLLNVAL = 0x20;
        POLLRDNORM = 0x40;
        POLLWRNORM = 0x100;
        POLLRDHUP = 0x2000;
    }
}

flags! {
    /// Resources that have limits.
    RESOURCES {
        RLIMIT_CPU = 0;
        RLIMIT_FSIZE = 1;
        RLIMIT_DATA = 2;
        RLIMIT_STACK = 3;
        RLIMIT_CORE = 4;
        RLIMIT_RSS = 5;
        RLIMIT_NPROC = 6;
        RLIMIT_NOFILE = 7;
        RLIMIT_MEMLOCK = 8;
        RLIMIT_AS = 9;
        RLIMIT_LOCKS = 10;
        RLIMIT_SIGPENDING = 11;
        RLIMIT_MSGQUEUE = 12;
        RLIMIT_NICE = 13;
        RLIMIT_RTPRIO = 14;
        RLIMIT_RTTIME = 15;
    }
}

flags! {
    /// Flags of `rseq`.
    RSEQ_FLAGS {
        RSEQ_FLAG_UNREGISTER = 1;
    }
}

flags! {
    /// What `riscv_hwprobe` can be asked.
    PROBE_KEYS {
        RISCV_HWPROBE_KEY_MVENDORID = 0;
        RISCV_HWPROBE_KEY_MARCHID = 1;
        RISCV_HWPROBE_KEY_MIMPID = 2;
        RISCV_HWPROBE_KEY_BASE_BEHAVIOR = 3;
        RISCV_HWPROBE_KEY_IMA_EXT_0 = 4;
        RISCV_HWPROBE_KEY_CPUPERF_0 = 5;
        RISCV_HWPROBE_KEY_ZICBOZ_BLOCK_SIZE = 6;
        RISCV_HWPROBE_KEY_HIGHEST_VIRT_ADDRESS = 7;
        RISCV_HWPROBE_KEY_TIME_CSR_FREQ = 8;
        RISCV_HWPROBE_KEY_MISALIGNED_SCALAR_PERF = 9;
    }
}

flags! {
    /// Flags of `riscv_hwprobe`.
    PROBE_FLAGS {
        RISCV_HWPROBE_WHICH_CPUS = 1;
    }
}

/// What C libraries for RISC-V put before every address for which a restartable sequence is left, and tell `rseq`: an
/// instruction that nobody may execute. glibc 2.41, `sysdeps/unix/sysv/linux/riscv/bits/rseq.h`.
pub const RSEQ_SIGNATURE: u32 = 0xf140_1073;

/// Bytes of `struct rseq`, and its alignment.
pub const RSEQ_LEN: u64 = 32;

/// The handler that means: do what is usual.
pub const SIG_DFL: u64 = 0;
/// The handler that means: do nothing.
pub const SIG_IGN: u64 = 1;

/// `si_code`: sent by `kill`.
pub const SI_USER: i32 = 0;
/// `si_code`: sent by the kernel.
pub const SI_KERNEL: i32 = 0x80;
/// `si_code`: sent by `tkill`.
pub const SI_TKILL: i32 = -6;
/// `si_code` of `SIGCHLD`: the child has called `exit`.
pub const CLD_EXITED: i32 = 1;
/// `si_code` of `SIGCHLD`: a signal has ended the child.
pub const CLD_KILLED: i32 = 2;

/// Descriptor flag of `fcntl`: `execve` closes it.
pub const FD_CLOEXEC: u64 = 1;
/// Flag of `clock_nanosleep`: the time is a time of day, not a duration.
pub const TIMER_ABSTIME: i32 = 1;
/// A nanosecond count that means now, for `utimensat`.
pub const UTIME_NOW: i64 = 0x3fff_ffff;
/// A nanosecond count that means: leave it.
pub const UTIME_OMIT: i64 = 0x3fff_fffe;
/// Flag of `renameat2`: nothing may be replaced.
pub const RENAME_NOREPLACE: u64 = 1;
/// Flag of `mremap`: the area may go elsewhere.
pub const MREMAP_MAYMOVE: i32 = 1;
/// Flag of `mremap`: it must go where is said.
pub const MREMAP_FIXED: i32 = 2;
/// Advice of `madvise`: the content is not needed any more.
pub const MADV_DONTNEED: i32 = 4;
/// Permission bit of a file: it is executed with its owner's rights.
pub const S_ISUID: u64 = 0o4000;
/// Permission bit of a file: it is executed with its group's rights.
pub const S_ISGID: u64 = 0o2000;
/// Permission bit of a directory: names are removed by their owners only.
pub const S_ISVTX: u64 = 0o1000;
