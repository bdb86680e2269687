//! Everything that can be tested, one phase after the other, also after one has failed; and the sum of it.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Instant;

use crate::process::{cargo, text};
use crate::stage::{seconds, stage};
use crate::tools::{
    GUEST, WASM, ensure_axe, ensure_browser, ensure_corpus, ensure_cross, ensure_engines, ensure_firmware,
    ensure_oracles, ensure_targets,
};
use crate::{Error, Explain, Result, bundle, check, run};

/// How the wasm tests are told what the machine came to natively.
const NATIVE_DIGEST: &str = "RINGSIDE_NATIVE_DIGEST";

/// How many tests there were.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Count {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed, and phases that came to no test.
    pub failed: u64,
}

/// Runs every check and test, and prints `N passed, N failed` as the last line. Returns whether all is well.
pub fn test() -> Result<bool> {
    let start = Instant::now();
    let mut phases = Phases::default();
    phases.run("set up", || {
        ensure_targets(&[WASM, GUEST])?;
        ensure_oracles()?;
        ensure_cross()?;
        ensure_corpus()?;
        ensure_browser()?;
        ensure_engines()?;
        ensure_axe()?;
        ensure_firmware().map(|_| Count::default())
    });
    match check::check() {
        Ok(failed) => phases.count.failed += failed.len() as u64,
        Err(error) => phases.fail(error),
    }
    phases.run("tests: on this machine", || count(&mut suite(&["--workspace"])));
    phases.run("tests: wasm, in the browser", || {
        let digest = format!("{:016x}", run::digest()?);
        count(suite(&["--package", "web", "--target", WASM]).env(NATIVE_DIGEST, digest))
    });
    match bundle::page() {
        Ok(page) => println!("\n{}", page.table()),
        Err(error) => phases.fail(error),
    }
    phases.run("tests: the page, in the browser", || {
        count(&mut suite(&["--package", "xtask", "--test", "page"]))
    });
    let Count { passed, failed } = phases.count;
    println!("\neverything: {}", seconds(start.elapsed()));
    println!("{passed} passed, {failed} failed");
    Ok(failed == 0)
}

/// The phases so far.
#[derive(Default)]
struct Phases {
    count: Count,
}

impl Phases {
    fn run(&mut self, name: &str, work: impl FnOnce() -> Result<Count>) {
        match stage(name, work) {
            Ok(count) => {
                self.count.passed += count.passed;
                self.count.failed += count.failed;
            }
            Err(error) => self.fail(error),
        }
    }

    fn fail(&mut self, error: Error) {
        eprintln!("{error}");
        self.count.failed += 1;
    }
}

/// `cargo test` over these packages.
fn suite(args: &[&str]) -> Command {
    let mut command = cargo(&["test", "--no-fail-fast"]);
    command.args(args);
    command
}

/// Runs tests, shows what they say, and counts them.
fn count(command: &mut Command) -> Result<Count> {
    eprintln!("   $ {}", text(command));
    let unable = || "`cargo test` could not be run".to_string();
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().explain(unable)?;
    let mut count = Count::default();
    let stdout = child.stdout.take().ok_or_else(|| Error(unable()))?;
    let mut out = std::io::stdout().lock();
    for line in BufReader::new(stdout).split(b'\n') {
        let line = line.explain(unable)?;
        out.write_all(&line).and_then(|()| out.write_all(b"\n")).explain(unable)?;
        let one = counted(&String::from_utf8_lossy(&line));
        count.passed += one.passed;
        count.failed += one.failed;
    }
    match child.wait().explain(unable)?.success() || count.failed > 0 {
        true => Ok(count),
        false => Err(Error(format!("`{}` failed, but no test did.", text(command)))),
    }
}

/// What the closing line of a test program says: `test result: ok. 5 passed; 0 failed; …`.
fn counted(line: &str) -> Count {
    let Some((_, verdict)) = line.trim().split_once("test result: ") else { return Count::default() };
    let number = |what: &str| {
        let before = verdict.split(what).next().filter(|before| before.len() < verdict.len())?;
        before.split_whitespace().last()?.parse().ok()
    };
    Count { passed: number(" passed").unwrap_or(0), failed: number(" failed").unwrap_or(0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, passed: u64, failed: u64) {
        assert_eq!(counted(line), Count { passed, failed });
    }

    #[test]
    fn the_closing_line_of_a_test_program_is_counted_and_nothing_else() {
        check(
            "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.0s",
            5,
            0,
        );
        check("test result: FAILED. 12 passed; 3 failed; 0 ignored", 12, 3);
        check("test a_test_passed ... ok", 0, 0);
        check("running 5 tests", 0, 0);
    }
}
