//! Says what is being done and how long it took, so that a slow phase has a name.

use std::time::{Duration, Instant};

use crate::Result;

/// Runs a phase between its name and its time, both on stderr. Errors pass through.
pub fn stage<T>(name: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("── {name}");
    let start = Instant::now();
    let result = work();
    let verdict = if result.is_ok() { "✓" } else { "✗" };
    eprintln!("{verdict}  {name}: {}", seconds(start.elapsed()));
    result
}

/// A duration as people say it: `0.4 s`, `3 min 20 s`.
pub fn seconds(time: Duration) -> String {
    match time.as_secs() {
        0..60 => format!("{:.1} s", time.as_secs_f64()),
        whole => format!("{} min {} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(milliseconds: u64, text: &str) {
        assert_eq!(seconds(Duration::from_millis(milliseconds)), text);
    }

    #[test]
    fn a_time_is_said_in_seconds_and_then_in_minutes() {
        check(420, "0.4 s");
        check(59_900, "59.9 s");
        check(200_000, "3 min 20 s");
    }
}
