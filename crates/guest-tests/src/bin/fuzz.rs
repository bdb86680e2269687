//! `fuzz SEED CALLS`: makes system calls that nobody has thought of, from several processes, and looks whether the kernel
//! keeps its promises. It is the first program: nobody can end it.
//!
//! Its last line is what the host reads: `fuzz: N calls, …`. The exit status is 0 if every promise was kept.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use alloc::format;
use alloc::vec::Vec;

use abi::{Errno, Syscall};
use guest_tests::census::Census;
use guest_tests::fuzz::canary;
use guest_tests::fuzz::season::{self, Figures};
use guest_tests::random::Random;
use guest_tests::{call, map};
use user::{Outcome, arch, complain, say};

user::program!(main);

/// Calls of a season: few enough to see which one has lost something.
const SEASON: u64 = 100_000;
/// Processes whose memory nobody may change.
const N_CANARIES: u64 = 3;

fn main() -> Outcome {
    let args = user::args();
    let number = |index: usize| args.get(index).and_then(|text| text.parse::<u64>().ok());
    let (Some(seed), Some(n_calls)) = (number(1), number(2)) else {
        return Err(say("Usage: fuzz SEED CALLS"));
    };
    fuzz(seed, n_calls).map_err(|error| complain("fuzz", "the fuzzer itself", error))?
}

fn fuzz(seed: u64, n_calls: u64) -> Result<Outcome, Errno> {
    let mut random = Random(seed);
    let counters = map(abi::PAGE_LEN, abi::MAP_SHARED)?;
    arch::store_word(counters, 0);
    let mut canaries = Vec::new();
    for _ in 0..N_CANARIES {
        let seed = random.word();
        match arch::fork()? {
            0 => canary::live(seed),
            pid => canaries.push(pid),
        }
    }
    // The first season, and the first words, fill what stays.
    let mut sum = season::run_apart(random.word(), SEASON.min(n_calls) / 10, counters, &canaries)?;
    tell(&sum);
    let before = Census::take()?;
    let mut lost = 0;
    while sum.calls < n_calls && lost == 0 {
        let n_calls = SEASON.min(n_calls - sum.calls);
        let Figures { calls, workers, killed, stuck } =
            season::run_apart(random.word(), n_calls, counters, &canaries)?;
        if calls == 0 {
            return Ok(Err(say("fuzz: Nobody could make a call for a whole season.")));
        }
        sum.calls += calls;
        sum.workers += workers;
        sum.killed += killed;
        sum.stuck += stuck;
        let now = Census::take()?;
        lost = before.pages.abs_diff(now.pages) + before.inodes.abs_diff(now.inodes);
        if now != before {
            lost = lost.max(1);
            say(&format!("fuzz: {now:?}, not {before:?}"));
        }
        tell(&sum);
    }
    let mut changed = 0;
    for canary in canaries {
        call(Syscall::Kill, [canary as u64, abi::SIGUSR1])?;
        changed += u32::from(arch::wait(canary)?.1 != 0);
    }
    let Figures { calls, workers, killed, stuck } = sum;
    say(&format!(
        "fuzz: {calls} calls, {workers} programs, {killed} killed, {stuck} waited for ever, {changed} changed from outside, {lost} lost"
    ));
    Ok(if lost == 0 && changed == 0 { Ok(()) } else { Err(user::Failed) })
}

fn tell(Figures { calls, workers, killed, .. }: &Figures) {
    say(&format!("fuzz: {calls} calls so far, {workers} programs, {killed} killed"));
}
