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
