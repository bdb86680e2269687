//! The table of what one can do with a button or a key: one row is one command, and the transport, the key listener and
//! the help dialog all read it here. What a row does is a pure function of what is to be seen.

use session::{Command, Level, Place, Run, Scenario, Scene, Way};
use texts::{Message, command as say};

use crate::format::count;
use crate::search;
use crate::store::{Action, Mark, View, Window};

/// What a command of the page leads to.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// A wish to the session.
    Send(Command),
    /// A change of the view.
    Act(Action),
    /// First the one, then the other.
    Both(Command, Action),
    /// Nothing: it does not apply here.
    Nothing,
}

/// Which command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[allow(missing_docs)] // Each is told by its row's tooltip.
pub enum Name {
    Play,
    First,
    Back,
    Forward,
    Last,
    PreviousInstruction,
    NextInstruction,
    PreviousCall,
    NextCall,
    PreviousCrossing,
    NextCrossing,
    Over,
    OverBack,
    Out,
    OutBack,
    NextSwitch,
    PreviousSwitch,
    NextFault,
    PreviousFault,
    Break,
    Continue,
    ContinueBack,
    GoTo,
    Percent,
    ZoomIn,
    ZoomOut,
    PanBack,
    PanOn,
    Fit,
    Tall,
    PreviousRun,
    NextRun,
    Search,
    PreviousFound,
    NextFound,
    Mark,
    NextMark,
    Try,
    Share,
    Help,
}

/// A row of the table.
pub struct UiCommand {
    /// Which it is.
    pub name: Name,
    /// What its button is called.
    pub label: Message,
    /// What it does, in a few words.
    pub tip: Message,
    /// The values of `KeyboardEvent.key` that mean it.
    pub keys: &'static [&'static str],
    /// How the help dialog writes its keys.
    pub shown: &'static str,
    /// What it leads to, given the key that was pressed.
    pub effect: fn(&Scene, &View, &str) -> Effect,
}

/// Every command, in the order of the help dialog.
#[rustfmt::skip] // A table reads as rows.
pub const COMMANDS: [UiCommand; 40] = [
    UiCommand { name: Name::Play, label: say::play, tip: say::play_tip, keys: &[" "], shown: "Space", effect: play },
    UiCommand { name: Name::First, label: say::first, tip: say::first_tip, keys: &[], shown: "", effect: first },
    UiCommand { name: Name::Back, label: say::back, tip: say::back_tip, keys: &[], shown: "", effect: |s, _, _| step(s.now.level, Way::Back) },
    UiCommand { name: Name::Forward, label: say::forward, tip: say::forward_tip, keys: &[], shown: "", effect: |s, _, _| step(s.now.level, Way::Forward) },
    UiCommand { name: Name::Last, label: say::last, tip: say::last_tip, keys: &[], shown: "", effect: last },
    UiCommand { name: Name::PreviousInstruction, label: say::previous_instruction, tip: say::previous_instruction_tip, keys: &[","], shown: ",", effect: |_, _, _| step(Level::Instruction, Way::Back) },
    UiCommand { name: Name::NextInstruction, label: say::next_instruction, tip: say::next_instruction_tip, keys: &["."], shown: ".", effect: |_, _, _| step(Level::Instruction, Way::Forward) },
    UiCommand { name: Name::PreviousCall, label: say::previous_call, tip: say::previous_call_tip, keys: &["<"], shown: "<", effect: |s, _, _| previous_call(s) },
    UiCommand { name: Name::NextCall, label: say::next_call, tip: say::next_call_tip, keys: &[">"], shown: ">", effect: |s, _, _| next_call(s) },
    UiCommand { name: Name::PreviousCrossing, label: say::previous_crossing, tip: say::previous_crossing_tip, keys: &["X"], shown: "Shift x", effect: |s, _, _| previous_crossing(s) },
    UiCommand { name: Name::NextCrossing, label: say::next_crossing, tip: say::next_crossing_tip, keys: &["x"], shown: "x", effect: |s, _, _| next_crossing(s) },
    UiCommand { name: Name::Over, label: say::over, tip: say::over_tip, keys: &["o"], shown: "o", effect: |_, _, _| visit(Level::Over, Way::Forward) },
    UiCommand { name: Name::OverBack, label: say::over_back, tip: say::over_back_tip, keys: &["O"], shown: "Shift o", effect: |_, _, _| visit(Level::Over, Way::Back) },
    UiCommand { name: Name::Out, label: say::out, tip: say::out_tip, keys: &["u"], shown: "u", effect: |_, _, _| visit(Level::Out, Way::Forward) },
    UiCommand { name: Name::OutBack, label: say::out_back, tip: say::out_back_tip, keys: &["U"], shown: "Shift u", effect: |_, _, _| visit(Level::Out, Way::Back) },
    UiCommand { name: Name::NextSwitch, label: say::next_switch, tip: say::next_switch_tip, keys: &["p"], shown: "p", effect: |_, _, _| visit(Level::Switch, Way::Forward) },
    UiCommand { name: Name::PreviousSwitch, label: say::previous_switch, tip: say::previous_switch_tip, keys: &["P"], shown: "Shift p", effect: |_, _, _| visit(Level::Switch, Way::Back) },
    UiCommand { name: Name::NextFault, label: say::next_fault, tip: say::next_fault_tip, keys: &["f"], shown: "f", effect: |_, _, _| visit(Level::Fault, Way::Forward) },
    UiCommand { name: Name::PreviousFault, label: say::previous_fault, tip: say::previous_fault_tip, keys: &["F"], shown: "Shift f", effect: |_, _, _| visit(Level::Fault, Way::Back) },
    UiCommand { name: Name::Break, label: say::r#break, tip: say::break_tip, keys: &["b"], shown: "b", effect: |s, _, _| toggle_breakpoint(s) },
    UiCommand { name: Name::Continue, label: say::r#continue, tip: say::continue_tip, keys: &["c"], shown: "c", effect: |_, _, _| Effect::Send(Command::Continue(Way::Forward)) },
    UiCommand { name: Name::ContinueBack, label: say::continue_back, tip: say::continue_back_tip, keys: &["C"], shown: "Shift c", effect: |_, _, _| Effect::Send(Command::Continue(Way::Back)) },
    UiCommand { name: Name::GoTo, label: say::go_to, tip: say::go_to_tip, keys: &["g"], shown: "g", effect: |_, view, _| Effect::Act(Action::Going(!view.going)) },
    UiCommand { name: Name::Percent, label: say::percent, tip: say::percent_tip, keys: &["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], shown: "0 – 9", effect: percent },
    UiCommand { name: Name::ZoomIn, label: say::zoom_in, tip: say::zoom_in_tip, keys: &["w"], shown: "w", effect: |s, _, _| zoom(s, 0.5) },
    UiCommand { name: Name::ZoomOut, label: say::zoom_out, tip: say::zoom_out_tip, keys: &["s"], shown: "s", effect: |s, _, _| zoom(s, 2.0) },
    UiCommand { name: Name::PanBack, label: say::pan_back, tip: say::pan_back_tip, keys: &["a"], shown: "a", effect: |s, _, _| pan(s, -0.2) },
    UiCommand { name: Name::PanOn, label: say::pan_on, tip: say::pan_on_tip, keys: &["d"], shown: "d", effect: |s, _, _| pan(s, 0.2) },
    UiCommand { name: Name::Fit, label: say::fit, tip: say::fit_tip, keys: &["z"], shown: "z", effect: fit },
    UiCommand { name: Name::Tall, label: say::tall, tip: say::tall_tip, keys: &["l"], shown: "l", effect: |_, v, _| Effect::Act(Action::Tall(!v.tall)) },
    UiCommand { name: Name::PreviousRun, label: say::previous_run, tip: say::previous_run_tip, keys: &["["], shown: "[", effect: |s, _, _| previous_run(s) },
    UiCommand { name: Name::NextRun, label: say::next_run, tip: say::next_run_tip, keys: &["]"], shown: "]", effect: |s, _, _| next_run(s) },
    UiCommand { name: Name::Search, label: say::search, tip: say::search_tip, keys: &["/"], shown: "/", effect: |_, v, _| Effect::Act(Action::Search(Some(v.search.clone().unwrap_or_default()))) },
    UiCommand { name: Name::PreviousFound, label: say::previous_found, tip: say::previous_found_tip, keys: &["N"], shown: "Shift n", effect: |s, v, _| previous_found(s, v) },
    UiCommand { name: Name::NextFound, label: say::next_found, tip: say::next_found_tip, keys: &["n"], shown: "n", effect: |s, v, _| next_found(s, v) },
    UiCommand { name: Name::Mark, label: say::mark, tip: say::mark_tip, keys: &["m"], shown: "m", effect: |s, _, _| Effect::Act(Action::Mark(mark_here(s))) },
    UiCommand { name: Name::NextMark, label: say::next_mark, tip: say::next_mark_tip, keys: &["M"], shown: "Shift m", effect: next_mark },
    UiCommand { name: Name::Try, label: say::r#try, tip: say::try_tip, keys: &["e"], shown: "e", effect: |_, v, _| Effect::Act(Action::Try(if v.trial.is_none() { Some(Scenario::ALL[0]) } else { None })) },
    UiCommand { name: Name::Share, label: say::share, tip: say::share_tip, keys: &["S"], shown: "Shift s", effect: |_, view, _| Effect::Act(Action::Share(!view.share)) },
    UiCommand { name: Name::Help, label: say::help, tip: say::help_tip, keys: &["?"], shown: "?", effect: |_, view, _| Effect::Act(Action::Help(!view.help)) },
];

/// A command line worth trying, and why.
pub struct Example {
    /// The line.
    pub line: &'static str,
    /// What it shows.
    pub shows: Message,
}

/// What the command line suggests.
pub const EXAMPLES: [Example; 9] = [
    Example { line: "ls -l /home", shows: say::example_ls },
    Example { line: "cat /home/notes.txt", shows: say::example_cat },
    Example { line: "echo hello", shows: say::example_echo },
    Example { line: "ls /nowhere", shows: say::example_nowhere },
    Example { line: "crash", shows: say::example_crash },
    Example { line: "privileged", shows: say::example_privileged },
    Example { line: "badptr", shows: say::example_badptr },
    Example { line: "twins", shows: say::example_twins },
    Example { line: "loop", shows: say::example_loop },
];

impl UiCommand {
    /// Its key as a person finds it on the keyboard; nothing if it has none.
    pub fn key(&self) -> String {
        match self.shown.strip_prefix("Shift ") {
            Some(key) => say::shift(key),
            None if self.shown == "Space" => say::space().to_string(),
            None => self.shown.to_string(),
        }
    }

    /// What it does, with its key.
    pub fn tip_with_key(&self) -> String {
        say::with_key((self.tip)(), &self.key())
    }
}

/// The command that a key means.
pub fn by_key(key: &str) -> Option<&'static UiCommand> {
    COMMANDS.iter().find(|row| row.keys.contains(&key))
}

/// The row of a command.
pub fn row(name: Name) -> &'static UiCommand {
    // Every name has its row: a test reads the table.
    COMMANDS.iter().find(|row| row.name == name).unwrap_or(&COMMANDS[0])
}

/// The whole run, as the timeline's bounds.
pub fn bounds(scene: &Scene) -> Window {
    Window::new(scene.run.start, scene.run.end)
}

/// The stretch in which the program of the story has the hart: what the timeline shows at first. `None` if that is
/// nearly all, or if there is no story.
pub fn home(run: &Run) -> Option<Window> {
    let (first, last) = (run.story.first()?.at, run.story.last()?.at);
    let margin = last.checked_sub(first)? / 12 + 20;
    let home = Window::new(first.saturating_sub(margin).max(run.start), (last + margin).min(run.end));
    (run.story.len() > 1 && home.len() < (run.end - run.start) / 10 * 8).then_some(home)
}

fn step(level: Level, way: Way) -> Effect {
    Effect::Send(Command::Step(level, way))
}

/// A step of another level than the one that is chosen, which stays.
fn visit(level: Level, way: Way) -> Effect {
    Effect::Send(Command::Visit(level, way))
}

/// At the line that comes next, where it is known; else at the instruction.
fn toggle_breakpoint(scene: &Scene) -> Effect {
    let place = scene.code.place.clone().unwrap_or(Place::Address(scene.cpu.pc));
    Effect::Send(Command::Break(place))
}

fn play(scene: &Scene, view: &View, _: &str) -> Effect {
    match (view.playing, scene.now.can_go_on) {
        (true, _) => Effect::Act(Action::Play(false)),
        (false, true) => Effect::Act(Action::Play(true)),
        (false, false) => Effect::Both(Command::Seek(ends(scene).from), Action::Play(true)),
    }
}

fn first(scene: &Scene, _: &View, _: &str) -> Effect {
    Effect::Send(Command::Seek(ends(scene).from))
}

fn last(scene: &Scene, _: &View, _: &str) -> Effect {
    Effect::Send(Command::Seek(ends(scene).to))
}

/// Where the steps of the level begin and end: the story has its own first and last moment.
fn ends(scene: &Scene) -> Window {
    let run = &scene.run;
    match (run.story.first(), run.story.last()) {
        (Some(first), Some(last)) if scene.now.level == Level::Story => {
            Window { from: first.at, to: last.at }
        }
        _ => Window { from: run.start, to: run.end },
    }
}

fn next_call(scene: &Scene) -> Effect {
    seek(scene.run.calls.iter().map(|call| call.from).find(|from| *from > scene.now.at))
}

fn previous_call(scene: &Scene) -> Effect {
    seek(scene.run.calls.iter().rev().map(|call| call.from).find(|from| *from < scene.now.at))
}

fn next_crossing(scene: &Scene) -> Effect {
    let modes = &scene.run.modes;
    seek(modes.get(modes.partition_point(|span| span.from <= scene.now.at)).map(|span| span.from))
}

fn previous_crossing(scene: &Scene) -> Effect {
    let modes = &scene.run.modes;
    let before = modes.partition_point(|span| span.from < scene.now.at);
    seek(before.checked_sub(1).and_then(|i| modes.get(i)).map(|span| span.from))
}

fn seek(at: Option<u64>) -> Effect {
    at.map_or(Effect::Nothing, |at| Effect::Send(Command::Seek(at)))
}

/// A run begins where the one before ends; the step behind that is surely its own.
fn next_run(scene: &Scene) -> Effect {
    let next = scene.history.runs.iter().find(|run| run.start > scene.run.start);
    seek(next.map(|run| (run.start + 1).min(run.end)))
}

fn previous_run(scene: &Scene) -> Effect {
    let before = scene.history.runs.iter().rev().find(|run| run.start < scene.run.start);
    seek(before.map(|run| (run.start + 1).min(run.end)))
}

fn found(scene: &Scene, view: &View) -> Vec<u64> {
    view.search.as_ref().map_or(Vec::new(), |query| search::occurrences(&scene.run, query))
}

fn next_found(scene: &Scene, view: &View) -> Effect {
    seek(found(scene, view).into_iter().find(|at| *at > scene.now.at))
}

fn previous_found(scene: &Scene, view: &View) -> Effect {
    seek(found(scene, view).into_iter().rfind(|at| *at < scene.now.at))
}

/// A mark at the present position, named after it.
pub fn mark_here(scene: &Scene) -> Mark {
    let at = scene.now.at;
    let step = count(at.saturating_sub(scene.run.start));
    let name = if scene.run.command.is_empty() { step } else { format!("{} {step}", scene.run.command) };
    Mark { at, name }
}

fn next_mark(scene: &Scene, view: &View, _: &str) -> Effect {
    let next = view.marks.iter().find(|mark| mark.at > scene.now.at).or(view.marks.first());
    seek(next.map(|mark| mark.at))
}

fn percent(scene: &Scene, _: &View, key: &str) -> Effect {
    let Ok(tenth) = key.parse::<u64>() else { return Effect::Nothing };
    let Window { from, to } = bounds(scene);
    Effect::Send(Command::Seek(from + (to - from) / 10 * tenth))
}

fn zoom(scene: &Scene, factor: f64) -> Effect {
    Effect::Act(Action::Zoom { bounds: bounds(scene), around: scene.now.at, factor })
}

fn fit(scene: &Scene, view: &View, _: &str) -> Effect {
    Effect::Act(Action::Show(if view.window.is_none() { home(&scene.run) } else { None }))
}

fn pan(scene: &Scene, share: f64) -> Effect {
    Effect::Act(Action::Pan { bounds: bounds(scene), share })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_means_one_command() {
        let mut keys: Vec<_> = COMMANDS.iter().flat_map(|row| row.keys).collect();
        let n_keys = keys.len();
        keys.sort();
        keys.dedup();
        assert_eq!(keys.len(), n_keys);
    }

    #[test]
    fn every_command_has_one_row_and_only_those_with_keys_are_shown_with_some() {
        for (i, a) in COMMANDS.iter().enumerate() {
            assert!(COMMANDS[..i].iter().all(|b| a.name != b.name), "{:?} twice", a.name);
            assert_eq!(a.keys.is_empty(), a.shown.is_empty(), "{:?}", a.name);
        }
    }
}
