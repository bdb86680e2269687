//! The page: panels over a [`session::Scene`], drawn with Yew. This file mounts it and says what happens when it breaks;
//! it draws nothing.

mod address_bar;
mod app;
mod browser;
mod choice;
mod command;
mod doors;
mod files;
mod format;
mod glossary;
mod kept;
mod link;
mod opened;
mod page;
mod panel;
mod search;
mod store;
mod widget;
mod window;

use yew::Renderer;

fn main() {
    yew::set_custom_panic_hook(Box::new(|panic| browser::show_failure(&panic.to_string())));
    if let Some(root) = browser::element("app") {
        Renderer::<app::App>::with_root(root).render();
    }
}
