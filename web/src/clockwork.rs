//! What our own page and a machine on somebody else's have in common around the panels: what a command leads to, which key
//! does what, the clock of playing, and where sources come from.

use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use session::{Command, Level, Phase, Scene, Way};
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use crate::browser;
use crate::command::{self, Effect};
use crate::doors::Doors;
use crate::hooks::{use_effect_with, use_state_eq};
use crate::panel::SEARCH_FIELD;
use crate::root::Root;
use crate::store::{Action, View};

/// A phase's name in `data-phase`.
pub fn phase_id(phase: &Phase) -> &'static str {
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
pub fn perform(doors: &Doors, view: &View, effect: Effect) {
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
                doors.root.focus(SEARCH_FIELD);
            }
        }
        Effect::Both(wish, action) => {
            doors.send.emit(wish);
            doors.act.emit(action);
        }
        Effect::Nothing => {}
    }
}

/// Listens to the keys of the command table, wherever in the ear of the machine they are pressed but where text is typed;
/// to none without an ear.
#[hook]
pub fn use_keys(ear: Option<Element>, scene: &Rc<Scene>, view: &View, perform: &Callback<Effect>) {
    let perform = perform.clone();
    use_effect_with((ear, scene.clone(), view.clone()), move |(ear, scene, view)| {
        let (scene, view) = (scene.clone(), view.clone());
        let options = gloo::events::EventListenerOptions::enable_prevent_default();
        let listen = move |event: &Event| {
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
        };
        let listener =
            ear.as_ref().map(|ear| EventListener::new_with_options(ear, "keydown", options, listen));
        move || drop(listener)
    });
}

/// Shows more contrast where the system asks for it, or this machine's link or page.
#[hook]
pub fn use_contrast(root: &Root, wanted: bool) {
    let system = use_state_eq(browser::wants_contrast);
    {
        let system = system.setter();
        use_effect_with((), move |()| {
            let listener = browser::on_wants_contrast(move |more| system.set(more));
            move || drop(listener)
        });
    }
    use_effect_with((root.clone(), wanted || *system), |(root, more)| root.show_contrast(*more));
}

/// Fetches the source file that the scene misses; one that cannot be had is an empty one, and not asked for again.
#[hook]
pub fn use_sources(root: &Root, scene: &Rc<Scene>, board: u32, send: &Callback<Command>) {
    let (send, base) = (send.clone(), root.base().to_string());
    use_effect_with((scene.code.missing.clone(), board), move |(missing, _)| {
        if let Some(path) = missing.clone() {
            let address = format!("{base}sources/{path}");
            yew::platform::spawn_local(async move {
                let text = browser::fetch(&address).await.unwrap_or_default();
                send.emit(Command::Source(path.to_string(), text));
            });
        }
    });
}

/// While playing, goes a step after each pause; at the end it stops, unless the program still runs.
#[hook]
pub fn use_playing(scene: &Rc<Scene>, view: &View, doors: &Doors) {
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

/// Shows a new run as a whole while it grows; once it is over, the program's part of it.
#[hook]
pub fn use_home(scene: &Rc<Scene>, act: &Callback<Action>) {
    let act = act.clone();
    let over = matches!(scene.phase, Phase::Prompt | Phase::Full | Phase::Off { .. });
    let home = command::home(&scene.run).filter(|_| over);
    use_effect_with((scene.run.start, home), move |&(_, home)| act.emit(Action::Show(home)));
}
