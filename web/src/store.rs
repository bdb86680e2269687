//! What the person chose to look at: one pure [`Reducible`]. No DOM, storage or clock; the machine is not here.

use std::rc::Rc;

use session::{FileChoice, Look, MemoryChoice, Moment, Scenario};
use yew::Reducible;

pub use crate::choice::{Listing, MemoryPart, Panel, Speed, Theme};
pub use crate::window::Window;

/// A position that the person wants to find again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Where.
    pub at: u64,
    /// What it is called.
    pub name: String,
}

/// Most marks; no more are set.
const MAX_MARKS: usize = 200;
/// Longest name of a mark, in letters.
const LONGEST_NAME: usize = 40;

/// What the person chose to look at.
#[derive(Clone, PartialEq, Debug)]
pub struct View {
    /// The panel that a small screen shows.
    pub panel: Panel,
    /// The tab that the right-hand side of a wide screen shows; one of [`Panel::SIDE`].
    pub side: Panel,
    /// What the code panel shows, where there is source.
    pub listing: Listing,
    /// What the memory panel shows.
    pub memory: MemoryPart,
    /// Around which address.
    pub address: MemoryChoice,
    /// The process whose stack, files and details are shown; the one that has the hart if `None`.
    pub process: Option<u32>,
    /// The file that is shown in detail.
    pub file: FileChoice,
    /// Light or dark.
    pub theme: Theme,
    /// Whether the person chose the theme; else it follows the system.
    pub theme_chosen: bool,
    /// Whether a link asks for more contrast.
    pub contrast: bool,
    /// Whether steps follow one another by themselves.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
    /// What the timeline shows; all of the run if `None`.
    pub window: Option<Window>,
    /// Whether the timeline has room for all its lanes, and many functions.
    pub tall: bool,
    /// What is searched for on the timeline; `None` while the field is closed.
    pub search: Option<String>,
    /// The person's marks, in the order of their positions.
    pub marks: Vec<Mark>,
    /// Whether what is on the timeline is told in a list, too.
    pub list: bool,
    /// The experiment that is open.
    pub trial: Option<Scenario>,
    /// Whether the help dialog is open.
    pub help: bool,
    /// Whether the dialogue that shares the moment is open.
    pub share: bool,
    /// Whether the person is typing the number of a step to go to.
    pub going: bool,
}

impl Default for View {
    fn default() -> Self {
        Self {
            panel: Panel::Boundary,
            side: Panel::Cpu,
            listing: Listing::Source,
            memory: MemoryPart::Map,
            address: MemoryChoice::LastAccess,
            process: None,
            file: FileChoice::InView,
            theme: Theme::Light,
            theme_chosen: false,
            contrast: false,
            playing: false,
            speed: Speed::Normal,
            window: None,
            tall: false,
            search: None,
            marks: Vec::new(),
            list: false,
            trial: None,
            help: false,
            share: false,
            going: false,
        }
    }
}

impl View {
    fn choose(&mut self, panel: Panel) {
        self.panel = panel;
        if Panel::SIDE.contains(&panel) {
            self.side = panel;
        }
    }

    /// What is open, in the words of links; nothing if it is as a first visitor finds it.
    pub fn words(&self) -> Vec<String> {
        let panels = match (self.panel, self.side) {
            (Panel::Boundary, Panel::Cpu) => vec![],
            (panel, side) if panel == side => vec![side],
            (panel, side) => vec![panel, side],
        };
        panels.into_iter().map(|panel| panel.id().to_string()).collect()
    }

    /// Opens what these words say, as far as they mean anything here: the first one counts where there is room for one.
    fn open(&mut self, words: &[String]) {
        let named = |word: &String| Panel::ALL.into_iter().find(|panel| panel.id() == word);
        let panels = words.iter().filter_map(named).collect::<Vec<_>>();
        panels.iter().rev().for_each(|panel| self.choose(*panel));
    }

    /// What scenes are asked for beside the picture.
    pub fn look(&self) -> Look {
        match self.side {
            Panel::Stack => Look::Stack(self.process),
            Panel::Processes => Look::Processes(self.process),
            Panel::Memory => Look::Memory(self.address.clone()),
            Panel::Files => Look::Files(self.process, self.file.clone()),
            Panel::Boundary | Panel::Code | Panel::Cpu | Panel::Calls | Panel::Terminal => Look::Nothing,
        }
    }
}

/// A change of the view.
#[derive(Clone, PartialEq, Debug)]
pub enum Action {
    /// Shows a panel.
    Choose(Panel),
    /// Opens what a link says.
    Open(Rc<Moment>),
    /// Shows this process, or again the one that has the hart.
    ChooseProcess(Option<u32>),
    /// Shows this file in detail.
    ChooseFile(FileChoice),
    /// Shows source or instructions.
    List(Listing),
    /// Shows a part of the memory panel.
    Memory(MemoryPart),
    /// Shows the memory at an address, and the memory panel in one of its parts.
    LookAt(MemoryChoice, MemoryPart),
    /// Switches between light and dark, for good.
    ToggleTheme,
    /// The system switched between light and dark.
    SystemTheme(Theme),
    /// Starts or stops playing.
    Play(bool),
    /// Plays at the next speed.
    NextSpeed,
    /// Opens an experiment, or closes the one that is open.
    Try(Option<Scenario>),
    /// Opens or closes the help dialog.
    Help(bool),
    /// Opens or closes the dialogue that shares the moment.
    Share(bool),
    /// Asks for the number of a step, or stops asking.
    Going(bool),
    /// Zooms the timeline of a run with these bounds; a factor below 1 goes nearer.
    Zoom {
        /// The whole run.
        bounds: Window,
        /// What stays where it is.
        around: u64,
        /// How many times as much is to be seen.
        factor: f64,
    },
    /// Moves the timeline's window.
    Pan {
        /// The whole run.
        bounds: Window,
        /// By which share of what is to be seen; negative towards the past.
        share: f64,
    },
    /// Moves the timeline's window by so many positions.
    Drag {
        /// The whole run.
        bounds: Window,
        /// How far.
        by: i64,
    },
    /// Moves the timeline's window so that it shows this position.
    Reveal {
        /// The whole run.
        bounds: Window,
        /// The position.
        at: u64,
    },
    /// Shows this stretch of the run, or all of it.
    Show(Option<Window>),
    /// Gives the timeline more room, or less.
    Tall(bool),
    /// Searches the timeline for something; `None` closes the field.
    Search(Option<String>),
    /// Sets a mark at a position, with this name, or takes away the one that is there.
    Mark(Mark),
    /// Gives the mark at a position another name.
    Rename(Mark),
    /// Opens or closes the list of what is on the timeline.
    Tell(bool),
}

impl View {
    fn mark(&mut self, mark: Mark) {
        let place = self.marks.partition_point(|other| other.at < mark.at);
        if self.marks.get(place).is_some_and(|other| other.at == mark.at) {
            self.marks.remove(place);
        } else if self.marks.len() < MAX_MARKS {
            self.marks.insert(place, mark);
        }
    }
}

impl Reducible for View {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut view = (*self).clone();
        match action {
            Action::Choose(panel) => view.choose(panel),
            Action::Open(moment) => {
                view.playing = false;
                view.open(&moment.view);
                match moment.theme.as_deref() {
                    Some("dark") => view.theme = Theme::Dark,
                    Some("light") => view.theme = Theme::Light,
                    Some("contrast") => view.contrast = true,
                    Some(_) | None => {}
                }
            }
            Action::ChooseProcess(process) => {
                // A descriptor means another file in another process.
                (view.process, view.file) = (process, FileChoice::InView);
            }
            Action::ChooseFile(file) => view.file = file,
            Action::List(listing) => view.listing = listing,
            Action::Memory(part) => view.memory = part,
            Action::LookAt(address, part) => {
                (view.address, view.memory) = (address, part);
                view.choose(Panel::Memory);
            }
            Action::ToggleTheme => {
                view.theme = view.theme.other();
                view.theme_chosen = true;
            }
            Action::SystemTheme(theme) => {
                if !view.theme_chosen {
                    view.theme = theme;
                }
            }
            Action::Play(playing) => view.playing = playing,
            Action::NextSpeed => view.speed = view.speed.next(),
            Action::Try(trial) => view.trial = trial,
            Action::Help(help) => view.help = help,
            Action::Share(share) => (view.share, view.help) = (share, false),
            Action::Going(going) => view.going = going,
            Action::Zoom { bounds, around, factor } => {
                let window = view.window.unwrap_or(bounds).zoomed(bounds, around, factor);
                view.window = (window != bounds).then_some(window);
            }
            Action::Pan { bounds, share } => view.window = view.window.map(|it| it.panned(bounds, share)),
            Action::Reveal { bounds, at } => {
                view.window = view.window.map(|it| match it.contains(at) {
                    true => it,
                    false => Window::placed(at.saturating_sub(it.len() / 4), it.len(), bounds),
                });
            }
            Action::Drag { bounds, by } => view.window = view.window.map(|it| it.moved(bounds, by)),
            Action::Show(window) => view.window = window,
            Action::Tall(tall) => view.tall = tall,
            Action::Search(search) => view.search = search,
            Action::Mark(mark) => view.mark(mark),
            Action::Rename(Mark { at, name }) => {
                let name = name.chars().take(LONGEST_NAME).collect();
                view.marks
                    .iter_mut()
                    .filter(|mark| mark.at == at)
                    .for_each(|mark| mark.name = String::clone(&name));
            }
            Action::Tell(list) => view.list = list,
        }
        if *self == view { self } else { Rc::new(view) }
    }
}

#[cfg(test)]
mod tests;
