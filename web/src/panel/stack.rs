//! One call stack across the boundary, innermost function first, with the door between kernel and program and what the
//! hardware did there.

use std::cmp::Ordering;
use std::rc::Rc;

use session::{Command, Door, DoorStep, Scene, StackFrame};
use texts::stack as say;
use yew::prelude::*;

use super::SceneProps;
use super::whose::Whose;
use crate::doors::use_doors;
use crate::draw::draw;
use crate::format::count;
use crate::widget::Words;

/// What the panel needs.
#[derive(Properties, PartialEq)]
pub struct StackProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// The process that was chosen.
    pub process: Option<u32>,
}

/// The stack panel.
#[component]
pub fn Stack(StackProps { scene, process }: &StackProps) -> Html {
    html! {
        <div class="stack">
            { draw!(<Whose scene={scene.clone()} of={say::of()} process={*process} />) }
            { draw!(<Frames scene={scene.clone()} />) }
        </div>
    }
}

/// The functions and the door, for whoever shows a process.
#[component]
pub fn Frames(SceneProps { scene }: &SceneProps) -> Html {
    let doors = use_doors();
    let on_go = use_callback(doors.send, |at: u64, send| send.emit(Command::Seek(at)));
    let stack = &scene.stack;
    // Of a program that runs, the way in which it got back stands above its functions.
    let inner = stack.frames.iter().take_while(|frame| frame.mode != session::Mode::User).count();
    let (kernel, program) = stack.frames.split_at(inner);
    let rows = |frames: &[StackFrame]| {
        frames
            .iter()
            .map(|frame| draw!(<Frame frame={frame.clone()} start={scene.run.start} on_go={on_go.clone()} />))
            .collect::<Html>()
    };
    let who = stack
        .process
        .as_ref()
        .map_or(say::kernels_own().to_string(), |it| format!("{}, pid {}", it.name, it.pid));
    let (word, note) = &stack.state;
    html! {
        <>
            <p class="stack__who" data-running={stack.running.then_some("")}>
                <b>{ who }</b>{ " · " }{ word.name() }{ ": " }{ note }
            </p>
            if stack.frames.is_empty() {
                <p class="stack__none">{ if scene.run.lanes_end.is_some() {
                    say::too_long()
                } else {
                    say::none()
                } }</p>
            }
            if !kernel.is_empty() {
                <ol class="stack__frames" aria-label={say::kernel_frames()}>{ rows(kernel) }</ol>
            }
            if let Some(door) = &stack.door {
                { draw!(<DoorView door={door.clone()} now={scene.now.at} on_go={on_go.clone()} />) }
            } else if let Some(call) = &stack.call {
                <p class="stack__earlier"><code>{ call }</code>{ say::earlier() }</p>
            }
            if !program.is_empty() {
                <ol class="stack__frames" aria-label={say::program_frames()}>{ rows(program) }</ol>
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct FrameProps {
    frame: StackFrame,
    /// The first position of the run: the page counts from there.
    start: u64,
    on_go: Callback<u64>,
}

#[component]
fn Frame(FrameProps { frame, start, on_go }: &FrameProps) -> Html {
    let from = frame.from;
    let onclick = on_go.reform(move |_: MouseEvent| from);
    let place = count(from.saturating_sub(*start));
    let arguments = arguments(frame);
    let title = match (frame.entered, from > *start) {
        (true, _) => say::entered_at(&*frame.name, &arguments, &place),
        (false, true) => say::back_at(&*frame.name, &arguments, &place),
        (false, false) => say::began_in(&*frame.name, &arguments, &place),
    };
    html! {
        <li>
            <button type="button" class="stack__frame" data-mode={frame.mode.letter().to_string()} {onclick} {title}>
                <span class="stack__name">{ &*frame.name }
                    if !frame.arguments.is_empty() {
                        <span class="stack__arguments">{ "(" }{ arguments }{ ")" }</span>
                    }
                </span>
                <span class="stack__at">{ place }</span>
            </button>
        </li>
    }
}

/// What a function was given: `"fd = 3, len = 4096"`.
fn arguments(frame: &StackFrame) -> String {
    let words = frame.arguments.iter().map(|it| format!("{} = {}", it.name, it.value));
    words.collect::<Vec<_>>().join(", ")
}

#[derive(Properties, PartialEq)]
struct DoorProps {
    door: Door,
    now: u64,
    on_go: Callback<u64>,
}

#[component]
fn DoorView(DoorProps { door, now, on_go }: &DoorProps) -> Html {
    let at = door.at;
    let onclick = on_go.reform(move |_: MouseEvent| at);
    let ago = match now - at {
        0 => say::just_now().to_string(),
        steps => say::ago(steps),
    };
    let what = door.call.as_ref().map_or(door.cause.clone(), |call| format!("{}: {call}", door.cause));
    html! {
        <section class="stack__door" data-inwards={door.inwards.then_some("")} aria-label={say::hardware_did()}>
            <button type="button" class="stack__cause" {onclick} title={say::to_crossing()}>
                <span class="stack__what">{ what }</span><span class="stack__at">{ ago }</span>
            </button>
            <details class="stack__details" open={*now == at}>
                <summary>{ say::hardware_step() }</summary>
                <table class="stack__steps"><tbody>{ for door.steps.iter().enumerate().map(|(index, it)| step(it, door.part.map(|part| index.cmp(&part)))) }</tbody></table>
                <p class="stack__rest">{ draw!(<Words sentence={door.rest.clone()} />) }</p>
            </details>
        </section>
    }
}

fn step(step: &DoorStep, part: Option<Ordering>) -> Html {
    let part = part.map(|part| match part {
        Ordering::Less => "done",
        Ordering::Equal => "now",
        Ordering::Greater => "to come",
    });
    html! {
        <tr data-part={part} aria-current={(part == Some("now")).then_some("step")}>
            <th scope="row">{ &step.what }</th>
            <td class="stack__why">
                <span class="stack__value">{ &step.value }</span>{ " " }{ draw!(<Words sentence={step.why.clone()} />) }
            </td>
        </tr>
    }
}
