//! What a session keeps of its past is bounded, and what can still be reached is said.

mod common;

use peak_alloc::PeakAlloc;
use session::{Command, Session};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Bytes that recordings may take: see `chapters.rs`.
const LIMIT: usize = 256 << 20;

/// Bytes that a machine like the session's takes, its RAM above all.
fn machine(session: &Session) -> usize {
    let before = MEMORY.current_usage();
    let machine = session.machine().clone();
    let bytes = MEMORY.current_usage() - before;
    drop(machine);
    bytes
}

/// Goes to places all over the history; each must be there.
fn visit(session: &mut Session) {
    let runs = session.scene().history.runs.clone();
    let (start, end) = (runs[0].start, runs[runs.len() - 1].end);
    for part in 0..=20 {
        let at = start + (end - start) / 20 * part;
        session.command(Command::Seek(at));
        assert_eq!(session.scene().now.at, at);
    }
}

// One test, for memory is counted of the whole process.
#[test]
fn however_long_a_session_lasts_its_recordings_stay_below_256_mb_and_say_what_can_be_reached() {
    let mut session = common::booted();
    let (beginning, digest) = (session.moment().expect("a machine at rest has a link"), session.digest());
    let before = MEMORY.current_usage() - machine(&session);
    let check = |session: &Session| {
        let recorded = (MEMORY.current_usage() - machine(session)).saturating_sub(before);
        assert!(recorded < LIMIT, "{recorded} bytes");
    };

    // Calls, switches, functions and pages that change; then lines on the terminal. Each is ended by the next.
    for line in ["yes | cat | cat | head -n 60000 | wc -l", "yes | head -n 100000"] {
        session.command(Command::Run(line.into()));
        for _ in 0..60 {
            session.work(2_000_000);
            check(&session);
        }
    }
    common::run(&mut session, "true");
    let history = session.scene().history.clone();
    assert!(history.bytes > history.budget * 9 / 10, "the test records too little: {history:?}");
    assert!(history.bytes <= history.budget, "{history:?}");
    assert!(
        history.longest_replay > 50_000,
        "checkpoints have been taken out, and the page is told: {history:?}"
    );
    visit(&mut session);
    let longest = history.runs.iter().max_by_key(|run| run.end - run.start).expect("there are runs");
    session.command(Command::Seek(longest.end - 1));
    let run = session.scene().run.clone();
    assert!(run.lanes_end.is_some_and(|end| end < run.end), "the lanes say where they end");

    // A prompt and a command line are two runs, of which a thousand are kept.
    for _ in 0..510 {
        common::run(&mut session, "true");
    }
    check(&session);
    let first = session.scene().history.runs[0].start;
    assert!(first > 0, "the oldest runs are gone, and the page is told");
    session.command(Command::Seek(0));
    assert_eq!(session.scene().now.at, first);
    visit(&mut session);

    // A program was ended at a step of a run that is forgotten: no link can tell it, and one from before begins anew.
    assert_eq!(session.moment(), None);
    session.command(Command::Open(beginning));
    while session.work(2_000_000) {}
    assert_eq!((session.digest(), session.scene().history.runs[0].start), (digest, 0));
}
