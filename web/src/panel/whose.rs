//! The choice of a process, for the panels that show one: the one that has the hart, or somebody in particular. The choice
//! is the same in all of them.

use std::rc::Rc;

use session::Scene;
use texts::process as say;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::doors::use_doors;
use crate::store::Action;

/// Which choice.
#[derive(Properties, PartialEq)]
pub struct WhoseProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// What is chosen of whom: `"Stack of"`.
    pub of: &'static str,
    /// The process that was chosen.
    pub process: Option<u32>,
}

/// A list of processes to choose from.
#[component]
pub fn Whose(WhoseProps { scene, of, process }: &WhoseProps) -> Html {
    let doors = use_doors();
    let onchange = doors.act.reform(|event: Event| {
        let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|list| list.value());
        Action::ChooseProcess(chosen.and_then(|value| value.parse().ok()))
    });
    let others = &scene.stack.others;
    let gone = process.filter(|pid| others.iter().all(|other| other.pid != *pid));
    html! {
        <label class="whose">
            <span class="whose__what">{ *of }</span>
            <select class="whose__list" data-choose="process" {onchange}>
                <option value="" selected={process.is_none()}>{ say::whoever() }</option>
                { for others.iter().map(|other| html! {
                    <option key={other.pid} value={other.pid.to_string()} selected={*process == Some(other.pid)}>
                        { format!("{} (pid {})", other.name, other.pid) }
                    </option>
                }) }
                if let Some(pid) = gone {
                    <option value={pid.to_string()} selected=true>{ say::gone(&pid.to_string()) }</option>
                }
            </select>
        </label>
    }
}
