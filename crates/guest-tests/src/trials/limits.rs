//! Trials of the limits that a process sets itself.

use abi::Errno::*;
use abi::Syscall::*;
use abi::{O_CREAT, O_RDONLY, O_RDWR, PAGE_LEN};
use abi::{RLIMIT_AS, RLIMIT_CORE, RLIMIT_DATA, RLIMIT_FSIZE, RLIMIT_NOFILE, RLIMIT_NPROC, RLIMIT_STACK};
use user::arch;

use super::{HERE, SCRATCH, Trial, ask, bad, expect, good, in_child, open, text, word, words};

pub const TRIALS: &[Trial] = &[
    ("limits are told, set and inherited", told),
    ("only root raises a hard limit", raised),
    ("so many descriptors and no more", descriptors),
    ("files become so long and no longer", lengths),
    ("memory becomes so large and no larger", memory),
    ("a user has so many processes and no more", processes),
];

const INFINITY: u64 = u64::MAX;

/// Sets both limits; in a child, whose they then are.
fn set(resource: u64, soft: u64, hard: u64) {
    good(Setrlimit, [resource, words(0, &[soft, hard])]);
}

fn told() {
    good(Prlimit64, [0, RLIMIT_STACK, 0, SCRATCH]);
    expect((word(0), word(8)) == (8 << 20, INFINITY), "eight megabytes of stack");
    good(Prlimit64, [0, RLIMIT_CORE, words(16, &[5, 6]), SCRATCH]);
    expect((word(0), word(8)) == (0, INFINITY), "what it was");
    let status = in_child(|| {
        good(Getrlimit, [RLIMIT_CORE, SCRATCH]);
        expect((word(0), word(8)) == (5, 6), "what it is");
    });
    expect(status == 0, "a child inherits it");
    bad(Setrlimit, [RLIMIT_CORE, words(0, &[7, 6])], Invalid);
    bad(Setrlimit, [16, words(0, &[0, 0])], Invalid);
    bad(Setrlimit, [RLIMIT_CORE, 8], Fault);
    bad(Getrlimit, [99, SCRATCH], Invalid);
    bad(Getrlimit, [RLIMIT_CORE, 8], Fault);
    bad(Prlimit64, [0x7fff_ffff, RLIMIT_CORE, 0, SCRATCH], Srch);
    bad(Prlimit64, [0, 99, 0, SCRATCH], Invalid);
    bad(Prlimit64, [0, RLIMIT_CORE, 8, SCRATCH], Fault);
    bad(Setrlimit, [RLIMIT_NOFILE, words(0, &[8, INFINITY])], Perm);
}

fn raised() {
    let status = in_child(|| {
        set(RLIMIT_CORE, 1, 10);
        set(RLIMIT_CORE, 1, 20);
        good(Setresuid, [1000, 1000, 1000]);
        set(RLIMIT_CORE, 20, 20);
        set(RLIMIT_CORE, 3, 5);
        bad(Setrlimit, [RLIMIT_CORE, words(0, &[3, 6])], Perm);
        bad(Prlimit64, [1, RLIMIT_CORE, 0, SCRATCH], Perm);
    });
    expect(status == 0, "root does, the user does not");
}

fn descriptors() {
    set(RLIMIT_NOFILE, 4, 10);
    good(Openat, [HERE, text("/dev/null"), O_RDONLY, 0]);
    bad(Openat, [HERE, text("/dev/null"), O_RDONLY, 0], MFile);
    bad(Dup, [0], MFile);
    bad(Dup3, [0, 4, 0], BadFd);
    bad(Fcntl, [0, abi::F_DUPFD, 4], Invalid);
    bad(Ppoll, [SCRATCH, 5, 0, 0, 8], Invalid);
    set(RLIMIT_NOFILE, 5, 10);
    good(Dup3, [0, 4, 0]);
}

fn lengths() {
    let fd = open("file", O_CREAT | O_RDWR);
    let status = in_child(|| {
        good(RtSigaction, [abi::SIGXFSZ, words(0, &[abi::SIG_IGN, 0, 0]), 0, 8]);
        set(RLIMIT_FSIZE, 100, 100);
        expect(good(Write, [fd, SCRATCH, 200]) == 100, "as much as fits");
        bad(Write, [fd, SCRATCH, 1], FileBig);
        good(Write, [fd, SCRATCH, 0]);
        bad(Pwrite64, [fd, SCRATCH, 1, 100], FileBig);
        good(Pwrite64, [fd, SCRATCH, 1, 99]);
        bad(Ftruncate, [fd, 101], FileBig);
        good(Ftruncate, [fd, 50]);
        good(Ftruncate, [fd, 100]);
    });
    expect(status == 0, "it is refused");
    let status = in_child(|| {
        set(RLIMIT_FSIZE, 100, 100);
        ask(Ftruncate, [fd, 101])
    });
    expect(status == abi::SIGXFSZ, "who does not ignore the signal ends");
}

fn memory() {
    const ANONYMOUS: u64 = abi::MAP_PRIVATE | abi::MAP_ANONYMOUS;
    const MEGABYTE: u64 = 1 << 20;
    let map = |len, prot| [0, len, prot, ANONYMOUS, u64::MAX, 0];
    let status = in_child(|| {
        set(RLIMIT_DATA, 4 * MEGABYTE, INFINITY);
        bad(Mmap, map(5 * MEGABYTE, 3), NoMem);
        let constant = good(Mmap, map(5 * MEGABYTE, abi::PROT_READ));
        bad(Mprotect, [constant, 5 * MEGABYTE, 3], NoMem);
        good(Mmap, map(MEGABYTE, 3));
        let end = good(Brk, [0]);
        expect(good(Brk, [end + 5 * MEGABYTE]) == end, "the heap is data");
    });
    expect(status == 0, "so much that can be written");
    let status = in_child(|| {
        set(RLIMIT_AS, 8 * MEGABYTE, INFINITY);
        bad(Mmap, map(9 * MEGABYTE, abi::PROT_READ), NoMem);
        let at = good(Mmap, map(MEGABYTE, 3));
        bad(Mremap, [at, MEGABYTE, 9 * MEGABYTE, abi::MREMAP_MAYMOVE as u64, 0], NoMem);
        good(Mremap, [at, MEGABYTE, 2 * MEGABYTE, abi::MREMAP_MAYMOVE as u64, 0]);
        set(RLIMIT_AS, PAGE_LEN, INFINITY);
        bad(Execve, [text("/bin/nothing"), 0, 0], NoMem);
    });
    expect(status == 0, "so much at all");
    let below = |depth: u64| {
        let here = [0_u8];
        arch::store_word((here.as_ptr() as u64 - depth) & !7, 1)
    };
    expect(in_child(|| below(MEGABYTE)) == 0, "the stack grows");
    let status = in_child(|| {
        set(RLIMIT_STACK, MEGABYTE / 2, INFINITY);
        below(MEGABYTE / 4);
        below(MEGABYTE)
    });
    expect(status == abi::SIGSEGV, "but not beyond its limit");
}

fn processes() {
    let status = in_child(|| {
        set(RLIMIT_NPROC, 2, 2);
        expect(in_child(|| ()) == 0, "root may have more");
        good(Setresuid, [1000, 1000, 1000]);
        expect(in_child(|| bad(Clone, [abi::SIGCHLD, 0, 0, 0, 0], Again)) == 0, "a second one, and no third");
    });
    expect(status == 0, "the user's processes");
}
