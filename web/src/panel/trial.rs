//! Break it: the question of an experiment, the button that runs it, and the answer that the run gave. It stands beside the
//! picture and covers nothing.

use std::rc::Rc;

use session::{Command, Played, Scenario, Scene, Sentence};
use texts::page;
use yew::prelude::*;

use crate::doors::use_doors;
use crate::draw::draw;
use crate::hooks::use_effect_with;
use crate::store::Action;
use crate::widget::Words;

/// The id of the button that runs the experiment.
const RUN: &str = "trial-run";

/// Which experiment.
#[derive(Properties, PartialEq)]
pub struct TrialProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// The experiment that is open, if one is.
    pub chosen: Option<Scenario>,
    /// Whether the person is somewhere else on the page when it opens, and keeps the keyboard there.
    #[prop_or_default]
    pub quiet: bool,
}

/// The experiment that is open.
#[component]
pub fn Trial(TrialProps { scene, chosen, quiet }: &TrialProps) -> Html {
    let doors = use_doors();
    let root = doors.root.clone();
    use_effect_with((*chosen, *quiet), move |(chosen, quiet)| {
        if chosen.is_some() && !quiet {
            root.focus(RUN);
        }
    });
    let Some(scenario) = *chosen else { return Html::default() };
    let played = scene.scenario.as_ref().filter(|played| played.scenario == scenario);
    let answer = played.and_then(|played| played.answer.as_ref());
    let run = doors.send.reform(move |_: MouseEvent| Command::Scenario(scenario));
    let close = doors.act.reform(|_: MouseEvent| Action::Try(None));
    let onkeydown = {
        let act = doors.act.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Escape" {
                act.emit(Action::Try(None));
            }
        })
    };
    let next = Scenario::ALL.into_iter().cycle().skip_while(|it| *it != scenario).nth(1);
    let next = next.map(|next| {
        let onclick = doors.act.reform(move |_: MouseEvent| Action::Try(Some(next)));
        html! { <button type="button" class="trial__link" {onclick}>{ page::next_experiment(next.title()) }</button> }
    });
    let sights = answer.iter().flat_map(|answer| &answer.sights).map(|sight| {
        let at = sight.at;
        let onclick = doors.send.reform(move |_: MouseEvent| Command::Seek(at));
        html! { <button type="button" class="trial__link" aria-current={(at == scene.now.at).then_some("true")} {onclick}>{ &sight.label }</button> }
    });
    let branched = answer.is_some() && scenario == Scenario::Wall && !scene.history.branches.is_empty();
    let leave = doors.send.reform(|_: MouseEvent| Command::Leave);
    html! {
        <section class="trial" aria-label={page::experiment()} data-trial={scenario.id()} data-branched={branched.then_some("")} {onkeydown}>
            <div class="trial__text">
                <p class="trial__question"><b>{ scenario.title() }</b>{ " " }{ scenario.question() }</p>
                <p class="trial__answer" role="status" data-answer={answer.is_some().then_some("")}>{ told(played) }</p>
                if answer.is_some() {
                    <p class="trial__links">
                        { for sights }
                        if branched {
                            <button type="button" class="trial__link" onclick={leave}>{ page::back_to_real() }</button>
                        }
                        { next }
                    </p>
                }
            </div>
            <div class="trial__buttons">
                <button type="button" class="button" id={RUN} data-primary={answer.is_none().then_some("")} onclick={run}>
                    { if answer.is_some() { page::run_it_again() } else { page::run_it() } }
                </button>
                <button type="button" class="button" onclick={close} aria-label={page::close_experiment()} title={page::close_escape()}>{ "×" }</button>
            </div>
        </section>
    }
}

/// How far it is.
fn told(played: Option<&Played>) -> Html {
    match played {
        None => html! {},
        Some(Played { answer: Some(answer), .. }) => draw!(<Words sentence={answer.sentence.clone()} />),
        Some(Played { line, .. }) => draw!(<Words sentence={Sentence::parse(&page::runs(line))} />),
    }
}
