//! The page around the panels: who is where, which key does what, and the clock of playing. What the panels show is their
//! own business.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use session::{Command, Level, Moment, Phase, Scene, Way};
use wasm_bindgen::JsCast;
use yew::prelude::*;

use crate::address_bar::AddressBar;
use crate::browser;
use crate::command::{self, Effect};
use crate::doors::{Doors, Opening};
use crate::opened;
use crate::panel::{
    Boundary, Branch, Calls, Code, Cpu, Drop, Files, Header, Help, Memory, Narration, Notice, PhaseBar,
    Processes, SEARCH_FIELD, Stack, Terminal, Timeline, Transport, Trial,
};
use crate::store::{Action, Panel, View};
use crate::widget::Tabs;

/// What the page needs from the root.
#[derive(Properties, PartialEq)]
pub struct PageProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// Which board it is of: a fresh one knows nothing of what was told to another.
    pub board: u32,
    /// Where wishes go.
    pub send: Callback<Command>,
    /// Powers a fresh board on.
    pub restart: Callback<()>,
    /// Opens files.
    pub open: Callback<Opening>,
    /// The command lines of the programs that are open.
    pub programs: Rc<[String]>,
    /// How often the person went far.
    pub far: u32,
    /// The link that was opened last, and how many were opened.
    pub opened: (u32, Option<Rc<Moment>>),
    /// What there is to say about files and links that were opened.
    pub notice: Option<opened::Notice>,
}

/// All of the page.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let PageProps { scene, board, send, restart, open, programs, far, opened, notice } = props;
    let view = use_reducer(|| View {
        theme: browser::theme(),
        theme_chosen: browser::theme_remembered(),
        ..View::default()
    });
    let act = {
        let dispatcher = view.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let doors = use_memo((send.clone(), restart.clone(), open.clone()), |(send, restart, open)| Doors {
        send: send.clone(),
        act: act.clone(),
        restart: restart.clone(),
        open: open.clone(),
    });
    let perform = {
        let (doors, view) = (doors.clone(), Rc::new((*view).clone()));
        Callback::from(move |effect: Effect| perform(&doors, &view, effect))
    };
    use_theme(&view, &act);
    use_keys(scene, &view, &perform);
    use_playing(scene, &view, &doors);
    use_sources(scene, *board, send);
    {
        let act = act.clone();
        use_effect_with(opened.clone(), move |(_, moment)| {
            moment.iter().for_each(|moment| act.emit(Action::Open(moment.clone())));
        });
    }
    let moment = scene.moment.clone().filter(|_| !view.playing).map(|moment| Moment {
        view: view.words(),
        theme: view.theme_chosen.then(|| view.theme.id().to_string()),
        ..moment
    });
    {
        let send = send.clone();
        use_effect_with((view.look(), *board), move |(look, _)| send.emit(Command::Look(look.clone())));
    }
    {
        // A new run is shown as a whole while it grows; once it is over, the program's part of it.
        let act = act.clone();
        let over = matches!(scene.phase, Phase::Prompt | Phase::Full | Phase::Off { .. });
        let home = command::home(&scene.run).filter(|_| over);
        use_effect_with((scene.run.start, home), move |&(_, home)| act.emit(Action::Show(home)));
    }
    let choose = act.reform(Action::Choose);
    let side = match view.side {
        Panel::Calls => html! { <Calls scene={scene.clone()} /> },
        Panel::Stack => html! { <Stack scene={scene.clone()} process={view.process} /> },
        Panel::Files => {
            html! { <Files scene={scene.clone()} process={view.process} choice={view.file.clone()} /> }
        }
        Panel::Processes => html! { <Processes scene={scene.clone()} /> },
        Panel::Memory => {
            html! { <Memory scene={scene.clone()} part={view.memory} address={view.address.clone()} /> }
        }
        Panel::Cpu | Panel::Boundary | Panel::Code | Panel::Terminal => {
            html! { <Cpu scene={scene.clone()} /> }
        }
    };
    html! {
        <ContextProvider<Doors> context={(*doors).clone()}>
            <div class="page" data-mode={scene.now.mode.letter().to_string()} data-phase={phase_id(&scene.phase)}
                data-view={view.panel.id()} data-tall={view.tall.then_some("")}>
                <Header scene={scene.clone()} theme={view.theme} trial={view.trial} programs={programs.clone()} />
                <Timeline scene={scene.clone()} view={(*view).clone()} perform={perform.clone()} />
                <div class="bar">
                    <Transport scene={scene.clone()} view={(*view).clone()} perform={perform.clone()} />
                    <Narration scene={scene.clone()} playing={view.playing} going={view.going} />
                </div>
                <PhaseBar phase={scene.phase.clone()} />
                <Trial scene={scene.clone()} chosen={view.trial} />
                <Branch history={scene.history.clone()} />
                <Tabs class="stage-tabs" label="Panels" panels={Panel::ALL.to_vec()} chosen={view.panel}
                    on_choose={choose.clone()} />
                <main class="stage">
                    <Code scene={scene.clone()} listing={view.listing} view={(*view).clone()} perform={perform.clone()} />
                    <Boundary scene={scene.clone()} />
                    <div class="side">
                        <section class="card side__card" aria-label={view.side.name()}>
                            <Tabs class="side__tabs" label="Details" panels={Panel::SIDE.to_vec()}
                                chosen={view.side} on_choose={choose} />
                            <div class="side__panel" id="side-panel" role="tabpanel" tabindex="0"
                                data-panel={view.side.id()} aria-label={view.side.name()}>
                                { side }
                            </div>
                        </section>
                        <Terminal scene={scene.clone()} />
                    </div>
                </main>
                <Help open={view.help} theme={view.theme} />
                <Notice notice={notice.clone()} />
                <Drop />
                <AddressBar {moment} far={*far} />
            </div>
        </ContextProvider<Doors>>
    }
}

fn phase_id(phase: &Phase) -> &'static str {
    match phase {
        Phase::Booting => "booting",
        Phase::Running { .. } => "running",
        Phase::Prompt => "prompt",
        Phase::WaitingForInput { .. } => "waiting",
        Phase::Full => "full",
        Phase::Off { .. } => "off",
    }
}

/// Does what a command leads to. A step by hand stops the steps that go by themselves.
fn perform(doors: &Doors, view: &View, effect: Effect) {
    let by_hand = |wish: &Command| {
        matches!(
            wish,
            Command::Step(..)
                | Command::Visit(..)
                | Command::RunTo(..)
                | Command::Continue(_)
                | Command::Seek(_)
        )
    };
    match effect {
        Effect::Send(wish) => {
            if view.playing && by_hand(&wish) {
                doors.act.emit(Action::Play(false));
            }
            doors.send.emit(wish);
        }
        Effect::Act(action) => {
            let search = matches!(action, Action::Search(Some(_)));
            doors.act.emit(action);
            if search {
                // A field that is not there yet takes the focus when it comes.
                browser::focus(SEARCH_FIELD);
            }
        }
        Effect::Both(wish, action) => {
            doors.send.emit(wish);
            doors.act.emit(action);
        }
        Effect::Nothing => {}
    }
}

/// Keeps the document in the theme of the view, and the view in the theme of the system.
#[hook]
fn use_theme(view: &View, act: &Callback<Action>) {
    use_effect_with((view.theme, view.theme_chosen), |(theme, chosen)| browser::set_theme(*theme, *chosen));
    let act = act.clone();
    use_effect_with((), move |()| {
        let listener = browser::on_system_theme(move |theme| act.emit(Action::SystemTheme(theme)));
        move || drop(listener)
    });
}

/// Listens to the keys of the command table, wherever on the page they are pressed but where text is typed.
#[hook]
fn use_keys(scene: &Rc<Scene>, view: &View, perform: &Callback<Effect>) {
    let perform = perform.clone();
    use_effect_with((scene.clone(), view.clone()), move |(scene, view)| {
        let (scene, view) = (scene.clone(), view.clone());
        let options = gloo::events::EventListenerOptions::enable_prevent_default();
        let listener = gloo::utils::document_element();
        let listener = EventListener::new_with_options(&listener, "keydown", options, move |event| {
            let Some(event) = event.dyn_ref::<KeyboardEvent>() else { return };
            let held = event.ctrl_key() || event.alt_key() || event.meta_key();
            let target = event.target();
            let key = event.key();
            if held || browser::takes_text(target.clone()) || (key == " " && browser::takes_space(target)) {
                return;
            }
            if let Some(row) = command::by_key(&key)
                && (!view.help || row.name == command::Name::Help)
            {
                event.prevent_default();
                perform.emit((row.effect)(&scene, &view, &key));
            }
        });
        move || drop(listener)
    });
}

/// Fetches the source file that the scene misses; one that cannot be had is an empty one, and not asked for again.
#[hook]
fn use_sources(scene: &Rc<Scene>, board: u32, send: &Callback<Command>) {
    let send = send.clone();
    use_effect_with((scene.code.missing.clone(), board), move |(missing, _)| {
        if let Some(path) = missing.clone() {
            yew::platform::spawn_local(async move {
                let text = browser::fetch(&format!("./sources/{path}")).await.unwrap_or_default();
                send.emit(Command::Source(path.to_string(), text));
            });
        }
    });
}

/// While playing, goes a step after each pause; at the end it stops, unless the program still runs.
#[hook]
fn use_playing(scene: &Rc<Scene>, view: &View, doors: &Doors) {
    let running = matches!(scene.phase, Phase::Running { .. });
    let now = &scene.now;
    let doors = doors.clone();
    use_effect_with(
        (view.playing, view.speed, now.level, now.at, now.index, now.can_go_on, running),
        move |&(playing, speed, level, _, _, can_go_on, running): &(_, _, Level, _, _, _, _)| {
            let timer = (playing && can_go_on).then(|| {
                let send = doors.send.clone();
                let pause = speed.pause_ms(level);
                Timeout::new(pause, move || send.emit(Command::Step(level, Way::Forward)))
            });
            if playing && !can_go_on && !running {
                doors.act.emit(Action::Play(false));
            }
            move || drop(timer)
        },
    );
}
