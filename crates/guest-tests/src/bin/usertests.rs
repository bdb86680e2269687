//! `usertests [WORD]`: tries every call of the kernel, with good and with bad arguments; with a word only the trials whose
//! names have it. Each trial is a process of its own, in a directory of its own, and afterwards the kernel must have
//! what it had before. It is the first program.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use alloc::format;

use abi::{Errno, Syscall};
use guest_tests::census::Census;
use guest_tests::trials::{self, PLACE, TRIALS, Trial};
use guest_tests::{call, fuzz::arena::with_path};
use user::{Outcome, arch, complain, say};

user::program!(main);

fn main() -> Outcome {
    let word = user::args().get(1).cloned();
    let chosen = |name: &str| word.as_deref().is_none_or(|word| name.contains(word));
    let run = || -> Result<u64, Errno> {
        trials::begin()?;
        // This only fills what stays: tables that grow, memory of this program.
        say(&format!("usertests: {}", attempt(&("nothing", || {}))?));
        let mut failed = 0;
        for trial in TRIALS.iter().copied().flatten().filter(|trial| chosen(trial.0)) {
            let good = attempt(trial)?;
            say(&format!("{} {}", if good { "ok    " } else { "FAILED" }, trial.0));
            failed += u64::from(!good);
        }
        Ok(failed + if word.is_none() { trials::forgotten() } else { 0 })
    };
    let failed = run().map_err(|error| complain("usertests", "the tests themselves", error))?;
    say(&format!("usertests: {failed} failed"));
    if failed == 0 { Ok(()) } else { Err(user::Failed) }
}

/// Whether a trial succeeds and takes nothing from the kernel.
fn attempt(&(_, trial): &Trial) -> Result<bool, Errno> {
    let before = Census::take()?;
    in_a_place_of_its_own()?;
    let child = arch::fork()?;
    if child == 0 {
        trials::prepare().unwrap_or_else(|_| trials::wrong("no memory, or no place"));
        trial();
        arch::exit(0);
    }
    let (_, status) = arch::wait(child)?;
    // Those that the trial has left come here when they end.
    while call(Syscall::Wait4, [u64::MAX, 0, 0, 0]).is_ok() {}
    with_path(PLACE, |path| call(Syscall::Umount2, [path, 0]))?;
    arch::unlink(PLACE, abi::AT_REMOVEDIR)?;
    let after = Census::take()?;
    if before != after {
        say(&format!("usertests: {before:?} before, {after:?} after"));
    }
    Ok(status == 0 && before == after)
}

/// A file system of the trial's own: what it leaves there goes with it.
fn in_a_place_of_its_own() -> Result<(), Errno> {
    arch::mkdir(PLACE, 0o755)?;
    with_path("ramfs", |kind| with_path(PLACE, |path| call(Syscall::Mount, [kind, path, kind, 0, 0])))
        .map(drop)
}
