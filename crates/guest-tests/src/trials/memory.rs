//! Trials of a process's own memory.

use abi::Errno::*;
use abi::Syscall::*;
use abi::{
    MAP_ANONYMOUS, MAP_FIXED, MAP_PRIVATE, MAP_SHARED, O_CREAT, O_RDWR, PAGE_LEN, PROT_READ, PROT_WRITE,
};
use user::arch::{load_word, store_word};

use super::{SCRATCH, Trial, bad, expect, good, in_child, open, word, words};

pub const TRIALS: &[Trial] = &[
    ("memory is mapped and unmapped", maps),
    ("what is protected is protected", protection),
    ("files are memory", file_maps),
    ("the heap grows and shrinks", heap),
    ("a child has its own memory", copies),
    ("a call writes to a copy, and the program reads it there", call_writes_to_a_copy),
    ("memory that is shared is shared", shares),
];

const BOTH: u64 = PROT_READ | PROT_WRITE;
const SIGSEGV: u64 = abi::SIGSEGV;

fn map(len: u64, flags: u64) -> u64 {
    good(Mmap, [0, len, BOTH, flags | MAP_ANONYMOUS, u64::MAX, 0])
}

fn maps() {
    let at = map(3 * PAGE_LEN, MAP_PRIVATE);
    store_word(at + PAGE_LEN, 7);
    bad(Mmap, [0, 0, BOTH, MAP_PRIVATE | MAP_ANONYMOUS, 0, 0], Invalid);
    bad(Mmap, [0, PAGE_LEN, BOTH, MAP_ANONYMOUS, 0, 0], Invalid);
    bad(Mmap, [1 << 38, PAGE_LEN, BOTH, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, 0, 0], NoMem);
    bad(Mmap, [0, 1 << 38, BOTH, MAP_PRIVATE | MAP_ANONYMOUS, 0, 0], NoMem);
    bad(Mmap, [0, PAGE_LEN, BOTH, MAP_PRIVATE, 99, 0], BadFd);
    good(Munmap, [at, PAGE_LEN]);
    bad(Munmap, [at + 1, PAGE_LEN], Invalid);
    bad(Munmap, [at, 0], Invalid);
    expect(load_word(at + PAGE_LEN) == 7, "the rest stays");
    let moved = good(Mremap, [at + PAGE_LEN, PAGE_LEN, 64 * PAGE_LEN, abi::MREMAP_MAYMOVE as u64, 0]);
    expect(load_word(moved) == 7 && load_word(moved + 63 * PAGE_LEN) == 0, "it moves with its content");
    bad(Mremap, [0x4000, PAGE_LEN, PAGE_LEN, 0, 0], Fault);
    good(Madvise, [moved, PAGE_LEN, abi::MADV_DONTNEED as u64]);
    expect(load_word(moved) == 0, "what is not needed is gone");
    bad(Madvise, [moved, PAGE_LEN, 99], Invalid);
    good(Msync, [moved, PAGE_LEN, 0]);
    bad(Msync, [0x4000, PAGE_LEN, 0], NoMem);
    good(Membarrier, [0, 0, 0]);
    bad(Membarrier, [3, 0, 0], Invalid);
    good(RiscvFlushIcache, [0, 0, 0]);
}

fn protection() {
    let at = map(2 * PAGE_LEN, MAP_PRIVATE);
    store_word(at, 7);
    good(Mprotect, [at, PAGE_LEN, PROT_READ]);
    bad(Mprotect, [at + 1, PAGE_LEN, PROT_READ], Invalid);
    bad(Mprotect, [at, PAGE_LEN, 99], Invalid);
    expect(load_word(at) == 7, "it may be read");
    expect(in_child(|| store_word(at, 8)) == SIGSEGV, "but not written");
    bad(Uname, [at], Fault);
    // The structure would begin in one page and end in the other, which may be written.
    bad(Uname, [at + PAGE_LEN - 8], Fault);
    good(Mprotect, [at, PAGE_LEN, BOTH]);
    good(Uname, [at + PAGE_LEN - 8]);
    good(Munmap, [at + PAGE_LEN, PAGE_LEN]);
    bad(Uname, [at + PAGE_LEN - 8], Fault);
    for address in [0, 0x4000, 0x40_0000_0000, 0xffff_ffff_8000_0000, 0xffff_ffff_1000_0000, u64::MAX - 7] {
        expect(in_child(|| load_word(address)) == SIGSEGV, "nobody reads there");
        expect(in_child(|| store_word(address, 1)) == SIGSEGV, "nobody writes there");
    }
}

fn file_maps() {
    let fd = open("file", O_CREAT | O_RDWR);
    words(0, &[1, 2]);
    good(Write, [fd, SCRATCH, 16]);
    let private = good(Mmap, [0, PAGE_LEN, BOTH, MAP_PRIVATE, fd, 0]);
    let shared = good(Mmap, [0, 2 * PAGE_LEN, BOTH, MAP_SHARED, fd, 0]);
    expect(load_word(private + 8) == 2 && load_word(shared + 8) == 2, "the file's bytes");
    store_word(private, 7);
    store_word(shared + 8, 8);
    good(Pread64, [fd, SCRATCH + 64, 16, 0]);
    expect((word(64), word(72)) == (1, 8), "only the shared one is the file");
    let behind = good(Mmap, [0, 2 * PAGE_LEN, BOTH, MAP_PRIVATE, fd, 0]) + PAGE_LEN;
    for at in [shared + PAGE_LEN, behind] {
        expect(in_child(|| store_word(at, 1)) == abi::SIGBUS, "behind the file's last page there is nothing");
        expect(in_child(|| load_word(at)) == abi::SIGBUS, "to be read, either");
        bad(Uname, [at], Fault);
    }
    // The file gets a second page, which is seen, and loses both.
    good(Ftruncate, [fd, 2 * PAGE_LEN]);
    expect(load_word(shared + PAGE_LEN) == 0 && load_word(behind) == 0, "what was added is zero");
    good(Ftruncate, [fd, 8]);
    expect(in_child(|| load_word(behind)) == abi::SIGBUS, "what is gone is gone");
    expect(load_word(shared) == 1 && load_word(shared + 8) == 0, "the rest of a page is zero");
    good(Ftruncate, [fd, 0]);
    expect(in_child(|| load_word(shared)) == abi::SIGBUS, "nothing is left");
    bad(Mmap, [0, PAGE_LEN, BOTH, MAP_SHARED, fd, 1], Invalid);
}

fn heap() {
    let end = good(Brk, [0]);
    expect(good(Brk, [end + 10_000]) == end + 10_000, "it grows");
    store_word((end + 7) & !7, 7);
    expect(good(Brk, [end]) == end, "it shrinks");
    expect(good(Brk, [1]) == end && good(Brk, [u64::MAX]) == end, "nonsense changes nothing");
}

fn copies() {
    words(0, &[0, 1]);
    let status = in_child(|| {
        words(8, &[2]);
        expect(word(8) == 2, "the child's");
    });
    expect(status == 0 && word(8) == 1, "the parent's is what it was");
}

fn call_writes_to_a_copy() {
    let fd = open("/dev/zero", O_RDWR);
    words(PAGE_LEN, &[1]);
    let status = in_child(|| {
        // The load lets the hart remember where the page is; the call gives the child another one.
        expect(word(PAGE_LEN) == 1, "the parent's word");
        good(Read, [fd, SCRATCH + PAGE_LEN, 8]);
        expect(word(PAGE_LEN) == 0, "what the call has written");
    });
    expect(status == 0 && word(PAGE_LEN) == 1, "the parent's is what it was");
}

fn shares() {
    let at = map(PAGE_LEN, MAP_SHARED);
    expect(in_child(|| store_word(at, 7)) == 0 && load_word(at) == 7, "the child's store is seen");
    good(Munmap, [at, PAGE_LEN]);
}
