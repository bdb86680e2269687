//! A link to a moment is written in a form that stays, is read whatever it is, and leads to the same machine.

mod common;

use machine::Edit;
use session::{Command, Event, Images, Level, MAX_LINK_LEN, Moment, Phase, Session, Way};

/// A moment with these events, and where it is.
fn moment(script: &[Event], step: u64) -> Moment {
    Moment { script: script.to_vec(), step: Some(step), ..Moment::default() }
}

/// The events of command lines.
fn lines(lines: &[&str]) -> Vec<Event> {
    lines.iter().flat_map(|line| [Event::Keys((*line).into()), Event::Keys("\n".into())]).collect()
}

/// This is written so for ever, and read so.
#[track_caller]
fn golden(moment: &Moment, fragment: &str) {
    assert_eq!(moment.to_fragment().as_deref(), Ok(fragment));
    assert_eq!(Moment::from_fragment(fragment), (moment.clone(), None));
    assert_eq!(Moment::from_fragment(&format!("#{fragment}")), (moment.clone(), None));
}

#[test]
fn version_1_is_written_and_read_like_this_for_ever() {
    golden(&Moment::default(), "v=1");
    golden(&moment(&lines(&["ls -l /home"]), 120), "v=1&run=ls+-l+/home&step=120");
    golden(
        &moment(&lines(&["echo \"a&b=c\" | cat >x; é%#"]), 0),
        "v=1&run=echo+%22a%26b%3Dc%22+%7C+cat+%3Ex%3B+%C3%A9%25%23&step=0",
    );
    golden(
        &Moment {
            board: Some(0x00c0_ffee),
            files: vec!["hello".into()],
            script: lines(&["hello", "ls"]),
            step: None,
            level: Some(Level::Syscall),
            view: vec!["boundary".into(), "stack".into()],
            theme: Some("dark".into()),
        },
        "v=1&board=00c0ffee&file=hello&run=hello&run=ls&level=call&view=boundary+stack&theme=dark",
    );
    let keys = |text: &str| Event::Keys(text.into());
    golden(
        &moment(&[keys("c"), keys("a"), keys("t"), keys("\n"), keys("two words")], 7),
        "v=1&keys=cat%0A&type=two+words&step=7",
    );
    golden(
        &moment(&[keys("loop"), keys("\n"), Event::KeysAt(5000, "\x03".into())], 9),
        "v=1&run=loop&at=5000:%03&step=9",
    );
    let edits = [
        Edit::Register(12, 2),
        Edit::Pc(0x8020_0000),
        Edit::Csr(0x100, 0x8000),
        Edit::Csr(0x7ff, 1),
        Edit::Word(0x8020_0008, u64::MAX),
        Edit::Byte(0x8020_0001, 255),
    ];
    let edits: Vec<_> = edits.into_iter().map(|edit| Event::Edit(120, edit)).collect();
    golden(
        &moment(&edits, 120),
        "v=1&edit=120:a2:0x2&edit=120:pc:0x80200000&edit=120:sstatus:0x8000&edit=120:csr@0x7ff:0x1\
         &edit=120:word@0x80200008:0xffffffffffffffff&edit=120:byte@0x80200001:0xff&step=120",
    );
    for level in Level::ALL {
        golden(&Moment { level: Some(level), ..Moment::default() }, &format!("v=1&level={}", level.id()));
    }
    assert_eq!(
        Level::ALL.map(Level::id),
        ["story", "call", "function", "line", "instruction", "part", "mode", "switch", "fault"]
    );
}

/// What was packed once is unpacked for ever; the packer may find a shorter form.
#[test]
fn a_long_link_is_packed_and_a_packed_one_is_read_for_ever() {
    let pinned = "v=1&s=KyrNs80p1tbN0dbPyM9NVSsuSS2wNTQyAAA";
    assert_eq!(Moment::from_fragment(pinned), (moment(&lines(&["ls -l /home"]), 120), None));
    let long: Vec<String> = (0..200).map(|it| format!("echo the line of number {it}")).collect();
    let long = moment(&lines(&long.iter().map(String::as_str).collect::<Vec<_>>()), 3);
    let fragment = long.to_fragment().unwrap();
    assert!(fragment.starts_with("v=1&s=") && fragment.len() < 1500, "{} bytes", fragment.len());
    assert_eq!(Moment::from_fragment(&fragment), (long, None));
}

#[test]
fn a_link_that_would_be_too_long_is_not_made() {
    // Letters without any order, which cannot be packed.
    let mut seed = 1u64;
    let noise = (0..60_000).map(|_| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'!' + (seed >> 58) as u8)
    });
    let error = moment(&lines(&[&noise.collect::<String>()]), 0).to_fragment().unwrap_err();
    assert!(error.to_string().contains("at most 32\u{202f}768 are read"), "{error}");
}

#[track_caller]
fn complains(fragment: &str, moment: &Moment, words: &str) {
    let (read, error) = Moment::from_fragment(fragment);
    assert_eq!(&read, moment, "{fragment}");
    let error = error.map(|it| it.to_string()).unwrap_or_default();
    assert!(error.contains(words), "{fragment}: `{error}`");
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_opened() {
    let ls = moment(&lines(&["ls"]), 4);
    complains("v=2&run=ls&step=4", &ls, "version “2”");
    complains("run=ls&step=4", &ls, "does not begin with its version");
    complains("v=1&run=ls&colour=red&step=4", &ls, "has “colour”");
    complains("v=1&run=ls&step=4&level=high", &ls, "“high” means nothing for level");
    complains("v=1&run=ls&edit=4:a77:1&step=4", &ls, "“4:a77:1” means nothing for edit");
    complains("v=1&run=ls&edit=4:a7:0x+1&step=4", &ls, "means nothing for edit");
    complains("v=1&run=ls&at=x&step=4", &ls, "means nothing for at");
    complains("v=1&board=12&run=ls&step=4", &ls, "means nothing for board");
    complains("v=1&run=ls&step=4&view=A", &ls, "means nothing for view");
    complains("v=1&run=ls&step=4&theme=%1b[", &ls, "“··” means nothing for theme");
    complains("v=1&run=ls&step=4&s=AAAA", &ls, "is damaged");
    complains(
        "v=1&run=ls&step=99999999999999999999999",
        &Moment { step: None, ..ls },
        "means nothing for step",
    );
    complains(
        &format!("v=1&{}", "a".repeat(MAX_LINK_LEN)),
        &Moment::default(),
        "at most 32\u{202f}768 are read",
    );
    let (read, error) = Moment::from_fragment(&format!("v=1&keys={}", "x".repeat(5000)));
    assert_eq!((read.script.len(), error.unwrap().to_string().contains("More happened")), (4000, true));
}

fn fresh() -> Session {
    let images = Images {
        kernel: guest_images::KERNEL,
        initrd: guest_images::INITRD,
        debug: guest_images::DEBUG,
        elf: None,
        sources: &[],
        bootargs: "",
    };
    Session::new(images).unwrap()
}

/// The same link leads to the same machine on a fresh board, in the session itself, and in one that did something else.
#[track_caller]
fn comes_back(session: &mut Session) -> Session {
    let scene = session.scene();
    let (moment, at, digest) = (scene.moment.clone().expect("it rests"), scene.now.at, session.digest());
    let fragment = moment.to_fragment().unwrap();
    let (read, error) = Moment::from_fragment(&fragment);
    assert_eq!((&read, error), (&moment, None), "{fragment}");
    let mut other = common::booted();
    common::run(&mut other, "echo something else");
    for session in [&mut fresh(), &mut other, session] {
        session.command(Command::Open(read.clone()));
        common::settle(session);
        assert_eq!((session.at(), session.digest()), (at, digest), "{fragment}");
        let opened = session.scene();
        assert_eq!(opened.moment.as_ref(), Some(&moment), "{fragment}");
        assert!(at > scene.run.end || opened.run.command == scene.run.command, "{fragment}");
        assert_eq!(opened.history.branches, scene.history.branches, "{fragment}");
    }
    other
}

#[test]
fn a_moment_of_a_run_comes_back_from_its_link() {
    let mut session = common::booted();
    common::run(&mut session, "echo one | cat");
    common::run(&mut session, "ls -l /home");
    comes_back(&mut session);
    let run = session.scene().run.clone();
    for at in [run.start, run.start + 1, run.story[2].at, run.end - 1] {
        session.command(Command::Seek(at));
        comes_back(&mut session);
    }
    session.command(Command::Level(Level::Instruction));
    session.command(Command::Step(Level::Instruction, Way::Back));
    comes_back(&mut session);
    // An earlier run: what came later is not told.
    let first = session.scene().history.runs[2].clone();
    session.command(Command::Seek(first.start + 1000));
    let other = comes_back(&mut session);
    assert_eq!(other.moment().unwrap().to_fragment().unwrap().matches("run=").count(), 1);
    // In the boot there is nothing to tell.
    session.command(Command::Seek(5000));
    comes_back(&mut session);
}

#[test]
fn what_was_typed_key_by_key_comes_back() {
    let mut session = common::booted();
    for key in ["c", "a", "t", "\n", "h", "é\n", "\x04", "l", "s", "\x7f", "\t"] {
        common::type_keys(&mut session, key);
    }
    comes_back(&mut session);
    let start = session.scene().history.runs[2].start;
    session.command(Command::Seek(start + 500));
    comes_back(&mut session);
}

#[test]
fn what_was_typed_while_a_program_ran_comes_back() {
    for slice in [977, 100_003] {
        let mut session = common::booted();
        session.command(Command::Run("loop".into()));
        let runs =
            |session: &mut Session| matches!(session.scene().phase, Phase::Running { steps: 300_000.., .. });
        while !runs(&mut session) {
            assert!(session.work(slice));
        }
        session.command(Command::Run("echo on".into()));
        common::settle(&mut session);
        let moment = session.scene().moment.clone().unwrap();
        assert!(moment.script.iter().any(|it| matches!(it, Event::KeysAt(..))), "{moment:?}");
        comes_back(&mut session);
    }
}

#[test]
fn a_branch_comes_back_with_its_changes_and_can_be_left() {
    let mut session = common::booted();
    common::run(&mut session, "echo hello");
    let run = session.scene().run.clone();
    let call = run.calls.iter().find(|call| call.name == "write" && call.process == "echo").unwrap();
    session.command(Command::Seek(call.from));
    session.command(Command::Edit(Edit::Register(12, 2)));
    common::settle(&mut session);
    // Before the change there is no branch, also not where it was made.
    let branch = session.scene().moment.clone().unwrap();
    let before = branch.script.iter().filter(|it| !matches!(it, Event::Edit(..))).cloned().collect();
    session.command(Command::Open(Moment { script: before, ..branch.clone() }));
    common::settle(&mut session);
    let scene = session.scene();
    assert!(scene.history.branches.is_empty() && scene.now.at == call.from && scene.run == run);
    session.command(Command::Open(branch));
    common::settle(&mut session);
    let mut other = comes_back(&mut session);
    other.command(Command::Leave);
    assert!(other.scene().run.calls.iter().any(|call| call.line.contains(r#""hello\n", 6) = 6"#)));
    session.command(Command::Edit(Edit::Register(10, 77)));
    common::settle(&mut session);
    comes_back(&mut session);
    let later = session.scene().run.calls.iter().find(|it| it.from > call.from).unwrap().from;
    session.command(Command::Seek(later));
    session.command(Command::Edit(Edit::Register(11, 0)));
    common::settle(&mut session);
    comes_back(&mut session);
    common::run(&mut session, "echo more");
    comes_back(&mut session);
}

/// What is said when the link is opened on a fresh board.
fn said(fragment: &str) -> (Session, String) {
    let mut session = fresh();
    session.command(Command::Open(Moment::from_fragment(fragment).0));
    common::settle(&mut session);
    let sentence = session.scene().now.sentence.to_string();
    (session, sentence)
}

#[test]
fn a_link_that_cannot_be_honoured_leads_to_the_nearest_thing() {
    let (mut session, sentence) = said("v=1&run=echo+hello&step=999999999999");
    assert!(sentence.contains("beyond the end of this run"), "{sentence}");
    assert_eq!((session.at(), &*session.scene().run.command), (session.scene().run.end, "echo hello"));
    let (_, sentence) = said("v=1&run=echo+hello&edit=1:zero:5&step=1");
    assert!(sentence.contains("changes what is not there"), "{sentence}");
    let (_, sentence) = said("v=1&run=echo+hello&edit=999999999999:a0:5&step=1");
    assert!(sentence.contains("beyond the end of this run"), "{sentence}");
    let (mut session, _) = said("v=1&run=echo+hello");
    assert_eq!(session.at(), session.scene().run.story[0].at, "without a step it is where the story begins");

    let foreign = Moment::from_fragment("v=1&board=00000001&run=echo+hello&edit=3:a0:1&step=5").0;
    assert!(session.doubts(&foreign).unwrap().to_string().contains("other images"));
    let mut other = fresh();
    other.command(Command::Open(foreign));
    common::settle(&mut other);
    assert_eq!((other.at(), other.digest()), (session.at(), session.digest()));
    let mine = Moment { board: Some(session.board()), files: vec!["mine".into()], ..Moment::default() };
    assert!(session.doubts(&mine).unwrap().to_string().contains("needs “mine”"));
    assert_eq!(session.doubts(&Moment { files: Vec::new(), ..mine.clone() }), None);
    assert_eq!(fresh().with_files(vec!["mine".into()]).doubts(&mine), None);
}

#[test]
fn a_program_without_an_end_is_paused_where_the_link_leads() {
    let (mut session, _) = said("v=1&run=loop&step=300000");
    let scene = session.scene();
    assert_eq!((scene.now.at - scene.run.start, &*scene.run.command), (300_000, "loop"));
    assert!(matches!(scene.phase, Phase::Running { paused: true, .. }), "{:?}", scene.phase);
}
