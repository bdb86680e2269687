//! Time runs both ways: wherever one has been, coming back finds the same machine, and looking changes no bit of it.

mod common;

use std::collections::HashMap;

use proptest::prelude::*;
use session::{Command, Level, Session, Way};

/// A step of a walk through time.
#[derive(Clone, Debug)]
enum Move {
    Step(Level, Way),
    Seek(u64),
    Look,
}

fn moves() -> impl Strategy<Value = Vec<Move>> {
    let level = prop_oneof![
        Just(Level::Story),
        Just(Level::Syscall),
        Just(Level::Function),
        Just(Level::Line),
        Just(Level::Instruction),
        Just(Level::Over),
        Just(Level::Out),
        Just(Level::Part),
        Just(Level::Switch)
    ];
    let way = prop_oneof![Just(Way::Back), Just(Way::Forward)];
    let one = prop_oneof![
        4 => (level, way).prop_map(|(level, way)| Move::Step(level, way)),
        2 => any::<u64>().prop_map(Move::Seek),
        1 => Just(Move::Look),
    ];
    prop::collection::vec(one, 250)
}

fn walk(session: &mut Session, moves: &[Move], seen: &mut HashMap<u64, u64>) {
    let run = session.scene().run.clone();
    for one in moves {
        match one {
            Move::Step(level, way) => session.command(Command::Step(*level, *way)),
            Move::Seek(at) => session.command(Command::Seek(run.start + at % (run.end - run.start + 1))),
            Move::Look => drop(session.scene()),
        }
        let at = session.at();
        let digest = session.digest();
        assert_eq!(*seen.entry(at).or_insert(digest), digest, "another machine at {at} after {one:?}");
    }
}

#[test]
fn random_walks_through_time_always_find_the_same_machine() {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    let mut seen = HashMap::new();
    // The first pass: every thousandth step and each step of the story, forwards.
    let run = session.scene().run.clone();
    for at in (run.start..run.end).step_by(1_000).chain(run.story.iter().map(|step| step.at)) {
        session.command(Command::Seek(at));
        seen.insert(session.at(), session.digest());
    }
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(12));
    let walks = std::cell::RefCell::new((session, seen));
    let outcome = runner.run(&moves(), |moves| {
        let (session, seen) = &mut *walks.borrow_mut();
        walk(session, &moves, seen);
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn two_sessions_with_the_same_keys_are_the_same_machine() {
    let ran = |line: &str| {
        let mut session = common::booted();
        common::type_keys(&mut session, line);
        (session.scene().now.at, session.digest())
    };
    assert_eq!(ran("ls -l /home\n"), ran("ls -l /home\n"));
    assert_ne!(ran("ls -l /home\n").1, ran("ls -a /home\n").1);
}

#[test]
fn typing_after_a_look_into_the_past_goes_on_at_the_live_end() {
    let mut session = common::booted();
    common::run(&mut session, "echo one");
    session.command(Command::Step(Level::Syscall, Way::Forward));
    assert!(!session.scene().terminal.live);
    common::type_keys(&mut session, "echo two\n");
    let text = session.scene().terminal.to_string();
    assert!(text.contains("one") && text.contains("two"), "{text}");
}

#[test]
fn a_step_back_over_a_fault_an_interrupt_or_a_write_finds_everything_as_it_was() {
    let mut session = common::booted();
    common::run(&mut session, "echo new > /home/x; cat /home/x");
    session.command(Command::Look(session::Look::Files(None, session::FileChoice::default())));
    let run = session.scene().run.clone();
    let fault = run.traps.iter().find(|trap| trap.cause.ends_with("page fault")).expect("a fault").at;
    let interrupt = run.traps.iter().find(|trap| trap.interrupt).expect("an interrupt").at;
    let is_write = |call: &&session::Call| call.name == "write" && call.line.contains("new");
    let write = run.calls.iter().find(is_write).expect("a write").clone();
    for (before, after, level) in [
        (fault - 1, fault, Level::Fault),
        (interrupt - 1, interrupt, Level::Part),
        (write.from, write.to.expect("it returns"), Level::Syscall),
    ] {
        session.command(Command::Seek(before));
        let (scene, digest) = (session.scene(), session.digest());
        // Forward over it, by the level's own steps, and back the same number of instructions.
        while session.at() < after {
            session.command(Command::Step(level, Way::Forward));
        }
        assert_ne!(session.digest(), digest);
        while session.at() > before {
            session.command(Command::Step(Level::Instruction, Way::Back));
        }
        let again = session.scene();
        assert_eq!((session.at(), session.digest()), (before, digest), "{level:?}");
        assert_eq!((&again.cpu.registers, &again.code), (&scene.cpu.registers, &scene.code));
        assert_eq!((&again.stack, &again.files), (&scene.stack, &scene.files));
        assert_eq!((&again.terminal, again.free_pages), (&scene.terminal, scene.free_pages));
    }
}
