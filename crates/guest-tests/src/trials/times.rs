//! Trials of time.

use abi::Errno::*;
use abi::Syscall::*;

use abi::PAGE_LEN;
use user::arch::store_word;

use super::{SCRATCH, Trial, bad, expect, good, word, words};

pub const TRIALS: &[Trial] =
    &[("clocks go forward", clocks), ("who sleeps wakes", sleeps), ("what is used is counted", used)];

fn clocks() {
    good(ClockGettime, [abi::CLOCK_MONOTONIC, SCRATCH]);
    let before = (word(0), word(8));
    crate::sleep(1);
    good(ClockGettime, [abi::CLOCK_MONOTONIC, SCRATCH]);
    expect((word(0), word(8)) > before, "time goes on");
    bad(ClockGettime, [99, SCRATCH], Invalid);
    bad(ClockGettime, [1, 8], Fault);
    good(ClockGetres, [1, SCRATCH]);
    bad(ClockGetres, [99, SCRATCH], Invalid);
    good(Gettimeofday, [SCRATCH, 0]);
    bad(Gettimeofday, [8, 0], Fault);
    good(Times, [SCRATCH]);
    bad(Times, [8], Fault);
    good(Getrusage, [0, SCRATCH]);
    bad(Getrusage, [99, SCRATCH], Invalid);
    bad(Getrusage, [0, 8], Fault);
}

/// What `getrusage` tells of `who`, word by word: user and system time in seconds and microseconds, most memory in KiB,
/// page faults at 8, voluntary and involuntary switches at 16.
fn usage(who: i64) -> [u64; 18] {
    good(Getrusage, [who as u64, SCRATCH]);
    core::array::from_fn(|n| word(8 * n as u64))
}

fn micros(usage: &[u64; 18], at: usize) -> u64 {
    1_000_000 * usage[at] + usage[at + 1]
}

fn used() {
    const MYSELF: i64 = 0;
    const CHILDREN: i64 = -1;
    let before = usage(MYSELF);
    expect((0..400_000_u64).fold(1, |a: u64, b| core::hint::black_box(a ^ b)) != 0, "work in user mode");
    let after = usage(MYSELF);
    let (user, system) = (micros(&after, 0) - micros(&before, 0), micros(&after, 2) - micros(&before, 2));
    expect(user > 1000 && user > 10 * system, "user time");
    let before = after;
    for _ in 0..2000 {
        good(Getppid, []);
    }
    let after = usage(MYSELF);
    let (user, system) = (micros(&after, 0) - micros(&before, 0), micros(&after, 2) - micros(&before, 2));
    expect(system > 100 && system > user / 10, "system time");
    let pages = crate::map(64 * PAGE_LEN, abi::MAP_PRIVATE).unwrap_or_else(|_| super::wrong("no memory"));
    let before = usage(MYSELF);
    (0..64).for_each(|n| store_word(pages + n * PAGE_LEN, 1));
    let after = usage(MYSELF);
    expect((64..70).contains(&(after[8] - before[8])), "page faults");
    expect(after[4] >= before[4].max(64 * 4), "most memory");
    let before = after;
    (0..3).for_each(|_| crate::sleep(1));
    let after = usage(MYSELF);
    expect(after[16] - before[16] == 3, "whoever sleeps gives the hart away");
    let child = good(Clone, [abi::SIGCHLD, 0, 0, 0, 0]);
    if child == 0 {
        store_word(pages, 2);
        loop {
            good(SchedYield, []);
        }
    }
    let before = usage(MYSELF);
    for _ in 0..5 {
        good(SchedYield, []);
    }
    let after = usage(MYSELF);
    expect(after[17] - before[17] >= 5, "whoever lets others go first loses it");
    expect(usage(CHILDREN)[8] == 0, "nobody was waited for");
    good(Kill, [child, abi::SIGKILL]);
    good(Wait4, [child, SCRATCH, 0, SCRATCH + 512]);
    let told: [u64; 18] = core::array::from_fn(|n| word(512 + 8 * n as u64));
    expect(told[8] >= 1 && told[17] >= 5 && micros(&told, 2) > 0, "what the child has used");
    expect(usage(CHILDREN) == told, "is added to what children have used");
}

fn sleeps() {
    good(Nanosleep, [words(0, &[0, 1_000_000]), 0]);
    bad(Nanosleep, [words(0, &[0, 1_000_000_000]), 0], Invalid);
    bad(Nanosleep, [words(0, &[u64::MAX, 0]), 0], Invalid);
    good(ClockNanosleep, [abi::CLOCK_MONOTONIC, abi::TIMER_ABSTIME as u64, words(0, &[0, 1]), 0]);
    bad(ClockNanosleep, [99, 0, words(0, &[0, 1]), 0], Invalid);
    good(Setitimer, [0, words(0, &[0, 0, 0, 0]), 0]);
}
