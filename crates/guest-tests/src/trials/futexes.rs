//! Trials of how threads wait for each other, and of what they leave behind.

use abi::Errno::*;
use abi::Syscall::*;
use abi::{FUTEX_PRIVATE_FLAG, FUTEX_WAIT, FUTEX_WAKE, PAGE_LEN};
use user::arch::{self, load_word, store_word};

use super::processes::{leave, thread, wait_until};
use super::{SCRATCH, Trial, ask, bad, expect, good, in_child, word, words};

pub const TRIALS: &[Trial] = &[
    ("a futex sleeps and wakes", futexes),
    ("who waits and who wakes find each other by bits", bits),
    ("sleepers are sent to another futex", requeues),
    ("a word is changed and looked at before somebody is woken", wake_op),
    ("a mutex says that its owner has ended", robust_mutexes),
    ("a list of mutexes that is rubbish harms nobody", rubbish_lists),
];

const WAITERS: u64 = 0x8000_0000;
const OWNER_DIED: u64 = 0x4000_0000;

extern "C" fn waker(word_at: u64) -> ! {
    crate::sleep(5);
    store_word(word_at, 1);
    good(Futex, [word_at, FUTEX_WAKE | FUTEX_PRIVATE_FLAG, 1, 0, 0, 0]);
    leave(word_at + 8)
}

fn futexes() {
    let at = words(PAGE_LEN, &[0, 0]);
    thread(waker, at);
    while load_word(at) == 0 {
        let _ = ask(Futex, [at, FUTEX_WAIT | FUTEX_PRIVATE_FLAG, 0, 0, 0, 0]);
    }
    bad(Futex, [at, FUTEX_WAIT, 5, 0, 0, 0], Again);
    bad(Futex, [at, FUTEX_WAIT, 1, words(0, &[0, 1000]), 0, 0], TimedOut);
    bad(Futex, [at, FUTEX_WAIT, 1, words(0, &[0, 1_000_000_000]), 0, 0], Invalid);
    bad(Futex, [at + 1, FUTEX_WAIT, 1, 0, 0, 0], Invalid);
    bad(Futex, [8, FUTEX_WAIT, 1, 0, 0, 0], Fault);
    bad(Futex, [at, 99, 1, 0, 0, 0], NoSys);
    bad(Futex, [at, FUTEX_WAIT | abi::FUTEX_CLOCK_REALTIME, 1, 0, 0, 0], NoSys);
    wait_until(at + 8);
}

/// Begins a child that sleeps for the futex `at` with these bits until it is woken, and is asleep.
fn sleeper(at: u64, bits: u64) -> u64 {
    let child = good(Clone, [abi::SIGCHLD, 0, 0, 0, 0]);
    if child == 0 {
        good(Futex, [at, abi::FUTEX_WAIT_BITSET, 0, 0, 0, bits]);
        arch::exit(0);
    }
    crate::sleep(5);
    child
}

fn shared_words() -> u64 {
    crate::map(PAGE_LEN, abi::MAP_SHARED).unwrap_or_else(|_| super::wrong("no memory to share"))
}

fn bits() {
    let at = shared_words();
    let (first, second) = (sleeper(at, 1), sleeper(at, 6));
    let wake = |bits: u64| good(Futex, [at, abi::FUTEX_WAKE_BITSET, 10, 0, 0, bits]);
    expect(wake(8) == 0, "nobody has that bit");
    expect(wake(4) == 1, "one has");
    good(Wait4, [second, SCRATCH, 0, 0]);
    bad(Wait4, [second, SCRATCH, abi::WNOHANG, 0], Child);
    expect(good(Futex, [at, FUTEX_WAKE, 0, 0, 0, 0]) == 1, "any bit will do");
    good(Wait4, [first, SCRATCH, 0, 0]);
    bad(Futex, [at, abi::FUTEX_WAKE_BITSET, 1, 0, 0, 0], Invalid);
    bad(Futex, [at, abi::FUTEX_WAIT_BITSET, 0, 0, 0, 0], Invalid);
    // The time is one of a clock: it is over.
    for (clock, flag) in [(abi::CLOCK_MONOTONIC, 0), (abi::CLOCK_REALTIME, abi::FUTEX_CLOCK_REALTIME)] {
        good(ClockGettime, [clock, SCRATCH]);
        words(0, &[word(0), word(8) / 2]);
        bad(Futex, [at, abi::FUTEX_WAIT_BITSET | flag, 0, SCRATCH, 0, 1], TimedOut);
    }
}

fn requeues() {
    let (at, other) = (shared_words(), shared_words());
    for _ in 0..4 {
        sleeper(at, 1);
    }
    bad(Futex, [at, abi::FUTEX_CMP_REQUEUE, 1, 2, other, 9], Again);
    bad(Futex, [at, abi::FUTEX_REQUEUE, u64::MAX, 2, other, 0], Invalid);
    bad(Futex, [at, abi::FUTEX_REQUEUE, 1, u64::MAX, other, 0], Invalid);
    expect(good(Futex, [at, abi::FUTEX_CMP_REQUEUE, 1, 2, other, 0]) == 3, "one woken, two sent");
    expect(good(Futex, [other, FUTEX_WAKE, 10, 0, 0, 0]) == 2, "two were sent");
    expect(good(Futex, [at, FUTEX_WAKE, 10, 0, 0, 0]) == 1, "one was left");
    for _ in 0..4 {
        good(Wait4, [u64::MAX, SCRATCH, 0, 0]);
    }
}

fn wake_op() {
    let (at, other) = (shared_words(), shared_words());
    store_word(other, 5);
    // Adds 3 and compares the old word with 5: they are equal.
    let how = 1 << 28 | 3 << 12 | 5;
    expect(good(Futex, [at, abi::FUTEX_WAKE_OP, 1, 1, other, how]) == 0, "nobody sleeps");
    expect(load_word(other) == 8, "it was added");
    bad(Futex, [at, abi::FUTEX_WAKE_OP, 1, 1, other, 7 << 28], NoSys);
    bad(Futex, [at, abi::FUTEX_WAKE_OP, 1, 1, 8, how], Fault);
}

/// Puts a list of one mutex into this process's memory, and tells of it. `at` is the entry; the futex is behind it.
fn lock(at: u64, pending: u64) -> u64 {
    let head = words(256, &[at, 8, pending]);
    store_word(at, head);
    store_word(at + 8, good(Gettid, []) | WAITERS);
    good(SetRobustList, [head, 24]);
    head
}

fn robust_mutexes() {
    let at = shared_words();
    expect(in_child(|| lock(at, 0)) == 0 && load_word(at + 8) == WAITERS | OWNER_DIED, "its owner has ended");
    // Not on the list yet, or not any more.
    let alone = at + 64;
    let status = in_child(|| {
        lock(alone, alone);
        words(256, &[SCRATCH + 256]);
    });
    expect(status == 0 && load_word(alone + 8) == WAITERS | OWNER_DIED, "what was just being locked, too");
    store_word(alone + 8, 1 | WAITERS);
    let status = in_child(|| {
        lock(alone, 0);
        store_word(alone + 8, 1 | WAITERS);
    });
    expect(status == 0 && load_word(alone + 8) == 1 | WAITERS, "somebody else's is left alone");
    let child = good(Clone, [abi::SIGCHLD, 0, 0, 0, 0]);
    if child == 0 {
        lock(at, 0);
        crate::sleep(20);
        arch::exit(0);
    }
    crate::sleep(5);
    good(Futex, [at + 8, FUTEX_WAIT, load_word(at + 8), words(0, &[10, 0]), 0, 0]);
    expect(load_word(at + 8) == WAITERS | OWNER_DIED, "who waits is woken");
    good(Wait4, [child, SCRATCH, 0, 0]);
    let list = words(256, &[0]);
    good(SetRobustList, [list, 24]);
    good(GetRobustList, [0, SCRATCH, SCRATCH + 8]);
    expect((word(0), word(8)) == (list, 24), "where the list is");
    bad(SetRobustList, [list, 23], Invalid);
    bad(GetRobustList, [0x7fff_ffff, SCRATCH, SCRATCH + 8], Srch);
    bad(GetRobustList, [0, 8, SCRATCH + 8], Fault);
}

fn rubbish_lists() {
    let ring = words(PAGE_LEN, &[SCRATCH + PAGE_LEN]);
    for list in [
        [ring, 8, 0],
        [8, 8, 8],
        [SCRATCH + 256, u64::MAX, ring],
        [ring, 1, ring | 1],
        [u64::MAX, 0, 0],
        [0xffff_ffff_8000_0000, 0, 0],
    ] {
        expect(in_child(|| good(SetRobustList, [words(256, &list), 24])) == 0, "it ends as it would");
    }
    for head in [8, 1, u64::MAX, 0xffff_ffff_8000_0000] {
        expect(in_child(|| good(SetRobustList, [head, 24])) == 0, "it ends as it would");
    }
}
