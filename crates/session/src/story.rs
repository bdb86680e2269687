//! The five steps of the story, found in the run by what happened in it.

use machine::CrossingKind;
use texts::{story as words, unit};

use crate::narration::mode_change;
use crate::parts::{Part, part_of};
use crate::recorder::{Crossed, Record};
use crate::scene::{Call, Mode, Run, StoryStep};
use crate::{Sentence, scene::FunctionSpan};

/// The story of `run`: of its first program that was executed, or none if no program was.
pub(crate) fn story(run: &Run, record: &Record) -> Vec<StoryStep> {
    let started = run.calls.iter().find(|call| call.name == "execve" && call.to.is_some() && !call.failed);
    let Some(started) = started else { return Vec::new() };
    let calls: Vec<&Call> =
        run.calls.iter().filter(|call| call.pid == started.pid && call.from > started.from).collect();
    let program = program_name(started);
    let mut steps = vec![start(started, &program)];
    if let Some(main) = main_call(&calls, record, run) {
        steps.extend([ask(main, &program), perform(run, main)]);
        steps.extend(main.to.map(|to| answer(main, to, &program)));
    }
    steps.extend(finish(record, &calls, started.pid, &program));
    steps.sort_by_key(|step| step.at);
    steps
}

/// The last part of the path that was executed.
fn program_name(execve: &Call) -> String {
    let path = execve.args.first().map_or("", |(_, text)| text.trim_matches('"'));
    path.rsplit('/').next().unwrap_or(path).to_string()
}

fn step(at: u64, title: &str, before: Mode, after: Mode, markup: String) -> StoryStep {
    StoryStep { at, title: title.into(), before, after, sentence: Sentence::parse(&markup) }
}

fn start(execve: &Call, program: &str) -> StoryStep {
    let path = execve.args.first().map_or("", |(_, text)| text.as_str());
    let markup = words::start(&execve.pid.to_string(), path, program);
    step(execve.to.unwrap_or(execve.from), words::start_title(), Mode::Supervisor, Mode::User, markup)
}

/// The call that the command is about: the first that failed; else the one that lists a directory; else the one
/// that reads a file; else the one that writes.
fn main_call<'r>(calls: &[&'r Call], record: &Record, run: &Run) -> Option<&'r Call> {
    let index = |call: &Call| run.calls.iter().position(|other| std::ptr::eq(other, call));
    let on_a_device = |call: &Call| {
        index(call)
            .and_then(|index| record.objects[index].as_deref())
            .is_none_or(|path| path.starts_with("/dev"))
    };
    let first = |wanted: &dyn Fn(&Call) -> bool| calls.iter().copied().find(|call| wanted(call));
    first(&|call| call.failed)
        .or_else(|| first(&|call| call.name == "getdents64"))
        .or_else(|| first(&|call| call.name == "read" && !on_a_device(call)))
        .or_else(|| first(&|call| matches!(&*call.name, "mkdirat" | "unlinkat" | "chdir")))
        .or_else(|| first(&|call| call.name == "write"))
}

fn ask(call: &Call, program: &str) -> StoryStep {
    let change = mode_change(Mode::User, Mode::Supervisor);
    let markup = words::ask(program, &call.asked, &call.number.to_string(), &change);
    step(call.from + 1, words::ask_title(), Mode::User, Mode::Supervisor, markup)
}

/// Where the kernel is deepest in the matter: at the first function of a file system or device, else the handler.
fn perform(run: &Run, call: &Call) -> StoryStep {
    let to = call.to.unwrap_or(run.end);
    let inside =
        |span: &&FunctionSpan| span.from > call.from && span.from < to && span.mode == Mode::Supervisor;
    let spans: Vec<_> = run.functions.iter().filter(inside).collect();
    let first = |part: Part| spans.iter().find(|span| part_of(&span.name) == Some(part));
    let way: Vec<_> =
        [Part::Handler, Part::Vfs, Part::FileSystem, Part::Terminal].into_iter().filter_map(first).collect();
    let at = way.last().map_or(call.from + 1, |span| span.from);
    let names: Vec<_> = way.iter().map(|span| format!("`{}`", span.name)).collect();
    let markup = words::perform(&call.number.to_string(), &call.name, &names.join(" → "));
    step(at, words::perform_title(), Mode::Supervisor, Mode::Supervisor, markup)
}

fn answer(call: &Call, to: u64, program: &str) -> StoryStep {
    let result = call.result.as_deref().unwrap_or("?");
    let change = &mode_change(Mode::Supervisor, Mode::User);
    let markup = match &*call.name {
        _ if call.failed => words::answer_error(result, change),
        "getdents64" => words::answer_names(result, program, change),
        "read" => words::answer_bytes(result, program, change),
        _ => words::answer(result, change),
    };
    step(to, words::answer_title(), Mode::Supervisor, Mode::User, markup)
}

/// How the program ends: by `exit_group`, or because the processor refused an instruction and the kernel ended it.
fn finish(record: &Record, calls: &[&Call], pid: u32, program: &str) -> Option<StoryStep> {
    if let Some(exit) = calls.iter().find(|call| matches!(&*call.name, "exit" | "exit_group")) {
        let writes: Vec<_> = calls.iter().filter(|call| call.name == "write" && !call.failed).collect();
        let bytes: u64 = writes.iter().filter_map(|call| call.result.as_ref()?.parse::<u64>().ok()).sum();
        let markup = match writes.len() {
            0 => words::finish_silent(program, &exit.asked),
            count => words::finish(program, &unit::bytes(bytes), &unit::writes(count), &exit.asked),
        };
        return Some(step(exit.from + 1, words::finish_title(), Mode::User, Mode::Supervisor, markup));
    }
    let of_program = |crossed: &&Crossed| crossed.process.as_ref().map(|process| process.pid) == Some(pid);
    // The kernel mends most faults by a page, and the program goes on; the last crossing of one that it does not mend
    // is the fault itself.
    let fault = record.crossings.iter().rfind(of_program).filter(|last| is_fault(last))?;
    let CrossingKind::Trap { cause, tval, .. } = fault.crossing.kind else { return None };
    let markup = words::refused(program, inspector::cause_text(cause.bits()), &format!("{tval:#x}"));
    Some(step(fault.crossing.at, words::refused_title(), Mode::User, Mode::Supervisor, markup))
}

/// Whether a program's instruction was refused.
fn is_fault(crossed: &Crossed) -> bool {
    let CrossingKind::Trap { cause, .. } = crossed.crossing.kind else { return false };
    crossed.crossing.from == machine::Mode::U && !cause.interrupt && cause.code != 8
}
