//! Who there is: every process, what it does, what it has done in the run, and all that the kernel keeps of one of them.

use inspector::{Flaw, GroupDetails, LayoutError, Process, State, Thread, Usage};
use texts::{process as say, unit};

use super::Moment;
use crate::Look;
use crate::scene::{Counts, Mode, ProcessDetails, ProcessName, ProcessRow, ProcessState, Processes, Run};
use crate::sorted::Sorted;
use crate::text::thousands;

/// Most generations that are shown; a loop among parents would be a mistake of the guest.
const MAX_DEPTH: u32 = 32;
/// A handler that means: nothing, though a signal came.
const IGNORED: u64 = abi::SIG_IGN;

/// The Processes panel, while somebody looks at it.
pub(crate) fn processes(moment: &Moment<'_>, look: &Look) -> Option<Processes> {
    let Look::Processes(process) = look else { return None };
    Some(read(moment, *process).unwrap_or_default())
}

fn read(moment: &Moment<'_>, wanted: Option<u32>) -> Result<Processes, LayoutError> {
    let Some(kernel) = moment.kernel else { return Ok(Processes::default()) };
    let counts = counts(moment.run, moment.at());
    let mut family = Vec::new();
    for process in kernel.processes()? {
        let parent = kernel.group_of(&process)?.map_or((0, 0), |group| (group.pid, group.parent));
        // A thread is shown behind its process, as if that were its parent.
        let parent = if parent.0 == process.pid { parent.1 } else { parent.0 };
        family.push((process, parent));
    }
    family.sort_by_key(|(process, _)| process.pid);
    let mut rows = Vec::new();
    for (process, parent) in &family {
        if !family.iter().any(|(other, _)| other.pid == *parent) {
            descend(moment, &family, process, 0, &counts, &mut rows);
        }
    }
    let chosen = moment.chosen(wanted);
    let chosen = family.iter().find(|(process, _)| Some(process.pid) == chosen);
    let mut total = Counts::default();
    for (_, count) in counts.iter() {
        total.user += count.user;
        total.kernel += count.kernel;
        total.mode_switches += count.mode_switches;
        total.process_switches += count.process_switches;
    }
    Ok(Processes {
        rows,
        chosen: chosen.map(|(process, _)| details(moment, process)).transpose()?,
        counts: total,
        truncated: moment.run.lanes_end.is_some(),
    })
}

fn descend(
    moment: &Moment<'_>,
    family: &[(Process, u32)],
    process: &Process,
    depth: u32,
    counts: &Sorted<Option<u32>, Counts>,
    rows: &mut Vec<ProcessRow>,
) {
    let (state, note) = state(moment, process);
    let leader = family.iter().find(|(other, _)| other.group == process.group);
    rows.push(ProcessRow {
        process: name(process),
        depth,
        thread: leader.is_some_and(|(leader, _)| leader.pid != process.pid),
        state,
        note,
        current: moment.is_current(process.pid),
        counts: counts.get(&Some(process.pid)).copied().unwrap_or_default(),
    });
    let children = family.iter().filter(|(child, parent)| *parent == process.pid && child.pid != process.pid);
    for (child, _) in children.filter(|_| depth < MAX_DEPTH) {
        descend(moment, family, child, depth + 1, counts, rows);
    }
}

fn name(process: &Process) -> ProcessName {
    ProcessName { pid: process.pid, name: process.name.clone() }
}

/// What a process does, in a word and in a few.
pub(crate) fn state(moment: &Moment<'_>, process: &Process) -> (ProcessState, String) {
    let current = moment.is_current(process.pid);
    let user = moment.machine.hart.mode == machine::Mode::U;
    let asleep = |what: &str| (ProcessState::Asleep, what.to_string());
    match process.state {
        State::Running if current && user => (ProcessState::Running, say::executes().to_string()),
        State::Running | State::Runnable if current => (
            ProcessState::Running,
            match moment.call_of(process.pid) {
                Some(call) => {
                    let name = call.split_once('(').map_or(call, |(name, _)| name);
                    say::waits_for_kernel(name)
                }
                None => say::interrupted().to_string(),
            },
        ),
        State::Running | State::Runnable => (ProcessState::Ready, say::waits_turn().to_string()),
        State::WaitsForChild => asleep(say::waits_child()),
        State::WaitsForInput => asleep(say::waits_input()),
        State::WaitsForPipe => asleep(say::waits_pipe()),
        State::WaitsForLock => asleep(say::waits_lock()),
        State::WaitsForThread => asleep(say::waits_thread()),
        State::WaitsForTime => asleep(say::waits_time()),
        State::Zombie => (ProcessState::Ended, say::unasked().to_string()),
    }
}

/// What each process has done in the run before position `at`, step by step: from who had the hart when, and in which mode it
/// was. `None` is the kernel's own stack, on which it chooses who is next, and waits.
fn counts(run: &Run, at: u64) -> Sorted<Option<u32>, Counts> {
    let mut counts: Sorted<Option<u32>, Counts> = Sorted::default();
    let ends = run.switches.iter().skip(1).map(|switch| switch.at).chain([at]);
    let mut modes = &run.modes[..];
    // A process that gives way, and is chosen again since nobody else wants the hart, has not been switched.
    let mut last = None;
    for (switch, end) in run.switches.iter().zip(ends).take_while(|(it, _)| it.at <= at) {
        let end = end.min(at);
        let count = counts.get_or_make(switch.pid, Counts::default);
        if switch.pid.is_some() {
            count.process_switches += u64::from(switch.at > run.start && switch.pid != last);
            last = switch.pid;
        }
        modes = &modes[modes.partition_point(|span| span.to <= switch.at)..];
        for span in modes.iter().take_while(|span| span.from <= end) {
            let steps = span.to.min(end).saturating_sub(span.from.max(switch.at));
            match span.mode {
                Mode::User => count.user += steps,
                Mode::Supervisor | Mode::Machine => count.kernel += steps,
            }
            count.mode_switches += u64::from(span.from > switch.at);
        }
    }
    counts
}

fn details(moment: &Moment<'_>, process: &Process) -> Result<ProcessDetails, LayoutError> {
    let Some(kernel) = moment.kernel else { return Err(Flaw::Unmapped { va: 0 }.error()) };
    let group = kernel.group_of(process)?;
    let (thread, more) = (kernel.thread(process.pid)?, kernel.group_details(process)?);
    let parent = group.as_ref().map_or(0, |group| group.parent);
    let parent = kernel.processes()?.iter().find(|other| other.pid == parent).map(name);
    let directory = match group.as_ref().and_then(|group| group.cwd) {
        Some(dentry) => kernel.path_of_dentry(dentry)?,
        None => say::no_directory().into(),
    };
    let (state, note) = state(moment, process);
    let mut who =
        vec![fact(say::state(), format!("{}: {note}", state.name())), fact(say::directory(), directory)];
    who.extend(more.as_ref().map(identity).into_iter().flatten());
    let mut sections = vec![(say::who().to_string(), who)];
    if let Some(thread) = &thread {
        sections.push((say::memory().to_string(), memory(moment, process)?));
        if let Some(more) = &more {
            sections.push((say::signals().to_string(), signals(thread, more)));
            let title = say::since().to_string();
            sections.push((title, usage(&thread.usage, &more.children)));
        }
    }
    let open = group.map(|group| kernel.descriptors(&group)).transpose()?.unwrap_or_default();
    Ok(ProcessDetails {
        process: name(process),
        parent,
        call: moment.call_of(process.pid).map(str::to_string),
        sections,
        descriptors: open.into_iter().map(|open| (open.fd, open.path)).collect(),
    })
}

fn fact(word: &str, value: String) -> (String, String) {
    (word.to_string(), value)
}

fn identity(group: &GroupDetails) -> Vec<(String, String)> {
    // Real, effective, saved: one number where they are the same, as they mostly are.
    let ids = |ids: &[u32]| match ids {
        [real, effective, saved] if real == effective && effective == saved => real.to_string(),
        [real, effective, saved] => {
            let [real, effective, saved] = [real, effective, saved].map(u32::to_string);
            say::ids(&real, &effective, &saved)
        }
        _ => String::new(),
    };
    vec![
        fact(say::group_session(), format!("{}, {}", group.pgid, group.sid)),
        fact(
            say::user_group(),
            format!("{}, {}", ids(&group.credentials.user), ids(&group.credentials.group)),
        ),
        fact(say::threads(), group.n_threads.to_string()),
        fact(say::umask(), format!("{:04o}", group.umask)),
    ]
}

fn memory(moment: &Moment<'_>, process: &Process) -> Result<Vec<(String, String)>, LayoutError> {
    let space = moment.kernel.map(|kernel| kernel.address_space(process)).transpose()?.flatten();
    let (Some(kernel), Some(space)) = (moment.kernel, space) else {
        return Ok(vec![fact(say::address_space(), say::given_back().into())]);
    };
    let promised: u64 = space.areas.iter().map(|area| area.end.saturating_sub(area.start)).sum();
    let resident = kernel.n_resident(&space);
    let mut facts = vec![
        fact(say::program(), space.path),
        fact(say::root(), format!("{:#x}", space.root)),
        fact(say::resident(), format!("{} ({} KiB)", thousands(resident), thousands(resident * 4))),
        fact(say::promised(), say::promised_in(promised >> 10, space.areas.len())),
    ];
    if space.users > 1 {
        facts.push(fact(say::shared_by(), unit::threads(space.users)));
    }
    Ok(facts)
}

/// What the kernel has counted itself. A tick of its clock is a step, but it looks at the clock some steps after each trap.
fn usage(own: &Usage, children: &Usage) -> Vec<(String, String)> {
    vec![
        fact(say::in_user_mode(), unit::ticks(own.user_ticks)),
        fact(say::in_the_kernel(), unit::ticks(own.system_ticks)),
        fact(say::entered(), unit::times(own.kernel_entries)),
        fact(say::page_faults(), thousands(own.minor_faults)),
        fact(say::gave_way(), unit::times(own.voluntary_switches)),
        fact(say::had_to(), unit::times(own.involuntary_switches)),
        fact(say::most_pages(), thousands(own.max_pages)),
        fact(say::children(), unit::ticks(children.user_ticks + children.system_ticks)),
    ]
}

fn signals(thread: &Thread, group: &GroupDetails) -> Vec<(String, String)> {
    let set = |wanted: &dyn Fn(u64) -> bool| {
        let names = (1..=64).filter(|number| wanted(*number)).map(|number| {
            let name = abi::SIGNALS.iter().find(|(known, _)| *known == number);
            name.map_or(number.to_string(), |(_, name)| name.trim_start_matches("SIG").to_string())
        });
        let names: Vec<String> = names.collect();
        if names.is_empty() { say::no_signals().to_string() } else { names.join(" ") }
    };
    let bit = |set: u64, number: u64| set >> (number - 1) & 1 == 1;
    let handler = |number: u64| group.actions.0.get(number as usize - 1).map_or(0, |action| action.handler);
    let pending = thread.signals.pending.set | group.pending.set;
    vec![
        fact(say::pending(), set(&|number| bit(pending, number))),
        fact(say::blocked(), set(&|number| bit(thread.signals.blocked, number))),
        fact(say::handled(), set(&|number| handler(number) > IGNORED)),
        fact(say::ignored(), set(&|number| handler(number) == IGNORED)),
    ]
}
