//! A sentence whose words know what they are.

use session::{Sentence, SpanKind};
use yew::prelude::*;

/// Which sentence.
#[derive(Properties, PartialEq)]
pub struct WordsProps {
    /// The sentence.
    pub sentence: Sentence,
}

/// The words of a sentence, each marked by its kind.
#[component]
pub fn Words(WordsProps { sentence }: &WordsProps) -> Html {
    sentence
        .0
        .iter()
        .map(|span| match span.kind {
            SpanKind::Text => html! { { &span.text } },
            SpanKind::Program => html! { <b>{ &span.text }</b> },
            SpanKind::Code => html! { <code>{ &span.text }</code> },
            SpanKind::User => html! { <b class="words__user">{ &span.text }</b> },
            SpanKind::Kernel => html! { <b class="words__kernel">{ &span.text }</b> },
        })
        .collect()
}
