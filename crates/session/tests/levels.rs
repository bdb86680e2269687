//! Every level of stepping goes where its name says, forwards and backwards, and comes back to the same places.

mod common;

use session::{Command, Level, Mode, Place, Scene, Session, Way};

const WAYS: [Way; 2] = [Way::Forward, Way::Back];

fn step(session: &mut Session, level: Level, way: Way) -> std::rc::Rc<Scene> {
    session.command(Command::Step(level, way));
    session.scene()
}

/// All positions of a level, from the start of the run in view.
fn visited(session: &mut Session, level: Level) -> Vec<u64> {
    let start = session.scene().run.start;
    session.command(Command::Seek(start));
    let mut visited = vec![start];
    loop {
        let at = step(session, level, Way::Forward).now.at;
        if visited.last() == Some(&at) {
            return visited;
        }
        visited.push(at);
    }
}

#[test]
fn counted_levels_stand_where_it_happened_and_go_back_the_same_way() {
    let mut session = common::booted();
    common::run(&mut session, "echo one | cat");
    let run = session.scene().run.clone();
    for level in [Level::Switch, Level::Fault, Level::Syscall, Level::Crossing, Level::Function] {
        let visited = visited(&mut session, level);
        assert!(visited.len() > 5, "{level:?}: {}", visited.len());
        for &at in visited.iter().rev().skip(1).take(40) {
            let before = step(&mut session, level, Way::Back).now.at;
            assert!(before == at || at == run.start, "{level:?}: {before} and not {at}");
        }
        for &at in &visited[1..] {
            match level {
                Level::Switch => {
                    let switch = run.switches.iter().find(|switch| switch.at == at).expect("a switch");
                    assert!(switch.pid.is_some());
                }
                Level::Fault => {
                    let trap = run.traps.iter().find(|trap| trap.at == at).expect("a trap");
                    assert!(trap.cause.ends_with("page fault"), "{}", trap.cause);
                }
                Level::Syscall => {
                    let is_there = |call: &session::Call| call.from + 1 == at || call.to == Some(at);
                    assert!(run.calls.iter().any(is_there), "no call at {at}");
                }
                _ => {}
            }
        }
    }
    // The shell, echo and cat take turns.
    let mut pids: Vec<_> = run.switches.iter().filter_map(|switch| switch.pid).collect();
    pids.sort();
    pids.dedup();
    assert!([2, 3, 4].iter().all(|pid| pids.contains(pid)), "{pids:?}");
}

#[test]
fn the_parts_of_a_trap_are_done_one_after_the_other() {
    let mut session = common::booted();
    common::run(&mut session, "echo hello");
    let run = session.scene().run.clone();
    let call = run.calls.iter().find(|call| call.name == "write" && call.process == "echo").unwrap();
    session.command(Command::Seek(call.from));
    let before = session.scene();
    let value = |scene: &Scene, name: &str| {
        scene.cpu.csrs.iter().find(|csr| csr.name == name).map(|csr| csr.value).unwrap()
    };
    // First the address where to go on; the mode is still the user's, and the pc still at the ecall.
    let first = step(&mut session, Level::Part, Way::Forward);
    assert_eq!(first.now.at, call.from + 1);
    assert_eq!((value(&first, "sepc"), value(&first, "scause")), (before.cpu.pc, value(&before, "scause")));
    assert_eq!((first.now.mode, first.cpu.mode, first.cpu.pc), (Mode::User, Mode::User, before.cpu.pc));
    assert!(first.now.sentence.to_string().contains("part 1 of 8: sepc ← pc"), "{}", first.now.sentence);
    let second = step(&mut session, Level::Part, Way::Forward);
    assert_eq!((value(&second, "scause"), second.now.at), (8, first.now.at));
    for part in 3..=6 {
        let scene = step(&mut session, Level::Part, Way::Forward);
        assert_eq!((scene.stack.door.as_ref().unwrap().part, scene.cpu.mode), (Some(part - 1), Mode::User));
    }
    let seventh = step(&mut session, Level::Part, Way::Forward);
    assert_eq!((seventh.cpu.mode, seventh.cpu.pc), (Mode::Supervisor, before.cpu.pc));
    let eighth = step(&mut session, Level::Part, Way::Forward);
    assert_eq!(eighth.cpu.pc, value(&eighth, "stvec") & !3);
    let text = eighth.now.sentence.to_string();
    assert!(text.contains("part 8 of 8") && text.contains("That is all that the hardware does"), "{text}");
    // Then the next crossing, and back by the last part.
    let next = step(&mut session, Level::Part, Way::Forward);
    assert!(next.now.at > eighth.now.at && next.stack.door.as_ref().unwrap().part == Some(0));
    let back = step(&mut session, Level::Part, Way::Back);
    assert_eq!((back.now.at, back.stack.door.as_ref().unwrap().part), (eighth.now.at, Some(7)));
    // Any other step leaves the parts.
    assert_eq!(step(&mut session, Level::Instruction, Way::Forward).stack.door.as_ref().unwrap().part, None);
}

/// Stands at the first instruction of a function that the run enters.
fn enter(session: &mut Session, name: &str) -> session::FunctionSpan {
    let run = session.scene().run.clone();
    let span = run.functions.iter().find(|span| &*span.name == name && span.entered);
    let span = span.unwrap_or_else(|| panic!("{name} never runs")).clone();
    session.command(Command::Seek(span.from));
    span
}

#[test]
fn steps_over_calls_stay_in_the_function_until_it_returns() {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    for name in ["sys::files::getdents64", "vfs::iterate_dir", "tools::ls::main", "syscall::syscall"] {
        let run = session.scene().run.clone();
        if !run.functions.iter().any(|span| &*span.name == name && span.entered) {
            continue;
        }
        let span = enter(&mut session, name);
        let mut visited = vec![span.from];
        let mut lines = Vec::new();
        loop {
            let scene = step(&mut session, Level::Over, Way::Forward);
            if scene.now.at >= span.to {
                assert_eq!(scene.now.at, span.to, "{name} returns");
                break;
            }
            assert_eq!(scene.code.function, name);
            lines.push(scene.code.source.as_ref().map(|source| source.current));
            visited.push(scene.now.at);
        }
        assert!(visited.len() > 2, "{name}: {visited:?}");
        assert!(lines.iter().all(Option::is_some), "{name}: {lines:?}");
        session.command(Command::Seek(*visited.last().unwrap()));
        for &at in visited.iter().rev().skip(1) {
            assert_eq!(step(&mut session, Level::Over, Way::Back).now.at, at, "{name}");
        }
    }
}

#[test]
fn a_step_over_a_call_that_sleeps_comes_back_when_it_has_slept() {
    let mut session = common::booted();
    common::run(&mut session, "echo one");
    let run = session.scene().run.clone();
    // The shell waits for its child.
    let call = run.calls.iter().find(|call| call.name == "wait4").unwrap().clone();
    session.command(Command::Seek(call.from));
    let scene = session.scene();
    let out = step(&mut session, Level::Out, Way::Forward);
    assert_eq!((out.now.mode, out.now.process.clone()), (Mode::User, scene.now.process.clone()));
    assert!(out.now.at > call.to.unwrap() && out.now.at < call.to.unwrap() + 60, "{} {call:?}", out.now.at);
    // From within the kernel, out of the trap handler: back in the program.
    session.command(Command::Seek(call.from + 1));
    let out = step(&mut session, Level::Out, Way::Forward);
    assert_eq!(out.now.at, call.to.unwrap());
    session.command(Command::Seek(call.to.unwrap() - 1));
    let back = step(&mut session, Level::Out, Way::Back);
    assert!(back.now.at > call.from && back.now.at < call.to.unwrap());
}

#[test]
fn out_is_where_the_function_was_called_and_where_it_returns() {
    let mut session = common::booted();
    common::run(&mut session, "ls /home");
    let span = enter(&mut session, "sys::files::getdents64");
    session.command(Command::Seek(span.from + 7));
    let back = step(&mut session, Level::Out, Way::Back);
    assert_eq!(back.now.at, span.from - 1);
    let current = back.code.lines.iter().find(|line| line.current).unwrap();
    assert!(current.text.starts_with("jal") || current.text.starts_with("c.j"), "{}", current.text);
    session.command(Command::Seek(span.from + 7));
    assert_eq!(step(&mut session, Level::Out, Way::Forward).now.at, span.to);
}

#[test]
fn breakpoints_stop_where_single_steps_find_them() {
    let mut session = common::booted();
    common::run(&mut session, "echo hello");
    let run = session.scene().run.clone();
    let span = enter(&mut session, "syscall::syscall");
    let scene = session.scene();
    let source = scene.code.source.as_ref().unwrap();
    let line = Place::Line { file: source.path.to_string(), number: source.current };
    let address = Place::Address(scene.cpu.pc);
    let entered: Vec<u64> = {
        let spans = run.functions.iter().filter(|span| &*span.name == "syscall::syscall" && span.entered);
        spans.map(|span| span.from).collect()
    };
    for place in [line.clone(), address] {
        session.command(Command::Break(place.clone()));
        assert_eq!(session.scene().breakpoints, std::slice::from_ref(&place));
        session.command(Command::Seek(run.start));
        let mut stops = Vec::new();
        loop {
            session.command(Command::Continue(Way::Forward));
            if stops.last() == Some(&session.at()) {
                break;
            }
            stops.push(session.at());
            assert!(stops.len() <= entered.len(), "{stops:?}");
        }
        stops.pop_if(|last| !entered.contains(last));
        assert_eq!(stops, entered);
        assert!(session.scene().now.sentence.to_string().contains("no breakpoint later"));
        for &at in stops.iter().rev().skip(1) {
            session.command(Command::Continue(Way::Back));
            assert_eq!(session.at(), at);
        }
        session.command(Command::Break(place));
        assert!(session.scene().breakpoints.is_empty());
    }
    session.command(Command::Seek(span.from));
    session.command(Command::Continue(Way::Forward));
    assert_eq!(session.at(), span.from);
    assert!(session.scene().now.sentence.to_string().starts_with("There is no breakpoint"));
}

#[test]
fn at_the_ends_of_a_run_no_level_goes_further() {
    let mut session = common::booted();
    common::run(&mut session, "echo hello");
    let run = session.scene().run.clone();
    for level in Level::ALL.into_iter().chain([Level::Over, Level::Out]) {
        for way in WAYS {
            let end = if way == Way::Forward { run.end } else { run.start };
            session.command(Command::Seek(end));
            let scene = step(&mut session, level, way);
            assert!((run.start..=run.end).contains(&scene.now.at), "{level:?} {way:?}");
            let text = scene.now.sentence.to_string();
            assert!(!text.is_empty(), "{level:?} {way:?}");
        }
    }
}
