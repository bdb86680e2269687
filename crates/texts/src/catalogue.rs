//! The messages of each language, one text after the other as the build has put them together: that is smaller than a table
//! of them, and a language can come later than the program.

#[path = "../build/marks.rs"]
pub(crate) mod marks;

use std::sync::OnceLock;

use crate::Language;

const ENGLISH: &str = include_str!(concat!(env!("OUT_DIR"), "/en.txt"));

/// The German catalogue. With the feature `late` it is in the program only where this is named.
pub const GERMAN: &str = include_str!(concat!(env!("OUT_DIR"), "/de.txt"));

/// What each language has from the beginning.
const BUILT_IN: [Option<&str>; Language::ALL.len()] =
    [Some(ENGLISH), if cfg!(feature = "late") { None } else { Some(GERMAN) }];

static CATALOGUES: [OnceLock<Vec<&'static str>>; Language::ALL.len()] = [const { OnceLock::new() }; 2];

/// Gives a language its catalogue, as this crate's build has made it.
pub fn bring(language: Language, catalogue: &'static str) {
    CATALOGUES[language as usize].get_or_init(|| catalogue.split(marks::NEXT).collect());
}

/// Whether a language has its catalogue.
pub fn is_here(language: Language) -> bool {
    BUILT_IN[language as usize].is_some() || CATALOGUES[language as usize].get().is_some()
}

/// The messages of a language by their numbers; the English ones as long as it has no catalogue.
pub(crate) fn messages(language: Language) -> &'static [&'static str] {
    let catalogue = &CATALOGUES[language as usize];
    match (catalogue.get(), BUILT_IN[language as usize]) {
        (Some(messages), _) => messages,
        (None, Some(text)) => catalogue.get_or_init(|| text.split(marks::NEXT).collect()),
        (None, None) => messages(Language::English),
    }
}
