//! The guest's terminal in ours: our keys to the guest, its screen here. Ctrl-] leaves.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::mpsc::Receiver;

use session::{Command, Phase, Session, Terminal};

use crate::keyboard::{self, Raw};
use crate::{Explain, Result};

/// How many steps the machine takes between two looks at keys and screen.
const SLICE: u64 = 1 << 20;
/// Ctrl-]: the key that leaves, as in telnet.
const LEAVE: u8 = 0x1d;

/// Lets the guest have the terminal until it powers off, the input ends, or Ctrl-] is typed.
pub fn attach(session: &mut Session) -> Result<ExitCode> {
    let interactive = io::stdin().is_terminal();
    let _raw = if interactive { Some(Raw::enter()?) } else { None };
    if interactive {
        eprint!("Ctrl-] leaves.\r\n");
    }
    let keys = keyboard::keys();
    let mut painter = Painter::default();
    let mut open = true;
    while open {
        let busy = session.work(SLICE);
        let scene = session.scene();
        painter
            .paint(&scene.terminal, &mut io::stdout())
            .explain(|| "The screen cannot be drawn".to_string())?;
        if let Phase::Off { status } = scene.phase {
            eprint!("The machine is off.\r\n");
            return Ok(ExitCode::from(status as u8));
        }
        if let Some(bytes) = next(&keys, busy, &mut open) {
            if interactive && bytes.contains(&LEAVE) {
                break;
            }
            session.command(Command::Type(String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    eprint!("\r\n");
    Ok(ExitCode::SUCCESS)
}

/// The next keys; waits for them if the machine has nothing to do. Closes `open` at the end of the input.
fn next(keys: &Receiver<Vec<u8>>, busy: bool, open: &mut bool) -> Option<Vec<u8>> {
    if !busy {
        let bytes = keys.recv().ok();
        *open = bytes.is_some();
        return bytes;
    }
    keys.try_recv().ok() // at the end of the input, the machine first finishes what it was told
}

/// Draws the guest's lines, and again only from the first that changed.
#[derive(Default)]
struct Painter {
    shown: Terminal,
}

impl Painter {
    fn paint(&mut self, terminal: &Terminal, out: &mut impl Write) -> io::Result<()> {
        if *terminal == self.shown {
            return Ok(());
        }
        let (lines, cursor) = (&terminal.lines, terminal.cursor_line as usize);
        let same = lines.iter().zip(&self.shown.lines).take_while(|(new, old)| new == old).count();
        let before = self.shown.cursor_line as usize;
        let first = same.min(before).min(lines.len());
        up(before - first, out)?;
        write!(out, "\r\x1b[J{}", lines[first..].join("\r\n"))?;
        let last = lines.len().saturating_sub(1).max(first);
        up(last.saturating_sub(cursor), out)?;
        (last..cursor).try_for_each(|_| write!(out, "\r\n"))?;
        write!(out, "\r")?;
        if terminal.cursor_column > 0 {
            write!(out, "\x1b[{}C", terminal.cursor_column)?;
        }
        self.shown = terminal.clone();
        out.flush()
    }
}

fn up(lines: usize, out: &mut impl Write) -> io::Result<()> {
    if lines > 0 { write!(out, "\x1b[{lines}A") } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal(lines: &[&str], cursor_line: u32, cursor_column: u32) -> Terminal {
        let lines = lines.iter().map(|line| line.to_string()).collect();
        Terminal { lines, cursor_line, cursor_column, ..Terminal::default() }
    }

    #[track_caller]
    fn check(before: &Terminal, after: &Terminal, bytes: &str) {
        let mut painter = Painter::default();
        painter.paint(before, &mut Vec::new()).unwrap();
        let mut out = Vec::new();
        painter.paint(after, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), bytes);
    }

    #[test]
    fn only_what_changed_is_drawn_again() {
        let prompt = terminal(&["hello", "# "], 1, 2);
        check(&prompt, &prompt, "");
        check(&prompt, &terminal(&["hello", "# l"], 1, 3), "\r\x1b[J# l\r\x1b[3C");
        check(
            &prompt,
            &terminal(&["hello", "# ls", "home", "# "], 3, 2),
            "\r\x1b[J# ls\r\nhome\r\n# \r\x1b[2C",
        );
        check(&prompt, &terminal(&["", ""], 0, 0), "\x1b[1A\r\x1b[J\r\n\x1b[1A\r");
    }
}
