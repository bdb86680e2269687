//! The guest's terminal as a screen of lines: what its bytes look like to the person who reads them.

use vte::{Params, Parser, Perform};

use crate::Terminal;

/// Most lines that are kept; older ones scroll away.
const MAX_LINES: usize = 2_000;
/// Longest line, in columns; what goes beyond it is not shown.
const MAX_COLUMNS: usize = 1_000;

/// Bytes at the end of the output that are looked at: more than fills the lines that are kept, in any sane use.
const MAX_BYTES: usize = 128 << 10;

/// The screen after `bytes` were written to an empty one.
pub(crate) fn screen(bytes: &[u8], live: bool) -> Terminal {
    let screen = Screen { lines: vec![Vec::new()], line: 0, column: 0, returns: false };
    drawn(screen, bytes, live)
}

/// The same where a line feed returns to the first column too, as on the terminal that QEMU is used in: a kernel that
/// somebody brings may rely on it.
pub(crate) fn returning_screen(bytes: &[u8], live: bool) -> Terminal {
    let screen = Screen { lines: vec![Vec::new()], line: 0, column: 0, returns: true };
    drawn(screen, bytes, live)
}

fn drawn(mut screen: Screen, bytes: &[u8], live: bool) -> Terminal {
    Parser::new().advance(&mut screen, tail(bytes));
    Terminal {
        lines: screen.lines.into_iter().map(|line| line.into_iter().collect()).collect(),
        cursor_line: screen.line as u32,
        cursor_column: screen.column as u32,
        bytes: bytes.len() as u64,
        live,
    }
}

/// The last bytes, from the start of a line if there is one.
fn tail(bytes: &[u8]) -> &[u8] {
    let Some(from) = bytes.len().checked_sub(MAX_BYTES) else { return bytes };
    let line = bytes[from..].iter().position(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    &bytes[from + line..]
}

struct Screen {
    lines: Vec<Vec<char>>,
    line: usize,
    column: usize,
    /// Whether a line feed returns.
    returns: bool,
}

impl Screen {
    fn erase(&mut self, from: usize, to: usize) {
        let line = &mut self.lines[self.line];
        let to = to.min(line.len());
        line.iter_mut().take(to).skip(from).for_each(|cell| *cell = ' ');
        while line.len() > self.column && line.last() == Some(&' ') {
            line.pop();
        }
    }
}

impl Perform for Screen {
    fn print(&mut self, character: char) {
        if self.column >= MAX_COLUMNS {
            return;
        }
        let line = &mut self.lines[self.line];
        if line.len() <= self.column {
            line.resize(self.column + 1, ' ');
        }
        line[self.column] = character;
        self.column += 1;
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            b'\r' => self.column = 0,
            b'\n' => {
                if self.returns {
                    self.column = 0;
                }
                self.line += 1;
                if self.line == self.lines.len() {
                    self.lines.push(Vec::new());
                }
                if self.lines.len() > MAX_LINES {
                    self.lines.remove(0);
                    self.line -= 1;
                }
            }
            0x08 => self.column = self.column.saturating_sub(1),
            b'\t' => self.column = (self.column / 8 + 1) * 8,
            _ => {}
        }
    }

    /// The few sequences that a line editor uses: clear the screen, clear the line, move in the line.
    fn csi_dispatch(&mut self, params: &Params, _: &[u8], _: bool, action: char) {
        let first = params.iter().next().and_then(|param| param.first().copied()).unwrap_or(0) as usize;
        match (action, first) {
            ('J', 2 | 3) => {
                self.lines = vec![Vec::new()];
                (self.line, self.column) = (0, 0);
            }
            ('K', 0) => self.erase(self.column, MAX_COLUMNS),
            ('K', 1) => self.erase(0, self.column + 1),
            ('K', 2) => self.erase(0, MAX_COLUMNS),
            ('C', count) => self.column = (self.column + count.max(1)).min(MAX_COLUMNS),
            ('D', count) => self.column = self.column.saturating_sub(count.max(1)),
            ('H', _) => (self.line, self.column) = (0, 0),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], lines: &[&str], cursor: (u32, u32)) {
        let screen = screen(bytes, true);
        assert_eq!(screen.lines, lines);
        assert_eq!((screen.cursor_line, screen.cursor_column), cursor);
    }

    #[test]
    fn lines_end_as_the_terminal_device_ends_them() {
        check(b"/ # ls\r\nbin\r\n/ # ", &["/ # ls", "bin", "/ # "], (2, 4));
    }

    #[test]
    fn a_rubbed_out_character_is_gone() {
        check(b"/ # lx\x08 \x08s", &["/ # ls"], (0, 6));
    }

    #[test]
    fn clearing_the_screen_leaves_one_empty_line() {
        check(b"a\r\nb\x1b[H\x1b[2J", &[""], (0, 0));
    }

    #[test]
    fn of_endless_output_the_last_lines_are_shown() {
        let screen = screen(&b"0123456789\r\n".repeat(MAX_BYTES), true);
        assert_eq!(screen.lines.len(), MAX_LINES);
        assert!(screen.lines.iter().all(|line| line.is_empty() || line == "0123456789"));
    }

    proptest::proptest! {
        #[test]
        fn rubbish_never_panics_and_stays_in_bounds(bytes in proptest::collection::vec(0u8.., 0..2_000)) {
            let screen = screen(&bytes, true);
            assert!(screen.lines.len() <= MAX_LINES);
            assert!((screen.cursor_line as usize) < screen.lines.len());
        }
    }
}
