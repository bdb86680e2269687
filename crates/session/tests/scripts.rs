//! Guest behaviour as shell transcripts: `$` is a line that is typed, what follows is what the terminal shows, and `= N`
//! the status it ended with. A script leaves the file system as it found it, so that no page may be lost; it has a shell
//! of its own, which gives back what it keeps of the lines.

mod common;

use std::fs;
use std::path::Path;

use session::{Command, Session};

/// The text with `…` for every address that is the compiler's business, or a matter of how much memory there was.
fn without_addresses(text: &str) -> String {
    ["pc 0x", "out of memory at 0x"].iter().fold(text.to_string(), |text, before| {
        let mut parts = text.split(before);
        let mut out = parts.next().unwrap_or_default().to_string();
        for part in parts {
            let rest = part.trim_start_matches(|character: char| character.is_ascii_hexdigit());
            out += &format!("{}…{rest}", before.trim_end_matches("0x"));
        }
        out
    })
}

/// Plays a transcript and writes down what happened, in the same form.
fn play(script: &str) -> String {
    let mut session = common::booted();
    common::run(&mut session, "sh");
    common::run(&mut session, "exit");
    let free_pages = free_pages(&mut session);
    common::run(&mut session, "sh");
    let mut played = String::new();
    let mut lines = script.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with("# ") || line.is_empty() {
            played += &format!("{line}\n");
        }
        let Some(command) = line.strip_prefix("$ ") else { continue };
        common::run(&mut session, command);
        played += &format!(
            "{line}\n{}",
            without_addresses(&String::from_utf8_lossy(session.output()).replace("\r\n", "\n"))
        );
        let expects_status = |line: &&str| !line.starts_with("$ ") && !line.is_empty();
        let status = lines.clone().take_while(expects_status).find(|line| line.starts_with("= "));
        if status.is_some() {
            played += &format!("= {}\n", session.scene().run.status.unwrap_or(0));
        }
    }
    common::run(&mut session, "exit");
    assert_eq!(self::free_pages(&mut session), free_pages, "pages were lost");
    played
}

/// Pages that nobody uses at the live end.
fn free_pages(session: &mut Session) -> u64 {
    session.command(Command::Seek(u64::MAX));
    session.scene().free_pages
}

#[test]
fn every_script_plays_as_it_is_written() {
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/scripts");
    let mut names: Vec<_> = fs::read_dir(scripts).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert!(!names.is_empty());
    for name in names {
        let script = fs::read_to_string(&name).unwrap();
        assert_eq!(play(&script), script, "{}", name.display());
    }
}

#[test]
fn a_program_that_never_ends_is_ended_by_the_next_line() {
    let mut session = common::booted();
    let free_pages = session.scene().free_pages;
    session.command(Command::Run("/demo/spin".into()));
    session.work(10_000_000);
    common::run(&mut session, "echo here");
    assert_eq!(String::from_utf8_lossy(session.output()), "here\r\n");
    session.command(Command::Seek(u64::MAX));
    assert_eq!(session.scene().free_pages, free_pages);
}
