//! Kernel space: the trap entry, the system-call table as it stands in memory, the functions on the way of the call, and
//! the files it is about.

use std::rc::Rc;

use session::{Command, PathBox, PathState, Scene, TableRow, TreeRow};
use texts::boundary as say;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::doors::use_doors;
use crate::format::address;
use crate::hooks::use_effect_with;
use crate::panel::files::touch_id;

/// What kernel space shows.
#[derive(Properties, PartialEq)]
pub struct KernelProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// Called when a list was scrolled, so that the arrows follow.
    pub on_scroll: Callback<Event>,
}

/// Kernel space.
#[component]
pub fn Kernel(KernelProps { scene, on_scroll }: &KernelProps) -> Html {
    let doors = use_doors();
    let (table, path, tree) = (use_node_ref(), use_node_ref(), use_node_ref());
    let picture = &scene.boundary;
    let lit = picture.table.iter().position(|row| row.lit);
    let current = picture.path.iter().position(|it| it.state == PathState::Current);
    let object = picture.tree.iter().position(|row| touch_id(row.touch) == Some("object"));
    use_in_sight(&table, "[data-lit]", lit);
    use_in_sight(&path, "[data-state=current]", current);
    use_in_sight(&tree, "[data-touch=object]", object);
    let boxes = picture.path.iter().enumerate().map(|(i, it)| {
        let at = it.at;
        path_box(it, i == 0, doors.send.reform(move |_: MouseEvent| Command::Seek(at)))
    });
    html! {
        <div class="kernel">
            <div class="kernel__way">
                if !picture.trap_entry.is_empty() {
                    <div class="kernel__entry" data-anchor="entry" data-current={picture.in_trap_entry.then_some("")}
                        title={say::entry()}>
                        { &picture.trap_entry }
                    </div>
                }
                if picture.is_known {
                    <div class="kernel__table" data-anchor="table" role="group" aria-label={say::table()}>
                        <h3 class="kernel__title">{ say::table() }</h3>
                        <ol class="kernel__rows" data-clip="" tabindex="0" ref={table} onscroll={on_scroll.clone()}
                            aria-label={say::table_rows()}>
                            { for picture.table.iter().map(table_row) }
                        </ol>
                    </div>
                }
            </div>
            <div class="kernel__path" data-clip="" tabindex="0" ref={path} role="group" onscroll={on_scroll.clone()}
                aria-label={say::way()}>
                { for boxes }
                if picture.path.is_empty() && picture.is_known {
                    <p class="kernel__idle">{ say::no_call() }</p>
                }
            </div>
            if picture.is_known {
                <div class="kernel__files" role="group" aria-label={say::files()}>
                    <h3 class="kernel__files-title">{ say::files_title() }</h3>
                    <ul class="kernel__tree" tabindex="0" ref={tree} aria-label={say::tree()}>
                        { for picture.tree.iter().map(tree_row) }
                    </ul>
                </div>
            }
        </div>
    }
}

/// Scrolls a list, and nothing around it, until the item in question is in sight.
#[hook]
fn use_in_sight(list: &NodeRef, selector: &'static str, which: Option<usize>) {
    let list = list.clone();
    use_effect_with(which, move |_| {
        let list = list.cast::<HtmlElement>();
        let item = list.as_ref().and_then(|it| it.query_selector(selector).ok().flatten());
        if let (Some(list), Some(item)) = (list, item) {
            let (outer, inner) = (list.get_bounding_client_rect(), item.get_bounding_client_rect());
            // As little as it takes, with its neighbour in sight too.
            let neighbour = inner.height() + 18.0;
            let (above, below) = (inner.top() - outer.top(), outer.bottom() - inner.bottom());
            let off = if above < 0.0 {
                above - neighbour
            } else if below < 0.0 {
                neighbour - below
            } else {
                0.0
            };
            list.set_scroll_top(list.scroll_top() + off as i32);
        }
    });
}

fn table_row(row: &TableRow) -> Html {
    html! {
        <li class="kernel__row" key={row.number} data-number={row.number.to_string()} data-lit={row.lit.then_some("")}
            data-anchor={row.lit.then_some("lit")} aria-current={row.lit.then_some("true")}
            title={say::handler_at(&row.name, &address(row.handler))}>
            <span class="kernel__number">{ row.number }</span><span>{ &row.name }</span>
        </li>
    }
}

fn path_box(it: &PathBox, first: bool, onclick: Callback<MouseEvent>) -> Html {
    let current = it.state == PathState::Current;
    // The part of the kernel above it says as much as the modules that the function is in.
    let name = it.function.rsplit(':').next().unwrap_or_default();
    let (state, words) = match it.state {
        PathState::Current => ("current", say::current()),
        PathState::Active => ("active", say::active()),
        PathState::Done => ("done", say::done()),
        PathState::Ahead => ("ahead", say::ahead()),
    };
    let anchors = match (first, current) {
        (true, true) => Some("path current"),
        (true, false) => Some("path"),
        (false, true) => Some("current"),
        (false, false) => None,
    };
    html! {
        <button type="button" class="path-box" key={it.at} data-state={state} data-anchor={anchors} {onclick}
            title={say::path_tip(&it.function, words)}>
            <span class="path-box__part">{ &it.part }</span>
            <span class="path-box__function">{ name }</span>
            <span class="hidden">{ format!(", {words}") }</span>
        </button>
    }
}

fn tree_row(row: &TreeRow) -> Html {
    html! {
        <li class="kernel__file" key={row.path.clone()} data-touch={touch_id(row.touch)} title={row.path.clone()}
            data-depth={row.depth.min(5).to_string()}>
            <span class="kernel__file-name">{ if row.depth > 0 { "└ " } else { "" } }{ &row.name }</span>
        </li>
    }
}
