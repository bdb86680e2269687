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
            5 Setxattr setxattr(path: Path, name: Path, value: In, len: Len, flags: Int) -> Zero;
            6 Lsetxattr lsetxattr(path: Path, name: Path, value: In, len: Len, flags: Int) -> Zero;
            7 Fsetxattr fsetxattr(fd: Fd, name: Path, value: In, len: Len, flags: Int) -> Zero;
            8 Getxattr getxattr(path: Path, name: Path, value: Out, len: Len) -> Len;
            9 Lgetxattr lgetxattr(path: Path, name: Path, value: Out, len: Len) -> Len;
            10 Fgetxattr fgetxattr(fd: Fd, name: Path, value: Out, len: Len) -> Len;
            11 Listxattr listxattr(path: Path, names: Out, len: Len) -> Len;
            12 Llistxattr llistxattr(path: Path, names: Out, len: Len) -> Len;
            13 Flistxattr flistxattr(fd: Fd, names: Out, len: Len) -> Len;
            14 Removexattr removexattr(path: Path, name: Path) -> Zero;
            15 Lremovexattr lremovexattr(path: Path, name: Path) -> Zero;
            16 Fremovexattr fremovexattr(fd: Fd, name: Path) -> Zero;
            17 Getcwd getcwd(buf: Out, len: Len) -> Len;
            23 Dup dup(old: Fd) -> Fd;
            24 Dup3 dup3(old: Fd, new: Fd, flags: OpenFlags) -> Fd;
            25 Fcntl fcntl(fd: Fd, command: FcntlCommand, arg: Addr) -> Int;
            29 Ioctl ioctl(fd: Fd, request: IoctlRequest, arg: Addr) -> Int;
            32 Flock flock(fd: Fd, operation: FlockOp) -> Zero;
            33 Mknodat mknodat(dir: DirFd, path: Path, mode: Mode, device: Addr) -> Zero;
            34 Mkdirat mkdirat(dir: DirFd, path: Path, mode: Mode) -> Zero;
            35 Unlinkat unlinkat(dir: DirFd, path: Path, flags: AtFlags) -> Zero;
            36 Symlinkat symlinkat(target: Path, dir: DirFd, path: Path) -> Zero;
            37 Linkat linkat(old_dir: DirFd, old: Path, new_dir: DirFd, new: Path, flags: AtFlags) -> Zero;
            39 Umount2 umount2(path: Path, flags: Int) -> Zero;
            40 Mount mount(source: Path, target: Path, kind: Path, flags: Addr, data: Addr) -> Zero;
            43 Statfs statfs(path: Path, buf: StatfsOut) -> Zero;
            44 Fstatfs fstatfs(fd: Fd, buf: StatfsOut) -> Zero;
            45 Truncate truncate(path: Path, len: Offset) -> Zero;
            46 Ftruncate ftruncate(fd: Fd, len: Offset) -> Zero;
            48 Faccessat faccessat(dir: DirFd, path: Path, mode: Access) -> Zero;
            49 Chdir chdir(path: Path) -> Zero;
            50 Fchdir fchdir(fd: Fd) -> Zero;
            51 Chroot chroot(path: Path) -> Zero;
            52 Fchmod fchmod(fd: Fd, mode: Mode) -> Zero;
            53 Fchmodat fchmodat(dir: DirFd, path: Path, mode: Mode) -> Zero;
            54 Fchownat fchownat(dir: DirFd, path: Path, user: Id, group: Id, flags: AtFlags) -> Zero;
            55 Fchown fchown(fd: Fd, user: Id, group: Id) -> Zero;
            56 Openat openat(dir: DirFd, path: Path, flags: OpenFlags, mode: Mode) -> Fd;
            57 Close close(fd: Fd) -> Zero;
            59 Pipe2 pipe2(fds: FdPairOut, flags: OpenFlags) -> Zero;
            61 Getdents64 getdents64(fd: Fd, entries: DirentsOut, len: Len) -> Len;
            62 Lseek lseek(fd: Fd, offset: Offset, whence: Whence) -> Offset;
            63 Read read(fd: Fd, buf: Out, len: Len) -> Len;
            64 Write write(fd: Fd, buf: In, len: Len) -> Len;
            65 Readv readv(fd: Fd, vector: VectorOut, count: Len) -> Len;
            66 Writev writev(fd: Fd, vector: VectorIn, count: Len) -> Len;
            67 Pread64 pread64(fd: Fd, buf: Out, len: Len, offset: Offset) -> Len;
            68 Pwrite64 pwrite64(fd: Fd, buf: In, len: Len, offset: Offset) -> Len;
            71 Sendfile sendfile(to: Fd, from: Fd, offset: Addr, len: Len) -> Len;
            72 Pselect6 pselect6(n: Int, read: Addr, write: Addr, except: Addr, timeout: TimespecIn, mask: Addr) -> Int;
            73 Ppoll ppoll(fds: Addr, n: Len, timeout: TimespecIn, mask: SignalSetIn, len: Len) -> Int;
            78 Readlinkat readlinkat(dir: DirFd, path: Path, buf: Out, len: Len) -> Len;
            79 Newfstatat newfstatat(dir: DirFd, path: Path, stat: StatOut, flags: AtFlags) -> Zero;
            80 Fstat fstat(fd: Fd, stat: StatOut) -> Zero;
            81 Sync sync() -> Zero;
            82 Fsync fsync(fd: Fd) -> Zero;
            83 Fdatasync fdatasync(fd: Fd) -> Zero;
            88 Utimensat utimensat(dir: DirFd, path: Path, times: Addr, flags: AtFlags) -> Zero;
            93 Exit exit(status: Status) -> Never;
            94 ExitGroup exit_group(status: Status) -> Never;
            95 Waitid waitid(kind: Int, id: Pid, info: Addr, options: WaitFlags, usage: Addr) -> Zero;
            96 SetTidAddress set_tid_address(address: Addr) -> Pid;
            98 Futex futex(word: Addr, op: FutexOp, value: Int, timeout: Addr, word2: Addr, value3: Int) -> Int;
            99 SetRobustList set_robust_list(head: Addr, len: Len) -> Zero;
            100 GetRobustList get_robust_list(pid: Pid, head: Addr, len: Addr) -> Zero;
            101 Nanosleep nanosleep(time: TimespecIn, rest: Addr) -> Zero;
            103 Setitimer setitimer(which: Int, new: Addr, old: Addr) -> Zero;
            113 ClockGettime clock_gettime(clock: Clock, time: TimespecOut) -> Zero;
            114 ClockGetres clock_getres(clock: Clock, time: TimespecOut) -> Zero;
            115 ClockNanosleep clock_nanosleep(clock: Clock, flags: Int, time: TimespecIn, rest: Addr) -> Zero;
            119 SchedSetscheduler sched_setscheduler(pid: Pid, policy: Int, parameters: Addr) -> Zero;
            120 SchedGetscheduler sched_getscheduler(pid: Pid) -> Int;
            121 SchedGetparam sched_getparam(pid: Pid, parameters: Addr) -> Zero;
            122 SchedSetaffinity sched_setaffinity(pid: Pid, len: Len, mask: Addr) -> Zero;
            123 SchedGetaffinity sched_getaffinity(pid: Pid, len: Len, mask: Addr) -> Len;
            124 SchedYield sched_yield() -> Zero;
            129 Kill kill(pid: Pid, signal: Signal) -> Zero;
            130 Tkill tkill(tid: Pid, signal: Signal) -> Zero;
            131 Tgkill tgkill(pid: Pid, tid: Pid, signal: Signal) -> Zero;
            132 Sigaltstack sigaltstack(new: Addr, old: Addr) -> Zero;
            133 RtSigsuspend rt_sigsuspend(mask: SignalSetIn, len: Len) -> Zero;
            134 RtSigaction rt_sigaction(signal: Signal, new: Addr, old: Addr, len: Len) -> Zero;
            135 RtSigprocmask rt_sigprocmask(how: SignalHow, new: SignalSetIn, old: Addr, len: Len) -> Zero;
            136 RtSigpending rt_sigpending(set: Addr, len: Len) -> Zero;
            137 RtSigtimedwait rt_sigtimedwait(set: SignalSetIn, info: Addr, timeout: TimespecIn, len: Len) -> Signal;
            139 RtSigreturn rt_sigreturn() -> Addr;
            140 Setpriority setpriority(which: Int, who: Id, value: Int) -> Zero;
            141 Getpriority getpriority(which: Int, who: Id) -> Int;
            142 Reboot reboot(magic1: Magic, magic2: Magic, command: Magic, arg: Addr) -> Zero;
            143 Setregid setregid(real: Id, effective: Id) -> Zero;
            144 Setgid setgid(group: Id) -> Zero;
            145 Setreuid setreuid(real: Id, effective: Id) -> Zero;
            146 Setuid setuid(user: Id) -> Zero;
            147 Setresuid setresuid(real: Id, effective: Id, saved: Id) -> Zero;
            148 Getresuid getresuid(real: Addr, effective: Addr, saved: Addr) -> Zero;
            149 Setresgid setresgid(real: Id, effective: Id, saved: Id) -> Zero;
            150 Getresgid getresgid(real: Addr, effective: Addr, saved: Addr) -> Zero;
            153 Times times(times: Addr) -> Len;
            154 Setpgid setpgid(pid: Pid, group: Pid) -> Zero;
            155 Getpgid getpgid(pid: Pid) -> Pid;
            156 Getsid getsid(pid: Pid) -> Pid;
            157 Setsid setsid() -> Pid;
            158 Getgroups getgroups(n: Int, groups: Addr) -> Int;
            159 Setgroups setgroups(n: Int, groups: Addr) -> Zero;
            160 Uname uname(names: UtsnameOut) -> Zero;
            161 Sethostname sethostname(name: In, len: Len) -> Zero;
            163 Getrlimit getrlimit(resource: Resource, limit: RlimitOut) -> Zero;
            164 Setrlimit setrlimit(resource: Resource, limit: RlimitIn) -> Zero;
            165 Getrusage getrusage(who: Int, usage: Addr) -> Zero;
            166 Umask umask(mask: Mode) -> Mode;
            167 Prctl prctl(option: Int, a: Addr, b: Addr, c: Addr, d: Addr) -> Int;
            168 Getcpu getcpu(cpu: Addr, node: Addr) -> Zero;
            169 Gettimeofday gettimeofday(time: Addr, zone: Addr) -> Zero;
            172 Getpid getpid() -> Pid;
            173 Getppid getppid() -> Pid;
            174 Getuid getuid() -> Id;
            175 Geteuid geteuid() -> Id;
            176 Getgid getgid() -> Id;
            177 Getegid getegid() -> Id;
            178 Gettid gettid() -> Pid;
            179 Sysinfo sysinfo(info: Addr) -> Zero;
            198 Socket socket(family: Int, kind: Int, protocol: Int) -> Fd;
            199 Socketpair socketpair(family: Int, kind: Int, protocol: Int, fds: FdPairOut) -> Zero;
            214 Brk brk(end: Addr) -> Addr;
            215 Munmap munmap(start: Addr, len: Len) -> Zero;
            216 Mremap mremap(old: Addr, old_len: Len, new_len: Len, flags: Int, new: Addr) -> Addr;
            220 Clone clone(flags: CloneFlags, stack: Addr, parent_tid: Addr, tls: Addr, child_tid: Addr) -> Pid;
            221 Execve execve(path: Path, argv: Strings, envp: Strings) -> Zero;
            222 Mmap mmap(start: Addr, len: Len, prot: MapProt, flags: MapFlags, fd: Fd, offset: Offset) -> Addr;
            223 Fadvise64 fadvise64(fd: Fd, offset: Offset, len: Offset, advice: Int) -> Zero;
            226 Mprotect mprotect(start: Addr, len: Len, prot: MapProt) -> Zero;
            227 Msync msync(start: Addr, len: Len, flags: Int) -> Zero;
            233 Madvise madvise(start: Addr, len: Len, advice: Int) -> Zero;
            258 RiscvHwprobe riscv_hwprobe(pairs: ProbePairs, n: Len, cpus_len: Len, cpus: Addr, flags: ProbeFlags) -> Zero;
            259 RiscvFlushIcache riscv_flush_icache(start: Addr, end: Addr, flags: Addr) -> Zero;
            260 Wait4 wait4(pid: Pid, status: WaitStatusOut, options: WaitFlags, usage: Addr) -> Pid;
            261 Prlimit64 prlimit64(pid: Pid, resource: Resource, new: RlimitIn, old: RlimitOut) -> Zero;
            276 Renameat2 renameat2(old_dir: DirFd, old: Path, new_dir: DirFd, new: Path, flags: Int) -> Zero;
            278 Getrandom getrandom(buf: Out, len: Len, flags: Int) -> Len;
            283 Membarrier membarrier(command: Int, flags: Int, cpu: Int) -> Int;
            291 Statx statx(dir: DirFd, path: Path, flags: AtFlags, mask: Addr, stat: StatxOut) -> Zero;
            293 Rseq rseq(area: Addr, len: Len, flags: RseqFlags, signature: Magic) -> Zero;
            435 Clone3 clone3(args: CloneArgsIn, len: Len) -> Pid;
            436 CloseRange close_range(first: Id, last: Id, flags: Int) -> Zero;
            439 Faccessat2 faccessat2(dir: DirFd, path: Path, mode: Access, flags: AtFlags) -> Zero;
        }
    };
}

/// How the 64 bits of an argument or a result are meant.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// `R_OK`, `W_OK`, `X_OK`.
    Access,
    /// An address, shown as such and never followed.
    Addr,
    /// `AT_…` flags.
    AtFlags,
    /// `CLOCK_…`.
    Clock,
    /// Address of a `struct clone_args` that the kernel reads; how long it is is the next argument.
    CloneArgsIn,
    /// `CLONE_…` flags and the signal sent to the parent.
    CloneFlags,
    /// A descriptor of a directory, or [`AT_FDCWD`](crate::AT_FDCWD).
    DirFd,
    /// Address of a buffer that the kernel fills with directory records.
    DirentsOut,
    /// `F_…`.
    FcntlCommand,
    /// A file descriptor.
    Fd,
    /// Address of two descriptors that the kernel fills.
    FdPairOut,
    /// `LOCK_…`.
    FlockOp,
    /// `FUTEX_…`.
    FutexOp,
    /// A user, a group, or another unsigned number of 32 bits.
    Id,
    /// Address of bytes the kernel reads; how many is the next argument.
    In,
    /// A number of 32 bits, signed.
    Int,
    /// What `ioctl` asks of a device.
    IoctlRequest,
    /// A number of bytes.
    Len,
    /// A number of 32 bits that nobody hits on by chance.
    Magic,
    /// `MAP_…`.
    MapFlags,
    /// `PROT_…`.
    MapProt,
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
    /// `RISCV_HWPROBE_…` flags.
    ProbeFlags,
    /// Address of pairs of key and value, of which the kernel fills the values; how many is the next argument.
    ProbePairs,
    /// `RLIMIT_…`.
    Resource,
    /// Address of a soft and a hard limit that the kernel reads.
    RlimitIn,
    /// Address of a soft and a hard limit that the kernel fills.
    RlimitOut,
    /// `RSEQ_FLAG_…`.
    RseqFlags,
    /// A signal.
    Signal,
    /// `SIG_BLOCK` and its kin.
    SignalHow,
    /// Address of a set of signals that the kernel reads.
    SignalSetIn,
    /// Address of a [`Stat`](crate::Stat) that the kernel fills.
    StatOut,
    /// Address of a [`Statfs`](crate::Statfs) that the kernel fills.
    StatfsOut,
    /// An exit status.
    Status,
    /// Address of a [`Statx`](crate::Statx) that the kernel fills.
    StatxOut,
    /// Address of a vector of addresses of strings, closed by a null address.
    Strings,
    /// Address of a [`Timespec`](crate::Timespec) that the kernel reads.
    TimespecIn,
    /// Address of a [`Timespec`](crate::Timespec) that the kernel fills.
    TimespecOut,
    /// Address of a [`Utsname`](crate::Utsname) that the kernel fills.
    UtsnameOut,
    /// Address of pairs of address and length of bytes the kernel reads; how many is the next argument.
    VectorIn,
    /// Address of pairs of address and length of buffers the kernel fills.
    VectorOut,
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
            pub const fn signature(self) -> &'static Signature {
                match self {
                    $(Syscall::$variant => &Signature {
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
