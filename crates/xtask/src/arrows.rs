//! Who may know whom: the arrows of the architecture as data, held against `cargo metadata`.

use serde_json::Value;

use crate::process::{cargo, output};
use crate::{Error, Explain, Result};

/// A crate and all of the workspace that it may depend on.
type Arrow = (&'static str, &'static [&'static str]);

/// Every crate of the workspace, facts first. The picture is in crates/README.md.
const ARROWS: &[Arrow] = &[
    ("board", &[]),
    ("abi", &[]),
    ("isa", &[]),
    ("machine", &["isa", "board"]),
    ("oracle", &["machine", "isa", "board"]),
    ("kernel", &["abi", "board", "isa"]),
    ("user", &["abi"]),
    ("demo", &[]),
    ("guest-tests", &["abi", "user"]),
    ("guest-images", &["debuginfo"]),
    ("debuginfo", &[]),
    ("inspector", &["machine", "debuginfo", "abi", "isa", "board", "texts"]),
    ("loader", &["machine", "debuginfo", "board"]),
    ("timeline", &["machine"]),
    ("texts", &[]),
    ("session", &["machine", "timeline", "inspector", "debuginfo", "isa", "board", "abi", "texts"]),
    ("web", &["session", "guest-images", "texts"]),
    ("xtask", &["session", "loader", "machine", "board", "guest-images", "isa", "oracle", "texts"]),
];

/// What tests may know beyond that.
const TEST_ARROWS: &[Arrow] = &[
    ("session", &["guest-images"]),
    ("timeline", &["isa", "board"]),
    ("loader", &["isa"]),
    ("xtask", &["abi"]),
];

/// Crates of other people that a crate must never know, by the beginning of their names.
const NEVER: &[Arrow] = &[("session", &["yew", "web-sys", "js-sys", "gloo", "wasm-bindgen"])];

/// Every dependency that has no arrow, one sentence each.
pub fn violations() -> Result<Vec<String>> {
    let text = output(&mut cargo(&["metadata", "--format-version", "1", "--no-deps"]))?;
    let metadata: Value =
        serde_json::from_str(&text).explain(|| "`cargo metadata` is not JSON".to_string())?;
    let packages =
        metadata["packages"].as_array().ok_or_else(|| Error("`cargo metadata` is empty.".to_string()))?;
    Ok(packages.iter().flat_map(|package| check(package, packages)).collect())
}

fn check(package: &Value, workspace: &[Value]) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or_default();
    let Some(known) = allowed(ARROWS, name) else {
        return vec![format!("`{name}` has no row in the table of arrows (crates/xtask/src/arrows.rs).")];
    };
    let mut sentences = Vec::new();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let other = dependency["name"].as_str().unwrap_or_default();
        if allowed(NEVER, name).is_some_and(|names| names.iter().any(|start| other.starts_with(start))) {
            sentences.push(format!("`{name}` must never know `{other}`."));
        }
        let test = dependency["kind"] == "dev";
        let arrow =
            known.contains(&other) || test && allowed(TEST_ARROWS, name).is_some_and(|n| n.contains(&other));
        if !arrow && workspace.iter().any(|package| package["name"] == other) {
            let who = if test { "Tests of " } else { "" };
            sentences.push(format!("{who}`{name}` may not know `{other}`."));
        }
    }
    sentences
}

fn allowed(arrows: &[Arrow], name: &str) -> Option<&'static [&'static str]> {
    arrows.iter().find(|(from, _)| *from == name).map(|(_, to)| *to)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn every_dependency_has_its_arrow() {
        assert_eq!(violations().unwrap(), Vec::<String>::new());
    }

    #[track_caller]
    fn refused(name: &str, other: &str, kind: Value, sentence: &str) {
        let package = json!({ "name": name, "dependencies": [{ "name": other, "kind": kind }] });
        let workspace: Vec<_> = ARROWS.iter().map(|(name, _)| json!({ "name": name })).collect();
        assert_eq!(check(&package, &workspace).join(" "), sentence);
    }

    #[test]
    fn an_arrow_that_is_not_in_the_table_is_refused() {
        refused("machine", "kernel", Value::Null, "`machine` may not know `kernel`.");
        refused("timeline", "guest-images", json!("dev"), "Tests of `timeline` may not know `guest-images`.");
        refused("session", "guest-images", json!("dev"), "");
        refused("session", "guest-images", Value::Null, "`session` may not know `guest-images`.");
        refused("session", "web-sys", Value::Null, "`session` must never know `web-sys`.");
        refused(
            "toys",
            "isa",
            Value::Null,
            "`toys` has no row in the table of arrows (crates/xtask/src/arrows.rs).",
        );
    }
}
