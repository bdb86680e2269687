//! The buttons that go through time, and how far each goes.

use std::rc::Rc;

use session::{Command, Level, Scene};
use texts::{command as say, step};
use yew::prelude::*;

use crate::command::{self, Effect, Name};
use crate::doors::use_doors;
use crate::draw::draw;
use crate::store::{Action, Panel, View};
use crate::widget::{Menu, MenuItem};

/// How many levels have a button of their own; the others are in a menu.
const COMMON: usize = 5;

/// What the transport shows.
#[derive(Properties, PartialEq)]
pub struct TransportProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// What the person chose to look at.
    pub view: View,
    /// Does what a command leads to.
    pub perform: Callback<Effect>,
}

/// First, back, play, forward, last; the levels; the speed.
#[component]
pub fn Transport(TransportProps { scene, view, perform }: &TransportProps) -> Html {
    let doors = use_doors();
    let now = &scene.now;
    let empty = scene.run.end <= scene.run.start;
    let button = |name: Name, face: &'static str, off: bool| {
        let row = command::row(name);
        let label = if name == Name::Play && view.playing { say::pause() } else { (row.label)() };
        let tip = if name == Name::Play { say::with_key(label, &row.key()) } else { (row.tip)().into() };
        let onclick = {
            let (scene, view, perform) = (scene.clone(), view.clone(), perform.clone());
            Callback::from(move |_: MouseEvent| perform.emit((row.effect)(&scene, &view, "")))
        };
        html! {
            <button type="button" class="button transport__button" data-command={format!("{name:?}")}
                data-primary={(name == Name::Play).then_some("")} aria-label={label} title={tip} disabled={off}
                {onclick}>{ face }</button>
        }
    };
    let (common, others) = Level::ALL.split_at(COMMON);
    let items = others.iter().map(|&it| MenuItem {
        label: it.name().to_string(),
        note: String::new(),
        chosen: it == now.level,
    });
    let on_level = doors.send.reform(|i: usize| Command::Level(Level::ALL[COMMON + i]));
    let other = others.iter().find(|&&it| it == now.level);
    let levels = common.iter().map(|&level| {
        let on = level == now.level;
        let onchange = doors.send.reform(move |_: Event| Command::Level(level));
        html! {
            <label class="transport__level" data-on={on.then_some("")}>
                <input type="radio" name="level" checked={on} data-level={format!("{level:?}")} {onchange} />
                <span>{ level.name() }</span>
            </label>
        }
    });
    let panels = Panel::ALL.iter().map(|&it| MenuItem {
        label: it.name().to_string(),
        note: String::new(),
        chosen: it == view.panel,
    });
    let on_pick = doors.act.reform(|i: usize| Action::Choose(Panel::ALL[i]));
    let speed = doors.act.reform(|_: MouseEvent| Action::NextSpeed);
    html! {
        <section class="transport" aria-label={step::steps()}>
            <div class="transport__buttons">
                { button(Name::First, "|◀\u{fe0e}", empty || !now.can_go_back) }
                { button(Name::Back, "◀\u{fe0e}", !now.can_go_back) }
                { button(Name::Play, if view.playing { "❚❚" } else { "▶\u{fe0e}" }, empty) }
                { button(Name::Forward, "▸▸", !now.can_go_on) }
                { button(Name::Last, "▶\u{fe0e}|", empty || !now.can_go_on) }
                <button type="button" class="button transport__speed" onclick={speed} title={step::speed_tip()}
                    aria-label={step::speed(view.speed.name())}>{ view.speed.name() }</button>
                { draw!(<Menu class="transport__panels" label={step::choose_panel()} face="≡" items={panels.collect::<Vec<_>>()}
                    {on_pick} />) }
            </div>
            <fieldset class="transport__levels" role="radiogroup" aria-label={step::levels()}>
                { for levels }
                <span class="transport__more" data-on={other.map(|_| "")}>
                    { draw!(<Menu class="transport__others" label={step::other_levels()} face={other.map_or(step::more(), |it| it.name())}
                        items={items.collect::<Vec<_>>()} on_pick={on_level} />) }
                </span>
            </fieldset>
        </section>
    }
}
