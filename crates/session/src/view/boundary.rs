//! The picture of user space, gate, kernel space and hardware.

use abi::Syscall;
use inspector::Process;
use machine::CrossingKind;
use texts::boundary as say;

use super::Moment;
use super::files::{parent, tree};
use super::processes::state;
use crate::lanes::cause_words;
use crate::parts::{Part, part_of};
use crate::scene::{
    Boundary, Direction, FileRow, Gate, HardwareBox, Mode, PathBox, PathState, ProcessBox, ProcessName,
    TableRow, Touch, TreeRow,
};
use crate::text::{number, short, thousands};

/// Functions of the way into the kernel and out of it.
const TRAP_PATH: [&str; 7] = [
    "uservec",
    "trap::usertrap",
    "userret",
    "trap::usertrapret",
    "syscall::syscall",
    "kernelvec",
    "trap::kerneltrap",
];

/// The Boundary panel.
pub(crate) fn boundary(moment: &Moment<'_>) -> Boundary {
    let innermost = moment.stack().last();
    if !moment.guest.is_known {
        return of_unknown(moment);
    }
    Boundary {
        is_known: true,
        processes: processes(moment),
        gate: gate(moment),
        trap_entry: "uservec".into(),
        in_trap_entry: innermost.is_some_and(|span| TRAP_PATH.contains(&&*span.name)),
        table: table(moment),
        path: path(moment),
        tree: folded(tree(moment)),
        hardware: hardware(moment),
    }
}

/// What can be seen of any kernel: where its traps arrive, as `stvec` says, and the functions that it is in.
fn of_unknown(moment: &Moment<'_>) -> Boundary {
    let vector = moment.machine.csr(isa::csr::stvec::NUMBER).unwrap_or(0) & !3;
    let entry = moment.guest.names.symbols.at(vector).filter(|_| vector != 0);
    let trap_entry = entry.map_or(String::new(), |symbol| short(&symbol.name).to_string());
    let stack: Vec<_> = moment.stack().filter(|span| span.mode != Mode::User).collect();
    let last = stack.len().saturating_sub(1);
    let boxed = stack.iter().enumerate().map(|(index, span)| PathBox {
        part: String::new(),
        function: span.name.to_string(),
        state: if index == last { PathState::Current } else { PathState::Active },
        at: span.from,
    });
    Boundary {
        is_known: false,
        processes: Vec::new(),
        gate: gate(moment),
        in_trap_entry: stack.last().is_some_and(|span| *span.name == trap_entry),
        trap_entry,
        table: Vec::new(),
        path: if moment.machine.hart.mode == machine::Mode::U { Vec::new() } else { boxed.collect() },
        tree: Vec::new(),
        hardware: hardware(moment),
    }
}

fn processes(moment: &Moment<'_>) -> Vec<ProcessBox> {
    let all = moment.kernel.and_then(|kernel| kernel.processes().ok()).unwrap_or_default();
    let mut boxes: Vec<ProcessBox> = all.iter().map(|process| process_box(moment, process)).collect();
    boxes.sort_by_key(|entry| (!entry.current, std::cmp::Reverse(entry.process.pid)));
    boxes
}

fn process_box(moment: &Moment<'_>, process: &Process) -> ProcessBox {
    let (state, note) = state(moment, process);
    ProcessBox {
        process: ProcessName { pid: process.pid, name: process.name.clone() },
        state,
        current: moment.is_current(process.pid),
        call: moment.call_of(process.pid).map(str::to_string),
        note,
    }
}

fn gate(moment: &Moment<'_>) -> Gate {
    let mode = moment.machine.hart.mode.into();
    let Some(crossed) = moment.crossed else {
        return Gate {
            direction: Direction::None,
            cause: String::new(),
            from: mode,
            to: mode,
            carried: Vec::new(),
        };
    };
    let crossing = &crossed.crossing;
    let inwards = matches!(crossing.kind, CrossingKind::Trap { .. });
    let carried = match crossed.call.map(|index| (&moment.run.calls[index], moment.record.raw[index])) {
        Some((call, raw)) if inwards => {
            let count = Syscall::from_number(call.number).map_or(6, |syscall| syscall.signature().args.len());
            let args = raw.args.iter().take(count).enumerate();
            let args = args.map(|(index, value)| format!("a{index} = {}", number(*value)));
            std::iter::once(format!("a7 = {}", call.number)).chain(args).collect()
        }
        Some((_, raw)) => vec![format!("a0 = {}", number(raw.result.unwrap_or_default()))],
        None => Vec::new(),
    };
    Gate {
        direction: if inwards { Direction::In } else { Direction::Out },
        cause: cause_words(crossing),
        from: crossing.from.into(),
        to: crossing.to.into(),
        carried,
    }
}

fn table(moment: &Moment<'_>) -> Vec<TableRow> {
    let rows = moment.kernel.and_then(|kernel| kernel.syscall_table().ok()).unwrap_or_default();
    let lit = moment.call().map(|(call, _)| call.number);
    rows.into_iter()
        .map(|(number, handler)| TableRow {
            number,
            name: Syscall::from_number(number).map_or("?", |syscall| syscall.signature().name).to_string(),
            handler,
            lit: lit == Some(number),
        })
        .collect()
}

/// One box for each part of the kernel that the call goes through, in the order of their first entry.
fn path(moment: &Moment<'_>) -> Vec<PathBox> {
    let Some((call, _)) = moment.call() else { return Vec::new() };
    let at = moment.at();
    let to = call.to.unwrap_or(moment.run.end);
    let spans = moment.run.functions.iter().filter(|span| span.mode == Mode::Supervisor);
    let spans = spans.skip_while(|span| span.from <= call.from).take_while(|span| span.from <= to);
    let mut boxes: Vec<(Part, PathBox)> = Vec::new();
    let innermost = moment.stack().filter_map(|span| part_of(&span.name)).last();
    for span in spans {
        let Some(part) = part_of(&span.name) else { continue };
        let state = match (span.from <= at, at < span.to) {
            (true, true) if innermost == Some(part) => PathState::Current,
            (true, true) => PathState::Active,
            (true, false) => PathState::Done,
            (false, _) => PathState::Ahead,
        };
        let entry =
            PathBox { part: part.name().into(), function: span.name.to_string(), state, at: span.from };
        match boxes.iter_mut().find(|(known, _)| *known == part) {
            // Of all functions of a part the one that runs is named, the innermost; else the first.
            Some((_, known)) if matches!(entry.state, PathState::Current | PathState::Active) => {
                *known = entry
            }
            Some(_) => {}
            None => boxes.push((part, entry)),
        }
    }
    boxes.into_iter().map(|(_, entry)| entry).collect()
}

/// The directories at the top, and below them what the call in view is about.
fn folded(tree: Vec<FileRow>) -> Vec<TreeRow> {
    let object = tree.iter().find(|row| row.touch == Touch::Object).map(|row| row.path.clone());
    let keep = |row: &FileRow| {
        let near = object.as_deref().is_some_and(|object| {
            object.starts_with(&format!("{}/", row.path.trim_end_matches('/')))
                || parent(object) == parent(&row.path) && row.touch == Touch::Object
        });
        row.depth <= 1 || row.touch != Touch::None || near
    };
    tree.into_iter()
        .filter(keep)
        .map(|row| TreeRow {
            directory: row.mode.starts_with('d'),
            name: row.name,
            path: row.path,
            depth: row.depth,
            touch: row.touch,
        })
        .collect()
}

fn hardware(moment: &Moment<'_>) -> Vec<HardwareBox> {
    let machine = moment.machine;
    let mode: Mode = machine.hart.mode.into();
    let part = moment.stack().filter_map(|span| part_of(&span.name)).last();
    let interrupt = moment.crossed.and_then(|crossed| match crossed.crossing.kind {
        CrossingKind::Trap { cause, .. } if cause.interrupt && mode != Mode::User => Some(cause.code),
        CrossingKind::Trap { .. } | CrossingKind::Return { .. } => None,
    });
    let (timed, external) = (matches!(interrupt, Some(5 | 7)), matches!(interrupt, Some(9 | 11)));
    let entry = |name: &str, state: String, active| HardwareBox { name: name.into(), state, active };
    let timer = match machine.csr(isa::csr::stimecmp::NUMBER) {
        Some(at) if at != u64::MAX && at > machine.at => say::timer_in(at - machine.at),
        Some(u64::MAX) | None => say::timer_not_set().into(),
        Some(_) => say::timer_due().into(),
    };
    let uart = part == Some(Part::Driver);
    vec![
        entry("hart 0", say::hart_mode(&mode.letter().to_string()), true),
        entry("RAM", format!("{} MiB", machine.ram_len() >> 20), part == Some(Part::UserMemory)),
        entry(say::timer(), timer, timed),
        entry(
            "UART",
            if uart { say::uart_sending().into() } else { format!("{} B", thousands(machine.transmitted())) },
            uart,
        ),
        entry(
            "PLIC",
            if external { say::plic_interrupt().into() } else { say::plic_idle().into() },
            external,
        ),
    ]
}
