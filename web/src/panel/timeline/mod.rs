//! The timeline: the whole run as lanes over time, the playhead, and the ways to go somewhere with pointer, wheel and
//! slider. The lanes are painted on a canvas that nobody but eyes reads; the slider beside it carries the meaning.

mod lanes;
mod paint;

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use session::{Command, FunctionSpan, Scene};
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

use crate::command::bounds;
use crate::doors::use_doors;
use crate::format::count;
use crate::store::{Action, Theme, Window};
use crate::widget::{Scrubber, use_size};
use lanes::{Lanes, Scale, call_at};

/// How much nearer a notch of the wheel goes.
const WHEEL_FACTOR: f64 = 1.2;

/// What the timeline shows.
#[derive(Properties, PartialEq)]
pub struct TimelineProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// The stretch to show; all of the run if `None`.
    pub window: Option<Window>,
    /// Whose colours to paint with.
    pub theme: Theme,
}

/// The timeline.
#[component]
pub fn Timeline(TimelineProps { scene, window, theme }: &TimelineProps) -> Html {
    let doors = use_doors();
    let (plot, canvas, playhead) = (use_node_ref(), use_node_ref(), use_node_ref());
    let (width, height) = use_size(&plot);
    let bounds = bounds(scene);
    let window = window.unwrap_or(bounds);
    let scale = Scale { window, width };
    let at = scene.now.at;
    let empty = scene.run.end <= scene.run.start;
    {
        let (canvas, scene) = (canvas.clone(), scene.clone());
        let key = (scene.run.revision, window, *theme, width as i32, height as i32);
        use_effect_with(key, move |_| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                paint::paint(&canvas, &scene.run, scale, height);
            }
        });
    }
    {
        let (playhead, act) = (playhead.clone(), doors.act.clone());
        use_effect_with((at, window, width as i32), move |_| {
            if let Some(playhead) = playhead.cast::<HtmlElement>() {
                let x = scale.x(at);
                // Only a name that is no property can be refused.
                let _ = playhead.style().set_property("transform", &format!("translateX({x:.1}px)"));
            }
            if !window.contains(at) {
                act.emit(Action::Reveal { bounds, at });
            }
        });
    }
    use_wheel(&plot, scale, bounds, &doors.act);
    let on_seek = doors.send.reform(Command::Seek);
    let onpointerdown = {
        let (scene, on_seek) = (scene.clone(), on_seek.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((plot, x, y)) = place(&event).filter(|_| event.button() == 0 && !empty) else { return };
            // Without capture a drag ends at the edge, no more.
            let _ = plot.set_pointer_capture(event.pointer_id());
            let lanes = Lanes::of_height(height);
            let call = lanes.is_call_lane(y).then(|| call_at(&scene.run, scale, x)).flatten();
            on_seek.emit(call.unwrap_or_else(|| scale.at(x)));
        })
    };
    let onpointermove = {
        let on_seek = on_seek.clone();
        Callback::from(move |event: PointerEvent| {
            let Some((plot, x, _)) = place(&event) else { return };
            let moved = event.movement_x() != 0;
            if moved && plot.has_pointer_capture(event.pointer_id()) {
                on_seek.emit(scale.at(x));
            }
        })
    };
    let zoomed = window != bounds;
    let fit = doors.act.reform(|_: MouseEvent| Action::Show(None));
    html! {
        <section class="timeline" data-panel="timeline" aria-label="Timeline" data-zoomed={zoomed.then_some("")}>
            <div class="timeline__labels" aria-hidden="true">
                <span class="timeline__label" data-lane="user">{ "user U" }</span>
                <span class="timeline__label" data-lane="kernel">{ "kernel S" }</span>
                <span class="timeline__label" data-lane="machine">{ "machine M" }</span>
                <span class="timeline__label" data-lane="calls">{ "system calls" }</span>
                <span class="timeline__label" data-lane="functions">{ "functions" }</span>
            </div>
            <div class="timeline__plot" ref={plot} {onpointerdown} {onpointermove}>
                <canvas class="timeline__canvas" ref={canvas} aria-hidden="true"></canvas>
                <div class="timeline__playhead" ref={playhead} data-playhead="" hidden={empty || !window.contains(at)}></div>
            </div>
            <div class="timeline__foot">
                <Scrubber from={bounds.from} to={bounds.to} at={at} text={words(scene)} {on_seek} />
                if zoomed {
                    <button type="button" class="button timeline__fit" onclick={fit} title="Show all of the run (z)">
                        { "show all" }
                    </button>
                }
            </div>
        </section>
    }
}

/// The plot that a pointer is over, and where.
fn place(event: &PointerEvent) -> Option<(HtmlElement, f64, f64)> {
    let target = event.target_dyn_into::<HtmlElement>()?;
    let plot = target.closest(".timeline__plot").ok().flatten()?.dyn_into::<HtmlElement>().ok()?;
    let rect = plot.get_bounding_client_rect();
    Some((plot, f64::from(event.client_x()) - rect.left(), f64::from(event.client_y()) - rect.top()))
}

/// The position in words.
fn words(scene: &Scene) -> String {
    let (now, run) = (&scene.now, &scene.run);
    let function = function_at(&run.functions, now.at).map(|it| format!(", in {}", it.name));
    format!(
        "step {} of {}, {} mode{}",
        count(now.at.saturating_sub(run.start)),
        count(run.end.saturating_sub(run.start)),
        now.mode.word(),
        function.unwrap_or_default()
    )
}

/// The innermost function at a position.
fn function_at(functions: &[FunctionSpan], at: u64) -> Option<&FunctionSpan> {
    let begun = &functions[..functions.partition_point(|it| it.from <= at)];
    begun.iter().rev().take(10_000).find(|it| at < it.to)
}

/// Wheel over the plot: upright zooms around the pointer, sideways pans.
#[hook]
fn use_wheel(plot: &NodeRef, scale: Scale, bounds: Window, act: &Callback<Action>) {
    let (plot, act) = (plot.clone(), act.clone());
    use_effect_with((scale.window, scale.width as i32, bounds), move |_| {
        let element = plot.cast::<HtmlElement>();
        let listener = element.map(|element| {
            let options = EventListenerOptions::enable_prevent_default();
            let asked = element.clone();
            EventListener::new_with_options(&element, "wheel", options, move |event| {
                let Some(event) = event.dyn_ref::<WheelEvent>() else { return };
                if event.ctrl_key() || event.meta_key() || event.alt_key() {
                    return;
                }
                event.prevent_default();
                if event.delta_x().abs() > event.delta_y().abs() {
                    act.emit(Action::Pan { bounds, share: event.delta_x().signum() * 0.05 });
                } else if event.delta_y() != 0.0 {
                    let x = f64::from(event.client_x()) - asked.get_bounding_client_rect().left();
                    let factor = if event.delta_y() < 0.0 { 1.0 / WHEEL_FACTOR } else { WHEEL_FACTOR };
                    act.emit(Action::Zoom { bounds, around: scale.at(x), factor });
                }
            })
        });
        move || drop(listener)
    });
}
