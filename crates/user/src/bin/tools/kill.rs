//! `kill`

use user::{Errno, Outcome, arch, complain, say};

pub const USAGE: &str = "kill [-signal] pid ...: sends a signal, SIGTERM if nothing else is said";

#[inline(never)]
pub fn main() -> Outcome {
    let args = user::args();
    let words = args.get(1..).unwrap_or_default();
    let (signal, pids) = match words.split_first() {
        Some((first, rest)) if first.starts_with('-') => (number(&first[1..]), rest),
        _ => (Some(abi::SIGTERM), words),
    };
    let Some(signal) = signal.filter(|_| !pids.is_empty()) else {
        return Err(say("usage: kill [-signal] pid ..."));
    };
    let mut outcome = Ok(());
    for pid in pids {
        let sent = pid.parse().map_err(|_| Errno::Invalid).and_then(|pid| arch::kill(pid, signal));
        if let Err(error) = sent {
            outcome = Err(complain("kill", pid, error));
        }
    }
    outcome
}

/// The number of a signal: `9`, `KILL` or `SIGKILL`.
fn number(name: &str) -> Option<u64> {
    let short = name.strip_prefix("SIG").unwrap_or(name);
    let known = abi::SIGNALS.iter().find(|(_, known)| known.strip_prefix("SIG") == Some(short));
    known.map(|(number, _)| *number).or_else(|| name.parse().ok())
}
