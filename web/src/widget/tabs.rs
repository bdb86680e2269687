//! A row of tabs, as the ARIA Authoring Practices have it: one of them takes the focus, arrows go to its neighbours.

use yew::prelude::*;

use crate::doors::use_doors;
use crate::store::Panel;

/// Which tabs.
#[derive(Properties, PartialEq)]
pub struct TabsProps {
    /// Where they are: the class, and the beginning of their ids.
    pub class: &'static str,
    /// What they are, for those who do not see them.
    pub label: &'static str,
    /// What one can choose.
    pub panels: Vec<Panel>,
    /// What is chosen.
    pub chosen: Panel,
    /// Called with a choice.
    pub on_choose: Callback<Panel>,
}

/// A row of tabs.
#[component]
pub fn Tabs(props: &TabsProps) -> Html {
    let TabsProps { class, label, panels, chosen, on_choose } = props;
    let root = use_doors().root;
    let tabs = panels.iter().enumerate().map(|(i, &panel)| {
        let selected = panel == *chosen;
        let onclick = on_choose.reform(move |_| panel);
        let onkeydown = {
            let (on_choose, panels, class, root) = (on_choose.clone(), panels.clone(), *class, root.clone());
            Callback::from(move |event: KeyboardEvent| {
                let n_panels = panels.len();
                let next = match event.key().as_str() {
                    "ArrowRight" => (i + 1) % n_panels,
                    "ArrowLeft" => (i + n_panels - 1) % n_panels,
                    "Home" => 0,
                    "End" => n_panels - 1,
                    _ => return,
                };
                event.prevent_default();
                root.focus(&id(class, panels[next]));
                on_choose.emit(panels[next]);
            })
        };
        html! {
            <button type="button" class="tabs__tab" role="tab" id={id(class, panel)} data-tab={panel.id()}
                aria-selected={selected.to_string()} tabindex={if selected { "0" } else { "-1" }} {onclick} {onkeydown}>
                { panel.name() }
            </button>
        }
    });
    html! { <div class={classes!("tabs", *class)} role="tablist" aria-label={*label}>{ for tabs }</div> }
}

fn id(class: &str, panel: Panel) -> String {
    format!("{class}-{}", panel.id())
}
