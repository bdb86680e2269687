//! What `usertests` tries, in the manner of xv6's program of that name: each trial is a process of its own, and makes
//! calls with good and with bad arguments. What was tried is written down, so that no call of the table is forgotten.

mod exhaustion;
mod files;
mod futexes;
mod identity;
mod limits;
mod locks;
mod memory;
mod names;
mod pointers;
mod processes;
mod sequences;
mod signals;
mod times;

use abi::{Errno, PAGE_LEN, Syscall};
use user::{arch, say};

use crate::call;

/// A sentence that is proved, and its proof.
pub type Trial = (&'static str, fn());

/// Every trial.
pub const TRIALS: &[&[Trial]] = &[
    files::TRIALS,
    names::TRIALS,
    memory::TRIALS,
    processes::TRIALS,
    futexes::TRIALS,
    sequences::TRIALS,
    limits::TRIALS,
    locks::TRIALS,
    signals::TRIALS,
    identity::TRIALS,
    times::TRIALS,
    pointers::TRIALS,
    exhaustion::TRIALS,
];

/// Calls that this kernel never carries out, and says so.
const NEVER: &[Syscall] = &[
    Syscall::Setxattr,
    Syscall::Lsetxattr,
    Syscall::Fsetxattr,
    Syscall::Getxattr,
    Syscall::Lgetxattr,
    Syscall::Fgetxattr,
    Syscall::Listxattr,
    Syscall::Llistxattr,
    Syscall::Flistxattr,
    Syscall::Removexattr,
    Syscall::Lremovexattr,
    Syscall::Fremovexattr,
    Syscall::Socket,
    Syscall::Socketpair,
];
/// Calls whose success ends what could tell of it, or the test.
const UNSEEN: &[Syscall] = &[
    Syscall::RtSigreturn,
    Syscall::Exit,
    Syscall::ExitGroup,
    Syscall::Execve,
    Syscall::Reboot,
    Syscall::RtSigreturn,
    Syscall::RtSigsuspend,
];
/// Calls that cannot fail.
const ALWAYS: &[Syscall] = &[
    Syscall::Brk,
    Syscall::Exit,
    Syscall::ExitGroup,
    Syscall::Getegid,
    Syscall::Geteuid,
    Syscall::Getgid,
    Syscall::Getpid,
    Syscall::Getppid,
    Syscall::Getpriority,
    Syscall::Gettid,
    Syscall::Getuid,
    Syscall::RiscvFlushIcache,
    Syscall::RtSigreturn,
    Syscall::SchedYield,
    Syscall::SetTidAddress,
    Syscall::Sync,
    Syscall::Umask,
];

/// Where it is written down what was tried: memory that all trials share.
const LOG: u64 = 0x20_0000_0000;
/// Memory of each trial, to give to the kernel.
pub const SCRATCH: u64 = 0x30_0000_0000;
/// How much.
pub const SCRATCH_LEN: u64 = 16 * PAGE_LEN;
/// Where [`text`] puts texts, 64 bytes and more from each other.
const TEXTS: u64 = SCRATCH + 8 * PAGE_LEN;
/// The trial's directory, which is removed behind it.
pub const PLACE: &str = "/trial";

/// Makes the log; to be done before the first trial.
pub fn begin() -> Result<(), Errno> {
    map_at(LOG, PAGE_LEN, abi::MAP_SHARED)?;
    // The page comes now, and not with the first trial.
    arch::store_word(LOG, 0);
    Ok(())
}

/// Makes the trial's memory; to be done in its process.
pub fn prepare() -> Result<(), Errno> {
    map_at(SCRATCH, SCRATCH_LEN, abi::MAP_PRIVATE)?;
    arch::chdir(PLACE)
}

fn map_at(start: u64, len: u64, sharing: u64) -> Result<(), Errno> {
    let prot = abi::PROT_READ | abi::PROT_WRITE;
    call(Syscall::Mmap, [start, len, prot, sharing | abi::MAP_ANONYMOUS | abi::MAP_FIXED, u64::MAX, 0])
        .map(drop)
}

/// Says which calls were not seen to succeed, or not seen to fail, though they can; how many these are.
pub fn forgotten() -> u64 {
    let mut count = 0;
    for &row in Syscall::ALL {
        let seen = arch::load_word(LOG + 8 * row as u64);
        let name = row.signature().name;
        if seen & 1 == 0 && !NEVER.contains(&row) && !UNSEEN.contains(&row) {
            say(&alloc::format!("usertests: nobody has seen {name} succeed"));
            count += 1;
        }
        if seen & 2 == 0 && !ALWAYS.contains(&row) {
            say(&alloc::format!("usertests: nobody has seen {name} fail"));
            count += 1;
        }
    }
    count
}

/// Makes a call and writes down how it went.
pub fn ask<const N: usize>(row: Syscall, args: [u64; N]) -> Result<u64, Errno> {
    let answer = call(row, args);
    let at = LOG + 8 * row as u64;
    arch::store_word(at, arch::load_word(at) | if answer.is_ok() { 1 } else { 2 });
    answer
}

/// Makes a call that must succeed.
#[track_caller]
pub fn good<const N: usize>(row: Syscall, args: [u64; N]) -> u64 {
    match ask(row, args) {
        Ok(value) => value,
        Err(error) => wrong(&alloc::format!("{} {args:#x?}: {}", row.signature().name, error.name())),
    }
}

/// Makes a call that must fail so.
#[track_caller]
pub fn bad<const N: usize>(row: Syscall, args: [u64; N], error: Errno) {
    let answer = ask(row, args);
    if answer != Err(error) {
        wrong(&alloc::format!("{} {args:#x?}: {answer:?}, not {}", row.signature().name, error.name()));
    }
}

/// What must be true.
#[track_caller]
pub fn expect(truth: bool, sentence: &str) {
    if !truth {
        wrong(sentence);
    }
}

/// Ends the trial, which has failed.
#[track_caller]
pub fn wrong(sentence: &str) -> ! {
    say(&alloc::format!("usertests: {}: {sentence}", core::panic::Location::caller()));
    arch::exit(1)
}

/// Puts a text into the trial's memory, at the place of this number; says where.
pub fn text_at(place: u64, text: &str) -> u64 {
    let at = TEXTS + 512 * place;
    crate::put(at, text.as_bytes());
    // `put` ends with zeros up to a multiple of eight; a text of such a length has none yet.
    arch::store_word(at + text.len().next_multiple_of(8) as u64, 0);
    at
}

/// The same, at the first place.
pub fn text(text: &str) -> u64 {
    text_at(0, text)
}

/// Puts words into the trial's memory, `at` bytes into it; says where.
pub fn words(at: u64, words: &[u64]) -> u64 {
    words.iter().zip((SCRATCH + at..).step_by(8)).for_each(|(word, at)| arch::store_word(at, *word));
    SCRATCH + at
}

/// A word of the trial's memory.
pub fn word(at: u64) -> u64 {
    arch::load_word(SCRATCH + at)
}

/// `AT_FDCWD` as an argument.
pub const HERE: u64 = abi::AT_FDCWD as u64;

/// Opens a file that there must be, or makes it.
#[track_caller]
pub fn open(path: &str, flags: u64) -> u64 {
    good(Syscall::Openat, [HERE, text(path), flags, 0o644])
}

/// Does `work` in a child; the wait status of it.
#[track_caller]
pub fn in_child<T>(work: impl FnOnce() -> T) -> u64 {
    match good(Syscall::Clone, [abi::SIGCHLD, 0, 0, 0, 0]) {
        0 => {
            work();
            arch::exit(0)
        }
        pid => {
            good(Syscall::Wait4, [pid, SCRATCH, 0, 0]);
            word(0) & 0xffff_ffff
        }
    }
}
