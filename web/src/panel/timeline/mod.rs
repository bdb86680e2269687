//! The timeline: the run in view as lanes over time, the playhead, and above it all runs there were. The lanes are painted
//! on a canvas that nobody but eyes reads; the slider and the list carry the meaning.

mod index;
mod layout;
mod list;
mod overview;
mod paint;
mod pen;
mod pieces;
mod plot;
mod pointer;
mod scale;
mod tip;
mod tools;

use std::rc::Rc;

use session::{Command, FunctionSpan, Scene};
use texts::timeline as say;
use yew::prelude::*;

use crate::command::{self, Effect, Name, bounds};
use crate::doors::use_doors;
use crate::draw::draw;
use crate::later::{Late, Later};
use crate::search;
use crate::store::{Action, View};
use crate::widget::Scrubber;
use overview::Overview;
use plot::Plot;
use tools::Tools;

pub use list::{List, ListProps};
pub use tools::SEARCH_FIELD;

/// What the timeline shows.
#[derive(Properties, PartialEq)]
pub struct TimelineProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// What the person chose to look at.
    pub view: View,
    /// Does what a command leads to.
    pub perform: Callback<Effect>,
}

/// The timeline.
#[component]
pub fn Timeline(TimelineProps { scene, view, perform }: &TimelineProps) -> Html {
    let doors = use_doors();
    let bounds = bounds(scene);
    let window = view.window.unwrap_or(bounds);
    let run = &scene.run;
    let found = use_memo((run.revision, run.start, view.search.clone()), |(_, _, query)| {
        query.as_ref().map_or(Vec::new(), |query| search::occurrences(run, query))
    });
    let zoomed = window != bounds;
    let tall = doors.act.reform({
        let tall = view.tall;
        move |_: MouseEvent| Action::Tall(!tall)
    });
    let lanes = command::row(Name::Tall);
    let list = {
        let (scene, marks) = (scene.clone(), view.marks.clone());
        move |it: &'static Later| (it.list)(ListProps { scene: scene.clone(), marks: marks.clone() })
    };
    html! {
        <section class="timeline" data-panel="timeline" aria-label={say::label()} data-zoomed={zoomed.then_some("")}
            data-tall={view.tall.then_some("")} data-searching={view.search.is_some().then_some("")}>
            <span class="timeline__session" aria-hidden="true">{ say::session() }</span>
            { draw!(<Overview scene={scene.clone()} {window} marks={view.marks.clone()} theme={view.theme} />) }
            { draw!(<Plot scene={scene.clone()} {window} {bounds} theme={view.theme} marks={view.marks.clone()} found={found.clone()} />) }
            <div class="timeline__foot">
                { draw!(<Scrubber from={bounds.from} to={bounds.to} at={scene.now.at} text={words(scene)}
                    on_seek={doors.send.reform(Command::Seek)} />) }
                { draw!(<Tools scene={scene.clone()} view={view.clone()} perform={perform.clone()} {found} {zoomed} />) }
                <button type="button" class="button timeline__tool timeline__more" aria-label={(lanes.label)()} data-command="Tall"
                    aria-expanded={view.tall.to_string()} title={lanes.tip_with_key()} onclick={tall}>
                    { if view.tall { "▴" } else { "▾" } }
                </button>
            </div>
            if view.list {
                { draw!(<Late draw={list} />) }
            }
        </section>
    }
}

/// The position in words.
fn words(scene: &Scene) -> String {
    let (now, run) = (&scene.now, &scene.run);
    let [at, end] = [now.at, run.end].map(|it| it.saturating_sub(run.start));
    match function_at(&run.functions, now.at) {
        Some(function) => say::position_in(at, end, now.mode.name(), &*function.name),
        None => say::position(at, end, now.mode.name()),
    }
}

/// The innermost function at a position.
fn function_at(functions: &[FunctionSpan], at: u64) -> Option<&FunctionSpan> {
    let begun = &functions[..functions.partition_point(|it| it.from <= at)];
    begun.iter().rev().take(10_000).find(|it| at < it.to)
}
