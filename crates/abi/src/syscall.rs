//! The system-call table: one row is one call, and everybody who speaks of calls reads it here. The kernel makes its
//! dispatcher from it, the programs their stubs, the inspector its log.

/// Hands every row of the table to the macro `$each`, as `number Variant name(argument: Kind, …) -> Kind;`.
///
/// A number is the one Linux gives the call on riscv64; a `Kind` is a type of [`Kind`], which says how a register's
/// 64 bits are meant.
#[macro_export]
macro_rules! syscalls {
    ($each:ident) => {
        $each! {
            17 Getcwd getcwd(buf: Out, len: Len) -> Len;
            24 Dup3 dup3(old: Fd, new: Fd, flags: OpenFlags) -> Fd;
            34 Mkdirat mkdirat(dir: DirFd, path: Path, mode: Mode) -> Zero;
            35 Unlinkat unlinkat(dir: DirFd, path: Path, flags: AtFlags) -> Zero;
            49 Chdir chdir(path: Path) -> Zero;
            56 Openat openat(dir: DirFd, path: Path, flags: OpenFlags, mode: Mode) -> Fd;
            57 Close close(fd: Fd) -> Zero;
            61 Getdents64 getdents64(fd: Fd, entries: DirentsOut, len: Len) -> Len;
            62 Lseek lseek(fd: Fd, offset: Offset, whence: Whence) -> Offset;
            63 Read read(fd: Fd, buf: Out, len: Len) -> Len;
            64 Write write(fd: Fd, buf: In, len: Len) -> Len;
            79 Newfstatat newfstatat(dir: DirFd, path: Path, stat: StatOut, flags: AtFlags) -> Zero;
            80 Fstat fstat(fd: Fd, stat: StatOut) -> Zero;
            93 Exit exit(status: Status) -> Never;
            94 ExitGroup exit_group(status: Status) -> Never;
            124 SchedYield sched_yield() -> Zero;
            160 Uname uname(names: UtsnameOut) -> Zero;
            172 Getpid getpid() -> Pid;
            173 Getppid getppid() -> Pid;
            214 Brk brk(end: Addr) -> Addr;
            220 Clone clone(flags: CloneFlags, stack: Addr, parent_tid: Addr, tls: Addr, child_tid: Addr) -> Pid;
            221 Execve execve(path: Path, argv: Strings, envp: Strings) -> Zero;
            260 Wait4 wait4(pid: Pid, status: WaitStatusOut, options: WaitFlags, usage: Addr) -> Pid;
        }
    };
}

/// How the 64 bits of an argument or a result are meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// An address, shown as such and never followed.
    Addr,
    /// `AT_…` flags.
    AtFlags,
    /// `CLONE_…` flags and the signal sent to the parent.
    CloneFlags,
    /// A descriptor of a directory, or [`AT_FDCWD`](crate::AT_FDCWD).
    DirFd,
    /// Address of a buffer that the kernel fills with directory records.
    DirentsOut,
    /// A file descriptor.
    Fd,
    /// Address of bytes the kernel reads; how many is the next argument.
    In,
    /// A number of bytes.
    Len,
    /// Permission bits of a new file, in octal.
    Mode,
    /// The call does not return.
    Never,
    /// A position in a file, signed.
    Offset,
    /// `O_…` flags.
    OpenFlags,
    /// Address of a buffer that the kernel fills; how many bytes is the result.
    Out,
    /// Address of a path that ends in a zero byte.
    Path,
    /// A process.
    Pid,
    /// Address of a [`Stat`](crate::Stat) that the kernel fills.
    StatOut,
    /// An exit status.
    Status,
    /// Address of a vector of addresses of strings, closed by a null address.
    Strings,
    /// Address of a [`Utsname`](crate::Utsname) that the kernel fills.
    UtsnameOut,
    /// `W…` options of `wait4`.
    WaitFlags,
    /// Address of a 32-bit wait status that the kernel fills.
    WaitStatusOut,
    /// `SEEK_…`.
    Whence,
    /// Zero: the call only succeeds or fails.
    Zero,
}

/// A row of the table, as a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signature {
    /// The number in `a7`.
    pub number: u64,
    /// Linux's name of the call.
    pub name: &'static str,
    /// Name and meaning of each argument, from `a0` on.
    pub args: &'static [(&'static str, Kind)],
    /// The meaning of the result in `a0`.
    pub result: Kind,
}

macro_rules! signatures {
    ($($number:literal $variant:ident $name:ident($($arg:ident: $kind:ident),*) -> $result:ident;)*) => {
        /// A system call of the table.
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        pub enum Syscall {
            $(#[doc = concat!("`", stringify!($name), "`")] $variant = $number,)*
        }

        impl Syscall {
            /// Every call, in the order of the numbers.
            pub const ALL: &[Syscall] = &[$(Syscall::$variant,)*];

            /// The call with this number, if the table has it.
            pub const fn from_number(number: u64) -> Option<Syscall> {
                match number {
                    $($number => Some(Syscall::$variant),)*
                    _ => None,
                }
            }

            /// The whole row.
            pub const fn signature(self) -> Signature {
                match self {
                    $(Syscall::$variant => Signature {
                        number: $number,
                        name: stringify!($name),
                        args: &[$((stringify!($arg), Kind::$kind),)*],
                        result: Kind::$result,
                    },)*
                }
            }
        }
    };
}
syscalls!(signatures);
