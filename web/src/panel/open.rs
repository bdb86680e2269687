//! Opening programs and kernels of one's own: a menu with a file chooser in it, and the whole page as a place to drop files on.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use session::Command;
use texts::page;
use wasm_bindgen::JsCast;
use web_sys::{DragEvent, HtmlInputElement};
use yew::prelude::*;

use crate::doors::{Opening, use_doors};
use crate::draw::draw;
use crate::files;
use crate::hooks::{use_effect_with, use_state_eq};
use crate::widget::{Menu, MenuItem};

/// What is open, by name.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Names {
    /// The command lines of the programs.
    pub programs: Vec<String>,
    /// The kernel, if it is not the built-in one.
    pub kernel: Option<String>,
}

/// What an item of the menu wants.
enum Wish {
    Run(String),
    Restart,
    Open(Opening),
}

/// What can be run again.
#[derive(Properties, PartialEq)]
pub struct OpenProps {
    /// What is open.
    pub open: Rc<Names>,
    /// The command line in view.
    pub line: String,
}

/// The menu.
#[component]
pub fn Open(OpenProps { open, line }: &OpenProps) -> Html {
    let doors = use_doors();
    let chooser = use_node_ref();
    let item = |label: &str, note: &str, chosen| MenuItem { label: label.into(), note: note.into(), chosen };
    let mut items = vec![item(page::open_program(), page::open_note(), false)];
    let mut wishes = Vec::new();
    for it in &open.programs {
        items.push(item(it, page::open_again(), it == line));
        wishes.push(Wish::Run(it.clone()));
    }
    if let Some(kernel) = &open.kernel {
        items.push(item(kernel, page::open_kernel(), true));
        items.push(item(page::open_built_in(), page::open_built_in_note(), false));
        wishes.extend([Wish::Restart, Wish::Open(Opening::BuiltIn)]);
    }
    if !wishes.is_empty() {
        items.push(item(page::forget(), page::forget_note(), false));
        wishes.push(Wish::Open(Opening::Forget));
    }
    let on_pick = {
        let (doors, chooser) = (doors.clone(), chooser.clone());
        Callback::from(move |index: usize| match index.checked_sub(1).and_then(|index| wishes.get(index)) {
            Some(Wish::Run(line)) => doors.send.emit(Command::Run(line.clone())),
            Some(Wish::Restart) => doors.restart.emit(()),
            Some(Wish::Open(opening)) => doors.open.emit(opening.clone()),
            None => chooser.cast::<HtmlInputElement>().iter().for_each(|chooser| chooser.click()),
        })
    };
    let onchange = doors.open.reform(|event: Event| {
        let input = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let chosen = files::of(input.as_ref().and_then(HtmlInputElement::files));
        // The same file can be chosen again when it has changed.
        input.inspect(|input| input.set_value(""));
        Opening::Files(chosen)
    });
    html! {
        <>
            { draw!(<Menu class="header__open" label={page::open_label()} face={page::open()} {items} {on_pick} />) }
            <input ref={chooser} class="hidden" type="file" multiple=true tabindex="-1" data-open=""
                aria-label={page::open_files()} {onchange} />
        </>
    }
}

/// A veil over the page while files are dragged over it; where they are dropped they are opened.
#[component]
pub fn Drop() -> Html {
    let doors = use_doors();
    let over = use_state_eq(|| false);
    {
        let (open, over) = (doors.open.clone(), over.setter());
        use_effect_with((), move |()| {
            let listen = |kind: &'static str| {
                let (open, over) = (open.clone(), over.clone());
                let options = EventListenerOptions::enable_prevent_default();
                let root = gloo::utils::document_element();
                EventListener::new_with_options(&root, kind, options, move |event| {
                    let Some(event) = event.dyn_ref::<DragEvent>().filter(|event| has_files(event)) else {
                        return;
                    };
                    event.prevent_default();
                    match event.type_().as_str() {
                        // From one element to another is not off the page.
                        "dragleave" => over.set(event.related_target().is_some()),
                        "drop" => {
                            over.set(false);
                            let dropped = event.data_transfer().and_then(|it| it.files());
                            open.emit(Opening::Files(files::of(dropped)));
                        }
                        _ => over.set(true),
                    }
                })
            };
            let listeners = ["dragenter", "dragover", "dragleave", "drop"].map(listen);
            move || drop(listeners)
        });
    }
    html! {
        <div class="drop" data-over={over.then_some("")} aria-hidden="true">
            <p class="drop__text">{ page::drop() }</p>
        </div>
    }
}

/// Whether files are dragged, and not text.
fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|it| it.types());
    types.is_some_and(|types| types.iter().any(|kind| kind == "Files"))
}
