//! Carries a line out: a process for each program, and what joins them.

use alloc::string::String;
use alloc::vec::Vec;

use user::text::{concat, decimal};
use user::{arch, complain, say};

use crate::expand::{fields, text};
use crate::line::{Chain, Command, How, Redirection, When, parse};
use crate::shell::Shell;

/// Permissions of a file that a redirection makes.
const MODE: u64 = 0o666;

impl Shell {
    /// Does what a line says.
    #[inline(never)]
    pub fn run_line(&mut self, line: &str) {
        match parse(line) {
            Ok(chains) => chains.iter().for_each(|chain| self.run_chain(chain)),
            Err(problem) => {
                say(&concat(&["sh: ", problem]));
                self.status = 2;
            }
        }
    }

    fn run_chain(&mut self, chain: &Chain) {
        if !chain.background {
            return self.run_pipelines(chain);
        }
        match arch::fork() {
            Ok(0) => {
                // Ctrl-C is not for it, and what is typed neither.
                let _ = arch::leave_group();
                redirect(0, "/dev/null", abi::O_RDONLY);
                if let [(_, pipeline)] = &chain.pipelines[..]
                    && let [command] = &pipeline[..]
                {
                    self.become_command(command, &self.words(command));
                }
                self.run_pipelines(chain);
                arch::exit(self.status)
            }
            Ok(pid) => {
                self.n_background += 1;
                self.last_background = Some(pid);
                self.status = 0;
                say(&concat(&["[", &decimal(pid as u64), "]"]));
            }
            Err(error) => self.fail("fork", error),
        }
    }

    fn run_pipelines(&mut self, chain: &Chain) {
        for (when, pipeline) in &chain.pipelines {
            let wanted = match when {
                When::Always => true,
                When::Success => self.status == 0,
                When::Failure => self.status != 0,
            };
            if wanted {
                self.run_pipeline(pipeline);
            }
        }
    }

    /// Runs the commands of a pipeline, each in a process of its own, and waits for all of them. A command that stands
    /// alone and is the shell's own is carried out here.
    #[inline(never)]
    fn run_pipeline(&mut self, pipeline: &[Command]) {
        let mut children = Vec::new();
        // Where the next command reads what the one before writes.
        let mut input = None;
        for (index, command) in pipeline.iter().enumerate() {
            let words = self.words(command);
            if pipeline.len() == 1
                && let Some(status) = self.builtin(&words)
            {
                self.status = status;
                return;
            }
            let last = index + 1 == pipeline.len();
            let pipe = match if last { Ok(None) } else { arch::pipe().map(Some) } {
                Ok(pipe) => pipe,
                Err(error) => return self.fail("pipe", error),
            };
            match arch::fork() {
                Ok(0) => {
                    input.into_iter().for_each(|fd| lead(0, fd));
                    if let Some((read, write)) = pipe {
                        let _ = arch::close(read);
                        lead(1, write);
                    }
                    self.become_command(command, &words);
                }
                Ok(pid) => children.push((pid, command)),
                Err(error) => self.fail("fork", error),
            }
            for fd in input.into_iter().chain(pipe.map(|(_, write)| write)) {
                let _ = arch::close(fd);
            }
            input = pipe.map(|(read, _)| read);
        }
        for (pid, command) in children {
            match arch::wait(pid) {
                Ok((_, status)) => {
                    self.status = report_end(command.words.first().map_or("", String::as_str), status)
                }
                Err(error) => self.fail("wait", error),
            }
        }
    }

    fn words(&self, command: &Command) -> Vec<String> {
        command.words.iter().flat_map(|word| fields(self, word)).collect()
    }

    fn fail(&mut self, what: &str, error: user::Errno) {
        complain("sh", what, error);
        self.status = 1;
    }

    /// In a child: arranges where descriptors lead, and becomes the program that `words` name.
    #[inline(never)]
    fn become_command(&mut self, command: &Command, words: &[String]) -> ! {
        for Redirection { fd, how, word } in &command.redirections {
            let word = text(self, word);
            match how {
                How::Read => redirect(*fd, &word, abi::O_RDONLY),
                How::Write => redirect(*fd, &word, abi::O_WRONLY | abi::O_CREAT | abi::O_TRUNC),
                How::Append => redirect(*fd, &word, abi::O_WRONLY | abi::O_CREAT | abi::O_APPEND),
                How::Same => {
                    let other = word.parse().unwrap_or(-1);
                    if other != *fd
                        && let Err(error) = arch::dup(other, *fd)
                    {
                        complain("sh", &word, error);
                        arch::exit(1);
                    }
                }
            }
        }
        if words.is_empty() {
            arch::exit(0);
        }
        match self.builtin(words) {
            Some(status) => arch::exit(status),
            None => self.become_program(words),
        }
    }

    /// Clears away what is left of children that have ended and that nobody has waited for.
    pub fn reap_background(&mut self) {
        while self.n_background > 0 {
            let Ok((pid @ 1.., status)) = arch::ended() else { return };
            self.end_background(pid, status);
        }
    }

    /// Such a child has ended.
    pub fn end_background(&mut self, pid: i32, status: u32) {
        self.n_background = self.n_background.saturating_sub(1);
        report_end(&concat(&["[", &decimal(pid as u64), "]"]), status);
    }
}

/// Makes `fd` lead where `other` leads, which is given back.
fn lead(fd: i32, other: i32) {
    if arch::dup(other, fd).is_ok() {
        let _ = arch::close(other);
    }
}

/// Makes descriptor `fd` lead to the file at `path`.
#[inline(never)]
fn redirect(fd: i32, path: &str, flags: u64) {
    match arch::open(path, flags, MODE) {
        Ok(file) if file == fd => {}
        Ok(file) => lead(fd, file),
        Err(error) => {
            complain("sh", path, error);
            arch::exit(1);
        }
    }
}

/// The exit status in a wait status. Says so if a program did not end by itself; that nobody reads what it writes is no
/// news.
fn report_end(name: &str, status: u32) -> i32 {
    let signal = u64::from(status & 0x7f);
    if signal == 0 {
        return (status >> 8 & 0xff) as i32;
    }
    if signal != abi::SIGPIPE {
        let known = abi::SIGNALS.iter().find(|(number, _)| *number == signal);
        let text = known.map_or("unknown", |(_, text)| text);
        say(&concat(&[name, ": killed by signal ", &decimal(signal), " (", text, ")"]));
    }
    128 + signal as i32
}
