//! The same benchmark once more, as the page has the machine: in WASM, of the profile that ships, under Node.

use std::env;
use std::process::{Command, Stdio};

/// Builds the benchmark of this name for WASM and runs it under Node: what it prints. The error is a sentence.
pub fn bench(name: &str, args: &[&str]) -> Result<String, String> {
    let quiet = |command: &mut Command| command.stdout(Stdio::null()).status().is_ok_and(|s| s.success());
    if !quiet(Command::new("node").arg("--version")) {
        return Err("Node is not on the PATH, so nothing is measured in WASM.".to_string());
    }
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.args(["bench", "--quiet", "--profile=release", "--target=wasm32-wasip1", "--bench", name, "--"]);
    let output = cargo.args(args).stderr(Stdio::inherit()).output();
    match output {
        Ok(output) if output.status.success() => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        _ => Err(format!(
            "`cargo bench --target=wasm32-wasip1 --bench {name}` failed, so nothing is measured in WASM."
        )),
    }
}

/// What the command line asks for, without cargo's own `--bench`.
pub fn arguments() -> Vec<String> {
    env::args().skip(1).filter(|argument| argument != "--bench").collect()
}

/// The one in the middle.
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
