//! Words and their values, as a list of terms.

use yew::prelude::*;

/// Which.
#[derive(Properties, PartialEq)]
pub struct FactsProps {
    /// Each word, and its value.
    pub facts: Vec<(String, String)>,
}

/// Words and their values.
#[component]
pub fn Facts(FactsProps { facts }: &FactsProps) -> Html {
    let row = |(word, value): &(String, String)| {
        html! { <div class="facts__row" key={word.clone()} data-fact={word.clone()}><dt>{ word }</dt><dd>{ value }</dd></div> }
    };
    html! { <dl class="facts">{ for facts.iter().map(row) }</dl> }
}
