//! The lanes of the timeline that follow from a run's crossings and from what it sent to the terminal.

use std::rc::Rc;

use inspector::cause_text;
use machine::{Crossing, CrossingKind};

use crate::recorder::Crossed;
use crate::scene::{Mode, ModeSpan, OutputSpan, ProcessName, ProcessSpan, Switch, TrapMark};
use crate::sorted::Sorted;

/// Steps without output after which the next byte begins another stretch.
const OUTPUT_GAP: u64 = 2_000;
/// Most stretches of output of a run; the last one has the rest.
const MAX_OUTPUT_SPANS: usize = 10_000;
/// Most bytes of a stretch whose text is kept.
const MAX_TEXT: usize = 80;

/// Which mode when. It begins with `first`, if nothing is known.
pub(crate) fn modes(crossings: &[Crossed], start: u64, end: u64, first: Mode) -> Vec<ModeSpan> {
    let mut spans = vec![ModeSpan {
        mode: crossings.first().map_or(first, |first| first.crossing.from.into()),
        from: start,
        to: end,
        cause: "".into(),
    }];
    let mut causes: Vec<(CauseKey, Rc<str>)> = Vec::new();
    for Crossed { crossing, .. } in crossings {
        let mode = crossing.to.into();
        let Some(last) = spans.last_mut().filter(|last| last.mode != mode) else { continue };
        last.to = crossing.at;
        let key = cause_key(crossing);
        let known = causes.iter().find(|(known, _)| *known == key).map(|(_, words)| words.clone());
        let cause = known.unwrap_or_else(|| {
            let words: Rc<str> = cause_words(crossing).into();
            causes.push((key, words.clone()));
            words
        });
        spans.push(ModeSpan { mode, from: crossing.at, to: end, cause });
    }
    spans
}

/// Every trap that was not a system call.
pub(crate) fn traps(crossings: &[Crossed]) -> Vec<TrapMark> {
    let mark = |Crossed { crossing, process, .. }: &Crossed| match crossing.kind {
        CrossingKind::Trap { cause, .. } if !is_call(cause.bits()) => Some(TrapMark {
            at: crossing.at,
            cause: cause_text(cause.bits()).into(),
            interrupt: cause.interrupt,
            from: crossing.from.into(),
            process: process.as_ref().map_or(String::new(), |process| process.name.clone()),
        }),
        CrossingKind::Trap { .. } | CrossingKind::Return { .. } => None,
    };
    crossings.iter().filter_map(mark).collect()
}

/// Whose the hart was: from switch to switch, and anew where a process has become another program. Crossings know the
/// names.
pub(crate) fn processes(crossings: &[Crossed], switches: &[Switch], end: u64) -> Vec<ProcessSpan> {
    let mut names: Sorted<u32, Rc<ProcessName>> = Sorted::default();
    let mut spans: Vec<ProcessSpan> = Vec::new();
    for (i, switch) in switches.iter().enumerate() {
        let to = switches.get(i + 1).map_or(end, |next| next.at);
        let inside = |at| crossings.partition_point(|crossed| crossed.crossing.at < at);
        let known = switch.pid.and_then(|pid| names.get(&pid).cloned());
        spans.push(ProcessSpan { process: known, from: switch.at, to });
        for Crossed { crossing, process, .. } in &crossings[inside(switch.at)..inside(to)] {
            let Some(process) = process.as_ref().filter(|process| Some(process.pid) == switch.pid) else {
                continue;
            };
            let Some(last) = spans.last_mut() else { continue };
            if last.process.as_deref() == Some(process) {
                continue;
            }
            let process = Rc::new(process.clone());
            names.insert(process.pid, process.clone());
            if last.process.is_none() {
                last.process = Some(process);
            } else {
                last.to = crossing.at;
                spans.push(ProcessSpan { process: Some(process), from: crossing.at, to });
            }
        }
    }
    spans.retain(|span| span.from < span.to);
    spans
}

/// What was sent to the terminal: a stretch ends with its line, or where nothing follows for a while. `sent` has the
/// position of the step that sent each of `bytes`.
pub(crate) fn output(bytes: &[u8], sent: &[u64]) -> Vec<OutputSpan> {
    let mut spans: Vec<OutputSpan> = Vec::new();
    let mut text: Vec<u8> = Vec::new();
    let mut line_ended = true;
    for (byte, at) in bytes.iter().zip(sent) {
        let full = spans.len() >= MAX_OUTPUT_SPANS;
        match spans.last_mut() {
            Some(last) if full || !line_ended && at - last.to <= OUTPUT_GAP => {
                (last.to, last.len) = (at + 1, last.len + 1);
            }
            last => {
                if let Some(last) = last {
                    last.text = words(&text);
                }
                text.clear();
                spans.push(OutputSpan { from: *at, to: at + 1, len: 1, text: String::new() });
            }
        }
        if text.len() < MAX_TEXT {
            text.push(*byte);
        }
        line_ended = *byte == b'\n';
    }
    if let Some(last) = spans.last_mut() {
        last.text = words(&text);
    }
    spans
}

/// Bytes as a person may read them: of what does not print, its name.
fn words(bytes: &[u8]) -> String {
    let mut words = String::new();
    for letter in String::from_utf8_lossy(bytes).chars() {
        match letter {
            '\r' => {}
            '\n' => words.push('⏎'),
            '\x08' => words.push('⌫'),
            '\x1b' => words.push('␛'),
            letter if letter.is_control() => words.push('·'),
            letter => words.push(letter),
        }
    }
    words
}

/// What opened the gate, in two words.
pub(crate) fn cause_words(crossing: &Crossing) -> String {
    match crossing.kind {
        CrossingKind::Trap { cause, .. } if is_call(cause.bits()) => "ecall".into(),
        CrossingKind::Trap { cause, .. } => cause_text(cause.bits()).into(),
        CrossingKind::Return { op } => isa::Op::row(op).name.into(),
    }
}

#[derive(PartialEq)]
enum CauseKey {
    Trap(u64),
    Return(isa::Op),
}

fn cause_key(crossing: &Crossing) -> CauseKey {
    match crossing.kind {
        CrossingKind::Trap { cause, .. } => CauseKey::Trap(cause.bits()),
        CrossingKind::Return { op } => CauseKey::Return(op),
    }
}

/// Environment calls, from U-, S- and M-mode. RISC-V Privileged ISA 20240411, "Supervisor Cause Register (scause)".
fn is_call(cause: u64) -> bool {
    matches!(cause, 8..=11)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], sent: &[u64], expected: &[(u64, u64, &str)]) {
        let spans = output(bytes, sent);
        let seen: Vec<_> = spans.iter().map(|span| (span.from, span.to, &*span.text)).collect();
        assert_eq!(seen, expected);
        assert_eq!(spans.iter().map(|span| span.len).sum::<u64>(), bytes.len() as u64);
    }

    #[test]
    fn a_stretch_of_output_ends_with_its_line() {
        check(b"a\r\nbc", &[10, 20, 30, 40, 50], &[(10, 31, "a⏎"), (40, 51, "bc")]);
    }

    #[test]
    fn a_stretch_of_output_ends_where_nothing_follows_for_a_while() {
        check(b"ab", &[10, 10 + OUTPUT_GAP + 1], &[(10, 12 + OUTPUT_GAP, "ab")]);
        check(b"ab", &[10, 12 + OUTPUT_GAP], &[(10, 11, "a"), (12 + OUTPUT_GAP, 13 + OUTPUT_GAP, "b")]);
    }

    #[test]
    fn of_endless_output_there_are_only_so_many_stretches() {
        let n = 3 * MAX_OUTPUT_SPANS;
        let sent: Vec<u64> = (0..n as u64).collect();
        let spans = output(&b"\n".repeat(n), &sent);
        assert_eq!(spans.len(), MAX_OUTPUT_SPANS);
        assert_eq!(spans.last().map(|span| span.to), Some(n as u64));
        assert!(spans.iter().all(|span| span.text.len() <= 3 * MAX_TEXT));
    }

    proptest::proptest! {
        #[test]
        fn rubbish_is_told_in_order_and_without_control_characters(bytes in proptest::collection::vec(0u8.., 0..500)) {
            let sent: Vec<u64> = (0..bytes.len() as u64).map(|i| i * i).collect();
            let spans = output(&bytes, &sent);
            assert!(spans.windows(2).all(|pair| pair[0].to <= pair[1].from));
            assert!(spans.iter().all(|span| span.from < span.to && !span.text.chars().any(char::is_control)));
        }
    }
}
