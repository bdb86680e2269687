//! Who there is: the processes as a tree, what each has done in the run, and all of one of them.

use std::rc::Rc;

use session::{Counts, ProcessDetails, ProcessRow, Scene};
use texts::process as say;
use yew::prelude::*;

use super::SceneProps;
use super::facts::Facts;
use super::stack::Frames;
use crate::doors::use_doors;
use crate::draw::draw;
use crate::float::tenths;
use crate::format::count;
use crate::store::{Action, Panel};

/// The processes panel.
#[component]
pub fn Processes(SceneProps { scene }: &SceneProps) -> Html {
    let doors = use_doors();
    let on_choose = use_callback(doors.act, |pid: u32, act| act.emit(Action::ChooseProcess(Some(pid))));
    let Some(processes) = &scene.processes else { return html! {} };
    let chosen = processes.chosen.as_ref().map(|chosen| chosen.process.pid);
    html! {
        <div class="processes">
            { switches(&processes.counts, processes.truncated) }
            <ul class="processes__tree" aria-label={say::label()}>
                { for processes.rows.iter().map(|row| draw!(key={row.process.pid} <Row row={row.clone()} chosen={chosen == Some(row.process.pid)}
                        on_choose={on_choose.clone()} />)) }
            </ul>
            if processes.rows.is_empty() {
                <p class="processes__none">{ say::none_yet() }</p>
            }
            if let Some(details) = &processes.chosen {
                { draw!(<Details details={details.clone()} scene={scene.clone()} on_choose={on_choose.clone()} />) }
            }
        </div>
    }
}

/// The two counters, which are two different things.
fn switches(counts: &Counts, truncated: bool) -> Html {
    let counter = |id: &'static str, n: u64, name: &str| {
        html! {
            <p class="processes__counter" data-counter={id}>
                <b class="processes__number">{ count(n) }</b>
                <span class="processes__what">{ name }</span>
            </p>
        }
    };
    html! {
        <section class="processes__counters" aria-label={say::switches()}>
            { counter("mode", counts.mode_switches, say::mode_switches()) }
            { counter("process", counts.process_switches, say::process_switches()) }
            <p class="processes__note">
                { say::switches_note() }
                if truncated {
                    { " " }{ say::switches_lost() }
                }
            </p>
        </section>
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    row: ProcessRow,
    chosen: bool,
    on_choose: Callback<u32>,
}

#[component]
fn Row(RowProps { row, chosen, on_choose }: &RowProps) -> Html {
    let pid = row.process.pid;
    let onclick = on_choose.reform(move |_: MouseEvent| pid);
    let (user, kernel) = (row.counts.user, row.counts.kernel);
    let number = pid.to_string();
    let number = if row.thread { say::thread(&number) } else { say::pid(&number) };
    html! {
        <li class="processes__item" data-depth={row.depth.min(6).to_string()}>
            <button type="button" class="processes__row" data-pid={pid.to_string()} data-state={row.state.id()}
                data-current={row.current.then_some("")} aria-pressed={chosen.to_string()} {onclick}>
                <span class="processes__who"><b>{ name(&row.process.name) }</b>{ number }</span>
                <span class="processes__state">{ row.state.name() }</span>
                <span class="processes__does">{ &row.note }</span>
                <span class="processes__steps" title={say::steps_in_run(user, kernel)}>
                    <span class="processes__user">{ format!("U {}", count(user)) }</span>
                    { " " }
                    <span class="processes__kernel">{ format!("S {}", count(kernel)) }</span>
                </span>
            </button>
        </li>
    }
}

fn name(name: &str) -> &str {
    if name.is_empty() { texts::boundary::no_program() } else { name }
}

#[derive(Properties, PartialEq)]
struct DetailsProps {
    details: ProcessDetails,
    scene: Rc<Scene>,
    on_choose: Callback<u32>,
}

#[component]
fn Details(DetailsProps { details, scene, on_choose }: &DetailsProps) -> Html {
    let doors = use_doors();
    let rows = scene.processes.as_ref().map(|it| &it.rows[..]).unwrap_or_default();
    let counts =
        rows.iter().find(|row| row.process == details.process).map(|row| row.counts).unwrap_or_default();
    let pid = details.process.pid;
    let to_files = doors.act.reform(|_: MouseEvent| Action::Choose(Panel::Files));
    html! {
        <section class="processes__details" aria-label={say::chosen()} data-chosen={pid.to_string()}>
            <h2 class="processes__title">
                <b>{ name(&details.process.name) }</b>{ say::pid(&pid.to_string()) }
                if let Some(parent) = &details.parent {
                    <button type="button" class="processes__parent"
                        onclick={let parent = parent.pid; on_choose.reform(move |_: MouseEvent| parent)}>
                        { say::child_of(&parent.name, &parent.pid.to_string()) }
                    </button>
                }
            </h2>
            if let Some(call) = &details.call {
                <p class="processes__call">{ call }</p>
            }
            { share(&counts) }
            { for details.sections.iter().map(|(title, facts)| html! {
                <div key={title.clone()}>
                    <h3 class="processes__head">{ title }</h3>
                    { draw!(<Facts facts={facts.clone()} />) }
                </div>
            }) }
            <h3 class="processes__head">
                { say::descriptors() }
                <button type="button" class="processes__parent" onclick={to_files}>{ Panel::Files.name() }</button>
            </h3>
            { draw!(<Facts facts={details.descriptors.iter().map(|(fd, path)| (fd.to_string(), path.clone())).collect::<Vec<_>>()} />) }
            <h3 class="processes__head">{ say::call_stack() }</h3>
            { draw!(<Frames scene={scene.clone()} />) }
        </section>
    }
}

/// The share of user mode in the steps of a process, as a bar and in numbers.
fn share(counts: &Counts) -> Html {
    let all = (counts.user + counts.kernel).max(1);
    let user = tenths(1_000.0 * counts.user as f64 / all as f64);
    let of_steps = say::steps(counts.user, counts.kernel);
    let switches = say::switches_to(counts.mode_switches, counts.process_switches);
    html! {
        <div class="processes__share">
            <svg class="processes__bar" viewBox="0 0 1000 6" preserveAspectRatio="none" aria-hidden="true">
                <rect class="processes__bar-kernel" width="1000" height="6" />
                <rect class="processes__bar-user" width={user} height="6" />
            </svg>
            <p>{ of_steps }</p>
            <p>{ switches }</p>
        </div>
    }
}
