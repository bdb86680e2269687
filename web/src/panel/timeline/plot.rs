//! The lanes themselves, with their names, the playhead and the tip; and what pointer and wheel do to them.

use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use session::{Command, Scene};
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

use super::index::Index;
use super::layout::Lanes;
use super::paint::{self, Picture};
use super::pointer::{Finger, Gesture, Meaning};
use super::scale::Scale;
use super::tip::{Thing, Tip};
use crate::doors::use_doors;
use crate::draw::draw;
use crate::float::tenths;
use crate::hooks::{State, use_effect_with, use_state_eq};
use crate::store::{Action, Mark, Theme, Window};
use crate::widget::use_size;

/// How much nearer a notch of the wheel goes.
const WHEEL_FACTOR: f64 = 1.2;
/// By what share nearer a pinch on a touchpad goes, for each unit of it, up to so many units at once.
const PINCH_SHARE: f64 = 0.01;
const WIDEST_PINCH: f64 = 50.0;
/// Pixels from the playhead at which it can be taken.
const REACH: f64 = 9.0;

/// Milliseconds that the tip of a finger stays.
const TIP_MS: u32 = 5_000;

/// Where the pointer is.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Hover {
    x: f64,
    y: f64,
    /// Whether it is a finger, or was.
    touch: bool,
}

/// What the lanes show.
#[derive(Properties, PartialEq)]
pub struct PlotProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// The part to show.
    pub window: Window,
    /// The whole run.
    pub bounds: Window,
    /// Whose colours to paint with.
    pub theme: Theme,
    /// The person's marks.
    pub marks: Vec<Mark>,
    /// Positions that were searched for.
    pub found: Rc<Vec<u64>>,
}

/// The lanes.
#[component]
pub fn Plot(PlotProps { scene, window, bounds, theme, marks, found }: &PlotProps) -> Html {
    let doors = use_doors();
    let (plot, canvas, labels) = (use_node_ref(), use_node_ref(), use_node_ref());
    let gesture = use_state_eq(Gesture::default);
    let hover = use_state_eq(|| None::<Hover>);
    let (width, height) = use_size(&plot);
    let scale = Scale { window: *window, width };
    let lanes = Lanes::of_height(height);
    let (run, at) = (&scene.run, scene.now.at);
    let index = use_memo((run.revision, run.start), |_| Index::of(run));
    {
        let (canvas, run, index) = (canvas.clone(), run.clone(), index.clone());
        let key = (
            run.revision,
            run.start,
            *window,
            *theme,
            (width as i32, height as i32),
            marks.clone(),
            found.clone(),
        );
        use_effect_with(key, move |(_, _, _, _, _, marks, found)| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                let picture = Picture { run: &run, index: &index, found, marks, scale };
                paint::paint(&canvas, picture, height);
            }
        });
    }
    use_labels(&labels, height);
    use_reveal(at, *window, *bounds, &doors.act);
    use_wheel(&plot, scale, *bounds, &doors.act);
    let place = {
        let plot = plot.clone();
        move |event: &PointerEvent| {
            let rect = plot.cast::<HtmlElement>()?.get_bounding_client_rect();
            Some((f64::from(event.client_x()) - rect.left(), f64::from(event.client_y()) - rect.top()))
        }
    };
    let under = |it: &Hover| Thing::under(run, &index, &lanes, scale, (it.x, it.y));
    let tip = hover.as_ref().and_then(|it| Some((*it, under(it)?)));
    let act = {
        let (doors, scene, index) = (doors.clone(), scene.clone(), index.clone());
        let (bounds, marks) = (*bounds, marks.clone());
        move |meaning: Meaning, y: f64| match meaning {
            Meaning::Nothing => {}
            Meaning::Scrub(x) => doors.send.emit(Command::Seek(scale.at(x))),
            Meaning::Pan(by) => doors.act.emit(Action::Drag { bounds, by }),
            Meaning::Zoom { around, factor } => {
                doors.act.emit(Action::Zoom { bounds, around: scale.at(around), factor });
            }
            Meaning::Click(x) => {
                let mark =
                    marks.iter().rfind(|mark| y < 12.0 && (0.0..40.0).contains(&(x - scale.x(mark.at))));
                let thing = Thing::under(&scene.run, &index, &lanes, scale, (x, y)).and_then(|it| match it {
                    Thing::Call(_) | Thing::Trap(_) | Thing::Output(_) => Some(it.from(&scene.run)),
                    Thing::Mode(_) | Thing::Process(_) | Thing::Function(_) => None,
                });
                let at = mark.map(|mark| mark.at).or(thing).unwrap_or_else(|| scale.at(x));
                doors.send.emit(Command::Seek(at));
            }
        }
    };
    let empty = run.end <= run.start;
    let onpointerdown = {
        let (gesture, hover, place, plot) = (gesture.clone(), hover.clone(), place.clone(), plot.clone());
        let pans = window != bounds;
        Callback::from(move |event: PointerEvent| {
            let Some((x, y)) = place(&event).filter(|_| event.button() == 0 && !empty) else { return };
            if let Some(plot) = plot.cast::<HtmlElement>() {
                // Without capture a drag ends at the edge, no more.
                let _ = plot.set_pointer_capture(event.pointer_id());
            }
            hover.set(Some(Hover { x, y, touch: event.pointer_type() != "mouse" }));
            let scrubs = !pans || (x - scale.x(at)).abs() < REACH;
            gesture.set(gesture.down(Finger { id: event.pointer_id(), x }, scrubs));
        })
    };
    let onpointermove = {
        let (gesture, hover, place, act) = (gesture.clone(), hover.clone(), place.clone(), act.clone());
        Callback::from(move |event: PointerEvent| {
            let Some((x, y)) = place(&event) else { return };
            let (next, meaning) = gesture.moved(Finger { id: event.pointer_id(), x }, scale);
            gesture.set(next);
            let still = matches!(next, Gesture::None | Gesture::Press { .. });
            hover.set(still.then_some(Hover { x, y, touch: event.pointer_type() != "mouse" }));
            act(meaning, y);
        })
    };
    let onpointerup = {
        let gesture = gesture.clone();
        Callback::from(move |event: PointerEvent| {
            let (next, meaning) = gesture.up(event.pointer_id());
            gesture.set(next);
            act(meaning, place(&event).map_or(0.0, |(_, y)| y));
        })
    };
    let onpointercancel = {
        let gesture = gesture.clone();
        Callback::from(move |event: PointerEvent| gesture.set(gesture.up(event.pointer_id()).0))
    };
    let onpointerleave = {
        let hover = hover.clone();
        // A finger that is lifted leaves, too; its tip stays a while.
        Callback::from(move |event: PointerEvent| {
            if event.pointer_type() == "mouse" {
                hover.set(None);
            }
        })
    };
    let ondblclick = doors.act.reform(|_: MouseEvent| Action::Show(None));
    use_fading(&hover);
    let tip = tip.map(|(Hover { x, y, .. }, thing)| {
        let y = if lanes.has_boxes() { y + 14.0 } else { height + 2.0 };
        draw!(<Tip name={thing.name(run)} length={thing.length(run)} more={thing.more(run)} place={(x, y, width)} />)
    });
    html! {
        <>
            <div class="timeline__labels" ref={labels} aria-hidden="true">
                { for lanes.labels().iter().map(|(name, _)| html! {
                    <span class="timeline__label" data-lane={*name}>{ *name }</span>
                }) }
            </div>
            <div class="timeline__plot" ref={plot} data-pans={(window != bounds).then_some("")} {onpointerdown} {onpointermove}
                {onpointerup} {onpointercancel} {onpointerleave} {ondblclick}>
                <canvas class="timeline__canvas" ref={canvas} aria-hidden="true"></canvas>
                { draw!(<Playhead x={scale.x(at)} hidden={empty || !window.contains(at)} />) }
                // In a place of its own, so that it moves nothing when it comes.
                <div>{ tip }</div>
            </div>
        </>
    }
}

/// Takes the tip of a finger away after a while.
#[hook]
fn use_fading(hover: &State<Option<Hover>>) {
    let set = hover.clone();
    use_effect_with(**hover, move |hover| {
        let timer = hover.filter(|it| it.touch).map(|_| Timeout::new(TIP_MS, move || set.set(None)));
        move || drop(timer)
    });
}

/// Where the playhead is.
#[derive(Properties, PartialEq)]
struct PlayheadProps {
    x: f64,
    hidden: bool,
}

#[component]
fn Playhead(PlayheadProps { x, hidden }: &PlayheadProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with(*x, move |x| {
            if let Some(playhead) = node.cast::<HtmlElement>() {
                // Only a name that is no property can be refused.
                let _ = playhead.style().set_property("transform", &format!("translateX({}px)", tenths(*x)));
            }
        });
    }
    html! { <div class="timeline__playhead" ref={node} data-playhead="" hidden={*hidden}></div> }
}

/// Puts the names beside their lanes.
#[hook]
fn use_labels(labels: &NodeRef, height: f64) {
    let labels = labels.clone();
    use_effect_with(height as i32, move |_| {
        let Some(children) = labels.cast::<HtmlElement>().map(|it| it.children()) else { return };
        for (i, (_, y)) in Lanes::of_height(height).labels().iter().enumerate() {
            let label = children.item(i as u32).and_then(|it| it.dyn_into::<HtmlElement>().ok());
            if let Some(label) = label {
                // Only a name that is no property can be refused.
                let _ = label.style().set_property("top", &format!("{}px", tenths(y - 8.0)));
            }
        }
    });
}

/// Brings a new position into the window, once.
#[hook]
fn use_reveal(at: u64, window: Window, bounds: Window, act: &Callback<Action>) {
    let act = act.clone();
    use_effect_with((at, bounds), move |&(at, bounds)| {
        if !window.contains(at) {
            act.emit(Action::Reveal { bounds, at });
        }
    });
}

/// Wheel over the plot: upright zooms around the pointer, as a pinch on a touchpad does; sideways pans.
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
                if event.meta_key() || event.alt_key() {
                    return;
                }
                event.prevent_default();
                let x = f64::from(event.client_x()) - asked.get_bounding_client_rect().left();
                let (across, along) = (event.delta_x(), event.delta_y());
                // Browsers tell of a pinch as of a wheel with Ctrl.
                let nearer = match event.ctrl_key() {
                    true => 1.0 + PINCH_SHARE * along.abs().min(WIDEST_PINCH),
                    false => WHEEL_FACTOR,
                };
                let factor = if along < 0.0 { 1.0 / nearer } else { nearer };
                if across.abs() > along.abs() {
                    act.emit(Action::Drag { bounds, by: (across / scale.step() + across.signum()) as i64 });
                } else if along != 0.0 {
                    act.emit(Action::Zoom { bounds, around: scale.at(x), factor });
                }
            })
        });
        move || drop(listener)
    });
}
