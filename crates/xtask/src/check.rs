//! What is looked at before anything is run: layout, lints with warnings denied, arrows, tidiness.

use crate::process::{cargo, run};
use crate::stage::stage;
use crate::tools::{GUEST, WASM, ensure_targets};
use crate::{Error, Result, arrows, tidy};

/// Runs every check, also after one has failed. Returns the names of those that failed.
pub fn check() -> Result<Vec<&'static str>> {
    ensure_targets(&[WASM, GUEST])?;
    let clippy = |args: &[&str]| {
        let mut command = cargo(&["clippy", "--quiet"]);
        run(command.args(args).args(["--", "--deny", "warnings"]))
    };
    let mut failed = Vec::new();
    let mut note = |name: &'static str, result: Result<()>| {
        if let Err(error) = result {
            eprintln!("{error}");
            failed.push(name);
        }
    };
    let mut say = |name: &'static str, work: &dyn Fn() -> Result<()>| note(name, stage(name, work));
    say("check: layout", &|| run(&mut cargo(&["fmt", "--all", "--check"])));
    say("check: arrows", &|| none(arrows::violations()?));
    say("check: tidy", &|| none(tidy::violations()?));
    say("check: lints, host", &|| clippy(&["--workspace", "--all-targets"]));
    say("check: lints, guest", &|| {
        clippy(&[
            "--package",
            "kernel",
            "--package",
            "user",
            "--package",
            "demo",
            "--package",
            "guest-tests",
            "--target",
            GUEST,
        ])
    });
    say("check: lints, page", &|| {
        clippy(&["--package", "web", "--all-targets", "--target", WASM, "--features", "split"])
    });
    Ok(failed)
}

fn none(sentences: Vec<String>) -> Result<()> {
    if sentences.is_empty() { Ok(()) } else { Err(Error(sentences.join("\n"))) }
}
