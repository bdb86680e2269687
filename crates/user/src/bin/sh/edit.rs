//! The line that is being typed, and what each key does to it. What the terminal shall show is said to the caller, who
//! alone speaks with it.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem::take;

/// Lines that are remembered.
const MAX_HISTORY: usize = 100;
/// Longest line, in characters.
const MAX_LEN: usize = 1000;
/// Longest sequence of a key, in bytes.
const MAX_SEQUENCE: usize = 8;

const ESCAPE: u8 = 0x1b;

/// What a key has led to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Event {
    /// Nothing that is to be seen.
    Nothing,
    /// This character was added at the end of the line.
    Added(char),
    /// The line or the cursor is not what it was.
    Changed,
    /// The screen is to be emptied.
    Clear,
    /// Tab: a name is to be completed.
    Complete,
    /// Enter: this is the line.
    Entered(String),
    /// Ctrl-D in an empty line.
    End,
}

/// The line that is being typed.
#[derive(Default)]
pub struct Editor {
    line: Vec<char>,
    cursor: usize,
    /// Lines that were entered, oldest first.
    history: Vec<String>,
    /// Which of them is in view; their number for none.
    shown: usize,
    /// What was typed before an older line came into view.
    aside: Vec<char>,
    /// Bytes of a key, or of a character, that is not complete.
    sequence: Vec<u8>,
}

const fn control(letter: u8) -> u8 {
    letter & 0x1f
}

impl Editor {
    /// Begins an empty line.
    pub fn begin(&mut self) {
        self.line.clear();
        self.sequence.clear();
        self.cursor = 0;
        self.shown = self.history.len();
    }

    /// Lines that were entered, oldest first.
    pub fn history(&self) -> &[String] {
        &self.history
    }

    /// The line, and how many characters of it stand behind the cursor.
    pub fn view(&self) -> (String, usize) {
        (self.line.iter().collect(), self.line.len() - self.cursor)
    }

    /// The line up to the cursor.
    pub fn before_cursor(&self) -> String {
        self.line[..self.cursor].iter().collect()
    }

    /// Puts a text at the cursor.
    pub fn insert(&mut self, text: &str) {
        for character in text.chars().filter(|character| !character.is_control()) {
            if self.line.len() < MAX_LEN {
                self.line.insert(self.cursor, character);
                self.cursor += 1;
            }
        }
    }

    /// Takes a byte from the keyboard.
    pub fn press(&mut self, byte: u8) -> Event {
        if !self.sequence.is_empty() || byte == ESCAPE || byte >= 0x80 {
            return self.sequence(byte);
        }
        const A: u8 = control(b'A');
        const B: u8 = control(b'B');
        const D: u8 = control(b'D');
        const E: u8 = control(b'E');
        const F: u8 = control(b'F');
        const K: u8 = control(b'K');
        const L: u8 = control(b'L');
        const N: u8 = control(b'N');
        const P: u8 = control(b'P');
        const U: u8 = control(b'U');
        const W: u8 = control(b'W');
        match byte {
            b'\n' | b'\r' => return self.enter(),
            b'\t' => return Event::Complete,
            L => return Event::Clear,
            D if self.line.is_empty() => return Event::End,
            8 | 127 => self.cut(self.cursor.saturating_sub(1), self.cursor),
            A => self.cursor = 0,
            B => self.cursor = self.cursor.saturating_sub(1),
            D => self.cut(self.cursor, self.cursor + 1),
            E => self.cursor = self.line.len(),
            F => self.cursor = self.line.len().min(self.cursor + 1),
            K => self.cut(self.cursor, self.line.len()),
            N => self.recall(self.shown + 1),
            P => self.recall(self.shown.wrapping_sub(1)),
            U => self.cut(0, self.cursor),
            W => self.cut(self.word_start(), self.cursor),
            b' '.. => return self.add(char::from(byte)),
            _ => return Event::Nothing,
        }
        Event::Changed
    }

    fn add(&mut self, character: char) -> Event {
        let at_end = self.cursor == self.line.len();
        let before = self.line.len();
        self.insert(character.encode_utf8(&mut [0; 4]));
        match self.line.len() == before {
            true => Event::Nothing,
            false if at_end => Event::Added(character),
            false => Event::Changed,
        }
    }

    /// Takes a byte of a key that sends several, or of a character that is not ASCII.
    fn sequence(&mut self, byte: u8) -> Event {
        self.sequence.push(byte);
        if self.sequence[0] != ESCAPE {
            return match core::str::from_utf8(&self.sequence) {
                Ok(text) => {
                    let character = text.chars().next();
                    self.sequence.clear();
                    character.map_or(Event::Nothing, |character| self.add(character))
                }
                // More must come.
                Err(error) if error.error_len().is_none() => Event::Nothing,
                Err(_) => {
                    self.sequence.clear();
                    Event::Nothing
                }
            };
        }
        // ESC, `[` or `O`, digits and semicolons, one last byte.
        let complete = match self.sequence.len() {
            1 => false,
            2 => !matches!(byte, b'[' | b'O'),
            n => (0x40..0x7f).contains(&byte) || n == MAX_SEQUENCE,
        };
        if !complete {
            return Event::Nothing;
        }
        match take(&mut self.sequence).get(2..).unwrap_or_default() {
            b"A" => self.recall(self.shown.wrapping_sub(1)),
            b"B" => self.recall(self.shown + 1),
            b"C" => self.cursor = self.line.len().min(self.cursor + 1),
            b"D" => self.cursor = self.cursor.saturating_sub(1),
            b"F" | b"4~" | b"8~" => self.cursor = self.line.len(),
            b"H" | b"1~" | b"7~" => self.cursor = 0,
            b"3~" => self.cut(self.cursor, self.cursor + 1),
            _ => return Event::Nothing,
        }
        Event::Changed
    }

    fn cut(&mut self, from: usize, to: usize) {
        self.line.drain(from..to.min(self.line.len()));
        self.cursor = from;
    }

    /// Where the word before the cursor begins.
    fn word_start(&self) -> usize {
        let mut at = self.cursor;
        for blank in [true, false] {
            while at > 0 && (self.line[at - 1] == ' ') == blank {
                at -= 1;
            }
        }
        at
    }

    /// Brings line `index` of the history into view; one behind the last is what was typed.
    fn recall(&mut self, index: usize) {
        if index > self.history.len() {
            return;
        }
        if self.shown == self.history.len() {
            self.aside = take(&mut self.line);
        }
        self.line = match self.history.get(index) {
            Some(line) => line.chars().collect(),
            None => take(&mut self.aside),
        };
        self.shown = index;
        self.cursor = self.line.len();
    }

    fn enter(&mut self) -> Event {
        let line: String = self.line.iter().collect();
        if !line.trim().is_empty() && self.history.last() != Some(&line) {
            if self.history.len() == MAX_HISTORY {
                self.history.remove(0);
            }
            self.history.push(line.clone());
        }
        self.begin();
        Event::Entered(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the line is after these keys, the cursor as `|`.
    #[track_caller]
    fn check(keys: &str, wanted: &str) {
        let mut editor = Editor::default();
        keys.bytes().for_each(|byte| drop(editor.press(byte)));
        let (line, behind) = editor.view();
        let at = line.chars().count() - behind;
        let text: String = line.chars().take(at).chain(['|']).chain(line.chars().skip(at)).collect();
        assert_eq!(text, wanted, "{keys:?}");
    }

    #[test]
    fn characters_are_put_where_the_cursor_is() {
        check("lx\x7fs\x1b[D\x1b[Dä", "ä|ls");
        check("ls\x01x\x05y", "xlsy|");
        check("ab\x1b[Hx\x1b[Fy\x1bOHz", "z|xaby");
    }

    #[test]
    fn control_keys_cut_the_line() {
        check("echo one two\x17", "echo one |");
        check("echo one  \x17", "echo |");
        check("echo\x02\x02\x15", "|ho");
        check("echo\x02\x02\x0b", "ec|");
        check("echo\x01\x04\x1b[3~", "|ho");
        check("\x7f\x1b[D\x1b[C\x15", "|");
    }

    #[test]
    fn the_arrows_walk_through_what_was_entered() {
        check("one\ntwo\ntwo\nthr\x1b[A", "two|");
        check("one\ntwo\nthr\x1b[A\x10", "one|");
        check("one\ntwo\nthr\x1b[A\x1b[A\x1b[A\x1b[B\x0e", "thr|");
        check("\x1b[A\x1b[B", "|");
    }

    #[test]
    fn enter_hands_the_line_over_and_an_empty_end_ends() {
        let mut editor = Editor::default();
        let events: Vec<Event> = b"l\x04s\n\x04".iter().map(|&byte| editor.press(byte)).collect();
        let line = Event::Entered("ls".into());
        assert_eq!(events, [Event::Added('l'), Event::Changed, Event::Added('s'), line, Event::End]);
    }

    #[test]
    fn rubbish_leaves_a_line_that_is_still_one() {
        let mut editor = Editor::default();
        let mut seed = 1_u32;
        for _ in 0..100_000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            editor.press((seed >> 24) as u8);
            let (line, behind) = editor.view();
            assert!(behind <= line.chars().count() && line.chars().count() <= MAX_LEN);
        }
    }
}
