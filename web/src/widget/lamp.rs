//! The lamp of the privilege level: a letter and a word on a colour, and a pattern for those who do not see it.

use session::Mode;
use yew::prelude::*;

/// Which mode.
#[derive(Properties, PartialEq)]
pub struct LampProps {
    /// The hart's mode.
    pub mode: Mode,
    /// Whether the last step changed it.
    #[prop_or_default]
    pub changed: bool,
}

/// The letter and the word of a mode, lit.
#[component]
pub fn Lamp(LampProps { mode, changed }: &LampProps) -> Html {
    let word = mode.word();
    html! {
        <div class="lamp" data-lamp="" data-mode={mode.letter().to_string()} data-changed={changed.then_some("")}
            title={texts::step::lamp(mode.name(), &mode.letter().to_string())}>
            <b class="lamp__letter">{ mode.letter() }</b>
            <span class="lamp__word">{ word }</span>
        </div>
    }
}
