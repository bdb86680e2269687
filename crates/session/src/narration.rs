//! One true sentence for any position, made from what the last step did.

use machine::{Access, Crossing, CrossingKind};
use texts::{mode, narration as words, unit};

use crate::recorder::Crossed;
use crate::scene::{Door, DoorStep, Mode, Phase, RunKind};
use crate::text::number;
use crate::view::{Before, Moment, disassembled, place, source};
use crate::{Level, Sentence};

/// Number of `a0` among the registers.
const A0: usize = 10;

/// What happened, or where we are.
pub(crate) fn sentence(moment: &Moment<'_>, before: &Before, level: Level, phase: &Phase) -> Sentence {
    let at = moment.at();
    if level == Level::Story
        && let Some(step) = moment.run.story.iter().find(|step| step.at == at)
    {
        return step.sentence.clone();
    }
    let boots = moment.kernel.is_none() || moment.run.kind == RunKind::Boot && moment.run.calls.is_empty();
    let markup = if boots && moment.guest.is_known {
        words::machine_starts().to_string()
    } else if at == moment.run.start {
        started(moment)
    } else if at == moment.run.end {
        ended(moment, phase)
    } else if let Some(crossed) = moment.crossed.filter(|crossed| crossed.crossing.at == at) {
        crossing(moment, crossed)
    } else if let Some(markup) = function_entry(moment) {
        markup
    } else if let Some(markup) = line(moment).filter(|_| level == Level::Line) {
        markup
    } else {
        instruction(moment, before)
    };
    Sentence::parse(&markup)
}

/// The sentence about one part of what the hardware did.
pub(crate) fn part_sentence(door: Option<&Door>) -> Option<Sentence> {
    let door = door?;
    let part = door.part?;
    let step = door.steps.get(part)?;
    let DoorStep { what, value, why, .. } = step;
    let mut sentence = Sentence::parse(&(words::part(part + 1, door.steps.len(), what, value) + " "));
    sentence.0.extend(why.0.iter().cloned());
    sentence.0.extend(Sentence::parse(". ").0);
    if part + 1 == door.steps.len() {
        sentence.0.extend(door.rest.0.iter().cloned());
    }
    Some(sentence)
}

/// The sentence about the switch itself.
pub(crate) fn mode_change(from: Mode, to: Mode) -> String {
    let marked = |mode: Mode| match mode {
        Mode::User => mode::user(),
        Mode::Supervisor => mode::supervisor(),
        Mode::Machine => mode::machine(),
    };
    match (from, to) {
        (Mode::User, Mode::Supervisor) => mode::enters(marked(from), marked(to)),
        _ => mode::changes(marked(from), marked(to)),
    }
}

fn started(moment: &Moment<'_>) -> String {
    match moment.run.kind {
        RunKind::Boot => words::switched_on().into(),
        RunKind::Typing => words::key_pressed().into(),
        RunKind::Command => words::enter_pressed(&moment.run.command),
    }
}

fn ended(moment: &Moment<'_>, phase: &Phase) -> String {
    let run = moment.run;
    let (steps, calls) = (unit::steps(run.end - run.start), unit::system_calls(run.calls.len()));
    let (command, summary) = (&run.command, &words::summary(&steps, &calls));
    match phase {
        _ if run.kind == RunKind::Typing => words::keys_came(summary),
        Phase::Booting => words::boots().into(),
        Phase::Running { .. } if run.kind == RunKind::Boot => words::boots().into(),
        Phase::Running { .. } => words::running(command, summary),
        Phase::WaitingForInput { program } => words::waits_for_input(program, summary),
        Phase::Full => words::too_much(command, summary),
        Phase::Off { status } => words::off(*status, summary),
        Phase::Prompt if run.kind == RunKind::Boot => words::booted(summary),
        Phase::Prompt => match run.status {
            Some(status) => words::ended(command, &status.to_string(), summary),
            None => words::done(command, summary),
        },
    }
}

/// Who it is about, marked.
fn who(moment: &Moment<'_>) -> String {
    match &moment.process {
        Some(process) => format!("*{}*", process.name),
        None if moment.guest.is_known => words::idle_kernel().into(),
        None => words::some_program().into(),
    }
}

fn crossing(moment: &Moment<'_>, crossed: &Crossed) -> String {
    let Crossing { from, to, kind, from_pc, .. } = crossed.crossing;
    let change = if from == to { String::new() } else { mode_change(from.into(), to.into()) };
    let (who, pc) = (who(moment), format!("{from_pc:#x}"));
    match kind {
        CrossingKind::Trap { cause, tval, .. } => {
            let (reason, about) = (inspector::cause_text(cause.bits()), &format!("{tval:#x}"));
            match (cause.interrupt, cause.code) {
                (true, 5 | 7) => words::timer(&who, &change),
                (true, 9 | 11) if from == machine::Mode::U => words::external_running(&who, &change),
                (true, 9 | 11) => words::external_waiting(&change),
                (true, _) => words::interrupt(&change),
                (false, 8) => match crossed.call.map(|index| &moment.run.calls[index]) {
                    Some(call) => words::ecall(&who, &call.number.to_string(), &call.asked, &change),
                    None => words::ecall_unknown(&who, &change),
                },
                (false, 12 | 13 | 15) if moment.guest.is_known && resolved(moment, crossed) => {
                    match is_there(moment, tval) {
                        true => words::touched_shared(&who, about, reason, &change),
                        false => words::touched_absent(&who, about, reason, &change),
                    }
                }
                (false, _) if from == machine::Mode::S => words::kernel_refused(&pc, reason, about),
                (false, _) => words::refused(&pc, reason, about, &change),
            }
        }
        CrossingKind::Return { op } => {
            let back = match crossed.call.map(|index| &moment.run.calls[index]) {
                Some(call) if call.name == "execve" && !call.failed => words::back_first(&who),
                Some(call) => {
                    let result = call.result.as_deref().unwrap_or("?");
                    match goes_to_handler(moment, crossed) {
                        true => words::back_handler(&call.name, result, &who, moment.machine.hart.x[A0]),
                        false => words::back_answer(&call.name, &who, result),
                    }
                }
                None if to == machine::Mode::U => words::back_on(&who),
                None => words::back_interrupted().into(),
            };
            words::returned(op.row().name, &change, &back)
        }
    }
}

/// Whether a call goes back to somewhere else than behind its `ecall`, or to it: the kernel sends the program to its
/// handler of a signal, with the number in `a0`. A call that is meant to lead elsewhere does not count.
fn goes_to_handler(moment: &Moment<'_>, crossed: &Crossed) -> bool {
    let leads_elsewhere =
        crossed.call.is_none_or(|index| matches!(&*moment.run.calls[index].name, "execve" | "rt_sigreturn"));
    let came = moment.record.crossings.iter().find(|other| other.call == crossed.call);
    let ecall = came.map_or(0, |came| came.crossing.from_pc);
    !leads_elsewhere && ![ecall, ecall + 4].contains(&crossed.crossing.to_pc)
}

/// Whether a page is at an address, though it may not be used as was wanted.
fn is_there(moment: &Moment<'_>, va: u64) -> bool {
    let satp = moment.machine.csr(isa::csr::satp::NUMBER).unwrap_or(0);
    moment.machine.peek_virtual(satp, va).is_ok()
}

/// Whether the instruction that trapped was executed again later: the kernel has mended what it lacked.
fn resolved(moment: &Moment<'_>, crossed: &Crossed) -> bool {
    let pid = |crossed: &Crossed| crossed.process.as_ref().map(|process| process.pid);
    let later = moment.record.crossings.iter().filter(|other| other.crossing.at > crossed.crossing.at);
    let mut back = later.filter(|other| other.crossing.to == machine::Mode::U && pid(other) == pid(crossed));
    back.next().is_some_and(|back| back.crossing.to_pc == crossed.crossing.from_pc)
}

fn function_entry(moment: &Moment<'_>) -> Option<String> {
    let at = moment.at();
    let stack: Vec<_> = moment.stack().collect();
    let (entered, below) = stack.split_last()?;
    if entered.from != at {
        return None;
    }
    let (name, who) = (&entered.name, who(moment));
    if !entered.entered {
        return Some(words::got_hart(&who, name));
    }
    let caller = below.last().filter(|caller| caller.mode == entered.mode);
    let by = caller.map_or(String::new(), |caller| words::called_by(&caller.name));
    Some(match entered.mode {
        Mode::User => words::enters_user(&who, name, &by),
        Mode::Supervisor => {
            let behalf = moment.call().map(|(call, _)| words::working_on(&call.name, &who));
            words::enters_kernel(name, &by, &behalf.unwrap_or_default())
        }
        Mode::Machine => words::enters_machine(name, &by),
    })
}

/// The source line that comes next, where it is known.
fn line(moment: &Moment<'_>) -> Option<String> {
    let source = source(moment)?;
    let text = source.lines.get(source.current as usize - 1)?.trim().replace('`', "'");
    let file = source.path.rsplit('/').next().unwrap_or_default();
    Some(words::line(&subject(moment), &source.current.to_string(), file, &text))
}

/// Whose instructions they are, at the beginning of a sentence.
fn subject(moment: &Moment<'_>) -> String {
    match moment.machine.hart.mode.into() {
        Mode::User => who(moment),
        Mode::Supervisor => words::the_kernel().to_string(),
        Mode::Machine => words::machine_mode().to_string(),
    }
}

/// What the last instruction did, and which is next.
fn instruction(moment: &Moment<'_>, before: &Before) -> String {
    let pc = moment.machine.hart.pc;
    let symbols = &moment.names().0.symbols;
    let here = place(symbols, pc).unwrap_or_else(|| format!("{pc:#x}"));
    let (who, done, next) = (subject(moment), disassembled(moment, before.pc), disassembled(moment, pc));
    if let Some((name, value)) = before.changed(moment.machine) {
        return words::instruction_register(&who, &done, name, &number(value), &next, &here);
    }
    let mut attempts = before.step.iter().flat_map(|step| &step.attempts);
    match attempts.find(|attempt| attempt.access == Access::Store).filter(|store| store.pa().is_some()) {
        Some(store) => {
            let (bytes, va) = (unit::bytes(store.len), format!("{:#x}", store.va));
            words::instruction_store(&who, &done, &bytes, &va, &next, &here)
        }
        None => words::instruction(&who, &done, &next, &here),
    }
}
