//! The application without a screen: [`Command`] in, [`Scene`] out. Native and in a page alike; it knows no browser,
//! no terminal, no clock, and not where its images come from.
#![forbid(unsafe_code)]

mod command;
mod scene;
mod sentence;

pub use command::{Command, Level, Way};
pub use scene::*;
pub use sentence::{Sentence, Span, SpanKind};

use std::fmt;
use std::rc::Rc;

/// The bytes a session runs: handed in by the edges.
pub struct Images<'a> {
    /// The kernel, an ELF file with its debug information.
    pub kernel: &'a [u8],
    /// The initial file system, a cpio archive.
    pub initrd: &'a [u8],
}

/// Why a session cannot begin.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImageError(String);

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ImageError {}

/// A machine with its history, and one position in it.
pub struct Session {}

impl Session {
    /// A board with these images, before its first instruction.
    pub fn new(_images: Images<'_>) -> Result<Self, ImageError> {
        todo!()
    }

    /// Takes a wish. What it needs of the machine is done by [`Session::work`].
    pub fn command(&mut self, _command: Command) {
        todo!()
    }

    /// Lets the machine run for about `steps` steps, if it has anything to do. Returns whether there is more.
    pub fn work(&mut self, _steps: u64) -> bool {
        todo!()
    }

    /// What is to be seen now; the same `Rc` as before if nothing changed.
    pub fn scene(&mut self) -> Rc<Scene> {
        todo!()
    }

    /// Hash of the machine's whole state at the position in view: equal for equal states, natively and in a page.
    pub fn digest(&self) -> u64 {
        todo!()
    }
}
