//! A moment as the fragment of a link, version 1. What is written so once is read so for ever: `tests/moment.rs` pins it.
//!
//! Pairs of `key=value`, `&` between them, written as forms write them (URL Standard, "application/x-www-form-urlencoded"):
//! `v=1` first; `board` and `file`s; then what happened, in its order: `run` a command line, `keys` typed one by one,
//! `type` keys given at once, `at` keys given at a step, `edit` a change by hand; then `step`, `level`, `view`, `theme`.
//! `v=1&s=…` is the same packed: deflate (RFC 1951), then base64url (RFC 4648, "Base 64 Encoding with URL and Filename
//! Safe Alphabet").

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::{Event, Moment, MomentError, edits};
use crate::Level;

/// A link that is longer, in bytes, is not made, and not read.
pub const MAX_LINK_LEN: usize = 32 << 10;
/// A link that is longer, in bytes, is cut off by some programs that it is sent with.
pub const WARN_LINK_LEN: usize = 2 << 10;
/// Most bytes that are unpacked.
const MAX_UNPACKED: usize = 256 << 10;
/// A link that is longer is packed, if that makes it shorter.
const READABLE: usize = 1 << 10;
/// Most events.
const MAX_EVENTS: usize = 4_000;
/// Most programs, and words of the view.
const MAX_WORDS: usize = 16;
/// Longest name of a program, and longest word, in bytes.
const MAX_WORD_LEN: usize = 24;
/// How hard deflate tries, of 10.
const EFFORT: u8 = 9;

impl Moment {
    /// The fragment of a link to this moment, without `#`.
    pub fn to_fragment(&self) -> Result<String, MomentError> {
        let plain = self.pairs();
        let readable = format!("v=1&{plain}");
        let mut link = readable.trim_end_matches('&').to_string();
        if link.len() > READABLE {
            let packed =
                format!("v=1&s={}", URL_SAFE_NO_PAD.encode(compress_to_vec(plain.as_bytes(), EFFORT)));
            if packed.len() < link.len() && plain.len() <= MAX_UNPACKED {
                link = packed;
            }
        }
        match link.len() {
            len if len > MAX_LINK_LEN || self.script.len() > MAX_EVENTS => Err(MomentError::TooLong { len }),
            _ => Ok(link),
        }
    }

    /// What can be read of a fragment, with or without `#`, and the first thing in it that cannot.
    pub fn from_fragment(fragment: &str) -> (Self, Option<MomentError>) {
        let fragment = fragment.strip_prefix('#').unwrap_or(fragment);
        if fragment.len() > MAX_LINK_LEN {
            return (Self::default(), Some(MomentError::TooLong { len: fragment.len() }));
        }
        let mut reader = Reader::default();
        match fragment.split('&').next().and_then(|first| first.strip_prefix("v=")) {
            Some("1") => {}
            Some(version) => reader.complain(MomentError::Version(version.into())),
            None => reader.complain(MomentError::NoVersion),
        }
        for (key, value) in pairs(fragment) {
            match key.as_str() {
                "v" => {}
                "s" => match unpacked(&value) {
                    Some(plain) => pairs(&plain).for_each(|(key, value)| reader.pair(&key, &value)),
                    None => reader.complain(MomentError::Packed),
                },
                _ => reader.pair(&key, &value),
            }
        }
        (reader.moment, reader.error)
    }

    fn pairs(&self) -> String {
        let mut text = String::new();
        if let Some(board) = self.board {
            put(&mut text, "board", &format!("{board:08x}"));
        }
        self.files.iter().for_each(|name| put(&mut text, "file", name));
        put_script(&mut text, &self.script);
        if let Some(step) = self.step {
            put(&mut text, "step", &step.to_string());
        }
        if let Some(level) = self.level {
            put(&mut text, "level", level.id());
        }
        if !self.view.is_empty() {
            put(&mut text, "view", &self.view.join(" "));
        }
        if let Some(theme) = &self.theme {
            put(&mut text, "theme", theme);
        }
        text
    }
}

/// Writes what happened: a line and its Enter are a command, single keys are put together.
fn put_script(text: &mut String, script: &[Event]) {
    let mut rest = script;
    while let Some((event, after)) = rest.split_first() {
        rest = after;
        match event {
            Event::Keys(line)
                if line != "\n" && matches!(after.first(), Some(Event::Keys(it)) if it == "\n") =>
            {
                put(text, "run", line);
                rest = &after[1..];
            }
            Event::Keys(keys) if is_one(keys) => {
                let n_more =
                    after.iter().take_while(|it| matches!(it, Event::Keys(it) if is_one(it))).count();
                let (more, after) = after.split_at(n_more);
                let more = more.iter().filter_map(|it| match it {
                    Event::Keys(keys) => Some(keys.as_str()),
                    Event::KeysAt(..) | Event::Edit(..) => None,
                });
                put(text, "keys", &more.fold(keys.clone(), |keys, more| keys + more));
                rest = after;
            }
            Event::Keys(keys) => put(text, "type", keys),
            Event::KeysAt(at, keys) => put(text, "at", &format!("{at}:{keys}")),
            Event::Edit(at, edit) => put(text, "edit", &edits::write(*at, *edit)),
        }
    }
}

fn is_one(keys: &str) -> bool {
    keys.chars().nth(1).is_none()
}

fn put(text: &mut String, key: &str, value: &str) {
    if !text.is_empty() {
        text.push('&');
    }
    text.push_str(key);
    text.push('=');
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' => text.push(char::from(byte)),
            b'-' | b'.' | b'_' | b'~' | b'/' | b':' | b'@' | b',' => text.push(char::from(byte)),
            b' ' => text.push('+'),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
}

/// The pairs of a fragment; what has no `=` is a key with an empty value.
fn pairs(text: &str) -> impl Iterator<Item = (String, String)> + '_ {
    text.split('&').filter(|pair| !pair.is_empty()).map(|pair| {
        let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
        (plain(key), plain(value))
    })
}

/// A text as it was before it was written as forms write it.
fn plain(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let digit = |index: usize| char::from(*after.get(index)?).to_digit(16).map(|it| it as u8);
        rest = after;
        match (byte, digit(0), digit(1)) {
            (b'+', ..) => bytes.push(b' '),
            (b'%', Some(high), Some(low)) => {
                bytes.push(high << 4 | low);
                rest = &after[2..];
            }
            _ => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn unpacked(text: &str) -> Option<String> {
    let packed = URL_SAFE_NO_PAD.decode(text).ok()?;
    String::from_utf8(decompress_to_vec_with_limit(&packed, MAX_UNPACKED).ok()?).ok()
}

/// Puts a moment together, pair by pair, and keeps the first complaint.
#[derive(Default)]
struct Reader {
    moment: Moment,
    error: Option<MomentError>,
}

impl Reader {
    fn complain(&mut self, error: MomentError) {
        self.error.get_or_insert(error);
    }

    fn pair(&mut self, key: &str, value: &str) {
        let moment = &mut self.moment;
        let (key, understood) = match key {
            "board" => {
                moment.board = u32::from_str_radix(value, 16).ok().filter(|_| value.len() == 8);
                ("board", moment.board.is_some())
            }
            "file" => ("file", add_word(&mut moment.files, value, |it| it.is_ascii_graphic())),
            "run" => {
                moment.type_keys(&format!("{value}\n"));
                ("run", true)
            }
            "keys" => {
                let keys = value.chars().map(|key| Event::Keys(key.into()));
                moment.script.extend(keys.take(MAX_EVENTS + 1));
                ("keys", true)
            }
            "type" => {
                moment.type_keys(value);
                ("type", true)
            }
            "at" => {
                let read = value.split_once(':').and_then(|(at, keys)| Some((at.parse().ok()?, keys)));
                moment.script.extend(read.map(|(at, keys): (_, &str)| Event::KeysAt(at, keys.into())));
                ("at", read.is_some())
            }
            "edit" => {
                let read = edits::read(value);
                moment.script.extend(read.map(|(at, edit)| Event::Edit(at, edit)));
                ("edit", read.is_some())
            }
            "step" => {
                moment.step = value.parse().ok();
                ("step", moment.step.is_some())
            }
            "level" => {
                moment.level = Level::ALL.into_iter().find(|level| level.id() == value);
                ("level", moment.level.is_some())
            }
            "view" => {
                let is_letter = |it: char| it.is_ascii_lowercase() || it == '-';
                ("view", value.split(' ').all(|word| add_word(&mut moment.view, word, is_letter)))
            }
            "theme" => {
                moment.theme = ["auto", "light", "dark", "contrast"].contains(&value).then(|| value.into());
                ("theme", moment.theme.is_some())
            }
            _ => return self.complain(MomentError::Key(key.into())),
        };
        if !understood {
            self.complain(MomentError::Value { key, value: value.into() });
        }
        if self.moment.script.len() > MAX_EVENTS {
            self.moment.script.truncate(MAX_EVENTS);
            self.complain(MomentError::TooMuch);
        }
    }
}

fn add_word(words: &mut Vec<String>, word: &str, letter: impl Fn(char) -> bool) -> bool {
    let good =
        (1..=MAX_WORD_LEN).contains(&word.len()) && word.chars().all(letter) && words.len() < MAX_WORDS;
    words.extend(good.then(|| word.into()));
    good
}
