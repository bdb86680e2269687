//! What went wrong, as a sentence for the person at the terminal. There is one reader, so there is one type.

use std::fmt;

/// A sentence that says what could not be done, why, and what to do about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error(pub String);

/// The result of every task.
pub type Result<T> = std::result::Result<T, Error>;

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Error {}

/// Puts what we wanted to do in front of another library's error.
pub trait Explain<T> {
    /// The value, or `sentence: cause`.
    fn explain(self, sentence: impl FnOnce() -> String) -> Result<T>;
}

impl<T, E: fmt::Display> Explain<T> for std::result::Result<T, E> {
    fn explain(self, sentence: impl FnOnce() -> String) -> Result<T> {
        self.map_err(|cause| Error(format!("{}: {cause}", sentence())))
    }
}
