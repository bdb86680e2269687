//! What the machine is about, when that is more than standing at the prompt.

use session::{Command, Phase};
use yew::prelude::*;

use crate::browser;
use crate::doors::use_doors;
use crate::format::count;
use crate::store::{Action, Panel};

/// Which phase.
#[derive(Properties, PartialEq)]
pub struct PhaseBarProps {
    /// What the machine is about.
    pub phase: Phase,
}

/// A line that is there only when the machine is busy, waits, or is off.
#[component]
pub fn PhaseBar(PhaseBarProps { phase }: &PhaseBarProps) -> Html {
    let doors = use_doors();
    // The steps at which the person paused the program: as long as there are no more, it stands.
    let paused_at = use_state(|| None::<u64>);
    let send = |label: &'static str, tip: &'static str, wish: Command| {
        let onclick = doors.send.reform(move |_: MouseEvent| wish.clone());
        html! { <button type="button" class="button phase-bar__button" title={tip} {onclick}>{ label }</button> }
    };
    match phase {
        Phase::Prompt => Html::default(),
        Phase::Booting => html! {
            <div class="phase-bar" data-calm=""><span class="phase-bar__text">{ "Starting the machine …" }</span></div>
        },
        Phase::Running { steps } => {
            let paused = *paused_at == Some(*steps);
            let onclick = {
                let (send, paused_at, steps) = (doors.send.clone(), paused_at.clone(), *steps);
                Callback::from(move |_: MouseEvent| {
                    paused_at.set((!paused).then_some(steps));
                    send.emit(if paused { Command::Resume } else { Command::Pause });
                })
            };
            let (label, tip) = match paused {
                true => ("Resume", "Let it go on"),
                false => ("Pause", "Stop following it; the history ends here until it goes on"),
            };
            html! {
                <div class="phase-bar" data-calm="">
                    <span class="phase-bar__text">
                        { if paused { "Paused after " } else { "Running: " } }
                        <b>{ count(*steps) }</b>{ " steps" }
                    </span>
                    <button type="button" class="button phase-bar__button" title={tip} {onclick}>{ label }</button>
                    { send("Ctrl-C", "Type Ctrl-C: the kernel ends the program", Command::Type("\x03".to_string())) }
                </div>
            }
        }
        Phase::WaitingForInput { program } => {
            let act = doors.act.clone();
            let onclick = Callback::from(move |_: MouseEvent| {
                act.emit(Action::Choose(Panel::Terminal));
                browser::focus("terminal-keys");
            });
            html! {
                <div class="phase-bar">
                    <span class="phase-bar__text"><b>{ program }</b>{ " waits for what you type." }</span>
                    <button type="button" class="button phase-bar__button" {onclick}>{ "Type in the terminal" }</button>
                    { send("Ctrl-D", "End of the input", Command::Type("\x04".to_string())) }
                    { send("Ctrl-C", "The kernel ends the program", Command::Type("\x03".to_string())) }
                </div>
            }
        }
        Phase::Off { status } => {
            let onclick = doors.restart.reform(|_: MouseEvent| ());
            html! {
                <div class="phase-bar">
                    <span class="phase-bar__text">{ format!("The machine is off (status {status}). Its history is still here.") }</span>
                    <button type="button" class="button phase-bar__button" {onclick}>{ "Switch it on again" }</button>
                </div>
            }
        }
    }
}
