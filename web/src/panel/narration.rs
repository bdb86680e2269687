//! What happened at the position in view, in one sentence, and where that is.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use session::{Level, Phase, Scene};
use texts::{capitals, step as say};
use yew::prelude::*;

use super::go_to::GoTo;
use crate::draw::draw;
use crate::hooks::{use_effect_with, use_state_eq};
use crate::widget::{Lamp, Words, use_swipe};

/// Milliseconds that a position must stand before it is said: of a drag only the end is.
const STANDING_MS: u32 = 350;

/// What the narration shows.
#[derive(Properties, PartialEq)]
pub struct NarrationProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// Whether steps follow one another by themselves: then nothing is said aloud.
    pub playing: bool,
    /// Whether the person types the number of a step to go to.
    pub going: bool,
}

/// The lamp, the step and the sentence.
#[component]
pub fn Narration(NarrationProps { scene, playing, going }: &NarrationProps) -> Html {
    let said = use_state_eq(String::new);
    let now = &scene.now;
    let [onpointerdown, onpointerup] = use_swipe(now.level);
    let mode = now.mode;
    let step = (now.count > 0).then(|| say::step_of(now.index, now.count));
    let sentence = now.sentence.to_string();
    let aloud = match &step {
        Some(step) => say::aloud(step, mode.name(), &sentence),
        None => say::aloud_stepless(mode.name(), &sentence),
    };
    {
        let said = said.clone();
        use_effect_with((now.at, aloud, *playing), move |(_, aloud, playing)| {
            let timer = (!playing).then(|| {
                let aloud = aloud.clone();
                Timeout::new(STANDING_MS, move || said.set(aloud))
            });
            move || drop(timer)
        });
    }
    let booting = matches!(scene.phase, Phase::Booting) && scene.run.end <= scene.run.start;
    let index = now.index.checked_sub(1).filter(|_| now.level == Level::Story);
    let title = index.and_then(|index| scene.run.story.get(index as usize)).filter(|step| step.at == now.at);
    html! {
        <section class="narration swipe" aria-label={say::narration()} data-narration=""
            data-mode={mode.letter().to_string()} {onpointerdown} {onpointerup}>
            { draw!(<Lamp {mode} changed={scene.cpu.mode_changed} />) }
            <div class="narration__text">
                <p class="narration__where" key={format!("{:?}", now.mode)}>
                    if let Some(step) = step {
                        <span data-step="">{ capitals(&step) }</span>
                    }
                    { draw!(<GoTo scene={scene.clone()} going={*going} />) }
                    <span>
                        <b class="narration__mode">{ capitals(mode.name()) }</b>
                        { format!(" ({})", mode.letter()) }
                    </span>
                    if let Some(step) = title {
                        <span class="narration__title">{ &step.title }</span>
                    }
                </p>
                <p class="narration__sentence" data-sentence="">
                    if booting {
                        { say::starts() }
                    } else {
                        <span key={now.sentence.to_string()}>{ draw!(<Words sentence={now.sentence.clone()} />) }</span>
                    }
                </p>
            </div>
            <p class="hidden" role="status">{ (*said).clone() }</p>
        </section>
    }
}
