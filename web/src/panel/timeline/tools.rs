//! Beside the slider: search, marks, and how much of the timeline is to be seen.

use std::rc::Rc;

use session::Scene;
use texts::timeline as say;
use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use crate::command::{self, Effect, Name};
use crate::doors::use_doors;
use crate::draw::draw;
use crate::hooks::use_effect_with;
use crate::store::{Action, View};

/// The id of the search field.
pub const SEARCH_FIELD: &str = "timeline-search";

/// What the tools need.
#[derive(Properties, PartialEq)]
pub struct ToolsProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// What the person chose to look at.
    pub view: View,
    /// Does what a command leads to.
    pub perform: Callback<Effect>,
    /// The positions of what is searched for.
    pub found: Rc<Vec<u64>>,
    /// Whether the lanes show less than the run.
    pub zoomed: bool,
}

/// Buttons and the search field.
#[component]
pub fn Tools(ToolsProps { scene, view, perform, found, zoomed }: &ToolsProps) -> Html {
    let doors = use_doors();
    let button = |name: Name, face: &'static str, pressed: Option<bool>, off: bool| {
        let row = command::row(name);
        let onclick = {
            let (scene, view, perform) = (scene.clone(), view.clone(), perform.clone());
            Callback::from(move |_: MouseEvent| perform.emit((row.effect)(&scene, &view, "")))
        };
        html! {
            <button type="button" class="button timeline__tool" data-command={format!("{name:?}")} disabled={off}
                aria-label={(row.label)()} aria-pressed={pressed.map(|it| it.to_string())}
                title={row.tip_with_key()} {onclick}>{ face }</button>
        }
    };
    let marked = view.marks.iter().any(|mark| mark.at == scene.now.at);
    let tell = {
        let list = view.list;
        doors.act.reform(move |_: MouseEvent| Action::Tell(!list))
    };
    html! {
        <div class="timeline__tools">
            if let Some(query) = &view.search {
                { draw!(<Search query={query.clone()} words={words(found, scene.now.at, query)} />) }
                { button(Name::PreviousFound, "◂", None, found.is_empty()) }
                { button(Name::NextFound, "▸", None, found.is_empty()) }
            } else {
                { button(Name::Search, "⌕", None, false) }
            }
            { button(Name::Mark, "⚑", Some(marked), false) }
            <button type="button" class="button timeline__tool" aria-expanded={view.list.to_string()} onclick={tell}
                data-tool="list" aria-label={say::list()} title={say::list_tip()}>
                { "☰" }
            </button>
            if *zoomed {
                { button(Name::Fit, say::show_all(), None, false) }
            }
        </div>
    }
}

/// How often it was found, and where among these one is.
fn words(found: &[u64], at: u64, query: &str) -> String {
    let here = found.partition_point(|it| *it <= at);
    match (found.len(), here) {
        (0, _) if query.trim().is_empty() => String::new(),
        (0, _) => say::not_found().into(),
        (n, _) if found.binary_search(&at).is_ok() => say::found_at(here, n),
        (n, _) => say::found(n),
    }
}

#[derive(Properties, PartialEq)]
struct SearchProps {
    query: String,
    words: String,
}

/// The field takes the focus when it comes. Enter goes to the next occurrence, with Shift to the one before; Esc closes it.
#[component]
fn Search(SearchProps { query, words }: &SearchProps) -> Html {
    let doors = use_doors();
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((), move |()| {
            if let Some(field) = node.cast::<HtmlElement>() {
                // A field that cannot take the focus leaves it where it is.
                let _ = field.focus();
            }
        });
    }
    let oninput = {
        let act = doors.act.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                act.emit(Action::Search(Some(field.value())));
            }
        })
    };
    let onkeydown = {
        let act = doors.act.clone();
        Callback::from(move |event: KeyboardEvent| {
            let Some(field) = event.target_dyn_into::<HtmlInputElement>() else { return };
            match event.key().as_str() {
                "Escape" => act.emit(Action::Search(None)),
                // Without the focus the keys `n` and `N` go on.
                "Enter" => drop(field.blur()),
                _ => {}
            }
        })
    };
    html! {
        <span class="timeline__search">
            <input id={SEARCH_FIELD} class="timeline__query" type="search" ref={node} value={query.clone()} maxlength="100"
                placeholder={say::search_example()} aria-label={say::search()} autocomplete="off"
                spellcheck="false" {oninput} {onkeydown} />
            <span class="timeline__found" role="status" data-found="">{ words }</span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_occurrences_is_said_and_which_one_this_is() {
        assert_eq!(words(&[10, 20, 30], 20, "x"), "2 of 3");
        assert_eq!(words(&[10, 20, 30], 25, "x"), "3 in this run");
        assert_eq!(words(&[], 25, "x"), "not in this run");
        assert_eq!(words(&[], 25, " "), "");
    }
}
