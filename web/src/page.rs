//! The page around the panels: who is where, and the theme. What the panels show is their own business.

use std::rc::Rc;

use gloo::timers::callback::Timeout;
use session::{Command, Moment, Scenario, Scene};
use texts::Language;
use yew::prelude::*;

use crate::address_bar::AddressBar;
use crate::browser;
use crate::clockwork::{perform, phase_id, use_contrast, use_home, use_keys, use_playing, use_sources};
use crate::command::Effect;
use crate::doors::{Doors, Opening};
use crate::draw::draw;
use crate::hooks::{use_effect_with, use_state_eq};
use crate::later::{Late, Later};
use crate::opened;
use crate::panel::{
    Boundary, Branch, Calls, Code, Cpu, Drop, FilesProps, Header, HelpProps, MemoryProps, Names, Narration,
    Notice, PhaseBar, SceneProps, ShareProps, StackProps, Terminal, Timeline, Transport, TrialProps,
};
use crate::root::Root;
use crate::store::{Action, Panel, Theme, View};
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
    /// Hears that what is needed later is here.
    pub later: Callback<()>,
    /// What of one's own is open.
    pub names: Rc<Names>,
    /// How often the person went far.
    pub far: u32,
    /// The link that was opened last, and how many were opened.
    pub opened: (u32, Option<Rc<Moment>>),
    /// What there is to say about files and links that were opened.
    pub notice: Option<opened::Notice>,
    /// Where it is drawn.
    pub root: Root,
}

/// All of the page.
#[component]
pub fn Page(props: &PageProps) -> Html {
    let PageProps { scene, board, send, restart, open, later, names, far, opened, notice, root } = props;
    let view = use_reducer(|| View {
        theme: browser::theme(),
        theme_chosen: browser::theme_remembered(),
        ..View::default()
    });
    let act = {
        let dispatcher = view.dispatcher();
        use_callback((), move |action: Action, ()| dispatcher.dispatch(action))
    };
    let doors = use_memo(
        (send.clone(), restart.clone(), open.clone(), later.clone(), root.clone()),
        |(send, restart, open, later, root)| Doors {
            send: send.clone(),
            act: act.clone(),
            restart: restart.clone(),
            open: open.clone(),
            later: later.clone(),
            root: root.clone(),
        },
    );
    let perform = {
        let (doors, view) = (doors.clone(), Rc::new((*view).clone()));
        Callback::from(move |effect: Effect| perform(&doors, &view, effect))
    };
    use_theme(root, &view, &act);
    use_contrast(root, view.contrast);
    let language = use_language(root, view.help);
    use_keys(root.ear(), scene, &view, &perform);
    use_playing(scene, &view, &doors);
    use_sources(root, scene, *board, send);
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
    use_home(scene, &act);
    let whole = use_second_go();
    let share = {
        let (scene, moment, dark) = (scene.clone(), moment.clone(), view.theme == Theme::Dark);
        move |it: &'static Later| {
            (it.share)(ShareProps { scene: scene.clone(), moment: moment.clone(), dark })
        }
    };
    let choose = act.reform(Action::Choose);
    let side = side(&view, scene);
    html! {
        <ContextProvider<Doors> context={(*doors).clone()}>
            <div class="page" key={language.tag()} data-mode={scene.now.mode.letter().to_string()} data-phase={phase_id(&scene.phase)}
                data-view={view.panel.id()} data-tall={view.tall.then_some("")}>
                { draw!(<Header scene={scene.clone()} theme={view.theme} trial={view.trial} names={names.clone()} />) }
                { draw!(<Timeline scene={scene.clone()} view={(*view).clone()} perform={perform.clone()} />) }
                <div class="bar">
                    { draw!(<Transport scene={scene.clone()} view={(*view).clone()} perform={perform.clone()} />) }
                    { draw!(<Narration scene={scene.clone()} playing={view.playing} going={view.going} />) }
                </div>
                { draw!(<PhaseBar phase={scene.phase.clone()} />) }
                { draw!(<Late needed={view.trial.is_some()} close={Action::Try(None)} draw={trial(scene, view.trial, false)} />) }
                { draw!(<Branch history={scene.history.clone()} />) }
                { draw!(<Tabs class="stage-tabs" label={texts::page::panels()} panels={Panel::ALL.to_vec()} chosen={view.panel}
                    on_choose={choose.clone()} />) }
                <main class="stage">
                    if whole {
                        { draw!(<Code scene={scene.clone()} listing={view.listing} view={(*view).clone()} perform={perform.clone()} />) }
                    } else {
                        <section class="card code"></section>
                    }
                    { draw!(<Boundary scene={scene.clone()} />) }
                    <div class="side">
                        if whole {
                        <section class="card side__card" aria-label={view.side.name()}>
                            { draw!(<Tabs class="side__tabs" label={texts::page::details()} panels={Panel::SIDE.to_vec()}
                                chosen={view.side} on_choose={choose} />) }
                            <div class="side__panel" id="side-panel" role="tabpanel" tabindex="0"
                                data-panel={view.side.id()} aria-label={view.side.name()}>
                                { side }
                            </div>
                        </section>
                        { draw!(<Terminal scene={scene.clone()} />) }
                        }
                    </div>
                </main>
                { draw!(<Late needed={view.help} close={Action::Help(false)} draw={help(&view)} />) }
                { draw!(<Notice notice={notice.clone()} />) }
                { draw!(<Drop />) }
                if view.share {
                    { draw!(<Late close={Action::Share(false)} draw={share} />) }
                }
                <AddressBar {moment} far={*far} on_long={open.reform(|()| Opening::Outgrown)} />
            </div>
        </ContextProvider<Doors>>
    }
}

/// The panel that is chosen of those that share a card.
pub fn side(view: &View, scene: &Rc<Scene>) -> Html {
    let scene = scene.clone();
    let draw: Callback<&'static Later, Html> = match view.side {
        Panel::Calls => return draw!(<Calls {scene} />),
        Panel::Cpu | Panel::Boundary | Panel::Code | Panel::Terminal => return draw!(<Cpu {scene} />),
        Panel::Stack => {
            let process = view.process;
            (move |it: &'static Later| (it.stack)(StackProps { scene: scene.clone(), process })).into()
        }
        Panel::Files => {
            let (process, choice) = (view.process, view.file.clone());
            let props = move || FilesProps { scene: scene.clone(), process, choice: choice.clone() };
            (move |it: &'static Later| (it.files)(props())).into()
        }
        Panel::Processes => {
            (move |it: &'static Later| (it.processes)(SceneProps { scene: scene.clone() })).into()
        }
        Panel::Memory => {
            let (part, address) = (view.memory, view.address.clone());
            let props = move || MemoryProps { scene: scene.clone(), part, address: address.clone() };
            (move |it: &'static Later| (it.memory)(props())).into()
        }
    };
    draw!(key={view.side.id()} <Late {draw} />)
}

/// The experiment that is open.
pub fn trial(scene: &Rc<Scene>, chosen: Option<Scenario>, quiet: bool) -> Callback<&'static Later, Html> {
    let scene = scene.clone();
    Callback::from(move |it: &'static Later| (it.trial)(TrialProps { scene: scene.clone(), chosen, quiet }))
}

/// The keys, and what this is.
pub fn help(view: &View) -> Callback<&'static Later, Html> {
    let (open, theme) = (view.help, view.theme);
    Callback::from(move |it: &'static Later| (it.help)(HelpProps { open, theme }))
}

/// Whether the first panels are drawn. The others come in a task of their own, so that a slow phone can paint and scroll in
/// between.
#[hook]
fn use_second_go() -> bool {
    let whole = use_state_eq(|| false);
    let setter = whole.setter();
    use_effect_with((), move |()| {
        let timer = Timeout::new(0, move || setter.set(true));
        move || drop(timer)
    });
    *whole
}

/// The language that is spoken. Another one comes with another scene, and draws everything anew.
#[hook]
fn use_language(root: &Root, help: bool) -> Language {
    let language = texts::language();
    let before = use_mut_ref(|| language);
    use_effect_with((root.clone(), language), move |(root, language)| {
        root.show_language(*language);
        if before.replace(*language) != *language {
            // The button that was pressed is another one now.
            root.focus(if help { "help-language" } else { "language" });
        }
    });
    language
}

/// Keeps the document in the theme of the view, and the view in the theme of the system.
#[hook]
fn use_theme(root: &Root, view: &View, act: &Callback<Action>) {
    use_effect_with((root.clone(), view.theme, view.theme_chosen), |(root, theme, chosen)| {
        root.show_theme(*theme);
        if *chosen {
            browser::remember_theme(*theme);
        }
    });
    let act = act.clone();
    use_effect_with((), move |()| {
        let listener = browser::on_system_theme(move |theme| act.emit(Action::SystemTheme(theme)));
        move || drop(listener)
    });
}
