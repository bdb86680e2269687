//! The native slider over a run: the keyboard's and the screen reader's way through time.

use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Where in which run.
#[derive(Properties, PartialEq)]
pub struct ScrubberProps {
    /// First position.
    pub from: u64,
    /// Last position.
    pub to: u64,
    /// The position in view.
    pub at: u64,
    /// The position in words.
    pub text: String,
    /// Called with the position wished for.
    pub on_seek: Callback<u64>,
}

/// The slider. Arrows go 1, with Shift 10, Page keys 100.
#[component]
pub fn Scrubber(ScrubberProps { from, to, at, text, on_seek }: &ScrubberProps) -> Html {
    let (from, to, at) = (*from, *to, *at);
    let oninput = {
        let on_seek = on_seek.clone();
        Callback::from(move |event: InputEvent| {
            let value = event.target_dyn_into::<HtmlInputElement>().map(|it| it.value_as_number());
            if let Some(value) = value.filter(|it| it.is_finite()) {
                on_seek.emit(from + value as u64);
            }
        })
    };
    let onkeydown = {
        let on_seek = on_seek.clone();
        Callback::from(move |event: KeyboardEvent| {
            let step = if event.shift_key() { 10 } else { 1 };
            let to = match event.key().as_str() {
                "ArrowRight" | "ArrowUp" => at.saturating_add(step).min(to),
                "ArrowLeft" | "ArrowDown" => at.saturating_sub(step).max(from),
                "PageUp" => at.saturating_add(100).min(to),
                "PageDown" => at.saturating_sub(100).max(from),
                "Home" => from,
                "End" => to,
                _ => return,
            };
            event.prevent_default();
            on_seek.emit(to);
        })
    };
    html! {
        <input class="scrubber" type="range" aria-label={texts::timeline::slider()} aria-valuetext={text.clone()} min="0"
            max={(to - from).to_string()} step="1" value={(at.clamp(from, to) - from).to_string()} {oninput}
            {onkeydown} />
    }
}
