//! A moment of a session, as plain data: what was typed and changed since power-on, and where one stands. It is enough to
//! have the same machine again, bit for bit, on another board with the same images. How it is written in a link is
//! `fragment.rs`'s; how it is taken from a session and gone to, `visit.rs`'s.

mod edits;
mod error;
mod fragment;
mod visit;

use machine::Edit;
use serde::{Deserialize, Serialize};

use crate::Level;

pub use error::MomentError;
pub use fragment::{MAX_LINK_LEN, WARN_LINK_LEN};
pub(crate) use visit::Visit;

/// A moment of a session.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Moment {
    /// What the images were, as [`crate::Session::board`] says it; anything if `None`.
    pub board: Option<u32>,
    /// What the person had opened: the names of programs, in the order in which they were put on the board, and behind them
    /// `kernel/NAME` if the kernel was one.
    pub files: Vec<String>,
    /// What came from outside since power-on, as far as the run that holds the moment goes, in order.
    pub script: Vec<Event>,
    /// Steps since the beginning of the last run of the script; where its story begins if `None`.
    pub step: Option<u64>,
    /// How steps are counted there.
    pub level: Option<Level>,
    /// What is open, in words of the page's own.
    pub view: Vec<String>,
    /// The theme, if it was chosen.
    pub theme: Option<String>,
}

/// What came from outside. Places in time are steps since the beginning of the run that was the last one by then.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Event {
    /// Keys that the guest was given at once, when it rested: a line without its Enter, or an Enter.
    Keys(String),
    /// Keys that it was given while it was at work.
    KeysAt(u64, String),
    /// A change by hand.
    Edit(u64, Edit),
}

impl Moment {
    /// Adds keys for a guest that rests, in the pieces in which it takes them.
    pub fn type_keys(&mut self, text: &str) {
        for piece in text.split_inclusive('\n') {
            let line = piece.strip_suffix('\n');
            let parts = [line.unwrap_or(piece), if line.is_some() { "\n" } else { "" }];
            self.script.extend(parts.iter().filter(|it| !it.is_empty()).map(|it| Event::Keys((*it).into())));
        }
    }
}
