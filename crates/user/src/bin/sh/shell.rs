//! The shell's own state, and the commands that change it: no other process can carry these out.

use alloc::string::String;
use alloc::vec::Vec;

use user::text::concat;
use user::{Errno, arch, complain, say};

use crate::edit::Editor;

/// What the shell keeps from line to line.
#[derive(Default)]
pub struct Shell {
    /// How the last pipeline has ended, `$?`.
    pub status: i32,
    /// `$0`, `$1`, …
    pub args: Vec<String>,
    /// Each as `NAME=value`; every program inherits them.
    pub variables: Vec<String>,
    /// The working directory, as the prompt says it.
    pub cwd: String,
    /// How many children there are that nobody waits for.
    pub n_background: usize,
    /// The last of them, `$!`.
    pub last_background: Option<i32>,
    /// The line that is being typed, and those before.
    pub editor: Editor,
}

/// Whether `word` is `NAME=value`.
pub fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    })
}

impl Shell {
    /// The value of a variable.
    pub fn variable(&self, name: &str) -> Option<&str> {
        self.variables.iter().find_map(|variable| variable.strip_prefix(name)?.strip_prefix('='))
    }

    /// Gives a variable a value: `NAME=value`.
    pub fn set(&mut self, assignment: &str) {
        let name = assignment.split_once('=').map_or(assignment, |(name, _)| name);
        self.unset(name);
        self.variables.push(assignment.into());
    }

    fn unset(&mut self, name: &str) {
        let is_it = |variable: &String| variable.split_once('=').is_some_and(|(other, _)| other == name);
        self.variables.retain(|variable| !is_it(variable));
    }

    /// Carries `words` out if the shell itself must: the status.
    pub fn builtin(&mut self, words: &[String]) -> Option<i32> {
        let (name, args) = words.split_first()?;
        let mut status = 0;
        match name.as_str() {
            "cd" => status = self.change_directory(args),
            "exit" => arch::exit(args.first().and_then(|status| status.parse().ok()).unwrap_or(self.status)),
            "export" => args.iter().filter(|arg| is_assignment(arg)).for_each(|arg| self.set(arg)),
            "unset" => args.iter().for_each(|name| self.unset(name)),
            "wait" => {
                while let Ok((pid, status)) = arch::wait(-1) {
                    self.end_background(pid, status);
                }
            }
            _ if is_assignment(name) && args.is_empty() => self.set(name),
            _ => return None,
        }
        Some(status)
    }

    fn change_directory(&mut self, args: &[String]) -> i32 {
        let home = self.variable("HOME").unwrap_or("/");
        let path = args.first().map_or(home, String::as_str);
        match arch::chdir(path).and_then(|()| arch::getcwd()) {
            Ok(cwd) => {
                self.cwd = cwd;
                0
            }
            Err(error) => {
                complain("cd", path, error);
                1
            }
        }
    }

    /// Becomes the program that `words` name; says why it cannot.
    pub fn become_program(&self, words: &[String]) -> ! {
        let name = &words[0];
        if name == "history" {
            let lines = self.editor.history();
            let _ = arch::write(1, concat(&[&lines.join("\n"), "\n"]).as_bytes());
            arch::exit(0);
        }
        let path = if name.contains('/') { "" } else { self.variable("PATH").unwrap_or("/bin") };
        let mut outcome = Err(Errno::NoEnt);
        for dir in path.split(':') {
            let path = if dir.is_empty() { name.clone() } else { concat(&[dir, "/", name]) };
            outcome = arch::exec(&path, words, &self.variables);
            if outcome != Err(Errno::NoEnt) {
                break;
            }
        }
        // The statuses are POSIX's: 127 for what is not there, 126 for what cannot be executed.
        if outcome == Err(Errno::NoEnt) {
            say(&concat(&["sh: ", name, ": not found"]));
            arch::exit(127)
        }
        if let Err(error) = outcome {
            complain("sh", name, error);
        }
        arch::exit(126)
    }
}
