//! Why a link cannot be honoured as it stands, each in a sentence.

use std::fmt;

use texts::link as say;

use super::fragment::MAX_LINK_LEN;

/// What of a text from outside is repeated in a sentence, in letters.
const QUOTED: usize = 40;

/// Why a link cannot be honoured as it stands. What it still says is opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MomentError {
    /// It is longer than links may be.
    TooLong {
        /// Its length in bytes.
        len: usize,
    },
    /// It does not begin with a version.
    NoVersion,
    /// It is of another version.
    Version(String),
    /// It has a key that nobody knows.
    Key(String),
    /// The value of a key is none.
    Value {
        /// The key.
        key: &'static str,
        /// What stands there.
        value: String,
    },
    /// What is packed in it cannot be unpacked.
    Packed,
    /// More happened in it than a link may tell.
    TooMuch,
    /// It needs programs that the person who made it had opened.
    Files(Vec<String>),
    /// It was made with other images.
    Board,
}

impl fmt::Display for MomentError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            MomentError::TooLong { len } => f.write_str(&say::too_long(*len, MAX_LINK_LEN)),
            MomentError::NoVersion => f.write_str(say::no_version()),
            MomentError::Version(version) => f.write_str(&say::version(&quoted(version))),
            MomentError::Key(key) => f.write_str(&say::key(&quoted(key))),
            MomentError::Value { key, value } => f.write_str(&say::value(&quoted(value), key)),
            MomentError::Packed => f.write_str(say::packed()),
            MomentError::TooMuch => f.write_str(say::too_much()),
            MomentError::Files(names) => {
                let names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
                f.write_str(&say::files(&names.join(", ")))
            }
            MomentError::Board => f.write_str(say::board()),
        }
    }
}

impl std::error::Error for MomentError {}

/// A text from outside, short and without what would mean something in a sentence.
fn quoted(text: &str) -> String {
    let plain = text.chars().map(|it| if it.is_control() || "`*_[]".contains(it) { '·' } else { it });
    let mut short: String = plain.take(QUOTED).collect();
    if text.chars().nth(QUOTED).is_some() {
        short.push('…');
    }
    texts::unit::quoted(&short)
}
