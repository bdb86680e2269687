//! The page: panels over a [`session::Scene`], drawn with Yew. This file mounts it, where the page is ours, and says what
//! happens when it breaks; it draws nothing.

mod address_bar;
mod app;
mod browser;
mod choice;
mod clockwork;
mod command;
mod doors;
mod draw;
mod embed;
mod files;
mod float;
mod format;
mod glossary;
mod hooks;
mod images;
mod kept;
mod later;
mod link;
mod opened;
mod page;
mod painting;
mod panel;
mod root;
mod search;
mod snippet;
mod store;
mod widget;
mod window;

use gloo::timers::callback::Timeout;
use wasm_bindgen_futures::spawn_local;
use yew::Renderer;

fn main() {
    let root = root::Root::page();
    if let Some((element, root)) = root.and_then(|root| Some((root.element()?.clone(), root))) {
        let draw = move || {
            Renderer::<app::App>::with_root_and_props(element, app::AppProps { root, around: None }).render();
        };
        spawn_local(async move {
            later::speak(browser::language()).await;
            link::prepare();
            Timeout::new(0, draw).forget();
        });
    }
}
