//! What the machine is about, when that is more than standing at the prompt.

use session::{Command, Phase, Sentence};
use texts::{page, unit};
use yew::prelude::*;

use crate::doors::{Doors, use_doors};
use crate::draw::draw;
use crate::store::{Action, Panel};
use crate::widget::Words;

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
            <section class="phase-bar" aria-label={page::machine()} data-calm=""><span class="phase-bar__text">{ page::starting() }</span></section>
        },
        Phase::Running { steps, paused } => {
            let wish = if *paused { Command::Resume } else { Command::Pause };
            let (label, tip) = match *paused {
                true => (page::resume(), page::resume_tip()),
                false => (page::pause(), page::pause_tip()),
            };
            let steps = unit::steps(*steps);
            let told = if *paused { page::paused(&steps) } else { page::running(&steps) };
            html! {
                <section class="phase-bar" aria-label={page::machine()} data-calm="">
                    <span class="phase-bar__text">{ draw!(<Words sentence={Sentence::parse(&told)} />) }</span>
                    { send(label, tip, wish) }
                    { send(page::ctrl_c(), page::interrupt_tip(), Command::Type("\x03".to_string())) }
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
                <section class="phase-bar" aria-label={page::machine()}>
                    <span class="phase-bar__text">{ draw!(<Words sentence={Sentence::parse(&page::waits(program))} />) }</span>
                    <button type="button" class="button phase-bar__button" {onclick}>{ page::r#type() }</button>
                    { send(page::ctrl_d(), page::end_of_input(), Command::Type("\x04".to_string())) }
                    { send(page::ctrl_c(), page::interrupt_tip(), Command::Type("\x03".to_string())) }
                </section>
            }
        }
        Phase::Full => switched_off(&doors, page::full().to_string()),
        Phase::Off { status } => switched_off(&doors, page::off(&status.to_string())),
    }
}

/// A machine that does not go on by itself: why, and the way to a new one.
fn switched_off(doors: &Doors, text: String) -> Html {
    let onclick = doors.restart.reform(|_: MouseEvent| ());
    html! {
        <section class="phase-bar" aria-label={page::machine()}>
            <span class="phase-bar__text">{ text }</span>
            <button type="button" class="button phase-bar__button" {onclick}>{ page::switch_on() }</button>
        </section>
    }
}
