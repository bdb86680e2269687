//! The strip of all runs since the machine was switched on: which one is in view, which part of it the lanes show, and a way
//! to any moment of any of them.

use std::rc::Rc;

use session::{Command, History, HistoryRun, RunKind, Scene};
use texts::timeline as say;
use wasm_bindgen::JsCast;
use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

use super::pen::Pen;
use super::tip::Tip;
use crate::doors::use_doors;
use crate::draw::draw;
use crate::float::{logarithm, within};
use crate::hooks::{use_effect_with, use_state_eq};
use crate::store::{Mark, Theme, Window};
use crate::widget::use_size;

/// How much room keys at the prompt get, beside what a command gets.
const TYPING_SHARE: f64 = 0.2;

/// What the strip shows.
#[derive(Properties, PartialEq)]
pub struct OverviewProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// What the lanes show.
    pub window: Window,
    /// The person's marks.
    pub marks: Vec<Mark>,
    /// Whose colours to paint with.
    pub theme: Theme,
}

/// The strip.
#[component]
pub fn Overview(OverviewProps { scene, window, marks, theme }: &OverviewProps) -> Html {
    let doors = use_doors();
    let (node, canvas) = (use_node_ref(), use_node_ref());
    let hover = use_state_eq(|| None::<f64>);
    let (width, height) = use_size(&node);
    let strip = Strip::of(&scene.history, width);
    {
        let (canvas, strip) = (canvas.clone(), strip.clone());
        let key = (
            scene.history.clone(),
            *window,
            scene.now.at,
            marks.clone(),
            *theme,
            (width as i32, height as i32),
        );
        use_effect_with(key, move |(history, window, at, marks, _, _)| {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                paint(&canvas, history, &strip, (*window, *at), marks, (width, height));
            }
        });
    }
    let seek = {
        let (strip, history) = (strip.clone(), scene.history.clone());
        doors.send.reform(move |x: f64| Command::Seek(strip.at(&history, x)))
    };
    let onpointerdown = {
        let seek = seek.clone();
        Callback::from(move |event: PointerEvent| {
            let Some((strip, x)) = place(&event).filter(|_| event.button() == 0) else { return };
            // Without capture a drag ends at the edge, no more.
            let _ = strip.set_pointer_capture(event.pointer_id());
            seek.emit(x);
        })
    };
    let onpointermove = {
        let hover = hover.clone();
        Callback::from(move |event: PointerEvent| {
            let Some((strip, x)) = place(&event) else { return };
            hover.set(Some(x));
            if strip.has_pointer_capture(event.pointer_id()) {
                seek.emit(x);
            }
        })
    };
    let onpointerleave = {
        let hover = hover.clone();
        Callback::from(move |_: PointerEvent| hover.set(None))
    };
    let tip = hover.and_then(|x| Some((x, scene.history.runs.get(strip.run(x))?))).map(|(x, run)| {
        let branch = scene.history.branches.last().filter(|branch| run.end > branch.at);
        let branch =
            branch.map_or(String::new(), |branch| format!("{} ", say::in_branch(&branch.edits.join(", "))));
        draw!(<Tip name={name(run)} length={texts::unit::steps(run.end - run.start)}
                more={format!("{branch}{}", reach(&scene.history))} place={(x, height + 4.0, width)} />)
    });
    html! {
        <div class="timeline__overview" ref={node} data-overview="" {onpointerdown} {onpointermove} {onpointerleave}>
            <canvas class="timeline__canvas" ref={canvas} aria-hidden="true"></canvas>
            // In a place of its own, so that it moves nothing when it comes.
            <div>{ tip }</div>
        </div>
    }
}

fn place(event: &PointerEvent) -> Option<(HtmlElement, f64)> {
    let target = event.target_dyn_into::<HtmlElement>()?;
    let strip = target.closest(".timeline__overview").ok().flatten()?.dyn_into::<HtmlElement>().ok()?;
    let left = strip.get_bounding_client_rect().left();
    Some((strip, f64::from(event.client_x()) - left))
}

/// What a run is called.
pub fn name(run: &HistoryRun) -> String {
    match run.kind {
        RunKind::Boot => say::boot().into(),
        RunKind::Typing => say::typing().into(),
        RunKind::Command => run.command.clone(),
    }
}

/// What can be reached, and what that costs.
pub fn reach(history: &History) -> String {
    let megabytes = |bytes: u64| bytes.div_ceil(1 << 20);
    let (used, budget) = (megabytes(history.bytes), megabytes(history.budget));
    let reach = say::reach(history.checkpoints, used, budget, history.longest_replay);
    match history.runs.first().map_or(0, |run| run.start) {
        0 => reach,
        start => format!("{reach} {}", say::lost(start)),
    }
}

/// Where the runs are on the strip. A boot is a thousand times as long as a command: a run has room by the logarithm of
/// its length, so that each can be hit.
#[derive(Clone, PartialEq, Debug)]
struct Strip {
    /// The edges of the runs, in pixels: one more than there are runs.
    edges: Vec<f64>,
}

impl Strip {
    fn of(history: &History, width: f64) -> Self {
        let room = |run: &HistoryRun| {
            let room = logarithm(run.end - run.start + 2);
            if run.kind == RunKind::Typing { room * TYPING_SHARE } else { room }
        };
        let all: f64 = history.runs.iter().map(room).sum();
        let mut edge = 0.0;
        let mut edges = vec![0.0];
        for run in &history.runs {
            edge += room(run) / all * width;
            edges.push(edge);
        }
        Self { edges }
    }

    /// The run at a pixel.
    fn run(&self, x: f64) -> usize {
        let n_runs = self.edges.len() - 1;
        self.edges[1..].partition_point(|edge| *edge <= x).min(n_runs.saturating_sub(1))
    }

    /// The position at a pixel.
    fn at(&self, history: &History, x: f64) -> u64 {
        let i = self.run(x);
        let Some(run) = history.runs.get(i) else { return 0 };
        let share = (x - self.edges[i]) / (self.edges[i + 1] - self.edges[i]).max(1.0);
        run.start + ((run.end - run.start) as f64 * within(share, 0.0, 1.0)) as u64
    }

    /// The pixel of a position. Where two runs meet it is that of the earlier one's end.
    fn x(&self, history: &History, at: u64) -> f64 {
        let i = history.runs.partition_point(|run| run.end < at).min(history.runs.len().saturating_sub(1));
        let Some(run) = history.runs.get(i) else { return 0.0 };
        let share = at.saturating_sub(run.start) as f64 / (run.end - run.start).max(1) as f64;
        self.edges[i] + (self.edges[i + 1] - self.edges[i]) * share.min(1.0)
    }
}

fn paint(
    canvas: &HtmlCanvasElement,
    history: &History,
    strip: &Strip,
    (window, at): (Window, u64),
    marks: &[Mark],
    (width, height): (f64, f64),
) {
    let Some(pen) = Pen::on(canvas, width, height) else { return };
    let palette = &pen.palette;
    pen.prose(10.0);
    let branch = history.branches.first().map(|branch| branch.at);
    for (run, edges) in history.runs.iter().zip(strip.edges.windows(2)) {
        let (x0, room) = (edges[0] + 0.5, (edges[1] - edges[0] - 1.0).max(0.5));
        // The window begins where the run in view does, or later.
        let lit = run.start <= window.from && window.from < run.end.max(run.start + 1);
        match run.kind {
            RunKind::Typing => {
                pen.tint(if lit { 0.8 } else { 0.35 }, x0, height * 0.3, room, height * 0.4, &palette.ink_3)
            }
            RunKind::Boot | RunKind::Command => {
                pen.rounded(
                    x0,
                    1.0,
                    room,
                    height - 2.0,
                    3.0,
                    if lit { &palette.line } else { &palette.faint },
                );
                pen.outline(if lit { 1.0 } else { 0.5 }, if lit { &palette.ink } else { &palette.ink_3 });
                let colour = if lit { &palette.ink } else { &palette.ink_2 };
                pen.text(&name(run), x0 + 5.0, height / 2.0 + 3.5, room - 8.0, 6.0, colour);
            }
        }
    }
    if let Some(x) = branch.map(|at| strip.x(history, at)) {
        // From here on it is not what really happened.
        pen.tint(0.2, x, 0.0, width - x, height, &palette.bad);
        pen.fill(x, 0.0, 2.0, height, &palette.bad);
        pen.fill(x, 0.0, width - x, 2.0, &palette.bad);
    }
    let (from, to) = (strip.x(history, window.from + 1), strip.x(history, window.to));
    pen.tint(0.16, from, 0.0, (to - from).max(2.0), height, &palette.modes[0]);
    pen.fill(from, height - 2.0, (to - from).max(2.0), 2.0, &palette.modes[0]);
    for mark in marks {
        pen.triangle(strip.x(history, mark.at), 0.0, 5.0, false, &palette.ink_2);
    }
    pen.fill(strip.x(history, at) - 0.75, 0.0, 1.5, height, &palette.ink);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history() -> History {
        let run = |kind, command: &str, start, end| HistoryRun { kind, command: command.into(), start, end };
        History {
            runs: vec![
                run(RunKind::Boot, "", 0, 3_000_000),
                run(RunKind::Typing, "", 3_000_000, 3_001_000),
                run(RunKind::Command, "ls", 3_001_000, 3_021_000),
            ],
            checkpoints: 12,
            bytes: 3 << 20,
            budget: 64 << 20,
            longest_replay: 50_000,
            ..History::default()
        }
    }

    #[test]
    fn a_short_run_after_a_long_one_can_be_hit_and_its_pixels_agree_with_its_positions() {
        let history = history();
        let strip = Strip::of(&history, 1_000.0);
        assert_eq!(strip.edges.len(), 4);
        assert!((strip.edges[3] - 1_000.0).abs() < 1e-6 && strip.edges[3] - strip.edges[2] > 300.0);
        for at in [1, 1_500_000, 3_000_500, 3_011_000, 3_021_000] {
            let back = strip.at(&history, strip.x(&history, at));
            assert!(back.abs_diff(at) < 3_000, "{at} became {back}");
        }
        assert_eq!(strip.at(&history, -5.0), 0);
        assert_eq!(strip.at(&history, 5_000.0), 3_021_000);
    }

    #[test]
    fn a_machine_that_has_not_begun_has_an_empty_strip() {
        let none = History::default();
        let strip = Strip::of(&none, 100.0);
        assert_eq!((strip.at(&none, 50.0), strip.x(&none, 7)), (0, 0.0));
    }

    #[test]
    fn what_can_be_reached_is_said_and_what_cannot() {
        let mut history = history();
        let words = reach(&history).replace('\u{202f}', " ");
        assert_eq!(words, "History: 12 checkpoints, 3 MB of 64 MB; any moment is at most 50 000 steps away.");
        history.runs.remove(0);
        assert!(reach(&history).ends_with("can no longer be reached."));
    }
}
