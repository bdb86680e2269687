//! A field that finds a function of the image in view, and runs to it.

use std::rc::Rc;

use session::{Command, Place, Scene, Way};
use texts::code as say;
use wasm_bindgen::JsCast;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::doors::use_doors;
use crate::hooks::use_state_eq;
use crate::search::has;

/// Most functions that are offered.
const OFFERED: usize = 40;

/// What it needs.
#[derive(Properties, PartialEq)]
pub struct FunctionsProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
}

/// The field, and what of it is known.
#[component]
pub fn Functions(FunctionsProps { scene }: &FunctionsProps) -> Html {
    let doors = use_doors();
    let typed = use_state_eq(String::new);
    let functions = scene.code.functions.clone();
    let oninput = {
        let typed = typed.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|it| it.dyn_into::<HtmlInputElement>().ok()) {
                typed.set(input.value());
            }
        })
    };
    let go = |way: Way| {
        let (typed, functions, send) = (typed.clone(), functions.clone(), doors.send.clone());
        move || {
            if let Some((_, va)) = best(&functions, &typed) {
                send.emit(Command::RunTo(Place::Address(*va), way));
            }
        }
    };
    let onkeydown = {
        let (on, back) = (go(Way::Forward), go(Way::Back));
        Callback::from(move |event: KeyboardEvent| match (event.key().as_str(), event.shift_key()) {
            ("Enter", false) => on(),
            ("Enter", true) => back(),
            _ => {}
        })
    };
    let matches: Vec<_> = matching(&functions, &typed).take(OFFERED).collect();
    let none = !typed.trim().is_empty() && matches.is_empty();
    let button = |face: &'static str, label: &'static str, way: Way| {
        let go = go(way);
        let onclick = Callback::from(move |_: MouseEvent| go());
        html! {
            <button type="button" class="code__tool" disabled={matches.is_empty() || typed.is_empty()} {onclick}
                aria-label={label} title={label}>{ face }</button>
        }
    };
    let n_functions = functions.len();
    html! {
        <div class="code__functions" role="search">
            <input class="code__find" list="functions" placeholder={say::functions(n_functions)} value={(*typed).clone()}
                aria-label={say::find(&scene.code.image)} aria-invalid={none.to_string()}
                autocomplete="off" spellcheck="false" {oninput} {onkeydown}
                title={say::find_tip()} />
            <datalist id="functions">
                { for matches.iter().map(|(name, _)| html! { <option value={name.to_string()} /> }) }
            </datalist>
            { button("◂", say::find_back(), Way::Back) }
            { button("▸", say::find_on(), Way::Forward) }
        </div>
    }
}

/// The functions whose name has what was typed in it, in whatever case.
fn matching<'a>(functions: &'a [(Rc<str>, u64)], typed: &str) -> impl Iterator<Item = &'a (Rc<str>, u64)> {
    let wanted = typed.trim().to_string();
    functions.iter().filter(move |(name, _)| has(name, &wanted))
}

/// The function of that name; else one whose last part is that; else the first that has it in its name.
fn best<'a>(functions: &'a [(Rc<str>, u64)], typed: &str) -> Option<&'a (Rc<str>, u64)> {
    let wanted = typed.trim();
    if wanted.is_empty() {
        return None;
    }
    let exact = functions.iter().find(|(name, _)| **name == *wanted);
    let last = || functions.iter().find(|(name, _)| name.rsplit(':').next() == Some(wanted));
    exact.or_else(last).or_else(|| matching(functions, wanted).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_found_by_its_name_its_last_part_or_any_part() {
        let functions = ["sys::files::read", "vfs::read", "vfs::read_all", "vfs::Vfs::walk"];
        let functions: Vec<(Rc<str>, u64)> = functions.iter().map(|it| (Rc::from(*it), 0)).collect();
        let found = |typed| best(&functions, typed).map(|(name, _)| &**name);
        assert_eq!(found("vfs::read"), Some("vfs::read"));
        assert_eq!(found("walk"), Some("vfs::Vfs::walk"));
        assert_eq!(found("READ_A"), Some("vfs::read_all"));
        assert_eq!((found(""), found("nothing")), (None, None));
    }
}
