//! The marks in a message: written by the build script, read when it is filled. Control characters, which no text has.

/// A value stands here; its letter follows.
pub const VALUE: char = '\u{1}';
/// A selection by a value begins; its letter follows, and the variants.
pub const SELECT: char = '\u{2}';
/// A variant begins: its key, which the last one does not have.
pub const VARIANT: char = '\u{3}';
/// Here the key is over, and the variant's text begins.
pub const KEY: char = '\u{4}';
/// The selection is over.
pub const END: char = '\u{5}';
/// The letter of the first value.
pub const FIRST_ARG: u8 = b'A';
/// One message is over, and the next begins.
pub const NEXT: char = '\0';
