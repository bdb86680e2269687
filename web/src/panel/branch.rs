//! That one is on a branch of the run, because somebody changed the machine by hand; and the way back.

use std::rc::Rc;

use session::{BranchView, Command, History, Sentence};
use texts::page;
use yew::prelude::*;

use crate::doors::use_doors;
use crate::draw::draw;
use crate::widget::Words;

/// Which branches.
#[derive(Properties, PartialEq)]
pub struct BranchProps {
    /// The session, with the branches that one is in.
    pub history: Rc<History>,
}

/// A line that is there only on a branch.
#[component]
pub fn Branch(BranchProps { history }: &BranchProps) -> Html {
    let doors = use_doors();
    let Some(last) = history.branches.last() else { return Html::default() };
    let leave = doors.send.reform(|_: MouseEvent| Command::Leave);
    let at = last.at;
    let go = doors.send.reform(move |_: MouseEvent| Command::Seek(at));
    let depth = history.branches.len();
    let back = if depth > 1 { page::back_to_branch() } else { page::back_to_real() };
    html! {
        <div class="phase-bar" data-branch={depth.to_string()} role="status">
            <span class="phase-bar__text">
                { draw!(<Words sentence={Sentence::parse(&told(last, history))} />) }
            </span>
            <button type="button" class="button phase-bar__button" onclick={go} title={page::to_change()}>
                { page::go_there() }
            </button>
            <button type="button" class="button phase-bar__button" onclick={leave}>{ back }</button>
        </div>
    }
}

/// What was changed, and where.
/// The instruction is counted as everywhere on the page: from the beginning of its run.
fn told(branch: &BranchView, history: &History) -> String {
    let run = history.runs.iter().rfind(|run| run.start <= branch.at);
    let at = branch.at - run.map_or(0, |run| run.start);
    let edits =
        branch.edits.iter().cloned().reduce(|edits, edit| page::and(&edits, &edit)).unwrap_or_default();
    match history.branches.len() {
        0 | 1 => page::what_if(&edits, at),
        depth => page::what_if_deep(&edits, at, depth),
    }
}
