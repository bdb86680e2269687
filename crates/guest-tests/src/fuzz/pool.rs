//! What a worker offers to the kernel: arguments that could be meant, by the kind the table of calls gives them, and
//! arguments that could not.

use abi::{Errno, Kind, PAGE_LEN, Syscall};
use user::arch;

use crate::random::Random;
use crate::{call, put};

/// Pages of the pool: some to be written, one to be read only, one to be written, and one that is not there.
const WRITABLE: u64 = 6;
const LEN: u64 = (WRITABLE + 3) * PAGE_LEN;
/// Where the pool is: far from what the kernel chooses by itself.
const START: u64 = 0x10_0000_0000;
/// Where in the pool paths begin, and how far they are apart.
const PATHS: u64 = START;
const PATH_STEP: u64 = 64;
/// Where structures begin: times, sets, vectors.
const STRUCTURES: u64 = START + PAGE_LEN;

/// Paths that lead somewhere, or could.
const NAMES: &[&str] = &[
    "a",
    "b",
    "c",
    "d",
    "d/e",
    "d/e/f",
    "/",
    ".",
    "..",
    "",
    "/a",
    "/d/b",
    "d/../a",
    "d/..",
    "d/.",
    "a/",
    "l",
    "m",
    "l/b",
    "fifo",
    "pipe",
    "prog",
    "script",
    "/prog",
    "dev/null",
    "dev/zero",
    "dev/tty",
    "dev/full",
    "dev/random",
    "proc",
    "proc/self",
    "proc/self/fd",
    "proc/self/fd/3",
    "proc/self/cwd",
    "proc/self/exe",
    "proc/self/maps",
    "proc/self/root/d",
    "proc/mounts",
    "proc/meminfo",
    "proc/1/stat",
    "proc/self/cwd/a",
    "/proc/self/status",
    "proc2",
    "ramfs",
    "tmpfs",
    "../../..",
    "d/e/../../d/e/b",
    "nothing/here",
];
/// Numbers that have a meaning somewhere, or are the last of their kind.
const EDGES: &[u64] = &[
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    16,
    24,
    63,
    64,
    65,
    127,
    128,
    255,
    256,
    257,
    511,
    512,
    4095,
    4096,
    4097,
    8192,
    65535,
    65536,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
    0x1_0000_0000,
    0x3f_ffff_f000,
    0x40_0000_0000,
    0x7fff_ffff_ffff_ffff,
    0x8000_0000_0000_0000,
    0xffff_ffff_8000_0000,
    0xffff_ffff_c000_0000,
    0xffff_ffff_ffff_f000,
    u64::MAX - 1,
    u64::MAX,
    0xffff_ffff_ffff_ff9c,
];

extern "C" fn handler(_signal: i32) {}

/// The pool and the chance that chooses from it.
pub struct Pool {
    /// Chance.
    pub random: Random,
    /// Whether the worker is root: then it must not signal others, and the pids it may name are few.
    pub root: bool,
    /// The worker's own number.
    pub pid: u64,
}

impl Pool {
    /// Makes the memory of the pool anew, whatever became of it, and fills it.
    pub fn refresh(&mut self) -> Result<(), Errno> {
        let prot = abi::PROT_READ | abi::PROT_WRITE;
        let flags = abi::MAP_PRIVATE | abi::MAP_ANONYMOUS | abi::MAP_FIXED;
        call(Syscall::Mmap, [START, LEN, prot, flags, u64::MAX, 0])?;
        for (at, name) in (PATHS..).step_by(PATH_STEP as usize).zip(NAMES) {
            put(at, name.as_bytes());
        }
        for at in (STRUCTURES..STRUCTURES + 2 * PAGE_LEN).step_by(8) {
            let word = self.structure_word();
            arch::store_word(at, word);
        }
        put(START + 3 * PAGE_LEN, &[b'n'; 300]);
        call(Syscall::Mprotect, [START + WRITABLE * PAGE_LEN, PAGE_LEN, abi::PROT_READ])?;
        call(Syscall::Munmap, [START + LEN - PAGE_LEN, PAGE_LEN])?;
        Ok(())
    }

    /// A word of a structure: times are short, so that few calls wait long; vectors lead back into the pool.
    fn structure_word(&mut self) -> u64 {
        match self.random.below(8) {
            0..3 => 0,
            3 => self.random.below(1000),
            4 => self.address(),
            5 => self.path(),
            6 => handler as *const () as u64,
            _ => self.random.below(64) << 32 | self.random.below(20),
        }
    }

    /// Asks for a signal in a few milliseconds, and again, so that what waits is interrupted.
    pub fn wake_me(&mut self) {
        let at = STRUCTURES + 2 * PAGE_LEN - 64;
        put(at, &[0; 64]);
        arch::store_word(at, handler as *const () as u64);
        let _ = call(Syscall::RtSigaction, [abi::SIGALRM, at, 0, 8]);
        let micros = 20_000 + self.random.below(20_000);
        [0, micros, 0, micros]
            .into_iter()
            .zip((at..).step_by(8))
            .for_each(|(word, at)| arch::store_word(at, word));
        let _ = call(Syscall::Setitimer, [0, at, 0]);
    }

    /// An address in the pool, most of them good for something.
    fn address(&mut self) -> u64 {
        let page = START + self.random.below(WRITABLE) * PAGE_LEN;
        match self.random.below(16) {
            0 => START + WRITABLE * PAGE_LEN + 8 * self.random.below(512),
            1 => START + LEN - PAGE_LEN - self.random.below(64),
            2 => START + WRITABLE * PAGE_LEN - self.random.below(32),
            3 => START + LEN - 8 * self.random.below(512),
            4 => page + self.random.below(PAGE_LEN),
            _ => page + 8 * self.random.below(512),
        }
    }

    fn path(&mut self) -> u64 {
        match self.random.below(40) {
            0 => START + 3 * PAGE_LEN,
            1 => START + 3 * PAGE_LEN + 45,
            _ => PATHS + PATH_STEP * self.random.below(NAMES.len() as u64),
        }
    }

    /// Some of the flags of a list.
    fn flags(&mut self, list: &[(u64, &str)]) -> u64 {
        let n = self.random.below(4);
        (0..n).fold(0, |flags, _| flags | self.random.choose(list).0)
    }

    /// An argument that could be meant as `kind` says.
    fn meant(&mut self, kind: Kind) -> u64 {
        match kind {
            Kind::Access | Kind::Whence | Kind::SignalHow => self.random.below(8),
            Kind::Addr if self.random.one_in(4) => 0,
            Kind::WaitStatusOut | Kind::TimespecIn | Kind::SignalSetIn if self.random.one_in(4) => 0,
            Kind::Addr | Kind::In | Kind::Out | Kind::DirentsOut | Kind::FdPairOut | Kind::StatOut => {
                self.address()
            }
            Kind::SignalSetIn | Kind::StatfsOut | Kind::StatxOut | Kind::Strings | Kind::TimespecIn => {
                self.address()
            }
            Kind::CloneArgsIn | Kind::ProbePairs | Kind::RlimitIn | Kind::RlimitOut => self.address(),
            Kind::ProbeFlags | Kind::RseqFlags => self.random.below(3),
            Kind::FlockOp => self.random.below(16),
            Kind::Resource => self.random.below(17),
            Kind::TimespecOut | Kind::UtsnameOut | Kind::VectorIn | Kind::VectorOut => self.address(),
            Kind::WaitStatusOut => self.address(),
            Kind::AtFlags => self.flags(&[(0x100, ""), (0x200, ""), (0x400, ""), (0x1000, "")]),
            Kind::Clock => self.random.below(12),
            Kind::CloneFlags if self.random.one_in(3) => self.flags(abi::CLONE_FLAGS) | abi::SIGCHLD,
            Kind::CloneFlags => abi::SIGCHLD,
            Kind::DirFd if self.random.one_in(3) => self.random.below(16),
            Kind::DirFd => abi::AT_FDCWD as u64,
            Kind::FcntlCommand => self.random.below(12),
            Kind::Fd => self.random.below(24),
            Kind::FutexOp => self.random.below(13) | (self.random.below(2) << 7),
            Kind::Id | Kind::Magic => self.random.below(4),
            Kind::Int => self.random.below(20),
            Kind::IoctlRequest => 0x5401 + self.random.below(0x20),
            Kind::Len => self.random.choose(&[0, 1, 2, 8, 16, 24, 60, 100, 300, 4096, 5000, 20000]),
            Kind::MapFlags => {
                let sharing = self.random.choose(&[abi::MAP_SHARED, abi::MAP_PRIVATE]);
                self.flags(abi::MAP_FLAGS) | sharing | self.random.choose(&[0, abi::MAP_ANONYMOUS])
            }
            Kind::MapProt => self.random.below(8),
            Kind::Mode => {
                self.random.below(0o10000) | self.random.choose(&[0, 0, abi::S_IFIFO, abi::S_IFREG])
            }
            Kind::Never | Kind::Zero | Kind::Status => self.random.below(256),
            Kind::Offset => self.random.choose(&[0, 0, 1, 100, 4096, 8192, 70_000, u64::MAX]),
            Kind::OpenFlags => self.random.below(3) | self.flags(abi::OPEN_FLAGS),
            Kind::Path => self.path(),
            Kind::Pid => self.pid(),
            Kind::Signal => self.random.below(66),
            Kind::WaitFlags => self.flags(abi::WAIT_FLAGS),
        }
    }

    /// A process: oneself, a child perhaps, nobody.
    pub fn pid(&mut self) -> u64 {
        let near = self.pid + self.random.below(12);
        match self.root {
            true => self.random.choose(&[self.pid, 0x7fff_ffff, 0x8000_0000, u64::MAX << 24]),
            false => self.random.choose(&[
                self.pid,
                0,
                u64::MAX,
                near,
                near,
                1,
                0x7fff_ffff,
                0u64.wrapping_sub(near),
            ]),
        }
    }

    /// The arguments of a call.
    pub fn args(&mut self, number: u64) -> [u64; 6] {
        let mut args = [0; 6].map(|_| self.wild());
        if let Some(row) = Syscall::from_number(number) {
            for (arg, (_, kind)) in args.iter_mut().zip(row.signature().args) {
                if !self.random.one_in(8) {
                    *arg = self.meant(*kind);
                }
            }
        }
        args
    }

    fn wild(&mut self) -> u64 {
        match self.random.below(4) {
            0 => self.random.word(),
            1 => self.address().wrapping_add(self.random.below(LEN)),
            _ => self.random.choose(EDGES),
        }
    }
}
