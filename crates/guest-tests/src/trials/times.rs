//! Trials of time.

use abi::Errno::*;
use abi::Syscall::*;

use super::{SCRATCH, Trial, bad, expect, good, word, words};

pub const TRIALS: &[Trial] = &[("clocks go forward", clocks), ("who sleeps wakes", sleeps)];

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
}

fn sleeps() {
    good(Nanosleep, [words(0, &[0, 1_000_000]), 0]);
    bad(Nanosleep, [words(0, &[0, 1_000_000_000]), 0], Invalid);
    bad(Nanosleep, [words(0, &[u64::MAX, 0]), 0], Invalid);
    good(ClockNanosleep, [abi::CLOCK_MONOTONIC, abi::TIMER_ABSTIME as u64, words(0, &[0, 1]), 0]);
    bad(ClockNanosleep, [99, 0, words(0, &[0, 1]), 0], Invalid);
    good(Setitimer, [0, words(0, &[0, 0, 0, 0]), 0]);
}
