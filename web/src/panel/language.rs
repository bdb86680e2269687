//! The button that changes the language. It is named in the language that it leads to.

use session::Command;
use texts::{Language, language};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::browser;
use crate::doors::{Opening, use_doors};
use crate::later::{self, Missing};

/// Where the button is.
#[derive(Properties, PartialEq)]
pub struct OtherLanguageProps {
    /// The class of the button.
    pub class: &'static str,
    /// Its id.
    pub id: &'static str,
}

/// The button.
#[component]
pub fn OtherLanguage(OtherLanguageProps { class, id }: &OtherLanguageProps) -> Html {
    let doors = use_doors();
    let Some(other) = Language::ALL.into_iter().find(|it| *it != language()) else { return Html::default() };
    let onclick = Callback::from(move |_: MouseEvent| {
        let doors = doors.clone();
        spawn_local(async move {
            match later::learn(other).await {
                Ok(()) => {
                    browser::remember_language(other);
                    doors.send.emit(Command::Speak(other));
                }
                Err(Missing) => doors.open.emit(Opening::Missing),
            }
        });
    });
    html! {
        <button class={classes!("button", *class)} id={*id} type="button" lang={other.tag()} {onclick}
            aria-label={other.name()} title={other.name()}>{ other.tag().to_ascii_uppercase() }</button>
    }
}
