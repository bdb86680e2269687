//! A session with the real guest, for the tests.

use session::{Command, Images, Phase, Session};

/// Steps given to the machine at a time.
const SLICE: u64 = 200_000;
/// Steps after which a test gives up.
const LIMIT: u64 = 400_000_000;

/// A booted guest at its first prompt.
pub fn booted() -> Session {
    let images = Images {
        kernel: guest_images::KERNEL,
        initrd: guest_images::INITRD,
        debug: guest_images::DEBUG,
        elf: None,
        sources: guest_images::SOURCES,
        bootargs: "",
    };
    let mut session = Session::new(images).expect("the images are good");
    settle(&mut session);
    assert_eq!(session.scene().phase, Phase::Prompt, "{}", session.scene().terminal);
    session
}

/// Lets the machine run until it waits for the person.
pub fn settle(session: &mut Session) {
    let mut steps = 0;
    while session.work(SLICE) {
        steps += SLICE;
        assert!(steps < LIMIT, "still running:\n{}", session.scene().terminal);
    }
}

/// Runs a command line to its end, as Run does.
#[allow(dead_code)]
pub fn run(session: &mut Session, line: &str) {
    session.command(Command::Run(line.into()));
    settle(session);
}

/// Types on the terminal and lets the machine run until it waits again.
#[allow(dead_code)]
pub fn type_keys(session: &mut Session, keys: &str) {
    session.command(Command::Type(keys.into()));
    settle(session);
}

/// Looks for the row of this name among facts that a panel shows.
#[allow(dead_code)]
#[track_caller]
pub fn fact<'a>(facts: &'a [(String, String)], name: &str) -> &'a str {
    let found = facts.iter().find(|(word, _)| word == name);
    found.map(|(_, value)| &**value).unwrap_or_else(|| panic!("no `{name}` among {facts:?}"))
}
