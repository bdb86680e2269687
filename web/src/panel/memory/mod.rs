//! Memory: the address space as a picture, the way of one address through the page tables, the bytes there. Which address,
//! the person says: by a click anywhere on the page where one stands, or by typing it.

mod bytes;
mod map;
mod walk;

use std::rc::Rc;

use session::{MemoryChoice, Scene};
use texts::memory as say;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::doors::use_doors;
use crate::draw::draw;
use crate::format::hex;
use crate::store::{Action, MemoryPart};
use bytes::BytesView;
use map::Map;
use walk::Walk;

/// What the panel needs.
#[derive(Properties, PartialEq)]
pub struct MemoryProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// Which part of it.
    pub part: MemoryPart,
    /// What the person chose to look at.
    pub address: MemoryChoice,
}

/// The memory panel.
#[component]
pub fn Memory(MemoryProps { scene, part, address }: &MemoryProps) -> Html {
    let doors = use_doors();
    let Some(memory) = &scene.memory else {
        return html! { <p class="memory__none">{ say::reading() }</p> };
    };
    let follows = *address == MemoryChoice::LastAccess;
    let on_last = {
        let part = *part;
        doors.act.reform(move |_: MouseEvent| Action::LookAt(MemoryChoice::LastAccess, part))
    };
    let parts = MemoryPart::ALL.into_iter().map(|it| {
        let onclick = doors.act.reform(move |_: MouseEvent| Action::Memory(it));
        html! {
            <button type="button" class="memory__part" aria-pressed={(it == *part).to_string()} {onclick}>{ it.name() }</button>
        }
    });
    html! {
        <div class="memory">
            <div class="memory__bar">
                <div class="memory__top">
                    { draw!(<Field part={*part} />) }
                    <button type="button" class="memory__button" aria-pressed={follows.to_string()} onclick={on_last}
                        title={say::last_access_tip()}>{ say::last_access() }</button>
                </div>
                <div class="memory__parts" role="group" aria-label={say::parts()}>{ for parts }</div>
            </div>
            if let Some(error) = &memory.error {
                <p class="memory__error" role="alert">{ error }</p>
            }
            <p class="memory__spot" data-spot="">
                { match (memory.spot.va, memory.spot.pa) {
                    (Some(va), Some(pa)) => say::spot(&hex(va), &hex(pa)),
                    (Some(va), None) => say::spot_not_mapped(&hex(va)),
                    (None, pa) => say::spot_physical(&hex(pa.unwrap_or_default())),
                } }
                if !memory.spot.name.is_empty() {
                    <span class="memory__name">{ &memory.spot.name }</span>
                }
            </p>
            { match part {
                MemoryPart::Map => draw!(<Map scene={scene.clone()} />),
                MemoryPart::Walk => draw!(<Walk scene={scene.clone()} />),
                MemoryPart::Bytes => draw!(<BytesView scene={scene.clone()} />),
            } }
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct FieldProps {
    part: MemoryPart,
}

/// Where an address is typed.
#[component]
fn Field(FieldProps { part }: &FieldProps) -> Html {
    let doors = use_doors();
    let input = use_node_ref();
    let onsubmit = {
        let (input, part) = (input.clone(), *part);
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(input) = input.cast::<HtmlInputElement>() {
                doors.act.emit(Action::LookAt(MemoryChoice::Named(input.value()), part));
            }
        })
    };
    html! {
        <form class="memory__form" {onsubmit}>
            <input ref={input} class="memory__input" type="text" aria-label={say::address()} spellcheck="false"
                autocomplete="off" autocapitalize="off" maxlength="200" placeholder={say::address_example()} />
            <button type="submit" class="memory__button">{ say::go() }</button>
        </form>
    }
}
