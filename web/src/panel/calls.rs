//! The log of system calls, as `strace` would tell it; a click goes to the call.

use std::ops::Range;

use session::{Call, Command};
use texts::calls as say;
use yew::prelude::*;

use super::SceneProps;
use crate::doors::use_doors;
use crate::draw::draw;
use crate::store::Panel;
use crate::widget::RowList;

/// The system-call log.
#[component]
pub fn Calls(SceneProps { scene }: &SceneProps) -> Html {
    let doors = use_doors();
    let on_go = use_callback(doors.send, |at: u64, send| send.emit(Command::Seek(at)));
    let at = scene.now.at;
    // The one in view: the last that began, if it has not returned, else none.
    let last = scene.run.calls.partition_point(|call| call.from <= at).checked_sub(1);
    let current = last.filter(|&i| scene.run.calls[i].to.is_none_or(|to| at < to));
    let draw = {
        let scene = scene.clone();
        Callback::from(move |rows: Range<usize>| {
            let first = rows.start;
            let calls = scene.run.calls.get(rows).unwrap_or_default().iter().enumerate();
            calls
                .map(|(i, call)| {
                    let state = if Some(first + i) == current { State::Current } else { State::of(call, at) };
                    draw!(key={call.from} <Row call={call.clone()} {state} on_go={on_go.clone()} />)
                })
                .collect()
        })
    };
    let n_calls = scene.run.calls.len();
    html! {
        <div class="calls">
            <p class="calls__head">
                { if n_calls == 0 { say::none().to_string() } else { say::some(n_calls) } }
            </p>
            { draw!(<RowList class="calls__list" label={Panel::Calls.name()} n_rows={n_calls} focus={last} {draw} />) }
        </div>
    }
}

/// Where a call stands, seen from the position in view.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    Ahead,
    Current,
    Done,
}

impl State {
    fn of(call: &Call, at: u64) -> Self {
        if call.from > at { State::Ahead } else { State::Done }
    }

    fn id(self) -> &'static str {
        match self {
            State::Ahead => "ahead",
            State::Current => "current",
            State::Done => "done",
        }
    }
}

#[derive(Properties, PartialEq)]
struct RowProps {
    call: Call,
    state: State,
    on_go: Callback<u64>,
}

#[component]
fn Row(RowProps { call, state, on_go }: &RowProps) -> Html {
    let onclick = {
        let from = call.from;
        on_go.reform(move |_: MouseEvent| from)
    };
    let rest = call.line.strip_prefix(&call.name).unwrap_or(&call.line);
    html! {
        <button type="button" class="calls__row" data-row="" data-call={call.number.to_string()}
            data-state={state.id()} data-failed={call.failed.then_some("")} title={call.line.clone()}
            aria-current={(*state == State::Current).then_some("step")} {onclick}>
            <span class="calls__number">{ call.number }</span>
            <span class="calls__line"><b>{ &call.name }</b>{ rest }</span>
            <span class="calls__small">
                <span>{ format!("{} · pid {}", call.process, call.pid) }</span>
                <span>{ texts::unit::steps(call.steps) }</span>
            </span>
        </button>
    }
}
