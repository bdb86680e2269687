//! A sentence whose words know what they are, and can be asked what they mean.

use session::{Sentence, SpanKind};
use yew::prelude::*;

use super::term::Term;
use crate::draw::draw;
use crate::glossary::pieces;

/// Which sentence.
#[derive(Properties, PartialEq)]
pub struct WordsProps {
    /// The sentence.
    pub sentence: Sentence,
}

/// The words of a sentence, each marked by its kind; those of the glossary are explained.
#[component]
pub fn Words(WordsProps { sentence }: &WordsProps) -> Html {
    let words = pieces(sentence).into_iter().map(|piece| {
        let text = match piece.term {
            Some(term) => draw!(<Term text={piece.text.to_string()} {term} />),
            None => html! { { piece.text } },
        };
        match piece.kind {
            SpanKind::Text => text,
            SpanKind::Program => html! { <b>{ text }</b> },
            SpanKind::Code => html! { <code>{ text }</code> },
            SpanKind::User => html! { <b class="words__user">{ text }</b> },
            SpanKind::Kernel => html! { <b class="words__kernel">{ text }</b> },
        }
    });
    words.collect()
}
