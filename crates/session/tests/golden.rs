//! The full call stack and the source line at chosen steps, held against files that a person has read. After a change that is
//! meant, `RINGSIDE_WRITE_GOLDEN=1 cargo test -p session --test golden` writes them anew; read the difference.

mod common;

use std::fmt::Write;
use std::path::Path;

use session::{Command, Mode, Run, Scene, Session};

/// A moment worth a look.
enum Step<'a> {
    /// Where a function is entered for the nth time, from 0, by this program or on its behalf.
    Entered(&'a str, &'a str, usize),
    /// Behind the nth trap for this cause, in user mode.
    Trapped(&'a str, usize),
    /// Behind the instruction that came back from it.
    Resumed(&'a str, usize),
}

impl Step<'_> {
    fn find(&self, run: &Run) -> Option<u64> {
        let trapped = |cause: &str, nth: usize| {
            let mut traps = run.traps.iter().filter(|it| it.cause == cause && it.from == Mode::User);
            traps.nth(nth).map(|it| it.at)
        };
        match self {
            Step::Entered(function, process, nth) => {
                let pids: Vec<u32> =
                    run.calls.iter().filter(|it| it.process == *process).map(|it| it.pid).collect();
                let mut spans = run.functions.iter().filter(|it| {
                    &*it.name == *function && it.entered && it.pid.is_some_and(|pid| pids.contains(&pid))
                });
                spans.nth(*nth).map(|it| it.from)
            }
            Step::Trapped(cause, nth) => trapped(cause, *nth),
            Step::Resumed(cause, nth) => {
                let at = trapped(cause, *nth)?;
                run.modes.iter().find(|it| it.from > at && it.mode == Mode::User).map(|it| it.from)
            }
        }
    }

    fn title(&self) -> String {
        match self {
            Step::Entered(function, process, _) => format!("{process}: {function} is entered"),
            Step::Trapped(cause, _) => format!("after the trap: {cause}"),
            Step::Resumed(cause, _) => format!("back in the program after: {cause}"),
        }
    }
}

/// What is to be seen of code and stack.
fn described(scene: &Scene, title: &str) -> String {
    let mut text = format!("== {title}\n");
    let source = scene.code.source.as_ref().map_or("no source".to_string(), |source| {
        let line = source.lines.get(source.current as usize - 1).map_or("", |line| line.trim());
        format!("{}: {line}", source.path)
    });
    let who = scene.now.process.as_ref().map_or("nobody", |process| &process.name);
    writeln!(text, "{}-mode, {who}, in {}\n{source}", scene.now.mode.letter(), scene.code.function).unwrap();
    for frame in &scene.stack.frames {
        writeln!(text, "  {} {}", frame.mode.letter(), frame.name).unwrap();
    }
    if let Some(door) = &scene.stack.door {
        let call = door.call.as_deref().map_or(String::new(), |call| format!(" {call}"));
        writeln!(text, "  last door: {} {}{call}", if door.inwards { "in by" } else { "by" }, door.cause)
            .unwrap();
    }
    text
}

#[track_caller]
fn check(name: &str, line: &str, steps: &[Step<'_>]) {
    let mut session: Session = common::booted();
    common::run(&mut session, line);
    let run = session.scene().run.clone();
    let mut text = format!("$ {line}\n");
    for step in steps {
        let at = step.find(&run).unwrap_or_else(|| {
            let names: std::collections::BTreeSet<_> = run.functions.iter().map(|it| &*it.name).collect();
            panic!("{line}: it never comes to \"{}\": {names:?}", step.title())
        });
        session.command(Command::Seek(at));
        text += &described(&session.scene(), &step.title());
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("RINGSIDE_WRITE_GOLDEN").is_some() {
        std::fs::write(&path, &text).unwrap();
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(text == golden, "{} differs. It is now:\n{text}", path.display());
}

#[test]
fn a_directory_is_listed() {
    check(
        "ls",
        "ls -l /home",
        &[
            Step::Entered("sys::files::getdents64", "ls", 0),
            Step::Entered("ramfs::readdir", "ls", 0),
            Step::Entered("tty::write", "ls", 0),
        ],
    );
}

#[test]
fn a_file_is_read() {
    check(
        "cat",
        "cat /home/notes.txt",
        &[Step::Entered("ramfs::read", "cat", 0), Step::Entered("tty::write", "cat", 0)],
    );
}

#[test]
fn bytes_go_through_a_pipe() {
    check(
        "pipe",
        "echo one | cat",
        &[Step::Entered("pipe::write", "echo", 0), Step::Entered("pipe::read", "cat", 0)],
    );
}

#[test]
fn a_process_is_made() {
    check(
        "fork",
        "echo hello",
        &[Step::Entered("fork::clone", "sh", 0), Step::Resumed("store page fault", 0)],
    );
}

#[test]
fn a_program_touches_what_is_not_its_own() {
    check(
        "fault",
        "crash",
        &[Step::Trapped("load page fault", 1), Step::Entered("signal::fault", "crash", 0)],
    );
}

#[test]
fn the_timer_takes_the_hart_away() {
    check(
        "timer",
        "twins",
        &[
            Step::Trapped("timer interrupt", 0),
            Step::Entered("sched::give_way", "twins", 0),
            Step::Resumed("timer interrupt", 0),
        ],
    );
}
