//! Where things are in this checkout, and where cargo puts what it builds.

use std::env;
use std::path::{Path, PathBuf};

/// The top of the checkout.
pub fn root() -> PathBuf {
    // Cargo says at run time where the package is; the path at compile time may be that of another checkout.
    let package = env::var_os("CARGO_MANIFEST_DIR")
        .map(PathBuf::from)
        .filter(|path| path.ends_with("crates/xtask"))
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
    package.ancestors().nth(2).map_or_else(|| package.clone(), Path::to_path_buf)
}

/// Cargo's target directory.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => env::current_dir().unwrap_or_default().join(directory),
        None => root().join("target"),
    }
}

/// Where cargo keeps the sources of other people's crates.
pub fn cargo_home() -> Option<PathBuf> {
    let home = || env::var_os("HOME").or_else(|| env::var_os("USERPROFILE"));
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(Path::new(&home()?).join(".cargo")))
}
