//! One true sentence for any position, made from what the last step did.

use machine::{Access, Crossing, CrossingKind};

use crate::recorder::Crossed;
use crate::scene::{Door, DoorStep, Mode, Phase, RunKind};
use crate::text::{counted, number};
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
    let markup = if moment.kernel.is_none() || moment.run.kind == RunKind::Boot && moment.run.calls.is_empty()
    {
        "The machine starts: the first instructions run in machine mode, then the {kernel} sets itself up."
            .to_string()
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
    let mut sentence = Sentence::parse(&format!(
        "The hardware, part {} of {}: `{what}`, now `{value}`: ",
        part + 1,
        door.steps.len()
    ));
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
        Mode::User => "[user]",
        Mode::Supervisor => "{kernel}",
        Mode::Machine => "machine",
    };
    match (from, to) {
        (Mode::User, Mode::Supervisor) => {
            format!(
                "The CPU switched from {} to {} mode and jumped to the address in `stvec`.",
                marked(from),
                marked(to)
            )
        }
        _ => format!("The CPU switched from {} to {} mode.", marked(from), marked(to)),
    }
}

fn started(moment: &Moment<'_>) -> String {
    let what = match moment.run.kind {
        RunKind::Boot => return "The machine was switched on.".into(),
        RunKind::Typing => "A key was pressed at the prompt".to_string(),
        RunKind::Command => format!("Enter was pressed behind `{}`", moment.run.command),
    };
    format!("{what}. The byte lies in the UART; the {{kernel}} will learn of it by an interrupt.")
}

fn ended(moment: &Moment<'_>, phase: &Phase) -> String {
    let calls = moment.run.calls.len() as u64;
    let summary =
        format!("{}, {}", counted(moment.run.end - moment.run.start, "step"), counted(calls, "system call"));
    match phase {
        _ if moment.run.kind == RunKind::Typing => {
            format!("The keys have come to the shell, which has echoed them: {summary}.")
        }
        Phase::Booting => "The {kernel} boots.".into(),
        Phase::Running { .. } => format!("`{}` is running: {summary} so far.", moment.run.command),
        Phase::WaitingForInput { program } => {
            format!("*{program}* waits for input: type in the terminal. {summary} so far.")
        }
        Phase::Full => {
            format!("`{}` has written more than a history can keep. {summary}.", moment.run.command)
        }
        Phase::Off { status } => format!("The board is off (status {status}). {summary}."),
        Phase::Prompt if moment.run.kind == RunKind::Boot => {
            format!("The kernel has booted and the shell waits for a line: {summary}.")
        }
        Phase::Prompt => match moment.run.status {
            Some(status) => format!(
                "`{}` has ended with status {status}: {summary}. The shell waits for the next line.",
                moment.run.command
            ),
            None => {
                format!("`{}` is done: {summary}. The shell waits for the next line.", moment.run.command)
            }
        },
    }
}

/// Who it is about, marked.
fn who(moment: &Moment<'_>) -> String {
    moment.process.as_ref().map_or("the idle kernel".into(), |process| format!("*{}*", process.name))
}

fn crossing(moment: &Moment<'_>, crossed: &Crossed) -> String {
    let Crossing { from, to, kind, from_pc, .. } = crossed.crossing;
    let change = if from == to { String::new() } else { mode_change(from.into(), to.into()) };
    match kind {
        CrossingKind::Trap { cause, tval, .. } => match (cause.interrupt, cause.code) {
            (true, 5 | 7) => {
                format!("The timer interrupted {}: nobody asked, the hardware did it. {change}", who(moment))
            }
            (true, 9 | 11) => format!(
                "The UART has something: an external interrupt reached the hart while {}. {change}",
                meanwhile(moment, from)
            ),
            (true, _) => format!("An interrupt reached the hart. {change}"),
            (false, 8) => match crossed.call.map(|index| &moment.run.calls[index]) {
                Some(call) => format!(
                    "{} executed `ecall` with `a7` = {}: `{}`. {change}",
                    who(moment),
                    call.number,
                    call.asked
                ),
                None => format!("{} executed `ecall`. {change}", who(moment)),
            },
            (false, 12 | 13 | 15) if resolved(moment, crossed) => format!(
                "{} touched {tval:#x}, {}: {}. No error: the {{kernel}} will give it one and let it try again. {change}",
                who(moment),
                lacks(moment, tval),
                inspector::cause_text(cause.bits())
            ),
            (false, _) if from == machine::Mode::S => format!(
                "The processor refused an instruction of the {{kernel}} itself, at {from_pc:#x}: {}, about {tval:#x}. There is nobody to mend that.",
                inspector::cause_text(cause.bits())
            ),
            (false, _) => format!(
                "The processor refused the instruction at {from_pc:#x}: {}, about {tval:#x}. {change}",
                inspector::cause_text(cause.bits())
            ),
        },
        CrossingKind::Return { op } => {
            let name = op.row().name;
            let back = match crossed.call.map(|index| &moment.run.calls[index]) {
                Some(call) if call.name == "execve" && !call.failed => {
                    format!("{} stands before its first instruction.", who(moment))
                }
                Some(call) if goes_to_handler(moment, crossed) => format!(
                    "`{}` ended with `{}`, but first {} runs its handler of signal {}.",
                    call.name,
                    call.result.as_deref().unwrap_or("?"),
                    who(moment),
                    moment.machine.hart.x[A0]
                ),
                Some(call) => format!(
                    "`{}` gave {} the answer `{}`.",
                    call.name,
                    who(moment),
                    call.result.as_deref().unwrap_or("?")
                ),
                None if to == machine::Mode::U => format!("{} goes on.", who(moment)),
                None => "It goes on where it was interrupted.".into(),
            };
            format!("The {{kernel}} executed `{name}`. {change} {back}")
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

/// What there is not for a program at an address that the kernel then mends.
fn lacks(moment: &Moment<'_>, va: u64) -> &'static str {
    let satp = moment.machine.csr(isa::csr::satp::NUMBER).unwrap_or(0);
    match moment.machine.peek_virtual(satp, va) {
        Ok(_) => "where the page may not be written as long as another process has it too",
        Err(_) => "where no page is yet",
    }
}

/// Whether the instruction that trapped was executed again later: the kernel has mended what it lacked.
fn resolved(moment: &Moment<'_>, crossed: &Crossed) -> bool {
    let pid = |crossed: &Crossed| crossed.process.as_ref().map(|process| process.pid);
    let later = moment.record.crossings.iter().filter(|other| other.crossing.at > crossed.crossing.at);
    let mut back = later.filter(|other| other.crossing.to == machine::Mode::U && pid(other) == pid(crossed));
    back.next().is_some_and(|back| back.crossing.to_pc == crossed.crossing.from_pc)
}

fn meanwhile(moment: &Moment<'_>, from: machine::Mode) -> String {
    match from {
        machine::Mode::U => format!("{} was running", who(moment)),
        machine::Mode::S | machine::Mode::M => "the {kernel} waited for one".into(),
    }
}

fn function_entry(moment: &Moment<'_>) -> Option<String> {
    let at = moment.at();
    let stack: Vec<_> = moment.stack().collect();
    let (entered, below) = stack.split_last()?;
    if entered.from != at {
        return None;
    }
    let name = &entered.name;
    if !entered.entered {
        return Some(format!("{} got the hart back, in `{name}`.", who(moment)));
    }
    let caller = below.last().filter(|caller| caller.mode == entered.mode);
    let by = caller.map_or(String::new(), |caller| format!(", called by `{}`", caller.name));
    Some(match entered.mode {
        Mode::User => format!("{} enters its function `{name}`{by}.", who(moment)),
        Mode::Supervisor => format!("The {{kernel}} enters `{name}`{by}{}.", on_behalf(moment)),
        Mode::Machine => format!("Machine mode enters `{name}`{by}."),
    })
}

fn on_behalf(moment: &Moment<'_>) -> String {
    match moment.call() {
        Some((call, _)) => format!(", working on `{}` for {}", call.name, who(moment)),
        None => String::new(),
    }
}

/// The source line that comes next, where it is known.
fn line(moment: &Moment<'_>) -> Option<String> {
    let source = source(moment)?;
    let text = source.lines.get(source.current as usize - 1)?.trim().replace('`', "'");
    let file = source.path.rsplit('/').next().unwrap_or_default();
    Some(format!("{} comes to line {} of `{file}`: `{text}`", subject(moment), source.current))
}

/// Whose instructions they are, at the beginning of a sentence.
fn subject(moment: &Moment<'_>) -> String {
    match moment.machine.hart.mode.into() {
        Mode::User => who(moment),
        Mode::Supervisor => "The {kernel}".to_string(),
        Mode::Machine => "Machine mode".to_string(),
    }
}

/// What the last instruction wrote to memory.
fn stored(before: &Before) -> Option<String> {
    let store = before.step.as_ref()?.attempts.iter().find(|attempt| attempt.access == Access::Store)?;
    let bytes = if store.len == 1 { "byte" } else { "bytes" };
    store.pa().map(|_| format!("it wrote {} {bytes} at `{:#x}`", store.len, store.va))
}

/// What the last instruction did, and which is next.
fn instruction(moment: &Moment<'_>, before: &Before) -> String {
    let pc = moment.machine.hart.pc;
    let symbols = &moment.names().0.symbols;
    let here = place(symbols, pc).unwrap_or_else(|| format!("{pc:#x}"));
    let (done, next) = (disassembled(moment, before.pc), disassembled(moment, pc));
    let changed =
        before.changed(moment.machine).map(|(name, value)| format!("`{name}` is now `{}`", number(value)));
    let changed = changed.or_else(|| stored(before)).map(|text| format!(": {text}")).unwrap_or_default();
    let who = subject(moment);
    format!("{who} executed `{done}`{changed}. Next is `{next}`, at `{here}`.")
}
