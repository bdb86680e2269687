//! Why a link cannot be honoured as it stands, each in a sentence.

use std::fmt;

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
            MomentError::TooLong { len } => write!(
                f,
                "This link has {len} bytes, and at most {MAX_LINK_LEN} are read: make one of a shorter session."
            ),
            MomentError::NoVersion => write!(
                f,
                "This link does not begin with its version, v=1: part of it may be missing; the rest was opened."
            ),
            MomentError::Version(version) => write!(
                f,
                "This link is of version {}, and this page reads version 1: what it has in common was opened.",
                quoted(version)
            ),
            MomentError::Key(key) => write!(
                f,
                "This link has {}, which this page does not know: everything else of it was opened.",
                quoted(key)
            ),
            MomentError::Value { key, value } => write!(
                f,
                "{} means nothing for {key} in this link: everything else of it was opened.",
                quoted(value)
            ),
            MomentError::Packed => {
                write!(f, "What is packed in this link is damaged: copy the whole link once more.")
            }
            MomentError::TooMuch => {
                write!(
                    f,
                    "More happened in this session than a link can tell: only its beginning was opened."
                )
            }
            MomentError::Files(names) => {
                let names: Vec<_> = names.iter().map(|name| quoted(name)).collect();
                write!(
                    f,
                    "A link does not hold files, and this one needs {}: open that, then the link once more.",
                    names.join(", ")
                )
            }
            MomentError::Board => write!(
                f,
                "This link was made with other images of kernel and programs: its commands were run again, and you \
                 stand where the last one begins."
            ),
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
    format!("“{short}”")
}
