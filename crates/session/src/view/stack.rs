//! One call stack across the boundary: the program's functions, the door it came in by, the kernel's functions.

use std::rc::Rc;

use inspector::{Process, State};
use isa::csr::{self, sstatus};
use machine::{Crossing, CrossingKind, Mode as Privilege};
use texts::door as words;

use super::processes::state;
use super::{Moment, place};
use crate::Sentence;
use crate::lanes::cause_words;
use crate::recorder::Crossed;
use crate::scene::{Door, DoorStep, Mode, ProcessName, ProcessState, Stack, StackFrame};

/// The stack of this process, or the one that runs, innermost function first, and the last crossing.
pub(crate) fn stack(moment: &Moment<'_>, wanted: Option<u32>) -> Stack {
    let processes = moment.kernel.and_then(|kernel| kernel.processes().ok()).unwrap_or_default();
    let running = moment.stack().next().and_then(|span| span.pid);
    let pid = wanted.filter(|pid| processes.iter().any(|process| process.pid == *pid));
    let is_running = pid.is_none() || pid == running;
    let pid = pid.or(running);
    let process = processes.iter().find(|process| Some(process.pid) == pid);
    let name = |process: &Process| ProcessName { pid: process.pid, name: process.name.clone() };
    let crossed = match pid.filter(|_| !is_running) {
        Some(pid) => moment.record.trapped(pid, moment.at()),
        None => moment.crossed,
    };
    let frame = |span: &crate::FunctionSpan| StackFrame {
        name: span.name.clone(),
        mode: span.mode,
        from: span.from,
        entered: span.entered,
        arguments: Rc::default(),
    };
    let spans = match pid.filter(|_| !is_running) {
        Some(pid) => moment.stack_of(pid),
        None => moment.stack().collect(),
    };
    let state = match process {
        Some(process) => state(moment, process),
        None => (ProcessState::Running, texts::process::idle().to_string()),
    };
    Stack {
        process: process.map(name),
        state,
        others: processes.iter().filter(|process| process.state != State::Zombie).map(name).collect(),
        running: is_running,
        call: pid.and_then(|pid| moment.call_of(pid)).map(str::to_string),
        frames: spans.into_iter().rev().map(frame).collect(),
        door: crossed.and_then(|crossed| door(moment, crossed)),
    }
}

/// How many parts there are to what the hardware did when it crossed.
pub(crate) fn n_parts(crossing: &Crossing) -> usize {
    match crossing.kind {
        _ if Privilege::M == crossing.from || Privilege::M == crossing.to => 0,
        CrossingKind::Trap { .. } => 8,
        CrossingKind::Return { .. } => 5,
    }
}

/// What the hardware did when it crossed. Nothing for M-mode, which is left once and for all while the machine starts.
fn door(moment: &Moment<'_>, crossed: &Crossed) -> Option<Door> {
    let crossing = crossed.crossing;
    if Privilege::M == crossing.from || Privilege::M == crossing.to {
        return None;
    }
    let (steps, rest) = match crossing.kind {
        CrossingKind::Trap { .. } => (trap(moment, crossed), words::trap_rest()),
        CrossingKind::Return { .. } => (ret(moment, crossed), words::return_rest()),
    };
    debug_assert_eq!(steps.len(), n_parts(&crossing));
    let call = crossed.call.map(|index| moment.run.calls[index].asked.clone());
    Some(Door {
        at: crossing.at,
        inwards: crossing.from != crossing.to && crossing.to == Privilege::S,
        cause: cause_words(&crossing),
        call,
        steps,
        part: None,
        rest: Sentence::parse(rest),
    })
}

fn step(what: &str, value: String, why: impl AsRef<str>) -> DoorStep {
    let writes = match what.split(' ').next().unwrap_or(what) {
        field @ ("SPP" | "SPIE" | "SIE") => format!("sstatus.{field}"),
        register => register.to_string(),
    };
    DoorStep { what: what.to_string(), writes, value, why: Sentence::parse(why.as_ref()) }
}

fn letter(mode: Privilege) -> char {
    Mode::from(mode).letter()
}

/// A trap. RISC-V Privileged ISA 20240411, §3.1.6.1 "Privilege and Global Interrupt-Enable Stack in mstatus register",
/// §10.1.1 "Supervisor Status (sstatus) Register", §10.1.2 "Supervisor Trap Vector Base Address (stvec) Register", §10.1.7
/// "Supervisor Exception Program Counter (sepc) Register" to §10.1.9 "Supervisor Trap Value (stval) Register".
fn trap(moment: &Moment<'_>, crossed: &Crossed) -> Vec<DoorStep> {
    let crossing = crossed.crossing;
    let CrossingKind::Trap { cause, epc, tval } = crossing.kind else { return Vec::new() };
    let (spie, spp) = (sstatus::SPIE.get(crossed.status), sstatus::SPP.get(crossed.status));
    let back = match (cause.interrupt, cause.code) {
        (true, _) => words::epc_interrupt(),
        (false, 8) => words::epc_call(),
        (false, _) => words::epc_fault(),
    };
    let told = match (cause.interrupt, cause.code, tval) {
        (false, 12 | 13 | 15 | 1 | 4..=7, _) => words::tval_address(),
        (false, 2, _) => words::tval_instruction(),
        _ => words::tval_nothing(),
    };
    let to = place(&moment.guest.names.symbols, crossing.to_pc).unwrap_or_default();
    vec![
        step("sepc ← pc", format!("{epc:#x}"), back),
        step("scause", format!("{:#x}", cause.bits()), words::why(inspector::cause_text(cause.bits()))),
        step("stval", format!("{tval:#x}"), told),
        step("SPP ← mode", spp.to_string(), words::spp(&letter(crossing.from).to_string())),
        step("SPIE ← SIE", spie.to_string(), words::spie()),
        step("SIE ← 0", sstatus::SIE.get(crossed.status).to_string(), words::sie()),
        step(
            "mode",
            format!("{} → {}", letter(crossing.from), letter(crossing.to)),
            match crossing.from {
                Privilege::U => words::mode_up(),
                Privilege::S | Privilege::M => words::mode_same(),
            },
        ),
        step("pc ← stvec", format!("{:#x}", crossing.to_pc), words::pc(&to)),
    ]
}

/// A return. The same document, §3.3.2 "Trap-Return Instructions".
fn ret(moment: &Moment<'_>, crossed: &Crossed) -> Vec<DoorStep> {
    let crossing = crossed.crossing;
    let bit = |field: csr::Field| field.get(crossed.status).to_string();
    let to = moment
        .names()
        .0
        .symbols
        .at(crossing.to_pc)
        .map(|symbol| crate::text::short(&symbol.name).to_string());
    vec![
        step(
            "mode ← SPP",
            format!("{} → {}", letter(crossing.from), letter(crossing.to)),
            match crossing.to {
                Privilege::U => words::mode_down(),
                Privilege::S | Privilege::M => words::mode_on(),
            },
        ),
        step("SIE ← SPIE", bit(sstatus::SIE), words::sie_back()),
        step("SPIE ← 1", bit(sstatus::SPIE), words::spie_back()),
        step("SPP ← U", bit(sstatus::SPP), words::spp_back()),
        step(
            "pc ← sepc",
            format!("{:#x}", crossing.to_pc),
            to.map_or_else(|| words::pc_back().into(), |name| words::pc_back_in(&name)),
        ),
    ]
}
