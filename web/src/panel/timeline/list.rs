//! What is on the timeline as a list: for those who do not see the lanes, and for those who would rather read. Each row goes
//! where it tells of.

use std::ops::Range;
use std::rc::Rc;

use session::{Command, Run, Scene};
use texts::{Message, timeline as say};
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::overview::{name, reach};
use super::tip::Thing;
use crate::doors::use_doors;
use crate::draw::draw;
use crate::format::count;
use crate::hooks::use_state_eq;
use crate::store::{Action, Mark};
use crate::widget::RowList;

/// Which things are told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    All,
    Modes,
    Traps,
    Processes,
    Calls,
    Output,
    Functions,
}

impl Kind {
    const ALL: [(Kind, Message); 7] = [
        (Kind::All, say::everything),
        (Kind::Modes, say::mode_changes),
        (Kind::Traps, say::interrupts_faults),
        (Kind::Processes, say::processes),
        (Kind::Calls, say::calls),
        (Kind::Output, say::terminal_output),
        (Kind::Functions, say::functions),
    ];
}

/// What the list shows.
#[derive(Properties, PartialEq)]
pub struct ListProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// The person's marks.
    pub marks: Vec<Mark>,
}

/// The list.
#[component]
pub fn List(ListProps { scene, marks }: &ListProps) -> Html {
    let doors = use_doors();
    let kind = use_state_eq(|| Kind::All);
    let run = scene.run.clone();
    let things = use_memo((run.revision, run.start, *kind), |(_, _, kind)| things(&run, *kind));
    let go = use_callback(doors.send.clone(), |at: u64, send| send.emit(Command::Seek(at)));
    let to = |at: u64| go.reform(move |_: MouseEvent| at);
    let onchange = {
        let kind = kind.clone();
        Callback::from(move |event: Event| {
            let chosen = event.target_dyn_into::<HtmlSelectElement>().map(|it| it.selected_index());
            if let Some((chosen, _)) = chosen.and_then(|i| Kind::ALL.get(i as usize)) {
                kind.set(*chosen);
            }
        })
    };
    let runs = scene.history.runs.iter().map(|run| {
        let current = run.start == scene.run.start;
        html! {
            <button type="button" class="timeline__chip" aria-current={current.then_some("true")}
                onclick={to((run.start + 1).min(run.end))}>
                { say::run_length(&name(run), &texts::unit::steps(run.end - run.start)) }
            </button>
        }
    });
    let marks = marks.iter().map(|mark| draw!(key={mark.at} <MarkRow mark={mark.clone()} />));
    let close = doors.act.reform(|_: MouseEvent| Action::Tell(false));
    let draw = {
        let (run, things, at, go) = (scene.run.clone(), things.clone(), scene.now.at, go.clone());
        Callback::from(move |rows: Range<usize>| {
            let rows = things.get(rows).unwrap_or_default().iter();
            rows.map(|thing| row(&run, *thing, at, &go)).collect()
        })
    };
    let focus = things.partition_point(|thing| thing.from(&scene.run) <= scene.now.at).checked_sub(1);
    html! {
        <div class="timeline__list" role="region" aria-label={say::list()} data-timeline-list="">
            <div class="timeline__list-head">
                <p>{ reach(&scene.history) }</p>
                <button type="button" class="button" onclick={close} aria-label={say::close_list()}>{ "✕" }</button>
            </div>
            <div class="timeline__chips" role="group" aria-label={say::runs()}>{ for runs }</div>
            <div class="timeline__marks" role="group" aria-label={say::marks()}>{ for marks }</div>
            <label class="timeline__list-kind">
                <span>{ say::in_this_run(things.len()) }</span>
                <select {onchange}>
                    { for Kind::ALL.iter().map(|(it, words)| html! {
                        <option selected={*it == *kind}>{ words() }</option>
                    }) }
                </select>
            </label>
            { draw!(<RowList class="timeline__rows" label={say::what_happens()} n_rows={things.len()} {focus} {draw} />) }
        </div>
    }
}

fn row(run: &Run, thing: Thing, at: u64, go: &Callback<u64>) -> Html {
    let from = thing.from(run);
    let onclick = go.reform(move |_: MouseEvent| from);
    html! {
        <button type="button" class="timeline__row" data-row="" {onclick} title={thing.more(run)}
            data-done={(from <= at).then_some("")}>
            <span>{ count(from.saturating_sub(run.start)) }</span>
            <b>{ thing.name(run) }</b>
            <span>{ thing.length(run) }</span>
        </button>
    }
}

/// Everything of this kind, in the order in which it begins.
fn things(run: &Run, kind: Kind) -> Vec<Thing> {
    let told = |of: Kind| kind == Kind::All || kind == of;
    let mut things = Vec::new();
    let mut take = |of: Kind, n: usize, thing: fn(usize) -> Thing| {
        if told(of) {
            things.extend((0..n).map(thing));
        }
    };
    take(Kind::Modes, run.modes.len(), Thing::Mode);
    take(Kind::Traps, run.traps.len(), Thing::Trap);
    take(Kind::Processes, run.processes.len(), Thing::Process);
    take(Kind::Calls, run.calls.len(), Thing::Call);
    take(Kind::Output, run.output.len(), Thing::Output);
    take(Kind::Functions, run.functions.len(), Thing::Function);
    things.sort_by_key(|thing| thing.from(run));
    things
}

/// Which mark.
#[derive(Properties, PartialEq)]
struct MarkRowProps {
    mark: Mark,
}

/// A mark: its name, which can be changed, the way there, and the end of it.
#[component]
fn MarkRow(MarkRowProps { mark }: &MarkRowProps) -> Html {
    let doors = use_doors();
    let at = mark.at;
    let go = doors.send.reform(move |_: MouseEvent| Command::Seek(at));
    let remove = {
        let mark = mark.clone();
        doors.act.reform(move |_: MouseEvent| Action::Mark(mark.clone()))
    };
    let oninput = {
        let act = doors.act.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(field) = event.target_dyn_into::<HtmlInputElement>() {
                act.emit(Action::Rename(Mark { at, name: field.value() }));
            }
        })
    };
    html! {
        <div class="timeline__mark" data-mark={at.to_string()}>
            <input class="timeline__mark-name" aria-label={say::mark_name()} maxlength="40" value={mark.name.clone()} {oninput} />
            <button type="button" class="timeline__chip" onclick={go}>{ say::go_to_mark(at) }</button>
            <button type="button" class="timeline__chip" onclick={remove} aria-label={say::remove_mark(&mark.name)}>{ "✕" }</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::super::index::tests::{call, function, span};
    use super::*;
    use session::Mode;

    #[test]
    fn the_list_tells_what_the_lanes_show_in_the_order_in_which_it_begins() {
        let run = Run {
            end: 100,
            modes: vec![span(Mode::User, 0, 20), span(Mode::Supervisor, 20, 100)],
            calls: vec![call("write", 19, None)],
            functions: vec![
                function("main", Mode::User, 5, 100, 0),
                function("uservec", Mode::Supervisor, 20, 60, 1),
            ],
            ..Run::default()
        };
        let all = [Thing::Mode(0), Thing::Function(0), Thing::Call(0), Thing::Mode(1), Thing::Function(1)];
        assert_eq!(things(&run, Kind::All), all);
        assert_eq!(things(&run, Kind::Calls), [Thing::Call(0)]);
    }
}
