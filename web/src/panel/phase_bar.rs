//! What the machine is about, when that is more than standing at the prompt.

use session::{Command, Phase};
use yew::prelude::*;

use crate::doors::{Doors, use_doors};
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
    let send = |label: &'static str, tip: &'static str, wish: Command| {
        let onclick = doors.send.reform(move |_: MouseEvent| wish.clone());
        html! { <button type="button" class="button phase-bar__button" title={tip} {onclick}>{ label }</button> }
    };
    match phase {
        Phase::Prompt => Html::default(),
        Phase::Booting => html! {
            <section class="phase-bar" aria-label="The machine" data-calm=""><span class="phase-bar__text">{ "Starting the machine …" }</span></section>
        },
        Phase::Running { steps, paused } => {
            let wish = if *paused { Command::Resume } else { Command::Pause };
            let (label, tip) = match *paused {
                true => ("Resume", "Let it go on"),
                false => ("Pause", "Stop following it; the history ends here until it goes on"),
            };
            html! {
                <section class="phase-bar" aria-label="The machine" data-calm="">
                    <span class="phase-bar__text">
                        { if *paused { "Paused after " } else { "Running: " } }
                        <b>{ count(*steps) }</b>{ " steps" }
                    </span>
                    { send(label, tip, wish) }
                    { send("Ctrl-C", "Type Ctrl-C: the kernel ends the program", Command::Type("\x03".to_string())) }
                </section>
            }
        }
        Phase::WaitingForInput { program } => {
            let (act, root) = (doors.act.clone(), doors.root.clone());
            let onclick = Callback::from(move |_: MouseEvent| {
                act.emit(Action::Choose(Panel::Terminal));
                root.focus("terminal-keys");
            });
            html! {
                <section class="phase-bar" aria-label="The machine">
                    <span class="phase-bar__text"><b>{ program }</b>{ " waits for what you type." }</span>
                    <button type="button" class="button phase-bar__button" {onclick}>{ "Type in the terminal" }</button>
                    { send("Ctrl-D", "End of the input", Command::Type("\x04".to_string())) }
                    { send("Ctrl-C", "The kernel ends the program", Command::Type("\x03".to_string())) }
                </section>
            }
        }
        Phase::Full => {
            let text =
                "The program has written more than a history can keep. What there is can still be looked at.";
            switched_off(&doors, text.to_string())
        }
        Phase::Off { status } => {
            switched_off(&doors, format!("The machine is off (status {status}). Its history is still here."))
        }
    }
}

/// A machine that does not go on by itself: why, and the way to a new one.
fn switched_off(doors: &Doors, text: String) -> Html {
    let onclick = doors.restart.reform(|_: MouseEvent| ());
    html! {
        <section class="phase-bar" aria-label="The machine">
            <span class="phase-bar__text">{ text }</span>
            <button type="button" class="button phase-bar__button" {onclick}>{ "Switch it on again" }</button>
        </section>
    }
}
