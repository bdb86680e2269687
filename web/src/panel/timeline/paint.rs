//! Paints the lanes of a run.

use session::{Mode, Run};
use web_sys::HtmlCanvasElement;

use super::index::{Index, last_part, row};
use super::layout::{FUNCTION_HEIGHT, Lanes};
use super::pen::Pen;
use super::pieces::{self, ModePiece, Piece, pieces};
use super::scale::Scale;
use crate::float::within;
use crate::store::Mark;

/// Pixels between the lines that count steps.
const GRID: f64 = 90.0;

/// What is painted.
pub struct Picture<'a> {
    /// The run.
    pub run: &'a Run,
    /// The same, sorted.
    pub index: &'a Index,
    /// Positions that were searched for, in order.
    pub found: &'a [u64],
    /// The person's marks.
    pub marks: &'a [Mark],
    /// Which part of it is to be seen.
    pub scale: Scale,
}

/// Paints it on a canvas of this height.
pub fn paint(canvas: &HtmlCanvasElement, picture: Picture<'_>, height: f64) {
    let scale = picture.scale;
    let Some(pen) = Pen::on(canvas, scale.width, height) else { return };
    let painter = Painter { pen, lanes: Lanes::of_height(height), height, scale, picture };
    painter.grid();
    let run = painter.picture.run;
    if run.end > run.start {
        painter.modes(&pieces::modes(&run.modes, painter.picture.index, scale));
        painter.traps();
        painter.processes();
        painter.calls();
        painter.output();
        painter.functions();
        painter.end_of_lanes();
        painter.found();
    }
    painter.marks();
}

struct Painter<'a> {
    pen: Pen,
    lanes: Lanes,
    height: f64,
    scale: Scale,
    picture: Picture<'a>,
}

impl Painter<'_> {
    /// Lines at round numbers of steps, down to single ones, and one under each mode.
    fn grid(&self) {
        let (pen, scale) = (&self.pen, self.scale);
        for y in self.lanes.modes {
            pen.fill(0.0, y - 0.5, scale.width, 1.0, &pen.palette.faint);
        }
        let apart = if scale.step() >= 6.0 { 1 } else { round_up(GRID / scale.step()) };
        let start = self.picture.run.start;
        let mut at =
            scale.window.from + (apart - (scale.window.from - start.min(scale.window.from)) % apart) % apart;
        while at < scale.window.to {
            pen.fill(scale.x(at) - 0.5, 0.0, 1.0, self.height, &pen.palette.faint);
            at += apart;
        }
    }

    fn modes(&self, pieces: &[ModePiece]) {
        let (pen, lanes, palette) = (&self.pen, &self.lanes, &self.pen.palette);
        self.hatch(pieces);
        for mode in [Mode::User, Mode::Machine] {
            let row = row(mode);
            let top = lanes.modes[row] - lanes.band;
            for piece in pieces.iter().filter(|it| it.modes[row]) {
                pen.tint(0.16, piece.x0, top, piece.x1 - piece.x0, lanes.band * 2.0, &palette.modes[row]);
            }
        }
        // The risers lie under the lines.
        for pair in pieces.windows(2) {
            let y = |piece: &ModePiece| piece.modes.iter().position(|it| *it).map(|i| lanes.modes[i]);
            if let (Some(a), Some(b)) = (y(&pair[0]), y(&pair[1])) {
                // Where crossings crowd, the risers must not be all there is to see.
                let room = (pair[0].x1 - pair[0].x0).min(pair[1].x1 - pair[1].x0);
                let alpha = within(room / 5.0, 0.2, 1.0);
                pen.tint(alpha, pair[1].x0 - 0.6, a.min(b), 1.2, (a - b).abs(), &palette.ink_3);
            }
        }
        for row in 0..3 {
            for piece in pieces.iter().filter(|it| it.modes[row]) {
                let width = (piece.x1 - piece.x0).max(1.0);
                pen.fill(piece.x0, lanes.modes[row] - 1.2, width, 2.4, &palette.modes[row]);
            }
        }
    }

    /// The kernel's band is hatched, for those to whom the colours look alike.
    fn hatch(&self, pieces: &[ModePiece]) {
        let (context, lanes) = (&self.pen.context, &self.lanes);
        let row = row(Mode::Supervisor);
        let (top, bottom) = (lanes.modes[row] - lanes.band, lanes.modes[row] + lanes.band);
        context.save();
        context.begin_path();
        for piece in pieces.iter().filter(|it| it.modes[row]) {
            context.rect(piece.x0, top, (piece.x1 - piece.x0).max(1.0), bottom - top);
        }
        context.clip();
        self.pen.hatch(top, bottom, self.scale.width, 0.5, &self.pen.palette.modes[row]);
        context.restore();
    }

    /// An interrupt comes from above, a fault from what was executed.
    fn traps(&self) {
        let (pen, lane, traps) = (&self.pen, self.lanes.traps, &self.picture.run.traps);
        if lane.height == 0.0 {
            return;
        }
        pen.code(9.0);
        let mut free = f64::MIN;
        let ends = |i: usize| (traps[i].at, traps[i].at + 1);
        let pieces = pieces(traps.len(), ends, self.scale);
        for (i, piece) in pieces.iter().enumerate() {
            let trap = &traps[piece.first];
            let colour = if trap.interrupt { &pen.palette.modes[2] } else { &pen.palette.bad };
            if piece.x1 - piece.x0 > 3.0 && !piece.wide {
                pen.tint(0.7, piece.x0, lane.top + 1.0, piece.x1 - piece.x0, lane.height - 2.0, colour);
                continue;
            }
            let x = self.scale.x(trap.at);
            pen.triangle(x, lane.top, lane.height - 1.0, !trap.interrupt, colour);
            let next = pieces.get(i + 1).map_or(self.scale.width, |next| next.x0 - 8.0);
            if x + 6.0 > free {
                let room = (next - x - 8.0).min(160.0);
                if room >= trap.cause.len() as f64 * 5.5 {
                    free = x + pen.text(&trap.cause, x + 7.0, lane.top + 7.5, room, 5.5, &pen.palette.ink_2);
                }
            }
        }
    }

    fn processes(&self) {
        let (pen, lane, spans) = (&self.pen, self.lanes.processes, &self.picture.run.processes);
        if lane.height == 0.0 {
            return;
        }
        pen.prose(10.0);
        let palette = &pen.palette;
        for piece in pieces(spans.len(), |i| (spans[i].from, spans[i].to), self.scale) {
            let (x0, width) = (piece.x0, piece.x1 - piece.x0);
            let Some(process) = spans[piece.first].process.as_ref().filter(|_| piece.wide) else {
                let alpha = if piece.wide { 0.1 } else { 0.4 };
                pen.tint(alpha, x0, lane.top + 1.0, width, lane.height - 2.0, &palette.ink_3);
                continue;
            };
            pen.rounded(x0 + 0.5, lane.top, width - 1.0, lane.height, 3.0, &palette.faint);
            pen.outline(0.7, &palette.ink_3);
            let left = x0.max(0.0);
            let name = format!("{} · {}", process.name, process.pid);
            pen.text(&name, left + 4.0, lane.top + 10.0, piece.x1 - left - 6.0, 6.2, &palette.ink);
        }
    }

    fn calls(&self) {
        let (pen, lane, calls) = (&self.pen, self.lanes.calls, &self.picture.run.calls);
        let row = row(Mode::Supervisor);
        let (colour, boxes) = (&pen.palette.modes[row], self.lanes.has_boxes());
        pen.code(if boxes { 10.0 } else { 9.5 });
        let mut free = f64::MIN;
        for piece in pieces(calls.len(), |i| self.picture.index.calls[i], self.scale) {
            let (call, width) = (&calls[piece.first], piece.x1 - piece.x0);
            let left = piece.x0.max(0.0);
            if !boxes {
                if left >= free && piece.wide && width > 8.0 {
                    let room = width.max(34.0).min(self.scale.width - left - 4.0);
                    let y = lane.top + lane.height - 4.0;
                    free =
                        left + 6.0 + pen.text(&call.name, left + 2.0, y, room, 5.8, &pen.palette.inks[row]);
                }
                continue;
            }
            if !piece.wide {
                pen.tint(0.6, piece.x0, lane.top, width, lane.height, colour);
                continue;
            }
            pen.rounded(piece.x0 + 0.5, lane.top, (width - 1.0).max(1.0), lane.height, 3.0, colour);
            if call.failed {
                let y = lane.top + lane.height - 3.0;
                pen.fill(piece.x0 + 0.5, y, (width - 1.0).max(1.0), 3.0, &pen.palette.bad);
            }
            let room = piece.x1 - left - 6.0;
            pen.text(&call.name, left + 4.0, lane.top + 11.0, room, 6.1, &pen.palette.on_kernel);
        }
    }

    fn output(&self) {
        let (pen, lane, spans) = (&self.pen, self.lanes.output, &self.picture.run.output);
        if lane.height == 0.0 {
            return;
        }
        pen.code(9.5);
        let palette = &pen.palette;
        for piece in pieces(spans.len(), |i| (spans[i].from, spans[i].to), self.scale) {
            let width = (piece.x1 - piece.x0).max(2.0);
            pen.rounded(piece.x0, lane.top, width, lane.height, 2.0, &palette.screen);
            pen.outline(0.8, &palette.ink_3);
            if piece.wide {
                let left = piece.x0.max(0.0);
                let room = piece.x1 - left - 5.0;
                pen.text(
                    &spans[piece.first].text,
                    left + 3.0,
                    lane.top + 9.5,
                    room,
                    5.8,
                    &palette.screen_ink,
                );
            }
        }
    }

    /// The program's functions first; where it was interrupted, the kernel's lie over them.
    fn functions(&self) {
        let (pen, n_rows) = (&self.pen, self.lanes.n_functions);
        let index = self.picture.index;
        let (kernel, scale) = (&index.kernel, self.scale);
        let gaps = pieces(kernel.len(), |i| kernel[i], scale);
        pen.code(9.5);
        for (depth, numbers) in index.program.iter().take(n_rows).enumerate() {
            let gaps = if depth == 0 { &[] } else { &gaps[..] };
            self.row(depth, numbers, gaps);
        }
        for (depth, numbers) in index.inside.iter().take(n_rows).enumerate() {
            self.row(depth, numbers, &[]);
        }
    }

    /// A row of functions; nothing of it is to be seen in the gaps.
    fn row(&self, depth: usize, numbers: &[u32], gaps: &[Piece]) {
        let (pen, palette) = (&self.pen, &self.pen.palette);
        let functions = &self.picture.run.functions;
        let span = |i: usize| &functions[numbers[i] as usize];
        let y = self.lanes.functions + depth as f64 * FUNCTION_HEIGHT;
        let pieces = pieces(numbers.len(), |i| (span(i).from, span(i).to), self.scale);
        for piece in &pieces {
            let row = row(span(piece.first).mode);
            let width = piece.x1 - piece.x0;
            if piece.wide && width >= 4.0 {
                pen.rounded(piece.x0 + 0.5, y, width - 1.0, FUNCTION_HEIGHT - 1.0, 2.0, &palette.tints[row]);
                pen.outline(0.6, &palette.modes[row]);
            } else {
                // Too narrow for a frame: crowds of them would be nothing but frames.
                pen.tint(0.3, piece.x0, y, width, FUNCTION_HEIGHT - 1.0, &palette.modes[row]);
            }
        }
        for gap in gaps.iter().filter(|gap| gap.wide) {
            pen.fill(gap.x0, y - 0.5, gap.x1 - gap.x0, FUNCTION_HEIGHT, &palette.panel);
        }
        for piece in pieces.iter().filter(|it| it.wide && it.x1 - it.x0 > 20.0) {
            let span = span(piece.first);
            let (x0, x1) = uncovered(piece.x0.max(0.0), piece.x1, gaps);
            let room = x1 - x0 - 6.0;
            // The last part of a path says most.
            let fits = span.name.chars().count() as f64 * 5.8 <= room;
            let name = if fits { &span.name } else { last_part(&span.name) };
            pen.text(name, x0 + 4.0, y + 9.0, room, 5.8, &palette.inks[row(span.mode)]);
        }
    }

    /// Beyond it nothing is known but the end.
    fn end_of_lanes(&self) {
        let Some(at) = self.picture.run.lanes_end else { return };
        let (pen, x) = (&self.pen, self.scale.x(at).max(0.0));
        let width = self.scale.width - x;
        if width <= 0.0 {
            return;
        }
        pen.fill(x, 0.0, width, self.height, &pen.palette.panel);
        let context = &pen.context;
        context.save();
        context.begin_path();
        context.rect(x, 0.0, width, self.height);
        context.clip();
        pen.hatch(0.0, self.height, self.scale.width, 0.25, &pen.palette.ink_3);
        context.restore();
        pen.fill(x, 0.0, 1.0, self.height, &pen.palette.ink_3);
        pen.prose(11.0);
        let words = texts::timeline::lanes_end();
        let y = self.lanes.modes[1] + 4.0;
        let room = (width - 16.0).min(words.len() as f64 * 6.4);
        if room > 120.0 {
            pen.fill(x + 6.0, y - 13.0, room + 4.0, 18.0, &pen.palette.panel);
            pen.text(words, x + 8.0, y, room, 6.4, &pen.palette.ink_2);
        }
    }

    fn found(&self) {
        let (pen, found) = (&self.pen, self.picture.found);
        let colour = &pen.palette.found;
        for piece in pieces(found.len(), |i| (found[i], found[i] + 1), self.scale) {
            let width = if piece.wide { 1.5 } else { piece.x1 - piece.x0 };
            let x = if piece.wide { self.scale.x(found[piece.first]) } else { piece.x0 };
            pen.tint(0.28, x, 0.0, width, self.height, colour);
            pen.fill(x, 0.0, width.max(1.5), 4.0, colour);
        }
    }

    fn marks(&self) {
        let pen = &self.pen;
        pen.prose(9.5);
        for mark in self.picture.marks.iter().filter(|mark| self.scale.window.contains(mark.at)) {
            let x = self.scale.x(mark.at);
            pen.tint(0.55, x - 0.5, 0.0, 1.0, self.height, &pen.palette.ink_2);
            let width = (mark.name.chars().count() as f64 * 6.0 + 8.0).min(120.0);
            let left = x.min(self.scale.width - width);
            pen.rounded(left, 0.0, width, 12.0, 2.0, &pen.palette.ink_2);
            pen.text(&mark.name, left + 4.0, 9.5, width - 4.0, 6.0, &pen.palette.panel);
        }
    }
}

/// The first part of a stretch that is wide enough for a name and not in a gap.
fn uncovered(x0: f64, x1: f64, gaps: &[Piece]) -> (f64, f64) {
    let mut from = x0;
    for gap in &gaps[gaps.partition_point(|gap| gap.x1 <= x0)..] {
        if !gap.wide {
            continue;
        }
        if gap.x0.min(x1) - from > 26.0 || gap.x0 >= x1 {
            return (from, gap.x0.min(x1));
        }
        from = gap.x1;
    }
    (from, x1)
}

/// The next of 1, 2, 5, 10, 20, 50 …
fn round_up(n: f64) -> u64 {
    let mut unit = 1;
    while unit < u64::MAX / 100 {
        for times in [1, 2, 5] {
            if (unit * times) as f64 >= n {
                return unit * times;
            }
        }
        unit *= 10;
    }
    unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_round_numbers_of_steps_apart() {
        assert_eq!([0.3, 1.0, 1.5, 30.0, 51.0, 2e6].map(round_up), [1, 1, 2, 50, 100, 2_000_000]);
        assert!(round_up(f64::INFINITY) > 0);
    }

    #[test]
    fn a_name_stands_where_the_kernel_has_not_interrupted() {
        let gap = |x0, x1| Piece { x0, x1, first: 0, wide: true };
        assert_eq!(uncovered(0.0, 100.0, &[]), (0.0, 100.0));
        assert_eq!(uncovered(0.0, 100.0, &[gap(10.0, 20.0), gap(60.0, 70.0)]), (20.0, 60.0));
        assert_eq!(uncovered(15.0, 100.0, &[gap(10.0, 90.0)]), (90.0, 100.0));
    }
}
