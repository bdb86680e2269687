//! The panels of a machine on somebody else's page: those it was asked for, in that order, with the buttons below.

use std::rc::Rc;

use session::{Command, Look, Phase, Scene};
use yew::prelude::*;

use super::options::{Controls, Options, Part};
use crate::browser;
use crate::clockwork::{perform, phase_id, use_contrast, use_home, use_keys, use_playing, use_sources};
use crate::command::Effect;
use crate::doors::Doors;
use crate::draw::draw;
use crate::hooks::use_effect_with;
use crate::later::Late;
use crate::page::{help, side, trial};
use crate::panel::{Boundary, Code, Narration, PhaseBar, Terminal, Timeline, Transport};
use crate::root::Root;
use crate::store::{Action, Panel, View};
use crate::widget::Tabs;

/// What the panels need from the root component.
#[derive(Properties, PartialEq)]
pub struct FrameProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// Which board it is of.
    pub board: u32,
    /// How it is to be shown.
    pub options: Rc<Options>,
    /// Where wishes go.
    pub send: Callback<Command>,
    /// Powers a fresh board on.
    pub restart: Callback<()>,
    /// Hears that what is needed later is here.
    pub later: Callback<()>,
    /// Is given what changes the view, once.
    pub on_drawn: Callback<Callback<Action>>,
    /// Hears when playing begins and stops.
    pub on_play: Callback<bool>,
    /// Where it is drawn.
    pub root: Root,
}

/// The panels.
#[component]
pub fn Frame(props: &FrameProps) -> Html {
    let FrameProps { scene, board, options, send, restart, later, on_drawn, on_play, root } = props;
    let kept =
        use_reducer(|| View { speed: options.speed, theme: browser::system_theme(), ..View::default() });
    let act = {
        let dispatcher = kept.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let sides: Vec<Panel> = Panel::SIDE.into_iter().filter(|panel| options.shows(*panel)).collect();
    let mut view = (*kept).clone();
    view.theme = options.theme.unwrap_or(view.theme);
    if !sides.contains(&view.side) {
        view.side = sides.first().copied().unwrap_or(Panel::Cpu);
    }
    let doors = use_memo((send.clone(), restart.clone(), later.clone(), root.clone(), options.readonly), {
        let act = act.clone();
        move |(send, restart, later, root, readonly)| Doors {
            send: if *readonly { looking_only(send) } else { send.clone() },
            act,
            restart: restart.clone(),
            open: Callback::noop(),
            later: later.clone(),
            root: root.clone(),
        }
    });
    let perform = {
        let (doors, view) = (doors.clone(), Rc::new(view.clone()));
        Callback::from(move |effect: Effect| perform(&doors, &view, effect))
    };
    {
        let act = act.clone();
        use_effect_with(options.lesson, move |lesson| act.emit(Action::Try(*lesson)));
    }
    use_theme(root, &view, &act);
    use_contrast(root, options.contrast);
    use_effect_with((root.clone(), options.text_size), |(root, size)| root.show_text_size(*size));
    use_keys(root.ear().filter(|_| options.keyboard), scene, &view, &perform);
    use_playing(scene, &view, &doors);
    use_sources(root, scene, *board, send);
    use_home(scene, &act);
    {
        let look = if sides.is_empty() { Look::Nothing } else { view.look() };
        let send = send.clone();
        use_effect_with((look, *board), move |(look, _)| send.emit(Command::Look(look.clone())));
    }
    {
        let (on_drawn, act) = (on_drawn.clone(), act.clone());
        use_effect_with((), move |()| on_drawn.emit(act));
    }
    {
        let on_play = on_play.clone();
        use_effect_with(view.playing, move |playing| on_play.emit(*playing));
    }
    let first_side = options.view.iter().find(|part| matches!(part, Part::Panel(it) if sides.contains(it)));
    let panel = |part: &Part| match *part {
        Part::Timeline => {
            draw!(<Timeline scene={scene.clone()} view={view.clone()} perform={perform.clone()} />)
        }
        Part::Narration => {
            draw!(<Narration scene={scene.clone()} playing={view.playing} going={view.going} />)
        }
        Part::Panel(Panel::Boundary) => draw!(<Boundary scene={scene.clone()} />),
        Part::Panel(Panel::Code) => {
            draw!(<Code scene={scene.clone()} listing={view.listing} view={view.clone()} perform={perform.clone()} />)
        }
        Part::Panel(Panel::Terminal) => draw!(<Terminal scene={scene.clone()} />),
        Part::Panel(
            Panel::Cpu | Panel::Memory | Panel::Stack | Panel::Calls | Panel::Processes | Panel::Files,
        ) => html! {
            <section class="card side__card" aria-label={view.side.name()}>
                if sides.len() > 1 {
                    { draw!(<Tabs class="side__tabs" label={texts::page::details()} panels={sides.clone()} chosen={view.side}
                        on_choose={act.reform(Action::Choose)} />) }
                }
                <div class="side__panel" tabindex="0" role="group" data-panel={view.side.id()} aria-label={view.side.name()}>
                    { side(&view, scene) }
                </div>
            </section>
        },
    };
    // Panels that share a card have it where the first of them is.
    let is_shown = |part: &&Part| match part {
        Part::Panel(it) if sides.contains(it) => Some(*part) == first_side,
        Part::Timeline | Part::Narration | Part::Panel(_) => true,
    };
    let parts = options.view.iter().filter(is_shown).map(|part| {
        html! { <div key={part.id()} class="frame__part" part={part.id()} data-part={part.id()}
        data-focus={(options.focus == Some(*part)).then_some("")}>{ panel(part) }</div> }
    });
    let waits = matches!(scene.phase, Phase::Booting | Phase::Running { .. } | Phase::Off { .. });
    html! {
        <ContextProvider<Doors> context={(*doors).clone()}>
            <div class="frame" role="region" aria-label={options.label.clone()} data-controls={options.controls.id()}
                data-mode={scene.now.mode.letter().to_string()} data-phase={phase_id(&scene.phase)}
                data-readonly={options.readonly.then_some("")} data-tall={view.tall.then_some("")}>
                { draw!(<Late needed={view.trial.is_some()} close={Action::Try(None)} draw={trial(scene, view.trial, true)} />) }
                { for parts }
                if waits || options.controls == Controls::Full {
                    { draw!(<PhaseBar phase={scene.phase.clone()} />) }
                }
                if options.controls != Controls::None {
                    <div class="frame__foot" part="controls">
                        { draw!(<Transport scene={scene.clone()} view={view.clone()} {perform} />) }
                        <a class="frame__link" part="link" target="_blank" rel="noopener" href={permalink(root, scene)}>
                            { texts::page::open_in_ringside() }{ " ↗\u{fe0e}" }
                        </a>
                    </div>
                }
                { draw!(<Late needed={view.help} close={Action::Help(false)} draw={help(&view)} />) }
            </div>
        </ContextProvider<Doors>>
    }
}

/// The address of the same moment on our own page.
fn permalink(root: &Root, scene: &Scene) -> String {
    let whole = scene.moment.as_ref().and_then(|moment| moment.to_fragment().ok());
    let fragment = whole.unwrap_or_else(|| {
        let run = js_sys::encode_uri_component(&scene.run.command);
        format!("v=1&run={run}&step={}", scene.now.at.saturating_sub(scene.run.start))
    });
    format!("{}#{fragment}", root.base())
}

/// A door for those who may only look: what types or changes something ends at it.
fn looking_only(send: &Callback<Command>) -> Callback<Command> {
    let send = send.clone();
    Callback::from(move |wish: Command| match wish {
        Command::Run(_) | Command::Type(_) | Command::Edit(_) | Command::Open(_) | Command::Resume => {}
        // An experiment is what the page around it offers itself.
        Command::Scenario(_)
        | Command::Leave
        | Command::Level(_)
        | Command::Step(..)
        | Command::Visit(..)
        | Command::RunTo(..)
        | Command::Break(_)
        | Command::Continue(_)
        | Command::Write(..)
        | Command::Source(..)
        | Command::Look(_)
        | Command::Seek(_)
        | Command::Speak(_)
        | Command::Pause => send.emit(wish),
    })
}

/// Keeps the machine in its theme, and the view in the theme of the system.
#[hook]
fn use_theme(root: &Root, view: &View, act: &Callback<Action>) {
    use_effect_with((root.clone(), view.theme), |(root, theme)| root.show_theme(*theme));
    let act = act.clone();
    use_effect_with((), move |()| {
        let listener = browser::on_system_theme(move |theme| act.emit(Action::SystemTheme(theme)));
        move || drop(listener)
    });
}
