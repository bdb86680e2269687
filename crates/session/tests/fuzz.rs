//! System calls that nobody has thought of, a million of them: the kernel refuses or serves each one, loses nothing, and
//! changes no byte of a process that has not asked.
//!
//! `RINGSIDE_FUZZ_CALLS` sets how many, `RINGSIDE_FUZZ_SEED` which. The machine is deterministic, so that a seed that
//! finds something finds it again.

#[path = "common/guest.rs"]
mod guest;

use std::env;
use std::time::Instant;

/// Steps that a call may take on the average, all included: twice what they need.
const STEPS_PER_CALL: u64 = 20_000;

fn setting(name: &str, otherwise: u64) -> u64 {
    env::var(name).map_or(otherwise, |text| text.parse().expect("a number"))
}

#[test]
fn a_million_calls_nobody_has_thought_of_harm_nobody() {
    let calls = setting("RINGSIDE_FUZZ_CALLS", 1_000_000);
    let seed = setting("RINGSIDE_FUZZ_SEED", 1);
    let start = Instant::now();
    let ended = guest::run(&format!("fuzz {seed} {calls}"), calls * STEPS_PER_CALL);
    let figures = ended.output.lines().rev().find(|line| line.starts_with("fuzz: "));
    let panics = ended.output.matches("kernel panic").count();
    guest::print(&format!(
        "{}, {panics} kernel panics, {} million steps, {} s",
        figures.unwrap_or("fuzz: no figures"),
        ended.steps / 1_000_000,
        start.elapsed().as_secs()
    ));
    assert_eq!((panics, ended.status), (0, 0), "seed {seed}:\n{}", guest::tail(&ended.output));
}
