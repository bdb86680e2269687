//! What the words of the narration mean, in plain words first: one row is one term. And the search for them in a sentence.

use session::{Sentence, SpanKind};
use texts::{Message, glossary as terms};

/// A term.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Term {
    words: &'static str,
    /// What it means, in a sentence or two.
    pub means: &'static str,
}

impl Term {
    /// Reads a term as it stands in the catalogue: what it is called, and behind a colon what it means.
    fn read(message: &Message) -> Self {
        let (words, means) = message().split_once(':').unwrap_or_default();
        Self { words, means: means.trim_start() }
    }

    /// How it is written in a sentence; the first is its name.
    pub fn words(self) -> impl Iterator<Item = &'static str> {
        self.words.split(',').map(str::trim_start)
    }
}

/// Every term. Where one is part of another, the longer one stands first.
const TERMS: [Message; 43] = [
    terms::user_mode,
    terms::kernel_mode,
    terms::kernel,
    terms::machine_mode,
    terms::table,
    terms::system_call,
    terms::page_table_entry,
    terms::page_table,
    terms::page_fault,
    terms::page,
    terms::address_space,
    terms::interrupt,
    terms::trap,
    terms::privilege_level,
    terms::process,
    terms::timer,
    terms::hart,
    terms::uart,
    terms::handler,
    terms::address,
    terms::pipe,
    terms::signal,
    terms::instruction,
    terms::step,
    terms::shell,
    terms::stack,
    terms::buffer,
    terms::child,
    terms::sigsegv,
    terms::sigill,
    terms::ecall,
    terms::sret,
    terms::stvec,
    terms::scause,
    terms::stval,
    terms::sepc,
    terms::sstatus,
    terms::satp,
    terms::a0,
    terms::a7,
    terms::execve,
    terms::exit_group,
    terms::getdents64,
];

/// A piece of a sentence: text of a kind, and what it means if it is a term.
#[derive(PartialEq, Eq, Debug)]
pub struct Piece<'a> {
    pub kind: SpanKind,
    pub text: &'a str,
    pub term: Option<Term>,
}

/// The pieces of a sentence. A term is marked where it is first said.
pub fn pieces(sentence: &Sentence) -> Vec<Piece<'_>> {
    let mut said: Vec<Term> = Vec::new();
    let mut pieces = Vec::new();
    for span in &sentence.0 {
        let mut rest = &*span.text;
        while let Some((at, len, term)) = first(rest, span.kind, &said) {
            said.push(term);
            let parts = [(0..at, None), (at..at + len, Some(term))];
            let parts = parts.map(|(range, term)| Piece { kind: span.kind, text: &rest[range], term });
            pieces.extend(parts.into_iter().filter(|piece| !piece.text.is_empty()));
            rest = &rest[at + len..];
        }
        if !rest.is_empty() {
            pieces.push(Piece { kind: span.kind, text: rest, term: None });
        }
    }
    pieces
}

/// The first term in a text that was not said before: where, how long, and which. Code and names must be one as a whole.
fn first(text: &str, kind: SpanKind, said: &[Term]) -> Option<(usize, usize, Term)> {
    let new = TERMS.iter().map(Term::read).filter(|term| !said.contains(term));
    let found = new.flat_map(|term| {
        term.words().filter_map(move |word| {
            let at = match kind {
                SpanKind::Text => place(text, word),
                SpanKind::Program | SpanKind::Code | SpanKind::User | SpanKind::Kernel => {
                    (text == word).then_some(0)
                }
            }?;
            Some((at, word.len(), term))
        })
    });
    found.min_by_key(|(at, len, _)| (*at, std::cmp::Reverse(*len)))
}

/// Where a word stands by itself.
fn place(text: &str, word: &str) -> Option<usize> {
    let alone = |at: usize| {
        let letter = |it: Option<char>| it.is_some_and(|it| it.is_alphanumeric() || "_-'".contains(it));
        !letter(text[..at].chars().next_back()) && !letter(text[at + word.len()..].chars().next())
    };
    let mut places = text.char_indices().map(|(at, _)| at).filter(|at| text[*at..].starts_with(word));
    places.find(|at| alone(*at))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(markup: &str) -> Vec<String> {
        let sentence = Sentence::parse(markup);
        let pieces = pieces(&sentence);
        assert_eq!(pieces.iter().map(|piece| piece.text).collect::<String>(), sentence.to_string());
        pieces.iter().filter(|piece| piece.term.is_some()).map(|piece| piece.text.to_string()).collect()
    }

    #[test]
    fn a_term_is_found_where_it_is_first_said_and_as_a_word() {
        assert_eq!(terms("A page fault, and a page; `ecall` and `ecall`."), ["page fault", "page", "ecall"]);
        assert_eq!(terms("processor pages `getdents64(3)` stepping"), Vec::<String>::new());
        assert_eq!(terms("*sh* and the <kernel> and the <kernel>, in [user] mode"), ["sh", "kernel", "user"]);
    }

    #[test]
    fn every_term_is_written_in_one_way_only_and_explained_in_every_language() {
        for language in texts::Language::ALL {
            texts::set_language(language);
            let all: Vec<Term> = TERMS.iter().map(Term::read).collect();
            let words: Vec<_> = all.iter().flat_map(|term| term.words()).collect();
            for (i, word) in words.iter().enumerate() {
                assert!(!word.is_empty() && !words[..i].contains(word), "{word} twice");
            }
            assert!(all.iter().all(|term| term.means.ends_with('.') && term.means.chars().count() < 200));
        }
        texts::set_language(texts::Language::English);
    }
}
