//! A word that is explained where it stands: to who points at it, comes to it with the keyboard, or taps it. The explanation
//! stays while the pointer is on it, and Escape takes it away (WCAG 2.2, 1.4.13 "Content on Hover or Focus").

use web_sys::HtmlElement;
use yew::prelude::*;

use crate::float::tenths;
use crate::glossary::Term as Row;
use crate::hooks::{use_effect_with, use_state_eq};

/// Widest that an explanation is, in CSS pixels, and how far it stays from the edges.
const WIDTH: f64 = 300.0;
const EDGE: f64 = 8.0;

/// Which word.
#[derive(Properties, PartialEq)]
pub struct TermProps {
    /// As it is written here.
    pub text: String,
    /// What it means.
    pub term: Row,
}

/// The word, with its explanation.
#[component]
pub fn Term(TermProps { text, term }: &TermProps) -> Html {
    let open = use_state_eq(|| false);
    let (word, tip) = (use_node_ref(), use_node_ref());
    {
        let (word, tip) = (word.clone(), tip.clone());
        use_effect_with(*open, move |open| {
            if let (true, Some(word), Some(tip)) =
                (*open, word.cast::<HtmlElement>(), tip.cast::<HtmlElement>())
            {
                put(&word, &tip);
            }
        });
    }
    let set = |to: bool| {
        let open = open.clone();
        move || open.set(to)
    };
    let (show, hide) = (set(true), set(false));
    let onmouseenter = Callback::from({
        let show = show.clone();
        move |_: MouseEvent| show()
    });
    let onmouseleave = Callback::from({
        let hide = hide.clone();
        move |_: MouseEvent| hide()
    });
    let onfocus = Callback::from({
        let show = show.clone();
        move |_: FocusEvent| show()
    });
    let onblur = Callback::from({
        let hide = hide.clone();
        move |_: FocusEvent| hide()
    });
    let onclick = Callback::from(move |_: MouseEvent| show());
    let onkeydown = {
        let open = open.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && *open {
                event.stop_propagation();
                hide();
            }
        })
    };
    html! {
        <span class="term" {onmouseenter} {onmouseleave} {onkeydown}>
            <button type="button" class="term__word" ref={word} aria-expanded={open.to_string()} {onfocus} {onblur} {onclick}>{ text }</button>
            if *open {
                <span class="term__tip" role="tooltip" ref={tip}><b>{ term.words().next() }</b>{ ": " }{ term.means }</span>
            }
        </span>
    }
}

/// Puts the explanation above its word, or below where there is more room, within the window.
fn put(word: &HtmlElement, tip: &HtmlElement) {
    let Some(window) = web_sys::window() else { return };
    let inner =
        |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|it| it.as_f64()).unwrap_or(0.0);
    let (width, height) = (inner(window.inner_width()), inner(window.inner_height()));
    let rect = word.get_bounding_client_rect();
    let left = rect.left().min(width - WIDTH - EDGE).max(EDGE);
    let (side, distance) = match rect.top() > height / 2.0 {
        true => ("bottom", height - rect.top()),
        false => ("top", rect.bottom()),
    };
    for (name, value) in [("left", left), (side, distance)] {
        // A refused place leaves it where the style sheet has it.
        let _ = tip.style().set_property(name, &format!("{}px", tenths(value)));
    }
}
