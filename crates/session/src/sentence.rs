//! A sentence of the narration: text whose words know what they are, so that a page can colour them and a screen
//! reader can say them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A sentence, word group by word group.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Sentence(pub Vec<Span>);

/// A group of words of one kind.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Span {
    /// What the words are.
    pub kind: SpanKind,
    /// The words, with the blanks between them and their neighbours.
    pub text: String,
}

/// What a group of words is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum SpanKind {
    /// Plain words.
    Text,
    /// The name of a program.
    Program,
    /// An instruction, register, function, number or call.
    Code,
    /// User mode and what belongs to it.
    User,
    /// Kernel mode and what belongs to it.
    Kernel,
}

impl Sentence {
    /// Reads the small markup that the narration is written in: `*ls*` is a program, `` `ecall` `` code, `[user]` and
    /// `<kernel>` the two modes. A mark that is not closed stands for itself.
    pub fn parse(markup: &str) -> Self {
        let mut spans: Vec<Span> = Vec::new();
        let mut rest = markup;
        while let Some(first) = rest.chars().next() {
            let marked = match first {
                '*' => Some((SpanKind::Program, '*')),
                '`' => Some((SpanKind::Code, '`')),
                '[' => Some((SpanKind::User, ']')),
                '<' => Some((SpanKind::Kernel, '>')),
                _ => None,
            };
            let closed = marked.and_then(|(kind, close)| Some((kind, rest[1..].find(close)?)));
            let (kind, text, used) = match closed {
                Some((kind, len)) => (kind, &rest[1..1 + len], len + 2),
                None => (SpanKind::Text, &rest[..first.len_utf8()], first.len_utf8()),
            };
            match spans.last_mut() {
                Some(last) if last.kind == kind && kind == SpanKind::Text => last.text.push_str(text),
                _ => spans.push(Span { kind, text: text.to_string() }),
            }
            rest = &rest[used..];
        }
        Self(spans)
    }
}

impl fmt::Display for Sentence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|span| f.write_str(&span.text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_know_what_they_are_and_the_plain_text_has_no_marks() {
        let sentence = Sentence::parse("*ls* executed `ecall`: from [user] to <kernel> mode.");
        assert_eq!(sentence.to_string(), "ls executed ecall: from user to kernel mode.");
        let kinds: Vec<_> = sentence.0.iter().map(|span| span.kind).collect();
        use SpanKind::*;
        assert_eq!(kinds, [Program, Text, Code, Text, User, Text, Kernel, Text]);
    }

    #[test]
    fn a_mark_that_is_not_closed_stands_for_itself() {
        assert_eq!(Sentence::parse("2 * 3 ` [").to_string(), "2 * 3 ` [");
    }
}
