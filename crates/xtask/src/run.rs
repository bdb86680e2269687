//! The machine in a terminal: the same images and the same session as the page, without one. What the guest's command
//! writes goes to stdout, what we say about it to stderr, so that both can be used by other programs.

use std::fs;
use std::io::{self, BufRead, ErrorKind, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use serde::Serialize;
use session::{Call, Command, ELF_READER, Images, Level, Phase, Session, StoryStep, Way};
use texts::Language;

use crate::archive::Archive;
use crate::{Error, Explain, Result, terminal};

/// How many steps the machine takes between two looks at it.
const SLICE: u64 = 1 << 22;
/// Ctrl-D, which a terminal takes as the end of the input.
const END_OF_INPUT: &str = "\x04";

/// What to run, and what to say about it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Run {
    /// The command line; without one, the terminal is the guest's.
    pub command: Option<String>,
    /// What is the first program instead of the guest's own.
    pub first: Option<First>,
    /// What to show besides the output.
    pub show: Vec<Show>,
    /// Whether to print all as JSON instead.
    pub json: bool,
    /// In which language.
    pub language: Language,
}

/// A first program that is not the guest's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum First {
    /// An executable of this machine, with its arguments; the guest's file system is there too.
    Elf(PathBuf, Vec<String>),
    /// A command of another file system: of a directory, a cpio or a tar archive. Without words its `/sbin/init`,
    /// `/bin/init` or `/bin/sh`.
    Root(PathBuf, Vec<String>),
}

/// What can be shown of a command besides its output.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Show {
    /// Its system calls.
    Calls,
    /// The steps of its story.
    Story,
    /// Every step at a level.
    Steps(Level),
}

/// A command that has ended, as data.
#[derive(Serialize)]
struct Report<'a> {
    command: &'a str,
    status: Option<i32>,
    output: &'a str,
    /// First and last position.
    start: u64,
    end: u64,
    story: &'a [StoryStep],
    calls: &'a [Call],
}

/// Runs what was asked for. The exit code is that of the guest's command.
pub fn run(wish: &Run) -> Result<ExitCode> {
    texts::set_language(wish.language);
    if let Some(first) = &wish.first {
        return run_first(first, wish);
    }
    let mut session = booted()?;
    let Some(line) = &wish.command else { return terminal::attach(&mut session) };
    session.command(Command::Run(line.clone()));
    finish(&mut session)?;
    let run = session.scene().run.clone();
    report(&mut session, &run, run.status, wish)?;
    match run.status {
        Some(status) => Ok(ExitCode::from(status as u8)), // as a shell does: the low byte
        None => Err(Error(format!("`{line}` came to no end."))),
    }
}

/// Boots with another first program; the machine's end is its end.
fn run_first(first: &First, wish: &Run) -> Result<ExitCode> {
    let (archive, words) = match first {
        First::Elf(file, args) => {
            let own = || "The guest's own file system cannot be read".to_string();
            let mut archive = Archive::from_cpio(guest_images::INITRD).explain(own)?;
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            let program = fs::read(file).explain(|| format!("`{}` cannot be read", file.display()))?;
            let path = format!("/bin/{name}");
            archive.add_program(&path, program);
            (archive, [path].into_iter().chain(args.iter().cloned()).collect())
        }
        First::Root(from, command) => (Archive::open(from)?, command.clone()),
    };
    let bootargs = bootargs(&archive, &words)?;
    let initrd = archive.to_cpio()?;
    let images = Images {
        kernel: guest_images::KERNEL,
        initrd: &initrd,
        debug: guest_images::DEBUG,
        elf: Some(ELF_READER),
        sources: guest_images::SOURCES,
        bootargs: &bootargs,
    };
    let mut session = Session::new(images).explain(|| "The machine cannot be started".to_string())?;
    if io::stdin().is_terminal() && wish.show.is_empty() && !wish.json {
        return terminal::attach(&mut session);
    }
    finish(&mut session)?;
    let scene = session.scene();
    let Phase::Off { status } = scene.phase else {
        return Err(Error(format!("The program came to no end: {:?}", scene.phase)));
    };
    report(&mut session, &scene.run, Some(status as i32), wish)?;
    Ok(ExitCode::from(status as u8))
}

/// The kernel's command line that makes `words` the first program.
fn bootargs(archive: &Archive, words: &[String]) -> Result<String> {
    let usual = ["/sbin/init", "/bin/init", "/bin/sh"];
    let (init, args) = match words.split_first() {
        Some((name, args)) if name.contains('/') => (name.clone(), args),
        Some((name, args)) => (format!("/bin/{name}"), args),
        None => match usual.iter().find(|path| archive.has(path)) {
            Some(path) => (path.to_string(), words),
            None => {
                return Err(Error(format!(
                    "The file system has none of {}; name a command.",
                    usual.join(", ")
                )));
            }
        },
    };
    if words.iter().any(|word| word.contains('"')) {
        return Err(Error("A double quote cannot be said on the kernel's command line.".to_string()));
    }
    let args: String = args.iter().map(|word| format!(" \"{word}\"")).collect();
    Ok(format!("quiet \"init={init}\" --{args}"))
}

/// Prints what a run has written, and what else was asked for.
fn report(session: &mut Session, run: &session::Run, status: Option<i32>, wish: &Run) -> Result<()> {
    let output = String::from_utf8_lossy(session.output()).replace("\r\n", "\n");
    if wish.json {
        let (calls, story) = (&run.calls[..], &run.story[..]);
        let report = Report {
            command: &run.command,
            status,
            output: &output,
            start: run.start,
            end: run.end,
            story,
            calls,
        };
        let text =
            serde_json::to_string_pretty(&report).explain(|| "The run cannot be said in JSON".to_string())?;
        print(&format!("{text}\n"))?;
    } else {
        print(&output)?;
    }
    for show in &wish.show {
        match show {
            Show::Calls => eprint!("{}", strace(run.calls.iter().map(|call| (call.pid, &*call.line)))),
            Show::Story => eprint!("{}", story(&run.story)),
            Show::Steps(level) => steps(session, run, *level),
        }
    }
    Ok(())
}

/// Writes to stdout. Whoever closed it, as `head` does, has seen enough.
fn print(text: &str) -> Result<()> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error),
        _ => Ok(()),
    }
    .explain(|| "The output cannot be written".to_string())
}

/// The machine with our images, at its first prompt.
pub fn booted() -> Result<Session> {
    let images = Images {
        kernel: guest_images::KERNEL,
        initrd: guest_images::INITRD,
        debug: guest_images::DEBUG,
        elf: None,
        sources: guest_images::SOURCES,
        bootargs: "",
    };
    let mut session = Session::new(images).explain(|| "The machine cannot be started".to_string())?;
    while session.work(SLICE) {}
    match &session.scene().phase {
        Phase::Prompt => Ok(session),
        other => {
            Err(Error(format!("The guest did not come to a prompt: {other:?}\n{}", session.scene().terminal)))
        }
    }
}

/// What the machine comes to natively after a run and a step: the wasm tests must come to the same, bit for bit.
pub fn digest() -> Result<u64> {
    let mut session = booted()?;
    session.command(Command::Run("ls -l /home".to_string()));
    while session.work(SLICE) {}
    session.command(Command::Step(Level::Story, Way::Forward));
    Ok(session.digest())
}

/// Works until the prompt is back, and passes on our own input to a program that waits for some.
pub(crate) fn finish(session: &mut Session) -> Result<()> {
    let mut lines = io::stdin().lock().lines();
    let mut ended = false;
    loop {
        while session.work(SLICE) {}
        match &session.scene().phase {
            Phase::WaitingForInput { program } if ended => {
                return Err(Error(format!("`{program}` waits for more than the input has.")));
            }
            Phase::WaitingForInput { .. } => {
                let line = lines.next().transpose().explain(|| "The input cannot be read".to_string())?;
                ended = line.is_none();
                let keys = line.map_or(END_OF_INPUT.to_string(), |line| line + "\n");
                session.command(Command::Type(keys));
            }
            Phase::Full => {
                return Err(Error("The program has written more than is kept; it was stopped.".to_string()));
            }
            Phase::Booting | Phase::Running { .. } | Phase::Prompt | Phase::Off { .. } => return Ok(()),
        }
    }
}

/// System calls, each with its process number and line, as `strace` prints them: with the numbers when there are several.
fn strace<'r>(calls: impl Iterator<Item = (u32, &'r str)> + Clone) -> String {
    let several = calls.clone().zip(calls.clone().skip(1)).any(|(one, next)| one.0 != next.0);
    let line = |(pid, line): (u32, &str)| match several {
        true => format!("[pid {pid:>4}] {line}\n"),
        false => format!("{line}\n"),
    };
    calls.map(line).collect()
}

/// The story: where each step stands, what happened to the mode, and the sentence.
fn story(steps: &[StoryStep]) -> String {
    let mut text = String::new();
    for (number, step) in steps.iter().enumerate() {
        let (before, after) = (step.before.letter(), step.after.letter());
        text += &format!("{}. at {:>9}  {before} → {after}  {}\n", number + 1, step.at, step.title);
        text += &format!("   {}\n", step.sentence);
    }
    text
}

/// Every step at a level, as one goes to it: where it is, in which mode, and its sentence.
fn steps(session: &mut Session, run: &session::Run, level: Level) {
    session.command(Command::Level(level));
    session.command(Command::Seek(run.start));
    loop {
        let scene = session.scene();
        eprintln!("{:>9}  {}  {}", scene.now.at, scene.now.mode.letter(), scene.now.sentence);
        session.command(Command::Step(level, Way::Forward));
        while session.work(SLICE) {}
        let next = session.scene();
        let stands = next.now.at == scene.now.at && next.now.sentence == scene.now.sentence;
        if stands || next.now.at > run.end {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(calls: &[(u32, &str)], text: &str) {
        assert_eq!(strace(calls.iter().copied()), text);
    }

    #[test]
    fn calls_carry_the_process_number_only_when_there_are_several() {
        check(&[], "");
        check(&[(2, "getpid() = 2"), (2, "close(3) = 0")], "getpid() = 2\nclose(3) = 0\n");
        check(
            &[(1, "wait4() = 12"), (12, "exit(0) = ?")],
            "[pid    1] wait4() = 12\n[pid   12] exit(0) = ?\n",
        );
    }
}
