//! What one may ask for on the command line, and how it is read.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::Arg::{Long, Short, Value};
use lexopt::{Parser, ValueExt};
use machine::Layout;
use session::Level;
use texts::Language;

use oracle::{Area, Oracle};

use crate::boot::Boot;
use crate::fuzz::Fuzz;
use crate::guest::Calls;
use crate::run::{First, Run, Show};
use crate::serve::Port;

/// The port that `serve` likes best.
const PORT: u16 = 8080;
/// The system calls that `fuzz --guest` makes.
const N_CALLS: u64 = 10_000_000;

/// What `cargo xtask help` says.
pub const USAGE: &str = "\
Usage: cargo xtask TASK

  serve [--port N]   build the page and serve it on this machine
  test               everything: checks, tests on this machine, tests in a browser
  check              layout, lints, arrows, tidiness
  fuzz [--minutes N] [--area A] [--oracle O] [--seed N]
                     new programs on our machine, on QEMU and on Spike, until they differ
  fuzz --guest [--calls N] [--seed N]
                     system calls at random, ten million of them, to our kernel
  bundle             build the page into dist/
  dist [--to DIR]    and make it a folder for any static host: target/dist, or DIR
  export --single-file [--to FILE]  or one HTML file that needs no server: target/ringside.html, or FILE
  run [-- COMMAND]   the machine in this terminal; with a command, its output and exit status
      --strace         and its system calls
      --story          and the five steps of its story
      --level LEVEL    and the sentence of every step at a level: story, call, function, line, instruction,
                       part, mode, switch, fault
      --language TAG   and all of that in this language: en, de
      --json           all of that as JSON
      --elf FILE [ARG…]  a static RISC-V Linux executable as the first program
      --root DIR|FILE [-- COMMAND]  another file system: a directory, a cpio or a tar archive
  run --kernel FILE  another kernel on the machine, ELF or flat, in M-mode; Ctrl-A x leaves
      --firmware FILE  what runs in M-mode below it, as OpenSBI does
      --initrd FILE    an initial file system for it
      --append TEXT    its command line
      --disk FILE      a virtio disk with these contents; the file is only read
      --virtio LAYOUT  how its registers lie: legacy (as QEMU has it) or modern
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
    /// Looks for differences between our machine and QEMU.
    Fuzz(Fuzz),
    /// Looks for system calls that our kernel does not bear.
    FuzzGuest(Calls),
    /// Builds the page.
    Bundle,
    /// Builds the page for a static host, into this directory.
    Dist(Option<PathBuf>),
    /// Builds the page into a single file, this one.
    Export(Option<PathBuf>),
    /// Runs the machine in the terminal.
    Run(Run),
    /// Runs other people's files on the machine, in the terminal.
    Boot(Boot),
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
        "fuzz" => fuzz(&mut parser)?,
        "bundle" => Task::Bundle,
        "dist" => Task::Dist(directory(&mut parser)?),
        "export" => export(&mut parser)?,
        "run" => run(&mut parser)?,
        other => return Err(format!("there is no task `{other}`").into()),
    };
    match parser.next()? {
        None => Ok(task),
        Some(Short('h') | Long("help")) => Ok(Task::Help),
        Some(other) => Err(other.unexpected()),
    }
}

fn directory(parser: &mut Parser) -> Result<Option<PathBuf>, lexopt::Error> {
    match parser.next()? {
        None => Ok(None),
        Some(Long("to")) => Ok(Some(parser.value()?.into())),
        Some(other) => Err(other.unexpected()),
    }
}

fn export(parser: &mut Parser) -> Result<Task, lexopt::Error> {
    let (mut single, mut to) = (false, None);
    while let Some(arg) = parser.next()? {
        match arg {
            Long("single-file") => single = true,
            Long("to") => to = Some(parser.value()?.into()),
            other => return Err(other.unexpected()),
        }
    }
    match single {
        true => Ok(Task::Export(to)),
        false => Err("`export` makes a single file: say `--single-file`".into()),
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

fn fuzz(parser: &mut Parser) -> Result<Task, lexopt::Error> {
    let nothing = Fuzz { minutes: 1, area: None, oracle: None, seed: None };
    let (mut fuzz, mut guest, mut n_calls) = (nothing, false, None);
    while let Some(arg) = parser.next()? {
        match arg {
            Long("guest") => guest = true,
            Long("calls") => n_calls = Some(parser.value()?.parse()?),
            Long("minutes") => fuzz.minutes = parser.value()?.parse()?,
            Long("seed") => fuzz.seed = Some(parser.value()?.parse()?),
            Long("oracle") => {
                let name = parser.value()?.string()?;
                let unknown = || format!("there is no oracle `{name}`; there are qemu and spike");
                fuzz.oracle = Some(Oracle::named(&name).ok_or_else(unknown)?);
            }
            Long("area") => {
                let name = parser.value()?.string()?;
                let names = || Area::ALL.iter().map(|area| area.name()).collect::<Vec<_>>().join(", ");
                let unknown = || format!("there is no area `{name}`; there are {}", names());
                fuzz.area = Some(Area::named(&name).ok_or_else(unknown)?);
            }
            other => return Err(other.unexpected()),
        }
    }
    match (guest, n_calls) {
        (false, None) => Ok(Task::Fuzz(fuzz)),
        (false, Some(_)) => Err("--calls needs --guest".into()),
        (true, _) if (Fuzz { seed: None, ..fuzz }) != nothing => {
            Err("--minutes, --area and --oracle are for the machine, not for --guest".into())
        }
        (true, n_calls) => {
            Ok(Task::FuzzGuest(Calls { n_calls: n_calls.unwrap_or(N_CALLS), seed: fuzz.seed }))
        }
    }
}

fn level(name: &str) -> Result<Level, String> {
    let found = Level::ALL.into_iter().find(|level| level.id() == name);
    found.ok_or_else(|| format!("there are the levels {}", Level::ALL.map(Level::id).join(", ")))
}

fn language(tag: &str) -> Result<Language, String> {
    let tags = || format!("there are the languages {}", Language::ALL.map(Language::tag).join(", "));
    Language::from_tag(tag).ok_or_else(tags)
}

fn run(parser: &mut Parser) -> Result<Task, lexopt::Error> {
    let (mut run, mut boot) = (Run::default(), Boot::default());
    while let Some(arg) = parser.next()? {
        match arg {
            Long("strace") => run.show.push(Show::Calls),
            Long("story") => run.show.push(Show::Story),
            Long("level") => run.show.push(Show::Steps(parser.value()?.parse_with(level)?)),
            Long("language") => run.language = parser.value()?.parse_with(language)?,
            Long("json") => run.json = true,
            Long("elf") => {
                let file = parser.value()?.into();
                // All that follows belongs to that program.
                let args = parser.raw_args()?.map(|word| word.string()).collect::<Result<_, _>>()?;
                run.first = Some(First::Elf(file, args));
            }
            Long("root") => run.first = Some(First::Root(parser.value()?.into(), Vec::new())),
            Long("kernel") => boot.kernel = Some(parser.value()?.into()),
            Long("firmware") => boot.firmware = Some(parser.value()?.into()),
            Long("initrd") => boot.initrd = Some(parser.value()?.into()),
            Long("append") => boot.append = parser.value()?.string()?,
            Long("disk") => boot.disk = Some(parser.value()?.into()),
            Long("virtio") => boot.layout = parser.value()?.parse_with(layout)?,
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
    let ours = run != Run::default();
    if boot == Boot::default() {
        match run.command {
            None if run.first.is_none() && ours => {
                Err("--strace, --story, --level, --language and --json need a command".into())
            }
            _ => Ok(Task::Run(run)),
        }
    } else if boot.kernel.is_none() && boot.firmware.is_none() {
        Err("--initrd, --append, --disk and --virtio need a --kernel or --firmware".into())
    } else if ours {
        Err("a command, --strace, --story and --json are for our own kernel, not for --kernel or --firmware"
            .into())
    } else {
        Ok(Task::Boot(boot))
    }
}

fn layout(word: &str) -> Result<Layout, &'static str> {
    match word {
        "legacy" => Ok(Layout::Legacy),
        "modern" => Ok(Layout::Modern),
        _ => Err("it is neither legacy nor modern"),
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
        check("dist", Task::Dist(None));
        check("dist --to a", Task::Dist(Some("a".into())));
        check("export --single-file", Task::Export(None));
        check("export --to a --single-file", Task::Export(Some("a".into())));
        let fuzz = Fuzz { minutes: 30, area: Some(Area::Paging), oracle: None, seed: None };
        check("fuzz --minutes 30 --area paging", Task::Fuzz(fuzz));
        check("fuzz --guest", Task::FuzzGuest(Calls { n_calls: 10_000_000, seed: None }));
        check("fuzz --guest --calls 9 --seed 7", Task::FuzzGuest(Calls { n_calls: 9, seed: Some(7) }));
    }

    #[test]
    fn from_its_name_on_everything_belongs_to_the_guests_command() {
        let command = Some("ls -l /home".to_string());
        check("run", Task::Run(Run::default()));
        check("run -- ls -l /home", Task::Run(Run { command: command.clone(), ..Run::default() }));
        check("run ls -l /home", Task::Run(Run { command: command.clone(), ..Run::default() }));
        let show = vec![Show::Calls, Show::Story];
        let german = Run { language: Language::German, command: command.clone(), ..Run::default() };
        check("run --language de-CH -- ls -l /home", Task::Run(german));
        let steps = vec![Show::Steps(Level::Crossing)];
        check(
            "run --level mode -- ls -l /home",
            Task::Run(Run { show: steps, command: command.clone(), ..Run::default() }),
        );
        refused(
            "run --level moment ls",
            "cannot parse argument \"moment\": there are the levels story, call, function, line, instruction, part, mode, switch, fault",
        );
        refused("run --language fr ls", "cannot parse argument \"fr\": there are the languages en, de");
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
    fn other_peoples_files_are_booted() {
        let kernel = Some("k".into());
        check("run --kernel k", Task::Boot(Boot { kernel: kernel.clone(), ..Boot::default() }));
        let (firmware, disk, append) = (Some("f".into()), Some("d".into()), "x=1".to_string());
        let (initrd, layout) = (Some("i".into()), Layout::Modern);
        check(
            "run --firmware f --kernel k --initrd i --append x=1 --disk d --virtio modern",
            Task::Boot(Boot { kernel, firmware, initrd, append, disk, layout }),
        );
    }

    #[test]
    fn what_cannot_be_meant_is_refused_in_a_sentence() {
        refused("dance", "there is no task `dance`");
        let areas =
            "integer, compressed, atomic, csr, paging, protection, misaligned, traps, self-modifying, float";
        refused("fuzz --area dance", &format!("there is no area `dance`; there are {areas}"));
        refused("fuzz --calls 9", "--calls needs --guest");
        refused(
            "fuzz --guest --minutes 9",
            "--minutes, --area and --oracle are for the machine, not for --guest",
        );
        refused("serve --fast", "invalid option '--fast'");
        refused("run --json", "--strace, --story, --level, --language and --json need a command");
        refused("run --disk d", "--initrd, --append, --disk and --virtio need a --kernel or --firmware");
        refused(
            "run --kernel k ls",
            "a command, --strace, --story and --json are for our own kernel, not for --kernel or --firmware",
        );
        refused(
            "run --kernel k --virtio old",
            "cannot parse argument \"old\": it is neither legacy nor modern",
        );
    }
}
