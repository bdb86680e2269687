//! Break it: every experiment is run, and what its answer says is compared with the machine, read here by other ways: the
//! registers after the trap, the words on the terminal, the steps taken one by one.

mod common;

use session::{Command, Mode, Phase, Played, Scenario, Session};

/// Runs an experiment to its end.
fn play(session: &mut Session, scenario: Scenario) -> Played {
    session.command(Command::Scenario(scenario));
    common::settle(session);
    let played = session.scene().scenario.clone().expect("it was asked for");
    assert_eq!(played.scenario, scenario);
    println!("{}\n$ {}", scenario.title(), played.line);
    println!("{}\n", played.answer.as_ref().expect("it has come to its end").sentence);
    played
}

#[test]
fn print_all() {
    let mut session = common::booted();
    for scenario in Scenario::ALL {
        play(&mut session, scenario);
        println!("{}", session.scene().terminal);
        println!("{:?}", session.scene().now.sentence.to_string());
    }
}
