//! The poster: the boundary picture as it stands alone, in a post, on a slide, on a page without scripts. It has the page's
//! colours by their names, and is made of a scene as the page is.

mod shape;
mod svg;

pub use shape::{Paint, Shape, Words};

use texts::{boundary as say, capitals};

use crate::scene::{Direction, Mode, PathState, Scene, Touch};
use crate::{Sentence, SpanKind};

/// Width, in pixels.
const WIDTH: u32 = 960;
/// Where the sentence begins, and how high a line of it is.
const SENTENCE: u32 = 566;
const LINE: u32 = 24;
/// Most letters of a line of the sentence.
const LETTERS: usize = 100;
/// Most rows of the table, boxes of the path, and names of the tree.
const ROWS: usize = 6;
const BOXES: usize = 4;
const NAMES: usize = 8;

/// A picture that stands alone.
#[derive(Clone, PartialEq, Debug)]
pub struct Poster {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// What it shows, in a sentence.
    pub title: String,
    /// From the back to the front.
    pub shapes: Vec<Shape>,
}

impl Poster {
    /// The boundary picture of a scene, with its sentence. `tokens` is the page's style sheet that names the colours.
    pub fn of(scene: &Scene, tokens: &str, dark: bool) -> Self {
        let title = scene.now.sentence.to_string();
        let poster = Self { width: WIDTH, height: 0, title, shapes: Vec::new() };
        let mut pen = Pen { poster, palette: palette(tokens, dark) };
        let lines = pen.wrapped(&scene.now.sentence);
        pen.poster.height = SENTENCE + LINE * lines.len() as u32 + 8;
        pen.rect("paper", [0, 0, WIDTH, pen.poster.height], 0);
        user_space(&mut pen, scene);
        kernel_space(&mut pen, scene);
        gate(&mut pen, scene);
        hardware(&mut pen, scene);
        for (i, line) in lines.into_iter().enumerate() {
            pen.poster.shapes.push(Shape::Text([24, SENTENCE + LINE * i as u32 + 14], false, line));
        }
        pen.poster
    }
}

/// The page's colours by their names, of the style sheet that has them.
fn palette(tokens: &str, dark: bool) -> Vec<(String, String)> {
    let block = |start: &str| {
        let body = tokens.split_once(start).map_or("", |(_, rest)| rest);
        body.split_once('}').map_or("", |(body, _)| body)
    };
    let darker = if dark { block(":root[data-theme=\"dark\"] {") } else { "" };
    let rows = [darker, block(":root {")].into_iter().flat_map(|block| block.split(';'));
    let row = |row: &str| {
        row.trim().strip_prefix("--")?.split_once(':').map(|(name, value)| (name.into(), value.trim().into()))
    };
    rows.filter_map(row).collect()
}

/// Draws a poster.
struct Pen {
    poster: Poster,
    palette: Vec<(String, String)>,
}

impl Pen {
    /// The colour of this name.
    fn colour(&self, name: &str) -> String {
        let row = self.palette.iter().find(|(known, _)| known == name);
        row.map_or(String::new(), |(_, colour)| colour.clone())
    }

    /// What the page's classes look like: fill, line, its width, whether it is dashed.
    fn paint(&self, class: &str) -> Paint {
        let (fill, stroke, width, dashed) = match class {
            "paper" => ("paper", "", 0, false),
            "user" => ("user-tint", "line", 1, false),
            "user here" => ("user-tint", "user", 2, false),
            "kernel" => ("kernel-tint", "line", 1, false),
            "kernel here" => ("kernel-tint", "kernel", 2, false),
            "box-user" => ("panel", "user", 2, false),
            "box-kernel" => ("panel", "kernel-2", 1, false),
            "now" => ("panel", "kernel", 3, false),
            "ahead" => ("", "kernel-2", 1, true),
            "lit" => ("kernel", "", 0, false),
            "pill" => ("ink", "", 0, false),
            "dotted" => ("", "ink", 2, true),
            "arrow" => ("", "kernel", 2, false),
            "token" => ("kernel", "kernel-tint", 4, false),
            "token-user" => ("user", "user-tint", 4, false),
            _ => ("panel", "line", 1, false),
        };
        Paint { fill: self.colour(fill), stroke: self.colour(stroke), width, dashed }
    }

    /// Words in a style: `"mono bold ink-kernel"`.
    fn words(&self, style: &str, text: &str) -> Words {
        let has = |part: &str| style.split('+').any(|it| it == part);
        let size = if has("sentence") {
            16
        } else if has("small") {
            12
        } else if has("mono") || has("head") {
            13
        } else {
            14
        };
        let named =
            ["user-ink", "kernel-ink", "on-kernel", "paper", "ink-2"].into_iter().find(|name| has(name));
        let colour = self.colour(named.unwrap_or(if has("small") { "ink-2" } else { "ink" }));
        Words { text: text.to_string(), colour, size, bold: has("bold") || has("head"), mono: has("mono") }
    }

    fn rect(&mut self, class: &str, place: [u32; 4], radius: u32) {
        let paint = self.paint(class);
        self.poster.shapes.push(Shape::Rect(place, radius, paint));
    }

    /// A text of at most `letters`.
    fn text(&mut self, style: &str, place: [u32; 2], text: &str, letters: usize) {
        let words = self.words(style, &cut(text, letters));
        self.poster.shapes.push(Shape::Text(place, false, vec![words]));
    }

    /// The same, up to a place.
    fn text_to(&mut self, style: &str, place: [u32; 2], text: &str) {
        let words = self.words(style, text);
        self.poster.shapes.push(Shape::Text(place, true, vec![words]));
    }

    fn path(&mut self, class: &str, line: String) {
        let paint = self.paint(class);
        self.poster.shapes.push(Shape::Path(line, paint));
    }

    /// An arrow downwards, or upwards.
    fn arrow(&mut self, x: u32, from: u32, to: u32) {
        let back = if from < to { to - 6 } else { to + 6 };
        let (left, right) = (x - 4, x + 4);
        self.path("arrow", format!("M{x} {from}V{to}M{left} {back}L{x} {to}L{right} {back}"));
    }

    fn token(&mut self, class: &str, [x, y]: [u32; 2]) {
        let paint = self.paint(class);
        self.poster.shapes.push(Shape::Circle([x, y], 9, paint));
        self.text("small+bold", [x + 13, y + 4], "pc", 2);
    }

    /// The head of a space, and whose mode it is.
    fn head(&mut self, y: u32, ink: &str, name: &str, mode: Mode, here: bool) {
        let style = format!("head+{ink}");
        self.text(&style, [36, y], &capitals(name), 40);
        let ring = say::ring(&mode.letter().to_string());
        let ring = if here { format!("● {} · {ring}", say::pc_is_here()) } else { ring };
        self.text_to(&style, [924, y], &ring);
    }

    /// The lines of a sentence, whose words know what they are.
    fn wrapped(&self, sentence: &Sentence) -> Vec<Vec<Words>> {
        let mut lines = vec![Vec::new()];
        let mut room = LETTERS;
        for span in &sentence.0 {
            let style = match span.kind {
                SpanKind::Text => "sentence",
                SpanKind::Program => "sentence+bold",
                SpanKind::Code => "sentence+mono+bold",
                SpanKind::User => "sentence+bold+user-ink",
                SpanKind::Kernel => "sentence+bold+kernel-ink",
            };
            for word in span.text.split_inclusive(' ') {
                let len = word.chars().count();
                if len > room {
                    lines.push(Vec::new());
                    room = LETTERS;
                }
                room = room.saturating_sub(len);
                let last = lines.len() - 1;
                lines[last].push(self.words(style, word));
            }
        }
        lines
    }
}

fn user_space(pen: &mut Pen, scene: &Scene) {
    let here = scene.now.mode == Mode::User;
    pen.rect(if here { "user here" } else { "user" }, [20, 16, 920, 122], 12);
    pen.head(40, "user-ink", say::user_space(), Mode::User, here);
    let mut x = 36;
    for process in scene.boundary.processes.iter().take(3) {
        let width = if process.current { 420 } else { 220 };
        pen.rect(if process.current { "box-user" } else { "panel" }, [x, 52, width, 76], 8);
        let name = if process.process.name.is_empty() { say::no_program() } else { &process.process.name };
        let who = format!("{name} · pid {} · {}", process.process.pid, process.state.name());
        let letters = width as usize / 8;
        pen.text("bold", [x + 14, 74], &who, letters);
        if let Some(call) = &process.call {
            pen.text("mono+user-ink", [x + 14, 96], call, letters - 2);
        }
        pen.text("small", [x + 14, 116], &process.note, letters + 3);
        if process.current && here {
            pen.token("token-user", [x + width - 40, 70]);
        }
        x += width + 14;
    }
}

fn gate(pen: &mut Pen, scene: &Scene) {
    let gate = &scene.boundary.gate;
    pen.path("dotted", "M20 172H940".into());
    pen.rect("paper", [30, 160, 130, 24], 0);
    pen.text("small", [38, 176], say::only_gate(), 18);
    let cause = match gate.direction {
        Direction::None => say::closed().to_string(),
        Direction::In | Direction::Out => {
            format!("{} · {} → {}", gate.cause, gate.from.letter(), gate.to.letter())
        }
    };
    let width = 32 + 8 * cause.chars().count() as u32;
    pen.rect("pill", [176, 156, width, 32], 16);
    pen.text("mono+bold+paper", [192, 177], &cause, 60);
    let mut x = 176 + width + 12;
    for carried in &gate.carried {
        let width = 22 + 8 * carried.chars().count() as u32;
        if x + width > 930 {
            break;
        }
        pen.rect("box-kernel", [x, 159, width, 26], 7);
        pen.text("mono+bold+kernel-ink", [x + 11, 177], carried, 40);
        x += width + 8;
    }
    let with_user = gate.from == Mode::User || gate.to == Mode::User;
    match gate.direction {
        Direction::In if with_user => {
            pen.arrow(196, 128, 155);
            pen.arrow(196, 188, 239);
        }
        Direction::Out if with_user => {
            pen.arrow(196, 240, 189);
            pen.arrow(196, 156, 129);
        }
        Direction::None | Direction::In | Direction::Out => {}
    }
}

fn kernel_space(pen: &mut Pen, scene: &Scene) {
    let picture = &scene.boundary;
    let here = scene.now.mode == Mode::Supervisor;
    pen.rect(if here { "kernel here" } else { "kernel" }, [20, 202, 920, 276], 12);
    pen.head(226, "kernel-ink", say::kernel_space(), Mode::Supervisor, here);
    pen.rect(if picture.in_trap_entry { "now" } else { "box-kernel" }, [36, 240, 216, 32], 8);
    pen.text("mono+bold+kernel-ink", [50, 261], &picture.trap_entry, 24);
    if picture.in_trap_entry && here {
        pen.token("token", [230, 256]);
    }

    pen.rect("box-kernel", [36, 286, 216, 178], 8);
    pen.text("bold+kernel-ink", [50, 308], say::table(), 26);
    let lit = picture.table.iter().position(|row| row.lit);
    let first = around(lit, picture.table.len(), ROWS);
    let rows = picture.table.iter().skip(first).take(ROWS).enumerate();
    for (i, row) in rows {
        let y = 318 + 24 * i as u32;
        if row.lit {
            pen.rect("lit", [44, y, 200, 22], 5);
        }
        let class = if row.lit { "mono+bold+on-kernel" } else { "mono" };
        pen.text(class, [54, y + 16], &row.number.to_string(), 4);
        pen.text(class, [92, y + 16], &row.name, 18);
    }

    let current = picture.path.iter().position(|it| it.state == PathState::Current);
    let first = around(current, picture.path.len(), BOXES);
    if picture.path.is_empty() {
        pen.text("small", [300, 262], say::no_call(), 40);
    }
    for (i, part) in picture.path.iter().skip(first).take(BOXES).enumerate() {
        let y = 240 + 57 * i as u32;
        let (class, ink) = match part.state {
            PathState::Current => ("now", "mono+bold+kernel-ink"),
            PathState::Active | PathState::Done => ("box-kernel", "mono+bold+kernel-ink"),
            PathState::Ahead => ("ahead", "mono+small"),
        };
        pen.rect(class, [300, y, 250, 45], 8);
        pen.text("small", [314, y + 18], &part.part, 30);
        pen.text(ink, [314, y + 36], part.function.rsplit("::").next().unwrap_or_default(), 28);
        if i > 0 {
            pen.arrow(425, y - 12, y - 1);
        }
        if part.state == PathState::Current && here && !picture.in_trap_entry {
            pen.token("token", [508, y + 22]);
        }
    }
    if let (Some(lit), false) = (lit, picture.path.is_empty()) {
        let y = 329 + 24 * (lit - around(Some(lit), picture.table.len(), ROWS)) as u32;
        pen.path("arrow", format!("M252 {y}C284 {y} 268 262 299 262M292 258L299 262L292 266"));
    }

    pen.rect("panel", [598, 240, 326, 224], 8);
    pen.text("bold", [612, 262], say::files_title(), 36);
    let object = picture.tree.iter().position(|row| row.touch == Touch::Object);
    let first = around(object, picture.tree.len(), NAMES);
    for (i, row) in picture.tree.iter().skip(first).take(NAMES).enumerate() {
        let (x, y) = (614 + 18 * row.depth.min(6), 272 + 23 * i as u32);
        if row.touch == Touch::Object {
            pen.rect("lit", [x - 6, y, 160, 21], 5);
        }
        let class = match row.touch {
            Touch::Object => "mono+bold+on-kernel",
            Touch::Listed => "mono+bold+kernel-ink",
            Touch::None => "mono",
        };
        pen.text(class, [x, y + 15], &row.name, 17);
    }
}

fn hardware(pen: &mut Pen, scene: &Scene) {
    pen.rect("panel", [20, 490, 920, 56], 12);
    pen.text("head", [36, 523], &capitals(say::hardware()), 14);
    for (i, it) in scene.boundary.hardware.iter().take(5).enumerate() {
        let x = 150 + 156 * i as u32;
        pen.rect(if it.active { "box-kernel" } else { "panel" }, [x, 498, 146, 40], 7);
        pen.text("bold", [x + 12, 515], &it.name, 14);
        pen.text("mono+small", [x + 12, 532], &it.state, 17);
    }
}

/// The first of `n` that are shown of `len`, with the one in view among them.
fn around(view: Option<usize>, len: usize, n: usize) -> usize {
    view.unwrap_or(0).saturating_sub(n / 2).min(len.saturating_sub(n))
}

fn cut(text: &str, letters: usize) -> String {
    match text.chars().count() > letters {
        true => text.chars().take(letters.saturating_sub(1)).chain(['…']).collect(),
        false => text.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_list_is_shown_around_what_is_in_view() {
        for (view, len, first) in [(None, 3, 0), (Some(0), 90, 0), (Some(40), 90, 37), (Some(89), 90, 84)] {
            assert_eq!(around(view, len, ROWS), first);
        }
        assert_eq!(cut("abcdef", 4), "abc…");
    }
}
