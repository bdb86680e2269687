//! The kernel tested from inside, by the programs of `guest-tests`: every call with good and with bad arguments, calls that
//! nobody has thought of, and what its services cost.

use xtask::guest::{self, Calls, Ended};

/// Steps: far more than any of these takes.
const LIMIT: u64 = 3_000_000_000;

/// Runs a program, which must succeed.
#[track_caller]
fn check(command: &str) -> Ended {
    let ended = guest::run(command, LIMIT, &mut |_| false).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(ended.status, 0, "\n{}", ended.tail());
    ended
}

#[test]
fn every_call_does_what_it_should_and_refuses_what_it_must() {
    let ended = check("usertests");
    let trials = ended.output.lines().filter(|line| line.starts_with("ok ")).count();
    guest::tell(&format!("{trials} trials, {} million steps", ended.steps / 1_000_000));
    assert!(trials > 40, "{trials} trials");
}

#[test]
fn a_million_calls_nobody_has_thought_of_harm_nobody() {
    assert!(guest::fuzz(&Calls { n_calls: 1_000_000, seed: Some(1) }).unwrap());
}

#[test]
fn services_cost_what_is_said_of_them() {
    let ended = check("costs");
    let lines: Vec<&str> = ended.output.lines().filter(|line| line.starts_with("costs: ")).collect();
    guest::tell(&lines.join("\n"));
    let cost = |what: &str| -> u64 {
        let line = lines.iter().find(|line| line.ends_with(&format!(": {what}")));
        let line = line.unwrap_or_else(|| panic!("no figure for {what}"));
        line.split(' ').nth(1).and_then(|number| number.parse().ok()).expect("a figure")
    };
    // Bounds, not figures: a kernel that does twice the work for the same service shall not go unseen.
    for (what, most) in [
        ("getpid", 1_000),
        ("write of a byte to /dev/null", 2_500),
        ("page fault", 3_000),
        ("sched_yield, there and back", 6_000),
        ("fork, execve, exit and wait4", 300_000),
    ] {
        let cost = cost(what);
        assert!((50..most).contains(&cost), "{what}: {cost} instructions, not below {most}");
    }
}
