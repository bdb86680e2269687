//! The machine in a terminal tells what the page tells: the sentences of a run, at a level, in a language.

use std::process::Command;

/// What `cargo xtask run` says about a command of the guest, beside its output.
fn told(args: &[&str]) -> (String, String) {
    let run = Command::new(env!("CARGO_BIN_EXE_xtask")).arg("run").args(args).output().expect("it starts");
    assert!(run.status.success(), "{run:?}");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&run.stdout), text(&run.stderr))
}

#[test]
fn the_story_is_told_in_another_language() {
    let (output, story) = told(&["--story", "--language", "de", "--", "cat", "/home/notes.txt"]);
    let (same, english) = told(&["--story", "--", "cat", "/home/notes.txt"]);
    assert_eq!(output, same, "what the machine does knows no language");
    assert!(story.contains("Die CPU wechselte vom Benutzermodus in den Kernelmodus"), "{story}");
    assert!(english.contains("The CPU switched from user to kernel mode"), "{english}");
    assert_eq!(story.lines().count(), english.lines().count());
}

#[test]
fn every_step_at_a_level_has_its_sentence() {
    let (_, calls) = told(&["--level", "call", "--", "echo", "hello"]);
    assert!(calls.contains("`a7` = 64") || calls.contains("a7 = 64: write(1, \"hello"), "{calls}");
    assert!(calls.contains("write gave echo the answer 6."), "{calls}");
    let (_, modes) = told(&["--level", "mode", "--", "echo", "hello"]);
    for line in modes.lines() {
        let sentence = line.get(14..).unwrap_or_default();
        assert!(sentence.len() > 20, "no sentence: {line}");
    }
    assert!(modes.lines().count() > calls.lines().count(), "{modes}");
}
