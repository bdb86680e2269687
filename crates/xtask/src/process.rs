//! Runs other programs: shows what it runs, and says in a sentence when one fails.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::root::root;
use crate::{Error, Explain, Result};

/// Cargo, at the top of the checkout, as it was called for us.
pub fn cargo(args: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(args).current_dir(root());
    command
}

/// Runs a program to its end, its output passing through.
pub fn run(command: &mut Command) -> Result<()> {
    eprintln!("   $ {}", text(command));
    let status = command.status().explain(|| format!("`{}` could not be started", text(command)))?;
    if status.success() { Ok(()) } else { Err(Error(format!("`{}` failed ({status}).", text(command)))) }
}

/// What a program prints on stdout, without the line end.
pub fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .explain(|| format!("`{}` could not be started", text(command)))?;
    if !output.status.success() {
        return Err(Error(format!("`{}` failed ({}).", text(command), output.status)));
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_string())
}

/// The command as one would type it.
pub fn text(command: &Command) -> String {
    let name = Path::new(command.get_program()).file_name().unwrap_or(command.get_program());
    let words = std::iter::once(name).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// The first of these programs that is on the PATH.
pub fn find(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    names.iter().find_map(|name| {
        env::split_paths(&path)
            .map(|directory| directory.join(name).with_extension(env::consts::EXE_EXTENSION))
            .find(|file| file.is_file())
    })
}
