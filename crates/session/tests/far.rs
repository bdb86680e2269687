//! What lies far away is looked for in pieces, while the scene says how far that has come.

mod common;

use session::{Command, Level, Place, Session, Way};

/// Whether the scene tells of a search that goes on.
fn is_looking(session: &mut Session) -> bool {
    session.scene().now.sentence.to_string().starts_with("Looking for it: ")
}

/// A run of ten million steps of one instruction, stopped in its middle; the position, and where the run begins and ends.
fn endless() -> (Session, u64, u64, u64) {
    let mut session = common::booted();
    session.command(Command::Run("/demo/spin".into()));
    while session.scene().run.end - session.scene().run.start < 10_000_000 {
        session.work(1_000_000);
    }
    session.command(Command::Pause);
    let run = session.scene().run.clone();
    let middle = (run.start + run.end) / 2;
    session.command(Command::Seek(middle));
    (session, middle, run.start, run.end)
}

/// Wishes for something that is far: it is looked for, and nothing moves meanwhile; then the position is where it is.
#[track_caller]
fn check(wish: Command, expected: impl FnOnce(u64, u64, u64) -> u64) {
    let (mut session, middle, start, end) = endless();
    session.command(wish);
    let mut frames = 0;
    while is_looking(&mut session) {
        assert_eq!(session.scene().now.at, middle);
        session.work(500_000);
        frames += 1;
    }
    assert!(frames > 1, "it is far away");
    assert_eq!(session.scene().now.at, expected(start, middle, end));
    assert!(!session.work(500_000), "there is nothing more to do");
}

#[test]
fn over_a_line_that_never_ends_is_the_end_of_the_run() {
    check(Command::Step(Level::Over, Way::Forward), |_, _, end| end);
}

#[test]
fn a_place_that_the_run_never_comes_to_leaves_the_position_where_it_is() {
    check(Command::RunTo(Place::Address(2), Way::Back), |_, middle, _| middle);
    check(Command::RunTo(Place::Address(2), Way::Forward), |_, middle, _| middle);
}

#[test]
fn another_wish_ends_a_search_and_a_look_does_not() {
    let (mut session, middle, ..) = endless();
    let digest = session.digest();
    session.command(Command::RunTo(Place::Address(2), Way::Forward));
    session.work(500_000);
    session.command(Command::Look(session::Look::Nothing));
    assert!(is_looking(&mut session));
    session.work(500_000);
    session.command(Command::Step(Level::Instruction, Way::Forward));
    assert_eq!(session.scene().now.at, middle + 1);
    assert!(!session.work(500_000));
    session.command(Command::Step(Level::Instruction, Way::Back));
    assert_eq!(session.digest(), digest, "the search has left nothing behind");
}

#[test]
fn a_line_is_stepped_over_interrupts_at_once_however_long_it_lasts() {
    let (mut session, middle, ..) = endless();
    session.command(Command::Step(Level::Line, Way::Forward));
    let at = session.scene().now.at;
    assert!(at > middle && at - middle <= 100_000, "the timer takes the hart a hundred times a second");
    assert!(!is_looking(&mut session));
}
