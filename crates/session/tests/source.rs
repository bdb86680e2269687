//! Source lines: where the pc is in the guest's own source, step by step and there and back.

mod common;

use session::{Command, Level, Mode, Place, Scene, Session, Way};

fn text(scene: &Scene) -> Option<&str> {
    let source = scene.code.source.as_ref()?;
    Some(source.lines[source.current as usize - 1].trim())
}

/// The path and number of the line, as far as there is one.
fn line(scene: &Scene) -> Option<(String, u32)> {
    scene.code.source.as_ref().map(|source| (source.path.to_string(), source.current))
}

/// A session at the third step of the story of `ls -l /home`: in the kernel, at the entry of `ramfs::readdir`.
fn listing() -> Session {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    let third = session.scene().run.story[2].at;
    session.command(Command::Seek(third));
    session
}

#[test]
fn the_source_of_kernel_and_program_is_what_was_compiled() {
    let mut session = listing();
    let scene = session.scene();
    let (path, _) = line(&scene).expect("the kernel's line is known");
    assert_eq!(path, "crates/kernel/src/ramfs.rs");
    assert!(text(&scene).is_some_and(|text| text.contains("fn readdir")), "{:?}", text(&scene));
    // From the position of a call on, the program's own source.
    let call = scene.run.calls.iter().find(|call| call.name == "openat").expect("ls opens").clone();
    session.command(Command::Seek(call.from));
    let scene = session.scene();
    assert_eq!(scene.now.mode, Mode::User);
    assert_eq!(line(&scene).map(|(path, _)| path).as_deref(), Some("crates/user/src/arch/syscall.rs"));
}

#[test]
fn the_assembly_at_the_doors_has_lines_too() {
    let mut session = listing();
    let scene = session.scene();
    let (first, call) = (scene.run.story[0].at, scene.run.story[1].at);
    session.command(Command::Seek(first));
    assert!(text(&session.scene()).is_some_and(|text| text.contains("mv a0, sp")), "where a program begins");
    session.command(Command::Seek(call));
    // 35 stores and loads, and two pairs of instructions for addresses that are far.
    let mut lines = Vec::new();
    while line(&session.scene()).is_none_or(|(path, _)| path != "crates/kernel/src/trap.rs") {
        lines.push(text(&session.scene()).expect("every instruction of uservec has a line").to_string());
        session.command(Command::Step(Level::Instruction, Way::Forward));
    }
    assert!((36..42).contains(&lines.len()), "{}", lines.len());
    lines.dedup();
    let says =
        ["csrrw a0", ".irp n", "csrr t0", "sd t0", "ld sp", "li s0", "li ra", "la a0", "tail {usertrap}"];
    assert_eq!(lines.len(), says.len(), "{lines:#?}");
    assert!(lines.iter().zip(says).all(|(line, says)| line.contains(says)), "{lines:#?}");
}

#[test]
fn the_instructions_of_the_current_line_are_marked_with_it() {
    let mut session = listing();
    let scene = session.scene();
    let current = scene.code.lines.iter().find(|line| line.current).expect("the pc is in sight");
    assert_eq!(current.line, line(&scene).map(|(_, number)| number));
}

#[test]
fn line_steps_go_forward_over_lines_and_back_over_the_same() {
    let mut session = listing();
    let mut visited = vec![session.at()];
    let mut lines = vec![line(&session.scene())];
    for _ in 0..120 {
        session.command(Command::Step(Level::Line, Way::Forward));
        visited.push(session.at());
        lines.push(line(&session.scene()));
    }
    assert!(visited.is_sorted_by(|a, b| a < b));
    assert!(lines.windows(2).filter(|pair| pair[0] != pair[1]).count() > 60, "most steps change the line");
    for at in visited.iter().rev().skip(1) {
        session.command(Command::Step(Level::Line, Way::Back));
        assert_eq!(session.at(), *at);
    }
}

#[test]
fn a_line_step_from_the_middle_of_a_line_goes_back_to_its_beginning() {
    let mut session = listing();
    let begins = session.at();
    session.command(Command::Step(Level::Line, Way::Forward));
    assert!(session.at() > begins + 3, "the entry of a function is a line of several instructions");
    session.command(Command::Seek(begins + 3));
    session.command(Command::Step(Level::Line, Way::Back));
    assert_eq!(session.at(), begins);
}

#[test]
fn the_sentence_of_a_line_step_quotes_the_line() {
    let mut session = listing();
    session.command(Command::Step(Level::Line, Way::Forward));
    session.command(Command::Step(Level::Line, Way::Forward));
    let scene = session.scene();
    let sentence = scene.now.sentence.to_string();
    assert!(sentence.starts_with("The kernel comes to line "), "{sentence}");
    assert!(sentence.contains(text(&scene).unwrap_or("no source")), "{sentence}");
}

#[test]
fn run_to_a_place_finds_the_next_and_the_last_time_it_was_there() {
    let mut session = listing();
    let scene = session.scene();
    let (start, at) = (scene.run.start, session.at());
    let (file, number) = line(&scene).expect("a line");
    let here = Place::Line { file, number };
    session.command(Command::Seek(start));
    session.command(Command::RunTo(here.clone(), Way::Forward));
    assert_eq!(session.at(), at, "`readdir` is entered for the first time");
    let pc = session.scene().cpu.pc;
    session.command(Command::RunTo(Place::Address(pc), Way::Forward));
    let second = session.at();
    assert!(second > at && session.scene().cpu.pc == pc);
    session.command(Command::RunTo(here, Way::Back));
    assert_eq!(session.at(), at);
}

#[test]
fn where_the_run_never_is_nobody_goes() {
    let mut session = listing();
    let at = session.at();
    for way in [Way::Forward, Way::Back] {
        session.command(Command::RunTo(Place::Address(2), way));
        assert_eq!(session.at(), at);
    }
    let scene = session.scene();
    assert_eq!(scene.now.sentence.to_string(), "The run does not come to this place earlier.");
}

#[test]
fn a_source_file_that_is_not_at_hand_is_asked_for_and_can_be_brought() {
    let (kernel, initrd, debug) = (guest_images::KERNEL, guest_images::INITRD, guest_images::DEBUG);
    let images = session::Images { kernel, initrd, debug, elf: None, bootargs: "", sources: &[] };
    let mut session = Session::new(images).expect("the images are good");
    common::run(&mut session, "ls -l /home");
    let third = session.scene().run.story[2].at;
    session.command(Command::Seek(third));
    let scene = session.scene();
    let path = scene.code.missing.clone().expect("its path is known");
    assert_eq!((&*path, &scene.code.source), ("crates/kernel/src/ramfs.rs", &None));
    let (_, brought) = guest_images::SOURCES.iter().find(|(other, _)| *other == &*path).expect("it is ours");
    session.command(Command::Source(path.to_string(), brought.to_string()));
    let scene = session.scene();
    assert_eq!(scene.code.missing, None);
    assert!(text(&scene).is_some_and(|text| text.contains("fn readdir")), "{:?}", text(&scene));
    // Rubbish is no source, and is not asked for again.
    session.command(Command::Source(path.to_string(), String::new()));
    assert_eq!((&session.scene().code.missing, &session.scene().code.source), (&None, &None));
}
