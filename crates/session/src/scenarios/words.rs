//! The words of the experiments: every text is here, and every value in it comes from [`Facts`].

use isa::csr::pte;
use machine::CrossingKind;
use texts::{scenarios as say, unit};

use super::facts::{Facts, Fault};
use super::{Answer, Scenario, Sight};
use crate::Sentence;

/// Its title and its question.
pub(super) fn title(scenario: Scenario) -> (&'static str, &'static str) {
    match scenario {
        Scenario::Read => (say::read_title(), say::read_question()),
        Scenario::Write => (say::write_title(), say::write_question()),
        Scenario::Jump => (say::jump_title(), say::jump_question()),
        Scenario::Privileged => (say::privileged_title(), say::privileged_question()),
        Scenario::Pointer => (say::pointer_title(), say::pointer_question()),
        Scenario::Loop => (say::loop_title(), say::loop_question()),
        Scenario::Crash => (say::crash_title(), say::crash_question()),
        Scenario::Root => (say::root_title(), say::root_question()),
        Scenario::Bytes => (say::bytes_title(), say::bytes_question()),
        Scenario::Library => (say::library_title(), say::library_question()),
        Scenario::Fault => (say::fault_title(), say::fault_question()),
        Scenario::Fork => (say::fork_title(), say::fork_question()),
        Scenario::Wall => (say::wall_title(), say::wall_question()),
    }
}

/// What came of it.
pub(crate) fn answer(scenario: Scenario, facts: &mut Facts<'_>) -> Answer {
    let said = match scenario {
        Scenario::Read => refused(facts, "read-kernel", say::read_moral()),
        Scenario::Write => refused(facts, "stray", say::write_moral()),
        Scenario::Jump => refused(facts, "jump-kernel", say::jump_moral()),
        Scenario::Privileged => refused(facts, "csrw", say::privileged_moral()),
        Scenario::Pointer => pointer(facts),
        Scenario::Loop => endless(facts),
        Scenario::Crash => crash(facts),
        Scenario::Root => root(facts),
        Scenario::Bytes => bytes(facts),
        Scenario::Library => library(facts),
        Scenario::Fault => pages(facts),
        Scenario::Fork => fork(facts),
        Scenario::Wall => wall(facts),
    };
    let (markup, sights) = said.unwrap_or((say::nothing().to_string(), Vec::new()));
    Answer { sentence: Sentence::parse(&markup), sights }
}

/// What is said, and where it is to be seen; none if it did not happen.
type Said = Option<(String, Vec<Sight>)>;

fn sight(at: u64, label: impl Into<String>) -> Sight {
    Sight { at, label: label.into() }
}

/// What the processor refused, and by which bits.
fn refusal(program: &str, fault: &Fault) -> String {
    let about = hex(fault.about);
    let about = match fault.cause {
        2 => say::about_instruction(&about),
        _ => say::about_address(&about),
    };
    let cause = inspector::cause_text(fault.cause);
    let refusal = say::refusal(program, &fault.text, &hex(fault.pc), cause, fault.cause, &about);
    let Some(bits) = fault.entry else { return refusal };
    let bit = |field: isa::csr::Field| field.get(bits);
    format!("{refusal} {}", say::page(bit(pte::R), bit(pte::W), bit(pte::X), bit(pte::U)))
}

fn hex(value: u64) -> String {
    format!("{value:#x}")
}

fn refused(facts: &mut Facts<'_>, program: &str, moral: &str) -> Said {
    let fault = facts.last_fault(program)?;
    let (bill, ending) = (facts.bill(program), facts.ending(fault.pid)?);
    let instructions = unit::instructions(bill.user);
    let refusal = refusal(program, &fault);
    let markup = say::refused(&refusal, program, &fault.pid.to_string(), &ending, &instructions, moral);
    Some((markup, vec![sight(fault.at, say::refuses()), sight(fault.at - 1, say::before())]))
}

fn pointer(facts: &mut Facts<'_>) -> Said {
    let pid = facts.pid("badptr")?;
    let index = facts.run.calls.iter().position(|call| call.process == "badptr" && call.failed)?;
    let (call, [fd, va, len, ..]) = (&facts.run.calls[index], facts.record.raw[index].args);
    let asked = format!("{}({fd}, {va:#x}, {len})", call.name);
    let (result, steps) = (call.result.as_deref()?, unit::steps(call.steps));
    let markup = say::pointer_answer(&asked, result, &steps, &facts.ending(pid)?);
    let sights = vec![sight(call.from + 1, say::pointer_comes()), sight(call.to?, say::pointer_result())];
    Some((markup, sights))
}

fn endless(facts: &mut Facts<'_>) -> Said {
    let (pid, bill) = (facts.pid("spin")?, facts.bill("spin"));
    let kill = facts.run.calls.iter().find(|call| call.name == "kill")?;
    let trap = facts.run.traps.iter().find(|trap| trap.process == "spin" && trap.interrupt)?;
    let markup = say::loop_answer(
        &pid.to_string(),
        &unit::instructions(bill.user),
        &unit::system_calls(bill.calls),
        &unit::times(bill.timer),
        &kill.process,
        &kill.asked,
        &facts.ending(pid)?,
    );
    let sights = vec![sight(trap.at, say::loop_timer()), sight(kill.from + 1, say::loop_kill())];
    Some((markup, sights))
}

fn crash(facts: &mut Facts<'_>) -> Said {
    let fault = facts.last_fault("crash")?;
    let ending = facts.ending(fault.pid)?;
    let others = ["yes", "head", "wc"];
    let later = others.iter().flat_map(|name| facts.calls(name)).filter(|call| call.from > fault.at).count();
    let (pid, status) = (facts.pid("wc")?, facts.ending(facts.pid("wc")?)?);
    let wrote = facts.calls("wc").find(|call| call.name == "write")?;
    let (refusal, calls) = (refusal("crash", &fault), unit::system_calls(later));
    let markup = say::crash_answer(&refusal, &ending, &calls, &pid.to_string(), &wrote.asked, &status);
    let sights = vec![sight(fault.at, say::refuses()), sight(wrote.from + 1, say::crash_wc())];
    Some((markup, sights))
}

fn root(facts: &mut Facts<'_>) -> Said {
    let mut told = |program: &str| {
        let fault = facts.last_fault(program)?;
        let user = facts.calls(program).find(|call| call.name == "geteuid")?.result.clone()?;
        let (cause, ending) = (inspector::cause_text(fault.cause), facts.ending(fault.pid)?);
        Some((say::root_tried(&user, program, &fault.text, cause, fault.cause, &ending), fault.at))
    };
    let ((root, at), (nobody, other)) = (told("root")?, told("nobody")?);
    let sights = vec![sight(at, say::root_refused()), sight(other, say::root_other())];
    Some((say::root_answer(&root, &nobody), sights))
}

fn bytes(facts: &mut Facts<'_>) -> Said {
    let bill = |program: &str| {
        let writes = || facts.calls(program).filter(|call| call.name == "write");
        let kernel: u64 = writes().map(|call| call.steps).sum();
        let (n, user) = (writes().count(), facts.bill(program).user);
        let text = say::bytes_bill(program, &unit::times(n), &unit::steps(kernel), &unit::instructions(user));
        (text, user + kernel)
    };
    let ((one, many), (all, few)) = (bill("bytes"), bill("buffer"));
    let markup = say::bytes_answer(&one, &all, many, few, many / few.max(1));
    let first =
        |program: &str| facts.calls(program).find(|call| call.name == "write").map(|call| call.from + 1);
    let sights = vec![sight(first("bytes")?, say::bytes_first()), sight(first("buffer")?, say::bytes_all())];
    Some((markup, sights))
}

/// The function of the programs' library that puts text into a buffer.
pub(super) const LIBRARY: &str = "user::out::Out::put";

fn library(facts: &mut Facts<'_>) -> Said {
    let calls = facts.n_entered(LIBRARY);
    let write = facts.calls("seq").find(|call| call.name == "write")?;
    let writes = facts.calls("seq").filter(|call| call.name == "write").count();
    let first = facts.run.functions.iter().find(|span| span.entered && &*span.name == LIBRARY)?.from;
    let markup = say::library_answer(LIBRARY, &unit::times(calls), &unit::write_calls(writes), &write.asked);
    let sights = vec![sight(first, say::library_jump()), sight(write.from + 1, say::library_call())];
    Some((markup, sights))
}

fn pages(facts: &mut Facts<'_>) -> Said {
    let mapped = facts.calls("touch-pages").find(|call| call.name == "mmap")?;
    let (start, to) = (mapped.result.clone()?, mapped.to?);
    let base = u64::from_str_radix(start.trim_start_matches("0x"), 16).ok()?;
    let within = |fault: &Fault| (base..base + 4 * 4096).contains(&fault.about) && fault.at > to;
    let faults: Vec<Fault> = facts.faults("touch-pages").into_iter().filter(within).collect();
    let ending = facts.ending(facts.pid("touch-pages")?)?;
    let places: Vec<String> = faults.iter().map(|fault| format!("`{:#x}`", fault.about)).collect();
    let first = faults.first()?;
    let cause = inspector::cause_text(first.cause);
    let n_faults = unit::page_faults(faults.len());
    let markup = say::fault_answer(&start, &n_faults, &places.join(", "), cause, first.cause, &ending);
    Some((markup, vec![sight(first.at, say::fault_first()), sight(to, say::fault_promise())]))
}

fn fork(facts: &mut Facts<'_>) -> Said {
    let copied = facts.copied("cow")?;
    let clone = facts.calls("cow").find(|call| call.name == "clone")?;
    let (child, steps) = (clone.result.clone()?, unit::steps(clone.steps));
    let [theirs, mine] = [copied.values.0, copied.values.1].map(|value| value.to_string());
    let [shared, va, own] = [copied.shared, copied.va, copied.own].map(hex);
    let markup = say::fork_answer(&child, &steps, &shared, &va, &own, &mine, &theirs);
    Some((markup, vec![sight(copied.at, say::fork_writes()), sight(copied.back, say::fork_own())]))
}

fn wall(facts: &mut Facts<'_>) -> Said {
    let fatal = facts.fatal()?;
    let CrossingKind::Trap { cause, tval, .. } = fatal.kind else { return None };
    let call = facts.calls("stray").last()?;
    let (from, n, name, asked) = (call.from, call.number, call.name.clone(), call.asked.clone());
    let entry = hex(facts.entry(fatal.at, n)?);
    let cause = inspector::cause_text(cause.bits());
    let markup = say::wall_answer(&n.to_string(), &entry, &asked, &name, &hex(tval), cause);
    Some((markup, vec![sight(fatal.at, say::wall_falls()), sight(from + 1, say::wall_call())]))
}
