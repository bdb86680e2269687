//! The whole session since the machine was switched on can be looked at, and a branch of it leaves it as it was.

mod common;

use session::{Command, Edit, Level, Run, RunKind, Session, Way};

/// Runs the machine until it rests.
fn settle(session: &mut Session) {
    while session.work(1_000_000) {}
}

#[test]
fn every_run_since_the_boot_can_be_visited_again() {
    let mut session = common::booted();
    common::run(&mut session, "echo one");
    let one = session.scene().run.clone();
    // At the very end the next key comes.
    session.command(Command::Seek(one.end - 1));
    let digest = session.digest();
    common::run(&mut session, "ls /home");
    let runs = session.scene().history.runs.clone();
    let kinds: Vec<_> = runs.iter().map(|run| (run.kind, run.command.as_str())).collect();
    let typing = (RunKind::Typing, "");
    let command = |line| (RunKind::Command, line);
    assert_eq!(kinds, [(RunKind::Boot, ""), typing, command("echo one"), typing, command("ls /home")]);
    assert!(runs.windows(2).all(|pair| pair[0].end == pair[1].start), "{runs:?}");
    assert_eq!((runs[0].start, runs[4].end), (0, session.scene().run.end));

    session.command(Command::Seek(one.story[1].at));
    let scene = session.scene();
    assert!(scene.run == one, "{}", scene.run.command);
    session.command(Command::Step(Level::Story, Way::Forward));
    assert_eq!(session.at(), one.story[2].at);
    session.command(Command::Seek(one.end - 1));
    assert_eq!(session.digest(), digest);
    session.command(Command::Seek(one.end));
    assert!(session.scene().now.sentence.to_string().contains("has ended with status 0"));

    session.command(Command::Seek(runs[1].start + 100));
    let typing = session.scene();
    assert_eq!(typing.run.kind, RunKind::Typing);
    let interrupts = typing.run.traps.iter().filter(|trap| trap.cause.contains("external interrupt"));
    assert!(interrupts.count() > 0, "{:?}", typing.run.traps);
    session.command(Command::Seek(0));
    assert_eq!(session.scene().run.kind, RunKind::Boot);
    session.command(Command::Seek(u64::MAX));
    assert_eq!(session.at(), runs[4].end);
}

#[test]
fn slices_of_any_length_make_the_same_runs() {
    let runs = [211, 997, 2_000, 1_000_000].map(|slice| {
        let mut session = common::booted();
        session.command(Command::Run("echo one".into()));
        while session.work(slice) {}
        let scene = session.scene();
        assert_eq!((scene.run.kind, scene.run.command.as_str()), (RunKind::Command, "echo one"), "{slice}");
        scene.history.runs.iter().map(|run| (run.start, run.end, run.command.clone())).collect::<Vec<_>>()
    });
    assert!(runs.iter().all(|others| *others == runs[0]), "{runs:?}");
}

/// Stands before the `ecall` of the first call of this name in the run in view.
fn before_call(session: &mut Session, name: &str) -> u64 {
    let run = session.scene().run.clone();
    let call = run.calls.iter().find(|call| call.name == name && call.process == "echo").unwrap();
    session.command(Command::Seek(call.from));
    call.from
}

#[test]
fn what_if_the_program_had_asked_for_less() {
    let mut session = common::booted();
    common::run(&mut session, "echo hello");
    let real = session.scene();
    let end = real.run.end;
    session.command(Command::Seek(end));
    let digest = session.digest();
    let at = before_call(&mut session, "write");
    let before = session.digest();

    session.command(Command::Edit(Edit::Register(12, 2)));
    settle(&mut session);
    let scene = session.scene();
    assert_eq!((session.at(), scene.run.kind), (at, RunKind::Command));
    assert_eq!(scene.history.branches.len(), 1);
    assert_eq!(
        (scene.history.branches[0].at, &scene.history.branches[0].edits[..]),
        (at, &["a2 ← 0x2".to_string()][..])
    );
    let call = scene.run.calls.iter().find(|call| call.from == at).unwrap();
    assert!(call.line.starts_with(r#"write(1, "he", 2) = 2"#), "{}", call.line);
    // The calls before are those of the real run.
    let returned = |run: &Run| -> Vec<_> {
        run.calls.iter().filter(|call| call.to.is_some_and(|to| to < at)).cloned().collect()
    };
    assert_eq!(returned(&real.run), returned(&scene.run));
    assert_eq!(scene.cpu.registers[12].value, 2);
    assert!(scene.cpu.registers[12].changed);
    // One can live on in the branch.
    common::run(&mut session, "echo more");
    assert!(session.scene().terminal.to_string().contains("more"));

    session.command(Command::Leave);
    let scene = session.scene();
    assert_eq!((session.at(), session.digest()), (at, before));
    assert!(scene.run == real.run && scene.history.branches.is_empty());
    session.command(Command::Seek(u64::MAX));
    assert_eq!((session.at(), session.digest()), (end, digest));
    let terminal = session.scene().terminal.to_string();
    assert!(terminal.contains("hello") && !terminal.contains("more"), "{terminal}");
    common::run(&mut session, "echo on");
    assert!(session.scene().terminal.to_string().contains("on"));
}

#[test]
fn changes_at_one_place_are_one_branch_and_branches_may_have_branches() {
    let mut session = common::booted();
    common::run(&mut session, "echo hello");
    let real = session.scene().run.clone();
    let at = before_call(&mut session, "write");
    let digest = session.digest();
    session.command(Command::Edit(Edit::Register(12, 2)));
    settle(&mut session);
    session.command(Command::Edit(Edit::Register(10, 77)));
    settle(&mut session);
    let scene = session.scene();
    assert_eq!(scene.history.branches.len(), 1);
    assert_eq!(scene.history.branches[0].edits, ["a2 ← 0x2", "a0 ← 0x4d"]);
    let call = scene.run.calls.iter().find(|call| call.from == at).unwrap();
    assert!(call.line.ends_with("-1 EBADF (Bad file descriptor)"), "{}", call.line);

    session.command(Command::Seek(call.to.unwrap()));
    session.command(Command::Edit(Edit::Register(10, 5)));
    settle(&mut session);
    assert_eq!(session.scene().history.branches.len(), 2);
    session.command(Command::Leave);
    assert_eq!(session.at(), call.to.unwrap());
    session.command(Command::Leave);
    assert_eq!((session.at(), session.digest()), (at, digest));
    assert!(session.scene().run == real);
    session.command(Command::Leave);
    assert_eq!(session.at(), at, "there is nothing to leave");
}

#[test]
fn a_change_of_what_is_not_there_changes_nothing_and_says_so() {
    let mut session = common::booted();
    common::run(&mut session, "echo hello");
    let at = before_call(&mut session, "write");
    let (digest, run) = (session.digest(), session.scene().run.clone());
    for edit in [Edit::Register(0, 1), Edit::Word(0, 0), Edit::Csr(0x5c0, 0), Edit::Byte(u64::MAX, 0)] {
        session.command(Command::Edit(edit));
        let scene = session.scene();
        assert!(scene.now.sentence.to_string().contains("nothing was changed"), "{}", scene.now.sentence);
        assert_eq!((session.at(), session.digest()), (at, digest));
        assert!(scene.run == run && scene.history.branches.is_empty());
    }
    session.command(Command::Edit(Edit::Register(12, 2)));
    session.command(Command::Edit(Edit::Register(0, 2)));
    assert_eq!(session.scene().history.branches[0].edits, ["a2 ← 0x2"]);
}

#[test]
fn a_branch_into_an_endless_loop_can_be_left() {
    let mut session = common::booted();
    common::run(&mut session, "echo hello");
    let at = before_call(&mut session, "write");
    let digest = session.digest();
    // The program jumps to itself: its next instruction becomes `j .`.
    let pc = session.scene().cpu.pc;
    session.command(Command::Edit(Edit::Register(1, pc)));
    session.command(Command::Edit(Edit::Pc(pc + 4)));
    for _ in 0..20 {
        session.work(10_000);
    }
    session.command(Command::Leave);
    assert_eq!((session.at(), session.digest()), (at, digest));
}
