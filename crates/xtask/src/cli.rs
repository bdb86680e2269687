//! What one may ask for on the command line, and how it is read.

use std::ffi::OsString;

use lexopt::Arg::{Long, Short, Value};
use lexopt::{Parser, ValueExt};

use crate::run::{First, Run, Show};
use crate::serve::Port;

/// The port that `serve` likes best.
const PORT: u16 = 8080;

/// What `cargo xtask help` says.
pub const USAGE: &str = "\
Usage: cargo xtask TASK

  serve [--port N]   build the page and serve it on this machine
  test               everything: checks, tests on this machine, tests in a browser
  check              layout, lints, arrows, tidiness
  bundle             build the page into dist/
  run [-- COMMAND]   the machine in this terminal; with a command, its output and exit status
      --strace         and its system calls
      --story          and the five steps of its story
      --json           all of that as JSON
      --elf FILE [ARG…]  a static RISC-V Linux executable as the first program
      --root DIR|FILE [-- COMMAND]  another file system: a directory, a cpio or a tar archive
";

/// A task.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Task {
    /// Says what the tasks are.
    Help,
    /// Builds the page and serves it.
    Serve(Port),
    /// Runs every check and every test.
    Test,
    /// Runs the checks.
    Check,
    /// Builds the page.
    Bundle,
    /// Runs the machine in the terminal.
    Run(Run),
}

/// Reads the arguments, without the program's name.
pub fn parse(args: impl IntoIterator<Item = impl Into<OsString>>) -> Result<Task, lexopt::Error> {
    let mut parser = Parser::from_args(args);
    let task = match parser.next()? {
        None | Some(Short('h') | Long("help")) => return Ok(Task::Help),
        Some(Value(name)) => name.string()?,
        Some(other) => return Err(other.unexpected()),
    };
    let task = match task.as_str() {
        "help" => Task::Help,
        "serve" => Task::Serve(port(&mut parser)?),
        "test" => Task::Test,
        "check" => Task::Check,
        "bundle" => Task::Bundle,
        "run" => Task::Run(run(&mut parser)?),
        other => return Err(format!("there is no task `{other}`").into()),
    };
    match parser.next()? {
        None => Ok(task),
        Some(Short('h') | Long("help")) => Ok(Task::Help),
        Some(other) => Err(other.unexpected()),
    }
}

fn port(parser: &mut Parser) -> Result<Port, lexopt::Error> {
    let mut port = Port::From(PORT);
    while let Some(arg) = parser.next()? {
        match arg {
            Short('p') | Long("port") => port = Port::Exactly(parser.value()?.parse()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(port)
}

fn run(parser: &mut Parser) -> Result<Run, lexopt::Error> {
    let mut run = Run::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("strace") => run.show.push(Show::Calls),
            Long("story") => run.show.push(Show::Story),
            Long("json") => run.json = true,
            Long("elf") => {
                let file = parser.value()?.into();
                // All that follows belongs to that program.
                let args = parser.raw_args()?.map(|word| word.string()).collect::<Result<_, _>>()?;
                run.first = Some(First::Elf(file, args));
            }
            Long("root") => run.first = Some(First::Root(parser.value()?.into(), Vec::new())),
            Value(first) => {
                // From its name on, everything belongs to the guest's command.
                let mut words = vec![first.string()?];
                for word in parser.raw_args()? {
                    words.push(word.string()?);
                }
                match &mut run.first {
                    Some(First::Root(_, command)) => *command = words,
                    _ => run.command = Some(words.join(" ")),
                }
            }
            other => return Err(other.unexpected()),
        }
    }
    match run.command {
        None if run.first.is_none() && (run.json || !run.show.is_empty()) => {
            Err("--strace, --story and --json need a command".into())
        }
        _ => Ok(run),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, task: Task) {
        assert_eq!(parse(line.split_whitespace()).unwrap(), task);
    }

    #[track_caller]
    fn refused(line: &str, sentence: &str) {
        assert_eq!(parse(line.split_whitespace()).unwrap_err().to_string(), sentence);
    }

    #[test]
    fn a_task_is_read_with_its_options() {
        check("", Task::Help);
        check("help", Task::Help);
        check("serve", Task::Serve(Port::From(8080)));
        check("serve --port 9000", Task::Serve(Port::Exactly(9000)));
        check("test", Task::Test);
    }

    #[test]
    fn from_its_name_on_everything_belongs_to_the_guests_command() {
        let command = Some("ls -l /home".to_string());
        check("run", Task::Run(Run::default()));
        check("run -- ls -l /home", Task::Run(Run { command: command.clone(), ..Run::default() }));
        check("run ls -l /home", Task::Run(Run { command: command.clone(), ..Run::default() }));
        let show = vec![Show::Calls, Show::Story];
        check("run --strace --story -- ls -l /home", Task::Run(Run { command, show, ..Run::default() }));
    }

    #[test]
    fn another_first_program_takes_the_rest_of_the_line() {
        let elf = First::Elf("a.out".into(), vec!["-x".to_string(), "--strace".to_string()]);
        let show = vec![Show::Calls];
        check(
            "run --strace --elf a.out -x --strace",
            Task::Run(Run { first: Some(elf), show, ..Run::default() }),
        );
        let root = First::Root("dir".into(), vec!["ls".to_string(), "-l".to_string()]);
        check("run --root dir -- ls -l", Task::Run(Run { first: Some(root), ..Run::default() }));
    }

    #[test]
    fn what_cannot_be_meant_is_refused_in_a_sentence() {
        refused("dance", "there is no task `dance`");
        refused("serve --fast", "invalid option '--fast'");
        refused("run --json", "--strace, --story and --json need a command");
    }
}
