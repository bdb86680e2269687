//! Every text that a person reads, by language: a catalogue in Fluent's format (`en/*.ftl`, `de/*.ftl`), of which the build
//! makes one function for each message, `narration::ended(command, status)`. A message that one language lacks, or a value
//! that it does not name, does not compile. English is what the others are compared with.
//!
//! The language is a setting of the thread, as a locale is of a process: a text is made where it is needed, in the language
//! of that moment, and nobody hands a translator around.

mod catalogue;
mod fill;
mod language;

pub use catalogue::{GERMAN, bring, is_here};
pub use fill::{Arg, capitals, thousands};
pub use language::{Language, language, set_language};

/// A message without values, in the language that is spoken when it is asked for.
pub type Message = fn() -> &'static str;

include!(concat!(env!("OUT_DIR"), "/messages.rs"));

/// The text of the message with this number, in the language of the moment.
fn plain(message: usize) -> &'static str {
    catalogue::messages(language())[message]
}

/// The same, with values in it.
fn filled(message: usize, args: &[Arg<'_>]) -> String {
    fill::fill(plain(message), args)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_said_in_the_language_of_the_moment() {
        assert_eq!(unit::steps(1_u64), "1 step");
        assert_eq!(unit::steps(21_907_u64), "21\u{202f}907 steps");
        set_language(Language::German);
        assert_eq!(unit::steps(1_u64), "1 Schritt");
        assert_eq!(unit::steps(21_907_u64), "21\u{202f}907 Schritte");
        set_language(Language::English);
    }

    #[test]
    fn both_languages_mark_the_same_kinds_of_words() {
        let marks = |text: &str| ['`', '*', '<', '>', '[', ']'].map(|mark| text.matches(mark).count());
        let [english, german] = Language::ALL.map(catalogue::messages);
        assert_eq!(english.len(), german.len());
        let pairs = english.iter().zip(german);
        let differ: Vec<_> = pairs.filter(|(en, de)| marks(en) != marks(de)).collect();
        assert!(differ.is_empty(), "{differ:#?}");
    }
}
