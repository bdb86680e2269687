//! Trials of locks on files.

use abi::Errno::{self, *};
use abi::Syscall::*;
use abi::{F_GETLK, F_RDLCK, F_SETLK, F_SETLKW, F_UNLCK, F_WRLCK, O_CREAT, O_RDONLY, O_RDWR};
use user::arch;

use super::{HERE, SCRATCH, Trial, ask, bad, expect, good, in_child, open, text, word, words};

pub const TRIALS: &[Trial] = &[
    ("ranges of a file are locked against other processes", ranges),
    ("what cannot be locked is refused", refusals),
    ("locks go with the descriptor, and with the process", ends),
    ("who waits for a lock gets it, but not for ever", waits),
    ("whole files are locked for those who opened them", whole_files),
];

const AT: u64 = 512;

/// Puts a `struct flock`.
fn flock(kind: u64, start: u64, len: u64) -> u64 {
    words(AT, &[kind, start, len, 0])
}

fn lock(fd: u64, kind: u64, start: u64, len: u64) -> Result<u64, Errno> {
    ask(Fcntl, [fd, F_SETLK, flock(kind, start, len)])
}

/// What another process sees in the way of an exclusive lock: kind, start, length, if anything.
fn seen(fd: u64, start: u64, len: u64) -> Option<(u64, u64, u64)> {
    let at = crate::map(abi::PAGE_LEN, abi::MAP_SHARED).unwrap_or_else(|_| super::wrong("no memory"));
    let own = good(Getpid, []);
    let status = in_child(|| {
        good(Fcntl, [fd, F_GETLK, flock(F_WRLCK, start, len)]);
        (0..3).for_each(|n| arch::store_word(at + 8 * n, word(AT + 8 * n)));
        expect(word(AT) == F_UNLCK || word(AT + 24) & 0xffff_ffff == own, "whose it is");
    });
    expect(status == 0, "it was told");
    let [kind, start, len] = [0, 8, 16].map(|n| arch::load_word(at + n));
    good(Munmap, [at, abi::PAGE_LEN]);
    (kind != F_UNLCK).then_some((kind, start, len))
}

fn file() -> u64 {
    open("file", O_CREAT | O_RDWR)
}

fn ranges() {
    let fd = file();
    expect(lock(fd, F_WRLCK, 10, 10).is_ok() && lock(fd, F_WRLCK, 20, 10).is_ok(), "two pieces");
    expect(seen(fd, 0, 0) == Some((F_WRLCK, 10, 20)), "are one lock");
    expect(seen(fd, 0, 10).is_none() && seen(fd, 30, 0).is_none(), "and nothing else is");
    expect(lock(fd, F_UNLCK, 15, 5).is_ok(), "a piece out of it");
    expect(
        seen(fd, 0, 0) == Some((F_WRLCK, 10, 5)) || seen(fd, 0, 0) == Some((F_WRLCK, 20, 10)),
        "leaves two",
    );
    expect(seen(fd, 15, 5).is_none(), "with a gap");
    let status = in_child(|| {
        expect(lock(fd, F_WRLCK, 12, 1) == Err(Again), "it is locked");
        expect(lock(fd, F_RDLCK, 12, 1) == Err(Again), "for readers too");
        expect(lock(fd, F_WRLCK, 15, 5).is_ok(), "the gap is free");
    });
    expect(status == 0, "the other process");
    expect(lock(fd, F_RDLCK, 0, 0).is_ok(), "all, for reading");
    expect(seen(fd, 3, 1) == Some((F_RDLCK, 0, 0)), "is one lock again");
    expect(
        in_child(|| expect(lock(fd, F_RDLCK, 5, 1).is_ok(), "readers do not mind")) == 0,
        "the other reader",
    );
    good(Lseek, [fd, 100, abi::SEEK_SET]);
    good(Fcntl, [fd, F_SETLK, words(AT, &[F_UNLCK | abi::SEEK_CUR << 16, 0, 0u64.wrapping_sub(50), 0])]);
    expect(
        seen(fd, 50, 50).is_none() && seen(fd, 49, 1).is_some() && seen(fd, 100, 1).is_some(),
        "backwards",
    );
}

fn refusals() {
    let fd = file();
    let reader = good(Openat, [HERE, text("file"), O_RDONLY, 0]);
    bad(Fcntl, [reader, F_SETLK, flock(F_WRLCK, 0, 1)], BadFd);
    good(Fcntl, [reader, F_SETLK, flock(F_RDLCK, 0, 1)]);
    bad(Fcntl, [fd, F_SETLK, flock(3, 0, 1)], Invalid);
    bad(Fcntl, [fd, F_GETLK, flock(F_UNLCK, 0, 1)], Invalid);
    bad(Fcntl, [fd, F_SETLK, flock(F_WRLCK | 3 << 16, 0, 1)], Invalid);
    bad(Fcntl, [fd, F_SETLK, flock(F_WRLCK, u64::MAX, 1)], Invalid);
    bad(Fcntl, [fd, F_SETLK, flock(F_WRLCK, 5, 0u64.wrapping_sub(6))], Invalid);
    bad(Fcntl, [fd, F_SETLK, flock(F_WRLCK, 2, i64::MAX as u64)], Overflow);
    bad(Fcntl, [fd, F_SETLK, 8], Fault);
    bad(Fcntl, [99, F_SETLK, flock(F_WRLCK, 0, 1)], BadFd);
    let n = (0..10_000).find(|&n| lock(fd, F_WRLCK, 2 * n, 1) == Err(NoLock));
    expect(n.is_some_and(|n| n > 100), "there is an end of locks");
}

fn ends() {
    let fd = file();
    let again = good(Dup, [fd]);
    expect(lock(fd, F_WRLCK, 0, 0).is_ok() && seen(fd, 0, 0).is_some(), "it is locked");
    good(Close, [again]);
    expect(seen(fd, 0, 0).is_none(), "any descriptor takes it away");
    expect(in_child(|| lock(fd, F_WRLCK, 0, 0)) == 0 && seen(fd, 0, 0).is_none(), "so does the end");
    expect(in_child(|| expect(seen(fd, 0, 0).is_none(), "none")) == 0, "a child does not inherit it");
    expect(lock(fd, F_WRLCK, 0, 0).is_ok(), "it is locked again");
    good(Fcntl, [fd, abi::F_SETFD, abi::FD_CLOEXEC]);
    expect(seen(fd, 0, 0).is_some(), "and stays so");
}

fn waits() {
    let fd = file();
    expect(lock(fd, F_WRLCK, 0, 1).is_ok(), "the parent's");
    let child = good(Clone, [abi::SIGCHLD, 0, 0, 0, 0]);
    if child == 0 {
        expect(lock(fd, F_WRLCK, 1, 1).is_ok(), "the child's");
        good(Fcntl, [fd, F_SETLKW, flock(F_WRLCK, 0, 1)]);
        arch::exit(7);
    }
    crate::sleep(5);
    // The child waits for the parent: if that one waited for the child, both would for ever.
    bad(Fcntl, [fd, F_SETLKW, flock(F_WRLCK, 1, 1)], Deadlock);
    expect(lock(fd, F_UNLCK, 0, 1).is_ok(), "the child goes on");
    good(Wait4, [child, SCRATCH, 0, 0]);
    expect(word(0) & 0xffff == 7 << 8, "it had got it");
    good(Fcntl, [fd, F_SETLKW, flock(F_WRLCK, 0, 2)]);
    let child = good(Clone, [abi::SIGCHLD, 0, 0, 0, 0]);
    if child == 0 {
        let _ = ask(Fcntl, [fd, F_SETLKW, flock(F_RDLCK, 0, 1)]);
        arch::exit(7);
    }
    crate::sleep(5);
    good(Kill, [child, abi::SIGKILL]);
    good(Wait4, [child, SCRATCH, 0, 0]);
    expect(word(0) & 0xffff == abi::SIGKILL, "who waits can be killed");
}

fn whole_files() {
    use abi::{LOCK_EX, LOCK_NB, LOCK_SH, LOCK_UN};
    let (fd, other) = (file(), file());
    good(Flock, [fd, LOCK_EX]);
    bad(Flock, [other, LOCK_EX | LOCK_NB], Again);
    bad(Flock, [other, LOCK_SH | LOCK_NB], Again);
    expect(in_child(|| good(Flock, [fd, LOCK_EX | LOCK_NB])) == 0, "a child has the same open file");
    expect(seen(fd, 0, 0).is_none(), "the two kinds of locks do not know of each other");
    good(Flock, [fd, LOCK_SH]);
    good(Flock, [other, LOCK_SH | LOCK_NB]);
    good(Flock, [other, LOCK_UN]);
    good(Flock, [fd, LOCK_EX | LOCK_NB]);
    let child = good(Clone, [abi::SIGCHLD, 0, 0, 0, 0]);
    if child == 0 {
        good(Flock, [other, LOCK_EX]);
        arch::exit(0);
    }
    crate::sleep(5);
    good(Flock, [fd, LOCK_UN]);
    good(Wait4, [child, SCRATCH, 0, 0]);
    bad(Flock, [fd, 3], Invalid);
    bad(Flock, [99, LOCK_EX], BadFd);
}
