//! The picture: user space above, kernel space below, the one gate between them, the hardware under both. The boxes are
//! laid out by the stylesheet; arrows and the token of the pc lie over them.

mod kernel;

use session::{Boundary as Picture, Direction, Gate, HardwareBox, Mode, PathState, ProcessBox, Scene};
use texts::{boundary as say, capitals};
use yew::prelude::*;

use super::SceneProps;
use crate::draw::draw;
use crate::hooks::use_state_eq;
use crate::widget::{Addresses, Arrow, ArrowRun, Arrows, use_swipe};
use kernel::Kernel;

/// Boxes of processes that fit.
const N_PROCESSES: usize = 3;

/// The boundary panel.
#[component]
pub fn Boundary(SceneProps { scene }: &SceneProps) -> Html {
    let around = use_node_ref();
    let n_scrolls = use_state_eq(|| 0_u32);
    let on_scroll = {
        let n_scrolls = n_scrolls.clone();
        Callback::from(move |_: Event| n_scrolls.set(n_scrolls.wrapping_add(1)))
    };
    let [onpointerdown, onpointerup] = use_swipe(scene.now.level);
    let picture = &scene.boundary;
    let mode = scene.now.mode;
    let shown = picture.processes.len().min(N_PROCESSES);
    let hidden = picture.processes.len() - shown;
    html! {
        <section class="boundary swipe" data-panel="boundary" data-mode={mode.letter().to_string()}
            aria-label={say::label()} {onpointerdown} {onpointerup}>
            <div class="boundary__picture" ref={around.clone()}>
            <div class="boundary__space boundary__user" data-here={(mode == Mode::User).then_some("")}
                role="group" aria-label={say::user_space()}>
                <h2 class="boundary__head"><span>{ capitals(say::user_space()) }</span>{ here(scene, Mode::User) }</h2>
                <div class="boundary__processes" data-n={shown.to_string()}>
                    { for picture.processes[..shown].iter().map(process) }
                </div>
                if hidden > 0 {
                    <p class="boundary__more">{ say::and_more(hidden) }</p>
                }
            </div>
            { gate(&picture.gate) }
            <div class="boundary__space boundary__kernel" data-here={(mode == Mode::Supervisor).then_some("")}
                role="group" aria-label={say::kernel_space()}>
                <h2 class="boundary__head"><span data-anchor="kernel">{ capitals(say::kernel_space()) }</span>{ here(scene, Mode::Supervisor) }</h2>
                { draw!(<Kernel scene={scene.clone()} {on_scroll} />) }
            </div>
            <div class="boundary__hardware" role="group" aria-label={say::hardware()}>
                <h2 class="boundary__head"><span>{ capitals(say::hardware()) }</span></h2>
                { for picture.hardware.iter().enumerate().map(|(i, it)| hardware(it, i == 0)) }
            </div>
            { draw!(<Arrows {around} arrows={arrows(picture)} token={Some(token(scene))}
                key_of_layout={(scene.revision, *n_scrolls)} />) }
            </div>
        </section>
    }
}

/// What stands at the right of a space's heading: its mode, and whether the pc is there.
fn here(scene: &Scene, mode: Mode) -> Html {
    let ring = say::ring(&mode.letter().to_string());
    html! {
        <span class="boundary__ring" key={format!("{:?}", scene.now.mode == mode)}>
            if scene.now.mode == mode {
                <b class="boundary__here">{ "● " }{ say::pc_is_here() }</b>
            }
            { ring }
        </span>
    }
}

fn process(it: &ProcessBox) -> Html {
    html! {
        <div class="process" key={it.process.pid} data-pid={it.process.pid.to_string()}
            data-current={it.current.then_some("")} data-anchor={it.current.then_some("process")}>
            <p class="process__who"><b>{ if it.process.name.is_empty() { say::no_program() } else { &it.process.name } }</b>{ format!(" pid {} · {}", it.process.pid, it.state.name()) }</p>
            if let Some(call) = &it.call {
                <p class="process__call" title={call.clone()}>{ call }</p>
            }
            if !it.note.is_empty() {
                <p class="process__note">{ &it.note }</p>
            }
        </div>
    }
}

fn gate(gate: &Gate) -> Html {
    let way = match gate.direction {
        Direction::None => "none",
        Direction::In => "in",
        Direction::Out => "out",
    };
    let (from, to) = (gate.from.letter(), gate.to.letter());
    html! {
        <div class="gate" data-gate={way} role="group" aria-label={say::gate()}>
            <span class="gate__label">{ say::only_gate() }</span>
            <span class="gate__pill" data-anchor="gate">
                if gate.direction == Direction::None {
                    <b>{ say::closed() }</b>
                } else {
                    <b>{ &gate.cause }</b><span>{ format!("{from} → {to}") }</span>
                }
            </span>
            <ul class="gate__carried" aria-label={say::carried()}>
                { for gate.carried.iter().map(|it| html! { <li class="gate__chip">{ draw!(<Addresses text={it.clone()} />) }</li> }) }
            </ul>
        </div>
    }
}

fn hardware(it: &HardwareBox, hart: bool) -> Html {
    html! {
        <div class="hardware" data-active={it.active.then_some("")} data-anchor={hart.then_some("hart")}>
            <b>{ &it.name }</b><span>{ &it.state }</span>
        </div>
    }
}

/// The way of the call in view, as far as the picture shows it.
fn arrows(picture: &Picture) -> Vec<Arrow> {
    let lit = picture.table.iter().any(|row| row.lit);
    let entered = picture.path.iter().any(|it| it.state != PathState::Ahead);
    let mut arrows = Vec::new();
    // Only between a program and the kernel; firmware and interrupts of the kernel itself come no way of the picture.
    let with_user = picture.gate.from == Mode::User || picture.gate.to == Mode::User;
    match picture.gate.direction {
        Direction::In if with_user => {
            arrows.push(Arrow { from: "process", to: "gate", run: ArrowRun::Down, taken: true });
            arrows.push(Arrow { from: "gate", to: "entry", run: ArrowRun::Down, taken: true });
        }
        Direction::Out if with_user => {
            arrows.push(Arrow { from: "entry", to: "gate", run: ArrowRun::Up, taken: true });
            arrows.push(Arrow { from: "gate", to: "process", run: ArrowRun::Up, taken: true });
        }
        Direction::None | Direction::In | Direction::Out => {}
    }
    if lit {
        arrows.push(Arrow { from: "entry", to: "table", run: ArrowRun::Down, taken: true });
        if !picture.path.is_empty() {
            arrows.push(Arrow { from: "lit", to: "path", run: ArrowRun::Across, taken: entered });
        }
    }
    arrows
}

/// The box that the pc is in.
fn token(scene: &Scene) -> &'static str {
    let picture = &scene.boundary;
    match scene.now.mode {
        Mode::User => "process",
        Mode::Machine => "hart",
        Mode::Supervisor if picture.in_trap_entry => "entry",
        Mode::Supervisor if picture.path.iter().any(|it| it.state == PathState::Current) => "current",
        Mode::Supervisor => "kernel",
    }
}
