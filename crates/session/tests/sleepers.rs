//! The stacks of processes that sleep, compared with the return addresses that lie on their kernel stacks: a bare machine
//! with the same images and keys is at the same position the same machine, and its memory is read by frame pointers.

mod common;

use debuginfo::{Image, Packed, Symbols};
use inspector::{FromGuest, Kernel, Memory, Value};
use machine::{Boot, Machine, Stop, Unwatched};
use session::{Command, Look, Mode, Scene, Session};

/// Two processes that sleep, one for a time, one for a pipe, while their parents wait.
const LINE: &str = "sleep 1 | cat";

fn names(scene: &Scene, mode: Mode) -> Vec<String> {
    let frames = scene.stack.frames.iter().filter(|frame| frame.mode == mode);
    frames.map(|frame| frame.name.to_string()).collect()
}

/// The machine that a session is at this position, made without one.
fn twin(kernel: &Image, at: u64) -> Machine {
    let segments: Vec<_> = kernel.segments.iter().map(|segment| (segment.pa, &segment.bytes[..])).collect();
    let mut machine = Machine::new(128 << 20);
    let boot =
        Boot { segments: &segments, entry: segments[0].0, initrd: Some(guest_images::INITRD), bootargs: "" };
    machine.boot(&boot).unwrap();
    for keys in [LINE, "\n"] {
        while machine.run(u64::MAX, &mut Unwatched) != Stop::Idle {}
        machine.input(keys.as_bytes());
    }
    while machine.at < at {
        machine.run(at, &mut Unwatched);
    }
    machine
}

/// The position in the middle of the longest time for which nobody had the hart.
fn idle(session: &mut Session) -> u64 {
    let run = session.scene().run.clone();
    let ends = run.switches.iter().skip(1).map(|switch| switch.at).chain([run.end]);
    let spans = run.switches.iter().zip(ends).filter(|(switch, _)| switch.pid.is_none());
    let (from, to) = spans.map(|(switch, end)| (switch.at, end)).max_by_key(|(from, to)| to - from).unwrap();
    (from + to) / 2
}

/// The functions into which a sleeping process will return, innermost first, off its kernel stack. At a frame pointer are
/// the return address, 8 bytes below, and the caller's frame pointer, 16 bytes below: RISC-V ABIs Specification 1.0, "Frame
/// Pointer Convention".
fn returns(process: Value<'_>, memory: Memory<'_>, symbols: &Symbols) -> Vec<String> {
    let word = |va: u64| {
        let mut bytes = [0; 8];
        memory.read(va, &mut bytes).map(|()| u64::from_le_bytes(bytes)).unwrap_or(0)
    };
    let number = |path| process.path(path).and_then(Value::number).unwrap();
    let registers = Vec::<u64>::from_guest(process.path("context.s").unwrap()).unwrap();
    let (mut va, mut frame) = (number("context.ra"), registers[0]);
    let start = number("stack.start");
    let mut names = Vec::new();
    while let Some(symbol) = symbols.at(va.wrapping_sub(1)) {
        names.push(symbol.name.strip_prefix("kernel::").unwrap_or(&symbol.name).to_string());
        if !(start..start + (64 << 10)).contains(&frame) {
            break;
        }
        (va, frame) = (word(frame - 8), word(frame - 16));
    }
    names
}

#[test]
fn the_stack_of_a_process_that_sleeps_is_what_lies_on_its_kernel_stack() {
    let mut session = common::booted();
    common::run(&mut session, LINE);
    let at = idle(&mut session);
    session.command(Command::Seek(at));
    let kernel = Packed::read(guest_images::DEBUG).take(guest_images::KERNEL).unwrap();
    let machine = twin(&Image::parse(guest_images::KERNEL).unwrap(), at);
    assert_eq!(machine.digest(), session.digest(), "it is the same machine");

    let memory = Memory { machine: &machine, types: &kernel.types };
    let state = memory.static_named("kernel::arch::memory::KERNEL").unwrap();
    let slots = state.path("processes.slots").unwrap().elements().unwrap();
    let processes = Kernel::find(&machine, &kernel.types).unwrap().processes().unwrap();
    let programs: Vec<&str> = processes.iter().map(|process| &*process.name).collect();
    assert_eq!(programs, ["init", "sh", "sleep", "cat"]);
    for (process, slot) in processes.iter().zip(slots) {
        session.command(Command::Look(Look::Stack(Some(process.pid))));
        let scene = session.scene();
        assert_eq!(scene.stack.process.as_ref().map(|it| it.pid), Some(process.pid));
        assert!(!scene.stack.running && scene.stack.state.0 == session::ProcessState::Asleep);
        let ours = names(&scene, Mode::Supervisor);
        let value = slot.case().unwrap().1.field("__0").unwrap();
        let theirs = returns(value, memory, &kernel.symbols);
        assert!(theirs.len() >= 5, "{theirs:?}");
        let mut rest = ours.iter();
        for name in theirs.iter().filter(|name| !name.starts_with("core::")) {
            assert!(rest.any(|it| it == name), "{}: no `{name}` in its place in {ours:?}", process.name);
        }
        assert_eq!(ours[..3], ["swtch", "arch::switch::swtch", "sched::sched"]);
        assert_eq!(ours.last().map(String::as_str), Some("uservec"), "{}", process.name);
        let program = names(&scene, Mode::User);
        assert!(program.iter().any(|name| name.ends_with("main")), "{}: {program:?}", process.name);
        assert!(scene.stack.call.is_some(), "{} sleeps in a call", process.name);
    }
}

#[test]
fn a_stack_that_slept_is_the_same_when_it_is_woken() {
    let mut session = common::booted();
    common::run(&mut session, LINE);
    let run = session.scene().run.clone();
    // From one switch to a process to the next one to it: what it slept with is what it comes back with.
    let mut compared = 0;
    for (index, pair) in run.switches.windows(2).enumerate() {
        let Some(pid) = pair[0].pid else { continue };
        let Some(woken) = run.switches[index + 1..].iter().find(|switch| switch.pid == Some(pid)) else {
            continue;
        };
        let mut look = |at: u64| {
            session.command(Command::Look(Look::Stack(Some(pid))));
            session.command(Command::Seek(at));
            let scene = session.scene();
            (scene.stack.running, [names(&scene, Mode::Supervisor), names(&scene, Mode::User)].concat())
        };
        let (before, after) = (look(pair[1].at), look(woken.at));
        assert_eq!((before.0, after.0), (false, true));
        // `swtch` has returned, past the functions that had jumped to it as their last deed.
        let gone = before.1.strip_suffix(&after.1[..]).expect("the rest is as it was");
        let switching = ["swtch", "arch::switch::swtch", "sched::sched"];
        assert!(
            !gone.is_empty() && switching.starts_with(&gone.iter().map(|name| &**name).collect::<Vec<_>>())
        );
        compared += 1;
    }
    assert!(compared >= 3, "{compared} compared");
}

#[test]
fn a_new_process_goes_on_where_its_parent_called() {
    let mut session = common::booted();
    common::run(&mut session, LINE);
    let run = session.scene().run.clone();
    let clone = run.calls.iter().find(|call| call.name == "clone").expect("the shell makes a process");
    let child: u32 = clone.result.as_deref().and_then(|result| result.parse().ok()).expect("its number");
    session.command(Command::Seek(clone.from));
    let parent = names(&session.scene(), Mode::User);
    let first = run.functions.iter().find(|span| span.pid == Some(child) && span.mode == Mode::User);
    session.command(Command::Seek(first.expect("it gets the hart").from));
    assert_eq!(names(&session.scene(), Mode::User), parent);
    assert!(parent.len() > 2, "{parent:?}");
}

#[test]
fn a_stack_is_kept_however_many_processes_come_and_go_meanwhile() {
    let mut session = common::booted();
    common::run(&mut session, &"true; ".repeat(90));
    let run = session.scene().run.clone();
    session.command(Command::Look(Look::Stack(Some(1))));
    for at in [run.start, (run.start + run.end) / 2, run.end] {
        session.command(Command::Seek(at));
        let scene = session.scene();
        assert!(names(&scene, Mode::User).iter().any(|name| name.ends_with("main")), "at {at}");
        assert!(scene.stack.call.as_deref().is_some_and(|call| call.starts_with("wait4(")), "at {at}");
    }
}
