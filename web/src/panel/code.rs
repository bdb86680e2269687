//! The source that the next instruction comes from, with that line's instructions under it; or the instructions alone.

use std::ops::Range;
use std::rc::Rc;

use session::{CodeLine, Command, Place, Scene, Sentence, Source, Way};
use texts::code as say;
use yew::prelude::*;

use super::functions::Functions;
use crate::command::{self, Effect, Name};
use crate::doors::use_doors;
use crate::draw::draw;
use crate::format::{hex, short_address};
use crate::store::{Action, Listing, Panel, View};
use crate::widget::{Address, RowList, Words};

/// What the panel needs.
#[derive(Properties, PartialEq)]
pub struct CodeProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
    /// Source or instructions.
    pub listing: Listing,
    /// What the person chose to look at.
    pub view: View,
    /// Does what a command leads to.
    pub perform: Callback<Effect>,
}

/// The code panel.
#[component]
pub fn Code(CodeProps { scene, listing, view, perform }: &CodeProps) -> Html {
    let doors = use_doors();
    let code = &scene.code;
    let rows = Rows::of(scene, *listing);
    let focus = rows.focus();
    let (n_rows, with_source) = (rows.len(), rows.source.is_some());
    let on_go = doors.send.reform(|(place, way)| Command::RunTo(place, way));
    let on_break = doors.send.reform(Command::Break);
    let tool = |name: Name, face: String| {
        let row = command::row(name);
        let (scene, view, perform) = (scene.clone(), view.clone(), perform.clone());
        let onclick = Callback::from(move |_: MouseEvent| perform.emit((row.effect)(&scene, &view, "")));
        html! {
            <button type="button" class="code__tool" data-command={format!("{name:?}")} {onclick} aria-label={(row.label)()}
                title={row.tip_with_key()}>{ face }</button>
        }
    };
    // A list that was not shown could not be scrolled.
    let focus_key = scene.now.at << 1 | u64::from(view.panel == Panel::Code);
    let n_breakpoints = scene.breakpoints.len();
    let draw = Callback::from(move |range: Range<usize>| {
        range.map(|index| draw!(key={index} <Row row={rows.row(index)} on_go={on_go.clone()} on_break={on_break.clone()} />)).collect()
    });
    let letter = code.mode.letter().to_string();
    let tag = match code.image.as_str() {
        "kernel" => say::kernel().to_string(),
        program => program.to_string(),
    };
    let (place, path) = match &code.place {
        Some(Place::Line { file, number }) => {
            (Some(format!("{}:{number}", file_name(file))), Some(file.clone()))
        }
        Some(Place::Address(_)) | None => (None, None),
    };
    // Nobody here has it: it is a file of the person's own.
    let wanted = place.clone().filter(|_| code.source.is_none() && code.missing.is_none());
    let wanted = wanted.and_then(|place| place.split(':').next().map(str::to_string));
    let (pressed, act) = (*listing == Listing::Source, doors.act.clone());
    let onclick = Callback::from(move |_| {
        act.emit(Action::List(if pressed { Listing::Instructions } else { Listing::Source }));
    });
    let label = match with_source {
        true => say::source_of(&code.function),
        false => say::instructions_of(&code.function),
    };
    html! {
        <section class="card code" data-panel="code" data-mode={letter.clone()} aria-label={say::label()}>
            <h2 class="card__head">
                <span class="tag" data-mode={letter}>{ tag }</span>
                <span class="code__function" title={code.function.clone()}>
                    { if code.function.is_empty() { say::no_symbol() } else { &code.function } }
                </span>
                if let Some(place) = place {
                    <span class="code__file" title={path}>{ place }</span>
                }
                <button type="button" class="code__listing" aria-pressed={pressed.to_string()} {onclick}
                    title={say::source_tip()}>{ say::source() }</button>
            </h2>
            <div class="code__tools" role="toolbar" aria-label={say::tools()}>
                { tool(Name::OutBack, format!("⇤ {}", say::caller())) }
                { tool(Name::OverBack, format!("◂ {}", say::over())) }
                { tool(Name::Over, format!("{} ▸", say::over())) }
                { tool(Name::Out, format!("{} ⇥", say::out())) }
                { tool(Name::Break, format!("● {}", say::r#break())) }
                if n_breakpoints > 0 {
                    { tool(Name::ContinueBack, "◂ ●".into()) }
                    { tool(Name::Continue, "● ▸".into()) }
                }
                { draw!(<Functions scene={scene.clone()} />) }
            </div>
            if let Some(file) = wanted {
                <p class="code__wanted">{ draw!(<Words sentence={Sentence::parse(&say::wanted(&file))} />) }</p>
            }
            { draw!(<RowList class="code__list" {label} {n_rows} {focus}
                {focus_key} {draw} />) }
        </section>
    }
}

/// The last part of a path.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The rows: the instructions of a function, or a source file with some instructions between its lines.
#[derive(Clone, PartialEq)]
struct Rows {
    source: Option<Source>,
    instructions: Vec<CodeLine>,
    breakpoints: Vec<Place>,
}

/// A row.
#[derive(Clone, PartialEq)]
enum Line {
    Source { place: Place, number: u32, text: Rc<str>, current: bool, stops: bool },
    Instruction { line: CodeLine, nested: bool, stops: bool },
}

impl Rows {
    fn of(scene: &Scene, listing: Listing) -> Self {
        let lines = &scene.code.lines;
        let breakpoints = scene.breakpoints.clone();
        match scene.code.source.as_ref().filter(|_| listing == Listing::Source) {
            None => Self { source: None, instructions: lines.clone(), breakpoints },
            Some(source) => Self {
                source: Some(source.clone()),
                instructions: around(lines, source.current).to_vec(),
                breakpoints,
            },
        }
    }

    /// How many source lines stand before the instructions.
    fn before(&self) -> usize {
        self.source.as_ref().map_or(0, |source| source.current as usize)
    }

    fn len(&self) -> usize {
        self.instructions.len() + self.source.as_ref().map_or(0, |source| source.lines.len())
    }

    fn focus(&self) -> Option<usize> {
        let current = self.instructions.iter().position(|line| line.current)?;
        Some(self.before() + current)
    }

    fn row(&self, index: usize) -> Line {
        let (before, n) = (self.before(), self.instructions.len());
        match &self.source {
            Some(source) if !(before..before + n).contains(&index) => {
                let line = if index < before { index } else { index - n };
                let number = line as u32 + 1;
                let place = Place::Line { file: source.path.to_string(), number };
                Line::Source {
                    stops: self.breakpoints.contains(&place),
                    place,
                    number,
                    text: source.lines.get(line).cloned().unwrap_or_default(),
                    current: line + 1 == before,
                }
            }
            source => {
                let line = self.instructions[index - before].clone();
                let stops = self.breakpoints.contains(&Place::Address(line.address));
                Line::Instruction { line, nested: source.is_some(), stops }
            }
        }
    }
}

/// The instructions in a row, the current one among them, that come from this source line.
fn around(lines: &[CodeLine], number: u32) -> &[CodeLine] {
    let Some(current) = lines.iter().position(|line| line.current) else { return &[] };
    let other = |line: &CodeLine| line.line != Some(number);
    let first = lines[..current].iter().rposition(other).map_or(0, |before| before + 1);
    let end = lines[current..].iter().position(other).map_or(lines.len(), |behind| current + behind);
    lines.get(first..end).unwrap_or(&[])
}

#[derive(Properties, PartialEq)]
struct RowProps {
    row: Line,
    /// Where the person wants to go, and which way first.
    on_go: Callback<(Place, Way)>,
    /// Where a breakpoint shall be, or no longer be.
    on_break: Callback<Place>,
}

/// The place beside a row: a click there sets a breakpoint, or takes it away. With the keyboard it is one of the commands.
fn gutter(on_break: &Callback<Place>, place: Place, stops: bool, face: Html) -> Html {
    let onclick = on_break.reform(move |event: MouseEvent| {
        event.stop_propagation();
        place.clone()
    });
    let title = if stops { say::breakpoint_away() } else { say::breakpoint_set() };
    html! {
        <button type="button" class="code__gutter" tabindex="-1" aria-pressed={stops.to_string()} {title} {onclick}>
            { face }
        </button>
    }
}

/// What a click on a row means: on to there; with Shift, back.
fn go(on_go: &Callback<(Place, Way)>, place: Place) -> Callback<MouseEvent> {
    on_go.reform(move |event: MouseEvent| {
        (place.clone(), if event.shift_key() { Way::Back } else { Way::Forward })
    })
}

#[component]
fn Row(RowProps { row, on_go, on_break }: &RowProps) -> Html {
    match row {
        Line::Source { place, number, text, current, stops } => {
            let number_cell = gutter(on_break, place.clone(), *stops, html! { number });
            html! {
                <div class="code__line" data-row="" data-line={number.to_string()} data-current={current.then_some("")}
                    onclick={go(on_go, place.clone())} title={say::line_tip()}>
                    { number_cell }
                    <span class="code__text">{ &**text }</span>
                </div>
            }
        }
        Line::Instruction { line, nested, stops } => {
            let mark = html! { if line.current { { "▶\u{fe0e}" } } };
            let mark = gutter(on_break, Place::Address(line.address), *stops, mark);
            let (name, operands) = line.text.split_once([' ', '\t']).unwrap_or((&line.text, ""));
            html! {
                <div class="code__row" data-row="" data-nested={nested.then_some("")} data-current={line.current.then_some("")}
                    aria-current={line.current.then_some("step")} onclick={go(on_go, Place::Address(line.address))}>
                    { mark }
                    <span class="code__address" title={hex(line.address)}>{ short_address(line.address) }</span>
                    <span class="code__name">{ name }</span>
                    <span class="code__operands">{ operands.trim_start() }</span>
                    if let Some(va) = line.operand {
                        <span class="code__operand">{ draw!(<Address {va} />) }</span>
                    }
                    if let Some(note) = &line.note {
                        <span class="code__note" title={note.clone()}>{ note }</span>
                    }
                </div>
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instruction(address: u64, line: Option<u32>, current: bool) -> CodeLine {
        CodeLine { address, text: "nop".into(), note: None, line, current, operand: None }
    }

    fn rows(current: u32) -> Rows {
        let lines = [(0, Some(2)), (4, Some(3)), (8, Some(3)), (12, None), (16, Some(3))];
        let lines: Vec<_> = lines.map(|(address, line)| instruction(address, line, address == 8)).to_vec();
        let lines_of_file = ["a", "b", "c", "d"].map(Rc::from).into();
        let source = Source { path: "crates/kernel/src/vfs.rs".into(), lines: lines_of_file, current };
        Rows { instructions: around(&lines, current).to_vec(), source: Some(source), breakpoints: Vec::new() }
    }

    #[test]
    fn the_instructions_of_the_current_line_stand_under_it() {
        let rows = rows(3);
        assert_eq!((rows.len(), rows.focus()), (6, Some(4)));
        let text = |index| match rows.row(index) {
            Line::Source { number, text, .. } => format!("{number} {text}"),
            Line::Instruction { line, .. } => line.address.to_string(),
        };
        assert_eq!((0..6).map(text).collect::<Vec<_>>(), ["1 a", "2 b", "3 c", "4", "8", "4 d"]);
    }
}
