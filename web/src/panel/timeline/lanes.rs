//! What is to be painted where: pure geometry, from a run and a scale to pieces as wide as a pixel at least. However long
//! a run is, there are never more pieces in a lane than a few times its pixels.

use session::{Call, FunctionSpan, Mode, ModeSpan, Run};

use crate::store::Window;

/// From positions to pixels.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Scale {
    /// What is to be seen.
    pub window: Window,
    /// Pixels it has.
    pub width: f64,
}

impl Scale {
    /// The pixel of a position; outside of the plot for one outside of the window.
    pub fn x(self, at: u64) -> f64 {
        (at as f64 - self.window.from as f64) / self.window.len() as f64 * self.width
    }

    /// The position under a pixel, inside the window.
    pub fn at(self, x: f64) -> u64 {
        let share = (x / self.width.max(1.0)).clamp(0.0, 1.0);
        self.window.from + (self.window.len() as f64 * share).round() as u64
    }

    fn shows(self, from: u64, to: u64) -> bool {
        to > self.window.from && from < self.window.to
    }

    /// Both ends of a stretch, cut to a little beyond the plot.
    fn ends(self, from: u64, to: u64) -> (f64, f64) {
        (self.x(from).max(-4.0), self.x(to).min(self.width + 4.0))
    }
}

/// Where the lanes are, in pixels from the top.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Lanes {
    /// The lines of the three modes: U, S, M.
    pub modes: [f64; 3],
    /// Half the height of the band around a mode's line.
    pub band: f64,
    /// Upper edge of the system-call lane.
    pub calls: f64,
    /// Height of the system-call lane.
    pub calls_height: f64,
    /// Whether a call is a box with its name in it; else a name alone.
    pub boxes: bool,
    /// Upper edge of the function lanes.
    pub functions: f64,
    /// Function lanes that fit.
    pub n_functions: usize,
}

/// Height of a function lane.
pub const FUNCTION_HEIGHT: f64 = 12.5;

impl Lanes {
    /// The lanes for a plot of this height: with functions where they fit, else modes and names alone.
    pub fn of_height(height: f64) -> Self {
        if height < 110.0 {
            let calls_height = 15.0;
            let calls = (height - calls_height).max(36.0);
            let machine = calls - 6.0;
            return Self {
                modes: [12.0, (12.0 + machine) / 2.0, machine],
                band: 6.0,
                calls,
                calls_height,
                boxes: false,
                functions: height,
                n_functions: 0,
            };
        }
        let functions = 102.0;
        Self {
            modes: [18.0, 40.0, 62.0],
            band: 7.0,
            calls: 77.0,
            calls_height: 18.0,
            boxes: true,
            functions,
            n_functions: ((height - functions) / FUNCTION_HEIGHT) as usize,
        }
    }

    /// Whether a pixel is in the system-call lane.
    pub fn is_call_lane(self, y: f64) -> bool {
        (self.calls..self.calls + self.calls_height).contains(&y)
    }
}

/// A stretch of the mode lane: one mode, or several that share a pixel.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ModePiece {
    /// Left edge.
    pub x0: f64,
    /// Right edge.
    pub x1: f64,
    /// Whether the hart is in U, S, M somewhere in it.
    pub modes: [bool; 3],
}

/// The row of a mode in the lanes.
pub fn row(mode: Mode) -> usize {
    match mode {
        Mode::User => 0,
        Mode::Supervisor => 1,
        Mode::Machine => 2,
    }
}

/// The mode lane. Stretches shorter than a pixel are merged with what shares it.
pub fn modes(spans: &[ModeSpan], scale: Scale) -> Vec<ModePiece> {
    let mut pieces: Vec<ModePiece> = Vec::new();
    let first = spans.partition_point(|span| span.to <= scale.window.from);
    for span in spans[first..].iter().take_while(|span| span.from < scale.window.to) {
        let (x0, x1) = scale.ends(span.from, span.to);
        match pieces.last_mut() {
            Some(last)
                if x1 - last.x0 < 1.0
                    || (x1 - x0 < 1.0 && last.x1 - last.x0 <= 1.0 && x0.floor() <= last.x0.floor()) =>
            {
                last.modes[row(span.mode)] = true;
                last.x1 = last.x1.max(x1);
            }
            _ => {
                let mut modes = [false; 3];
                modes[row(span.mode)] = true;
                pieces.push(ModePiece { x0, x1, modes });
            }
        }
    }
    pieces
}

/// A box with a name.
#[derive(Clone, PartialEq, Debug)]
pub struct Block<'a> {
    /// Left edge.
    pub x0: f64,
    /// Right edge.
    pub x1: f64,
    /// The mode whose colour it has.
    pub mode: Mode,
    /// What is written in it, if it fits.
    pub name: &'a str,
    /// Row from the top, for functions.
    pub depth: usize,
    /// Whether the call failed.
    pub failed: bool,
}

/// The system-call lane: for each call the stretch from its `ecall` to the next moment in user mode, and, if it slept
/// meanwhile, the stretch in which it came back. Timer interrupts out of machine mode have boxes of their own.
pub fn calls(run: &Run, scale: Scale) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let stretches = kernel_stretches(&run.modes);
    let mut taken = -1.0_f64;
    for (i, call) in run.calls.iter().enumerate() {
        let (from, to) = awake(call, run.calls.get(i + 1), &stretches);
        if !scale.shows(from, to) {
            continue;
        }
        let (x0, x1) = scale.ends(from, to);
        // Calls that share a pixel are one box.
        if x1 - taken < 1.0 {
            continue;
        }
        taken = x1;
        let mode = Mode::Supervisor;
        blocks.push(Block { x0, x1, mode, name: &call.name, depth: 0, failed: call.failed });
    }
    let mut taken = -1.0_f64;
    for span in run.modes.iter().filter(|it| it.mode == Mode::Machine && scale.shows(it.from, it.to)) {
        let (x0, x1) = scale.ends(span.from, span.to);
        if x1 - taken >= 1.0 {
            taken = x1;
            blocks.push(Block {
                x0,
                x1: x1.max(x0 + 2.0),
                mode: span.mode,
                name: "",
                depth: 0,
                failed: false,
            });
        }
    }
    blocks
}

/// Stretches without user mode, in order.
fn kernel_stretches(spans: &[ModeSpan]) -> Vec<(u64, u64)> {
    let mut stretches: Vec<(u64, u64)> = Vec::new();
    for span in spans.iter().filter(|span| span.mode != Mode::User) {
        match stretches.last_mut() {
            Some(last) if last.1 == span.from => last.1 = span.to,
            _ => stretches.push((span.from, span.to)),
        }
    }
    stretches
}

/// From the `ecall` to the next moment in user mode, whosesoever it is, or to the next call.
fn awake(call: &Call, next: Option<&Call>, stretches: &[(u64, u64)]) -> (u64, u64) {
    let i = stretches.partition_point(|stretch| stretch.1 <= call.from + 1);
    let end = stretches.get(i).map_or(call.from + 1, |stretch| stretch.1);
    let end = call.to.map_or(end, |to| end.min(to));
    let end = next.map_or(end, |next| end.min(next.from));
    (call.from, end.max(call.from + 1))
}

/// Where the call under a pixel of the call lane begins.
pub fn call_at(run: &Run, scale: Scale, x: f64) -> Option<u64> {
    let stretches = kernel_stretches(&run.modes);
    let hit = run.calls.iter().enumerate().find(|(i, call)| {
        let (from, to) = awake(call, run.calls.get(i + 1), &stretches);
        (scale.x(from) - 1.0..=scale.x(to) + 1.0).contains(&x)
    });
    hit.map(|(_, call)| call.from)
}

/// The function lanes that fit. The program's functions begin with its `main` in the upper lane, those of the kernel
/// below it, whatever they interrupted: so the way into the kernel is always in sight. Functions that share a pixel of a
/// lane are one box.
pub fn functions<'a>(run: &'a Run, scale: Scale, n_lanes: usize) -> Vec<Block<'a>> {
    let stretches = kernel_stretches(&run.modes);
    let mut blocks = Vec::new();
    let mut taken = [vec![-1.0_f64; n_lanes], vec![-1.0_f64; n_lanes]];
    let mut push = |span: &'a FunctionSpan, lane: u32, from: u64, to: u64| {
        let lane = lane as usize;
        if lane >= n_lanes || !scale.shows(from, to) {
            return;
        }
        let (x0, x1) = scale.ends(from, to);
        // In one lane each kind of function comes in order, but not the one kind after the other.
        let taken = &mut taken[usize::from(span.mode == Mode::User)][lane];
        if x1 - *taken >= 1.0 {
            *taken = x1;
            blocks.push(Block { x0, x1, mode: span.mode, name: &span.name, depth: lane, failed: false });
        }
    };
    // What comes before `main` is the same in every program.
    let mains =
        run.functions.iter().filter(|span| span.mode == Mode::User && last_part(&span.name) == "main");
    let main = mains.map(|span| span.depth).min().unwrap_or(0);
    // Depth and end of the kernel's outermost function.
    let (mut base, mut base_to) = (0, 0);
    for span in run.functions.iter().take_while(|span| span.from < scale.window.to) {
        match (span.mode, span.depth) {
            (Mode::User, depth) if depth < main => {}
            (Mode::User, depth) if depth == main => push(span, 0, span.from, span.to),
            (Mode::User, depth) => {
                awake_parts(span, &stretches, |from, to| push(span, depth - main, from, to))
            }
            (Mode::Supervisor | Mode::Machine, depth) => {
                if span.from >= base_to || depth < base {
                    (base, base_to) = (depth, span.to);
                }
                push(span, depth - base + u32::from(base > 0), span.from, span.to);
            }
        }
    }
    blocks
}

/// The function's own name, without the modules it is in.
pub fn last_part(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

/// The parts of a program's function in which the program itself has the hart.
fn awake_parts(span: &FunctionSpan, stretches: &[(u64, u64)], mut part: impl FnMut(u64, u64)) {
    let mut from = span.from;
    for stretch in &stretches[stretches.partition_point(|stretch| stretch.1 <= span.from)..] {
        if stretch.0 >= span.to {
            break;
        }
        if stretch.0 > from {
            part(from, stretch.0);
        }
        from = stretch.1;
    }
    if from < span.to {
        part(from, span.to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(mode: Mode, from: u64, to: u64) -> ModeSpan {
        ModeSpan { mode, from, to, cause: String::new(), process: String::new() }
    }

    fn scale(from: u64, to: u64, width: f64) -> Scale {
        Scale { window: Window::new(from, to), width }
    }

    #[test]
    fn a_pixel_and_its_position_agree() {
        let scale = scale(1_000, 2_000, 500.0);
        for at in [1_000, 1_250, 2_000] {
            assert_eq!(scale.at(scale.x(at)), at);
        }
        assert_eq!(scale.at(-50.0), 1_000);
        assert_eq!(scale.at(9_000.0), 2_000);
    }

    #[test]
    fn a_hundred_thousand_crossings_make_no_more_pieces_than_twice_the_pixels() {
        let spans: Vec<_> = (0..100_000)
            .map(|i| span(if i % 2 == 0 { Mode::User } else { Mode::Supervisor }, i * 10, (i + 1) * 10))
            .collect();
        let pieces = modes(&spans, scale(0, 1_000_000, 1_000.0));
        assert!(pieces.len() <= 2_000, "{}", pieces.len());
        assert!(pieces.iter().filter(|it| it.modes == [true, true, false]).count() > 900);
    }

    #[test]
    fn wide_stretches_stay_apart() {
        let spans = [span(Mode::User, 0, 50), span(Mode::Supervisor, 50, 80), span(Mode::User, 80, 100)];
        let pieces = modes(&spans, scale(0, 100, 1_000.0));
        assert_eq!(pieces.len(), 3);
        assert_eq!((pieces[1].x0, pieces[1].x1, pieces[1].modes), (500.0, 800.0, [false, true, false]));
    }

    fn call(name: &str, from: u64, to: Option<u64>) -> Call {
        Call {
            number: 0,
            name: name.to_string(),
            args: Vec::new(),
            result: None,
            failed: false,
            line: String::new(),
            asked: String::new(),
            pid: 1,
            process: String::new(),
            from,
            to,
            steps: 0,
        }
    }

    #[test]
    fn a_call_that_sleeps_covers_only_the_time_it_was_awake() {
        let run = Run {
            start: 0,
            end: 100,
            modes: vec![span(Mode::User, 0, 10), span(Mode::Supervisor, 10, 20), span(Mode::User, 20, 100)],
            calls: vec![call("wait4", 9, Some(95)), call("write", 50, Some(60))],
            ..Run::default()
        };
        let scale = scale(0, 100, 100.0);
        let blocks = calls(&run, scale);
        assert_eq!((blocks[0].name, blocks[0].x0, blocks[0].x1), ("wait4", 9.0, 20.0));
        assert_eq!(call_at(&run, scale, 15.0), Some(9));
        assert_eq!(call_at(&run, scale, 30.0), None);
    }

    fn function(name: &str, mode: Mode, from: u64, to: u64, depth: u32) -> FunctionSpan {
        FunctionSpan { name: name.into(), mode, from, to, depth, entered: true, pid: None }
    }

    #[test]
    fn the_way_into_the_kernel_begins_under_main_however_deep_the_call_was() {
        let run = Run {
            end: 100,
            modes: vec![span(Mode::User, 0, 20), span(Mode::Supervisor, 20, 55), span(Mode::User, 55, 100)],
            functions: vec![
                function("start", Mode::User, 0, 100, 0),
                function("main", Mode::User, 0, 100, 1),
                function("read", Mode::User, 10, 60, 2),
                function("stub", Mode::User, 15, 58, 9),
                function("uservec", Mode::Supervisor, 20, 50, 10),
                function("usertrap", Mode::Supervisor, 21, 40, 11),
                function("userret", Mode::Supervisor, 50, 55, 10),
            ],
            ..Run::default()
        };
        let blocks = functions(&run, scale(0, 100, 100.0), 4);
        let lanes: Vec<_> =
            blocks.iter().map(|it| (it.name, it.depth, it.x0.round(), it.x1.round())).collect();
        let expected = [
            ("main", 0, 0.0, 100.0),
            ("read", 1, 10.0, 20.0),
            ("read", 1, 55.0, 60.0),
            ("uservec", 1, 20.0, 50.0),
            ("usertrap", 2, 21.0, 40.0),
            ("userret", 1, 50.0, 55.0),
        ];
        assert_eq!(lanes, expected);
    }

    #[test]
    fn functions_deeper_than_the_lanes_are_left_out_and_crowds_are_merged() {
        let functions = (0..10_000).map(|i| function("f", Mode::User, i, i + 1, 2 + (i % 6) as u32));
        let run = Run { end: 10_000, functions: functions.collect(), ..Run::default() };
        let blocks = super::functions(&run, scale(0, 10_000, 100.0), 4);
        assert!(blocks.iter().all(|it| it.depth < 4));
        assert!(blocks.len() <= 400, "{}", blocks.len());
    }
}
