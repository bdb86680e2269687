//! A button that opens a short list of choices. Esc, a choice, or leaving it closes the list.

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, Node};
use yew::prelude::*;

use crate::hooks::use_state_eq;

/// A choice.
#[derive(Clone, PartialEq)]
pub struct MenuItem {
    /// What it is called.
    pub label: String,
    /// What it leads to, in a few words.
    pub note: String,
    /// Whether it is the present one.
    pub chosen: bool,
}

/// Which menu.
#[derive(Properties, PartialEq)]
pub struct MenuProps {
    /// Where it is.
    pub class: &'static str,
    /// What it offers, for those who do not see it.
    pub label: &'static str,
    /// What the button shows.
    pub face: &'static str,
    /// What one can choose.
    pub items: Vec<MenuItem>,
    /// Called with the place of the choice.
    pub on_pick: Callback<usize>,
}

/// A button that opens a list.
#[component]
pub fn Menu(MenuProps { class, label, face, items, on_pick }: &MenuProps) -> Html {
    let open = use_state_eq(|| false);
    let button = use_node_ref();
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let onkeydown = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" && *open {
                event.stop_propagation();
                open.set(false);
                if let Some(button) = button.cast::<HtmlElement>() {
                    // Where the focus cannot go back, it stays.
                    let _ = button.focus();
                }
            }
        })
    };
    let onfocusout = {
        let open = open.clone();
        Callback::from(move |event: FocusEvent| {
            let inside = |it: web_sys::EventTarget| it.dyn_into::<Node>().ok();
            let menu = event.current_target().and_then(inside);
            let to = event.related_target().and_then(inside);
            if !menu.is_some_and(|menu| to.is_some_and(|to| menu.contains(Some(&to)))) {
                open.set(false);
            }
        })
    };
    let rows = items.iter().enumerate().map(|(i, item)| {
        let onclick = {
            let (open, on_pick) = (open.clone(), on_pick.clone());
            Callback::from(move |_: MouseEvent| {
                open.set(false);
                on_pick.emit(i);
            })
        };
        html! {
            <li>
                <button type="button" class="menu__item" aria-current={item.chosen.then_some("true")} {onclick}>
                    <span class="menu__label">{ &item.label }</span>
                    <span class="menu__note">{ &item.note }</span>
                </button>
            </li>
        }
    });
    html! {
        <div class={classes!("menu", *class)} {onkeydown} {onfocusout}>
            <button type="button" class="menu__button" ref={button} aria-label={*label} title={*label}
                aria-expanded={open.to_string()} onclick={toggle}>{ *face }</button>
            if *open {
                <ul class="menu__list" tabindex="-1">{ for rows }</ul>
            }
        </div>
    }
}
