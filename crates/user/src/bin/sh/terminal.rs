//! The shell at the terminal: the prompt, and the line as it is typed.
//!
//! While a line is typed the terminal hands over every key; while programs run it is as they expect it, and shows what is
//! typed by itself.

use alloc::string::String;
use alloc::vec::Vec;

use user::arch::{self, TERMIOS_LEN};
use user::dir::read_names;
use user::file::is_directory;
use user::text::{concat, decimal, sort};
use user::{Errno, Outcome, complain};

use crate::edit::Event;
use crate::shell::Shell;

/// Where `c_lflag` stands in `struct termios`.
const LOCAL_MODES: usize = 12;

/// How the terminal behaves.
pub struct Terminal {
    /// For programs.
    usual: [u8; TERMIOS_LEN],
    /// For the shell.
    raw: [u8; TERMIOS_LEN],
}

impl Terminal {
    /// The terminal behind standard input, if there is one.
    pub fn find() -> Option<Terminal> {
        let usual = arch::tcgetattr(0).ok()?;
        let mut raw = usual;
        raw[LOCAL_MODES] &= !(abi::ICANON | abi::ECHO) as u8;
        Some(Terminal { usual, raw })
    }

    /// Runs one line after the other until the input ends.
    pub fn run(&self, shell: &mut Shell) -> Outcome {
        arch::survive_interrupt().map_err(|error| complain("sh", "Ctrl-C", error))?;
        loop {
            shell.reap_background();
            let _ = arch::tcsetattr(0, &self.raw);
            let line = shell.edit_line();
            let _ = arch::tcsetattr(0, &self.usual);
            print(&["\n"]);
            match line {
                Ok(Some(line)) => shell.run_line(&line),
                Ok(None) => return Ok(()),
                Err(error) => return Err(complain("sh", "standard input", error)),
            }
        }
    }
}

fn print(parts: &[&str]) {
    let _ = arch::write(1, concat(parts).as_bytes());
}

impl Shell {
    /// Shows the prompt and lets the person type a line; `None` at the end of input.
    fn edit_line(&mut self) -> Result<Option<String>, Errno> {
        let prompt = concat(&[&self.cwd, " # "]);
        self.editor.begin();
        print(&[&prompt]);
        loop {
            let mut byte = [0];
            match arch::read(0, &mut byte) {
                Ok(0) => return Ok(None),
                Ok(_) => {}
                // Ctrl-C: another line.
                Err(Errno::Intr) => {
                    self.editor.begin();
                    print(&["^C\n", &prompt]);
                    continue;
                }
                Err(error) => return Err(error),
            }
            match self.editor.press(byte[0]) {
                Event::Nothing => {}
                Event::Added(character) => print(&[character.encode_utf8(&mut [0; 4])]),
                Event::Changed => self.show(&prompt),
                Event::Clear => {
                    print(&["\x1b[H\x1b[2J", &prompt]);
                    self.show(&prompt);
                }
                Event::Complete => {
                    self.complete(&prompt);
                    self.show(&prompt);
                }
                Event::Entered(line) => return Ok(Some(line)),
                Event::End => return Ok(None),
            }
        }
    }

    /// Shows the line again behind the prompt, and puts the cursor where it belongs.
    fn show(&self, prompt: &str) {
        let (line, behind) = self.editor.view();
        let columns = |n: usize| decimal(n as u64);
        let back = concat(&["\x1b[", &columns(behind), "D"]);
        let start = concat(&["\r\x1b[", &columns(prompt.chars().count()), "C"]);
        print(&[&start, &line, "\x1b[K", if behind > 0 { &back } else { "" }]);
    }

    /// Completes the word before the cursor as far as there is no choice; where there is nothing but choice, shows it.
    fn complete(&mut self, prompt: &str) {
        let before = self.editor.before_cursor();
        let start = before.rfind([' ', '|', '&', ';', '<', '>']).map_or(0, |at| at + 1);
        let (earlier, word) = before.split_at(start);
        let earlier = earlier.trim_end();
        let first = earlier.is_empty() || earlier.ends_with(['|', '&', ';']);
        let (dir, stem) = match word.rfind('/') {
            Some(at) => word.split_at(at + 1),
            None if first => ("/bin/", word),
            None => ("./", word),
        };
        let mut names = names_with(dir, stem);
        sort(&mut names, &|a, b| a < b);
        let Some(common) = names
            .iter()
            .skip(1)
            .fold(names.first().cloned(), |common, name| common.map(|common| common_start(&common, name)))
        else {
            return;
        };
        let more = common.strip_prefix(stem).unwrap_or_default();
        self.editor.insert(more);
        if names.len() == 1 && !common.ends_with('/') {
            self.editor.insert(" ");
        } else if more.is_empty() && names.len() > 1 {
            print(&["\n", &names.join("  "), "\n", prompt]);
        }
    }
}

/// The names in `dir` that begin with `stem`; those of directories end with a slash.
fn names_with(dir: &str, stem: &str) -> Vec<String> {
    let Ok(fd) = arch::open(dir, abi::O_RDONLY | abi::O_DIRECTORY, 0) else { return Vec::new() };
    let mut names = read_names(fd).unwrap_or_default();
    names.retain(|name| name.starts_with(stem) && name.starts_with('.') == stem.starts_with('.'));
    for name in &mut names {
        if arch::stat(fd, name).is_ok_and(|stat| is_directory(&stat)) {
            name.push('/');
        }
    }
    let _ = arch::close(fd);
    names
}

fn common_start(a: &str, b: &str) -> String {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
}
