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
        O_DIRECTORY = 0o200000;
        O_NOFOLLOW = 0o400000;
        O_CLOEXEC = 0o2000000;
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
        CLONE_VFORK = 0x4000;
        CLONE_THREAD = 0x10000;
        CLONE_SETTLS = 0x80000;
        CLONE_PARENT_SETTID = 0x100000;
        CLONE_CHILD_CLEARTID = 0x200000;
        CLONE_CHILD_SETTID = 0x1000000;
    }
}

flags! {
    /// Options of `wait4`.
    WAIT_FLAGS {
        WNOHANG = 1;
        WUNTRACED = 2;
        WCONTINUED = 8;
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
        SIGINT = 2;
        SIGILL = 4;
        SIGTRAP = 5;
        SIGBUS = 7;
        SIGKILL = 9;
        SIGSEGV = 11;
        SIGPIPE = 13;
        SIGCHLD = 17;
    }
}
