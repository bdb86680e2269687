//! What is under the pointer, and how long it takes, in words.

use session::{FunctionSpan, ModeSpan, Run};
use texts::timeline as say;
use texts::unit::{bytes, instructions, quoted};
use yew::prelude::*;

use super::index::Index;
use super::layout::{Lanes, Place};
use super::pieces::at;
use super::scale::Scale;

use crate::float::within;
use crate::hooks::use_effect_with;

/// Something in a lane, by its number in the run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // Each is a list of `Run`.
pub enum Thing {
    Mode(usize),
    Trap(usize),
    Process(usize),
    Call(usize),
    Output(usize),
    Function(usize),
}

impl Thing {
    /// What is at a pixel of the lanes.
    pub fn under(run: &Run, index: &Index, lanes: &Lanes, scale: Scale, (x, y): (f64, f64)) -> Option<Self> {
        let function = |rows: &[Vec<u32>], row: usize| {
            let numbers = rows.get(row)?;
            let span = |i: usize| &run.functions[numbers[i] as usize];
            let i = at(numbers.len(), |i| (span(i).from, span(i).to), scale, x)?;
            Some(Thing::Function(numbers[i] as usize))
        };
        let ends = |span: &ModeSpan| (span.from, span.to);
        Some(match lanes.place(y)? {
            Place::Modes => Thing::Mode(at(run.modes.len(), |i| ends(&run.modes[i]), scale, x)?),
            Place::Traps => {
                Thing::Trap(at(run.traps.len(), |i| (run.traps[i].at, run.traps[i].at + 1), scale, x)?)
            }
            Place::Processes => {
                let span = |i: usize| (run.processes[i].from, run.processes[i].to);
                Thing::Process(at(run.processes.len(), span, scale, x)?)
            }
            Place::Calls => Thing::Call(at(index.calls.len(), |i| index.calls[i], scale, x)?),
            Place::Output => {
                Thing::Output(at(run.output.len(), |i| (run.output[i].from, run.output[i].to), scale, x)?)
            }
            Place::Functions(row) => {
                function(&index.inside, row).or_else(|| function(&index.program, row))?
            }
        })
    }

    /// Where it begins.
    pub fn from(self, run: &Run) -> u64 {
        match self {
            Thing::Mode(i) => run.modes[i].from,
            Thing::Trap(i) => run.traps[i].at,
            Thing::Process(i) => run.processes[i].from,
            Thing::Call(i) => run.calls[i].from,
            Thing::Output(i) => run.output[i].from,
            Thing::Function(i) => run.functions[i].from,
        }
    }

    /// What it is, in a few words.
    pub fn name(self, run: &Run) -> String {
        match self {
            Thing::Mode(i) => match &*run.modes[i].cause {
                "" => run.modes[i].mode.name().into(),
                cause => say::mode_by(run.modes[i].mode.name(), cause),
            },
            Thing::Trap(i) => run.traps[i].cause.clone(),
            Thing::Process(i) => match &run.processes[i].process {
                Some(process) => say::process(&process.pid.to_string(), &process.name),
                None => say::no_process().into(),
            },
            Thing::Call(i) => run.calls[i].line.clone(),
            Thing::Output(i) => quoted(&run.output[i].text),
            Thing::Function(i) => run.functions[i].name.to_string(),
        }
    }

    /// How long it takes.
    pub fn length(self, run: &Run) -> String {
        match self {
            Thing::Mode(i) => instructions(run.modes[i].to - run.modes[i].from),
            Thing::Trap(i) if run.traps[i].interrupt => say::an_interrupt().into(),
            Thing::Trap(_) => say::a_fault().into(),
            Thing::Process(i) => instructions(run.processes[i].to - run.processes[i].from),
            Thing::Call(i) => match run.calls[i].to {
                Some(_) => say::in_kernel(&instructions(run.calls[i].steps)),
                None => say::in_kernel_still(&instructions(run.calls[i].steps)),
            },
            Thing::Output(i) => say::output(&bytes(run.output[i].len)),
            Thing::Function(i) => {
                let span = &run.functions[i];
                let own = own(&run.functions, i);
                match span.to - span.from {
                    all if all == own => instructions(all),
                    all => say::own(&instructions(all), own),
                }
            }
        }
    }

    /// Who, or what else is to be said of it.
    pub fn more(self, run: &Run) -> String {
        let at = self.from(run).saturating_sub(run.start);
        let who = process_at(run, self.from(run)).map_or(String::new(), |name| format!("{name}, "));
        match self {
            Thing::Trap(i) => format!("{who}{}", say::trap_at(run.traps[i].from.name(), at)),
            Thing::Call(i) => say::call_from(&run.calls[i].process, &run.calls[i].pid.to_string(), at),
            Thing::Process(_) => say::from(at),
            Thing::Function(i) if !run.functions[i].entered => {
                format!("{who}{}", say::function_goes_on(run.functions[i].mode.name(), at))
            }
            Thing::Function(i) => format!("{who}{}", say::function_from(run.functions[i].mode.name(), at)),
            Thing::Mode(_) | Thing::Output(_) => format!("{who}{}", say::from(at)),
        }
    }
}

/// Name of the process that has the hart.
fn process_at(run: &Run, at: u64) -> Option<&str> {
    let i = run.processes.partition_point(|span| span.from <= at).checked_sub(1)?;
    run.processes[i].process.as_ref().map(|process| &*process.name)
}

/// Steps that a function takes without those it calls.
fn own(functions: &[FunctionSpan], number: usize) -> u64 {
    let span = &functions[number];
    let inside = functions[number + 1..].iter().take_while(|it| it.from < span.to);
    let called = inside.filter(|it| it.depth == span.depth + 1).map(|it| it.to.min(span.to) - it.from);
    (span.to - span.from).saturating_sub(called.sum())
}

/// What the tip tells.
#[derive(Properties, PartialEq)]
pub struct TipProps {
    /// What it is.
    pub name: String,
    /// How long it takes.
    pub length: String,
    /// Who, and since when.
    pub more: String,
    /// Where it is to stand: pixels from the left and the top of what is around it, and the width of that.
    pub place: (f64, f64, f64),
}

/// A small box beside the pointer.
#[component]
pub fn Tip(TipProps { name, length, more, place }: &TipProps) -> Html {
    let node = use_node_ref();
    {
        let node = node.clone();
        use_effect_with((*place, name.clone(), more.clone()), move |((x, y, width), _, _)| {
            if let Some(tip) = node.cast::<web_sys::HtmlElement>() {
                let own = f64::from(tip.offset_width());
                let left = if x + 14.0 + own > *width { x - 10.0 - own } else { x + 14.0 };
                let left = within(left, 0.0, width - own);
                // Only a name that is no property can be refused.
                let _ = tip.style().set_property(
                    "transform",
                    &format!(
                        "translate({}px, {}px)",
                        left.round_ties_even() as i32,
                        y.round_ties_even() as i32
                    ),
                );
            }
        });
    }
    html! {
        <div class="timeline__tip" ref={node} aria-hidden="true" data-tip="">
            <b class="timeline__tip-name">{ name }</b>
            <span>{ length }</span>
            <span class="timeline__tip-more">{ more }</span>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::super::index::tests::{call, function, span};
    use super::*;
    use crate::store::Window;
    use session::Mode;

    fn run() -> Run {
        Run {
            end: 100,
            modes: vec![span(Mode::User, 0, 20), span(Mode::Supervisor, 20, 60), span(Mode::User, 60, 100)],
            calls: vec![call("write", 19, Some(60))],
            functions: vec![
                function("main", Mode::User, 0, 100, 0),
                function("uservec", Mode::Supervisor, 20, 60, 1),
                function("usertrap", Mode::Supervisor, 25, 50, 2),
                function("sys_write", Mode::Supervisor, 30, 40, 3),
            ],
            ..Run::default()
        }
    }

    #[test]
    fn a_function_tells_how_long_it_takes_with_and_without_those_it_calls() {
        let length = |i| Thing::Function(i).length(&run());
        assert_eq!(length(0), "100 instructions, 60 of its own");
        assert_eq!(length(2), "25 instructions, 15 of its own");
        assert_eq!(length(3), "10 instructions");
    }

    #[test]
    fn the_pointer_finds_what_is_in_the_lane_below_it() {
        let (run, lanes) = (run(), Lanes::of_height(178.0));
        let index = Index::of(&run);
        let scale = Scale { window: Window::new(0, 100), width: 100.0 };
        let under = |x: f64, y: f64| Thing::under(&run, &index, &lanes, scale, (x, y));
        assert_eq!(under(30.0, lanes.modes[1]), Some(Thing::Mode(1)));
        assert_eq!(under(30.0, lanes.calls.top + 3.0), Some(Thing::Call(0)));
        assert_eq!(under(90.0, lanes.calls.top + 3.0), None);
        assert_eq!(under(90.0, lanes.functions + 3.0), Some(Thing::Function(0)));
        assert_eq!(under(35.0, lanes.functions + 15.0), Some(Thing::Function(1)));
        assert_eq!(under(35.0, 1_000.0), None);
    }
}
