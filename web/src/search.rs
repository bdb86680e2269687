//! Where a function, a call, a trap or a process that one looks for comes in a run.

use std::collections::HashMap;

use session::Run;

/// Longest query, in letters; what is beyond it does not count.
const LONGEST: usize = 100;

/// The positions, in order, at which something whose name contains the query begins, whatever its capitals. Nothing for
/// an empty query.
pub fn occurrences(run: &Run, query: &str) -> Vec<u64> {
    let query: String = query.trim().chars().take(LONGEST).collect();
    if query.is_empty() {
        return Vec::new();
    }
    let is_it = |name: &str| has(name, &query);
    // Of the many functions few have a name of their own.
    let mut known: HashMap<*const u8, bool> = HashMap::new();
    let functions = run.functions.iter().filter(|span| span.entered);
    let functions =
        functions.filter(|span| *known.entry(span.name.as_ptr()).or_insert_with(|| is_it(&span.name)));
    let mut found: Vec<u64> = functions.map(|span| span.from).collect();
    found.extend(run.calls.iter().filter(|call| is_it(&call.name)).map(|call| call.from));
    found.extend(run.traps.iter().filter(|trap| is_it(&trap.cause)).map(|trap| trap.at));
    let of_process = |it: &&session::ProcessSpan| it.process.as_ref().is_some_and(|it| is_it(&it.name));
    found.extend(run.processes.iter().filter(of_process).map(|span| span.from));
    found.sort_unstable();
    found.dedup();
    found
}

/// Whether a text has this part somewhere, whatever the capitals. Without the searcher of `core`, which is made for long texts.
pub fn has(text: &str, part: &str) -> bool {
    let (text, part) = (text.as_bytes(), part.as_bytes());
    part.is_empty() || text.windows(part.len()).any(|it| it.eq_ignore_ascii_case(part))
}

#[cfg(test)]
mod tests {
    use super::*;
    use session::{FunctionSpan, Mode, ProcessName, ProcessSpan, TrapMark};

    fn run() -> Run {
        let function = |name: &str, from, entered| FunctionSpan {
            name: name.into(),
            mode: Mode::Supervisor,
            from,
            to: from + 5,
            depth: 0,
            entered,
            pid: None,
        };
        Run {
            end: 100,
            functions: vec![
                function("vfs::open", 10, true),
                function("vfs::open", 20, false),
                function("Open", 30, true),
            ],
            traps: vec![TrapMark {
                at: 40,
                cause: "store page fault".into(),
                interrupt: false,
                from: Mode::User,
                process: "ls".into(),
            }],
            processes: vec![ProcessSpan {
                process: Some(ProcessName { pid: 7, name: "opener".into() }.into()),
                from: 5,
                to: 90,
            }],
            ..Run::default()
        }
    }

    #[track_caller]
    fn check(query: &str, found: &[u64]) {
        assert_eq!(occurrences(&run(), query), found);
    }

    #[test]
    fn functions_are_found_where_they_are_entered_and_processes_where_they_get_the_hart() {
        check("open", &[5, 10, 30]);
        check("VFS::", &[10]);
    }

    #[test]
    fn traps_are_found_by_their_cause() {
        check(" page fault ", &[40]);
    }

    #[test]
    fn what_is_not_there_is_not_found_and_nothing_finds_nothing() {
        check("write", &[]);
        check("  ", &[]);
        check(&"x".repeat(10_000), &[]);
    }
}
