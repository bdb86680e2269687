//! A run, sorted into lanes once, so that whatever part of it is painted is found by halving, however long it is.

use session::{Call, Mode, ModeSpan, Run};

/// Rows of functions that are kept apart.
const MAX_ROWS: usize = 60;

/// A run's lanes.
#[derive(PartialEq, Debug, Default)]
pub struct Index {
    /// For each mode, how many of the first spans of the mode lane are in it.
    pub modes: [Vec<u32>; 3],
    /// Stretches without user mode, in order.
    pub kernel: Vec<(u64, u64)>,
    /// For each call the stretch from its `ecall` to the next moment in user mode: without its sleep.
    pub calls: Vec<(u64, u64)>,
    /// By row, in order: numbers of the program's functions, from `main` on.
    pub program: Vec<Vec<u32>>,
    /// The same of the kernel's. Under whatever they interrupted, so that the way into the kernel is always in sight.
    pub inside: Vec<Vec<u32>>,
}

/// The row of a mode in the lanes.
pub fn row(mode: Mode) -> usize {
    match mode {
        Mode::User => 0,
        Mode::Supervisor => 1,
        Mode::Machine => 2,
    }
}

/// The function's own name, without the modules it is in.
pub fn last_part(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

impl Index {
    /// Sorts a run.
    pub fn of(run: &Run) -> Self {
        let kernel = kernel_stretches(&run.modes);
        let calls = run.calls.iter().enumerate();
        let calls = calls.map(|(i, call)| awake(call, run.calls.get(i + 1), &kernel)).collect();
        let mut index = Self { modes: counts(&run.modes), kernel, calls, ..Self::default() };
        index.sort_functions(run);
        index
    }

    fn sort_functions(&mut self, run: &Run) {
        // What comes before `main` is the same in every program.
        let is_main = |name: &str| last_part(name) == "main";
        let mains = run.functions.iter().filter(|span| span.mode == Mode::User && is_main(&span.name));
        let main = mains.map(|span| span.depth).min().unwrap_or(0);
        // Depth and end of the kernel's outermost function.
        let (mut base, mut base_to) = (0, 0);
        for (number, span) in run.functions.iter().enumerate() {
            let (rows, row) = match span.mode {
                Mode::User if span.depth < main => continue,
                Mode::User => (&mut self.program, span.depth - main),
                Mode::Supervisor | Mode::Machine => {
                    if span.from >= base_to || span.depth < base {
                        (base, base_to) = (span.depth, span.to);
                    }
                    (&mut self.inside, span.depth - base + u32::from(base > 0))
                }
            };
            let row = row as usize;
            if row < MAX_ROWS {
                rows.resize_with(rows.len().max(row + 1), Vec::new);
                rows[row].push(number as u32);
            }
        }
    }
}

fn counts(spans: &[ModeSpan]) -> [Vec<u32>; 3] {
    let mut counts = [(); 3].map(|()| vec![0]);
    for span in spans {
        for (i, counts) in counts.iter_mut().enumerate() {
            let before = counts.last().copied().unwrap_or(0);
            counts.push(before + u32::from(row(span.mode) == i));
        }
    }
    counts
}

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

#[cfg(test)]
pub mod tests {
    use super::*;
    use session::FunctionSpan;

    pub fn span(mode: Mode, from: u64, to: u64) -> ModeSpan {
        ModeSpan { mode, from, to, cause: "".into() }
    }

    pub fn function(name: &str, mode: Mode, from: u64, to: u64, depth: u32) -> FunctionSpan {
        FunctionSpan { name: name.into(), mode, from, to, depth, entered: true, pid: None }
    }

    pub fn call(name: &str, from: u64, to: Option<u64>) -> Call {
        Call {
            number: 0,
            name: name.to_string(),
            args: Vec::new(),
            result: None,
            failed: false,
            line: name.to_string(),
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
            end: 100,
            modes: vec![span(Mode::User, 0, 10), span(Mode::Supervisor, 10, 20), span(Mode::User, 20, 100)],
            calls: vec![call("wait4", 9, Some(95)), call("write", 50, Some(60))],
            ..Run::default()
        };
        assert_eq!(Index::of(&run).calls, [(9, 20), (50, 51)]);
    }

    #[test]
    fn the_way_into_the_kernel_begins_under_main_however_deep_the_call_was() {
        let run = Run {
            end: 100,
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
        let index = Index::of(&run);
        let none: Vec<u32> = Vec::new();
        assert_eq!(index.program[..2], [vec![1], vec![2]]);
        assert_eq!(index.program[8], [3]);
        assert_eq!(index.inside, [none, vec![4, 6], vec![5]]);
    }
}
