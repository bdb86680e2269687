//! The main job: `ls -l /home`, its system calls, its story, and what the page shows at each step.

mod common;

use session::{Command, FileChoice, Level, Look, Mode, Phase, Touch, Way};

#[test]
fn strace_tells_the_calls_in_their_order() {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    let scene = session.scene();
    let lines: Vec<&str> = scene.run.calls.iter().map(|call| &*call.line).collect();
    let wanted = [
        "execve(\"/bin/ls\", [\"ls\", \"-l\", \"/home\"], ",
        "openat(AT_FDCWD, \"/home\", O_RDONLY|O_DIRECTORY",
        "getdents64(3, 0x",
        "write(1, \"",
        "exit_group(0) = ?",
    ];
    let mut rest = lines.iter();
    for start in wanted {
        assert!(rest.any(|line| line.starts_with(start)), "no `{start}` in its place in {lines:#?}");
    }
    assert_eq!(scene.run.status, Some(0));
    assert!(String::from_utf8_lossy(session.output()).contains("todo.txt"));
}

#[test]
fn the_story_has_five_steps_and_each_shows_its_mode_table_row_and_terminal() {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    let story = session.scene().run.story.clone();
    let modes: Vec<_> = story.iter().map(|step| (step.before, step.after)).collect();
    use Mode::{Supervisor as S, User as U};
    assert_eq!(modes, [(S, U), (U, S), (S, S), (S, U), (U, S)]);
    for (index, step) in story.iter().enumerate() {
        let scene = session.scene();
        assert_eq!((scene.now.at, scene.now.index, scene.now.count), (step.at, index as u64 + 1, 5));
        assert_eq!(scene.now.mode, step.after);
        assert_eq!(scene.now.sentence, step.sentence);
        let lit: Vec<_> = scene.boundary.table.iter().filter(|row| row.lit).map(|row| row.number).collect();
        let wanted = [Some(221), Some(61), Some(61), Some(61), Some(94)][index];
        assert_eq!(lit.first().copied(), wanted, "step {index}");
        assert_eq!(scene.terminal.to_string().contains("todo.txt"), index == 4);
        session.command(Command::Step(Level::Story, Way::Forward));
    }
    for step in story.iter().rev().skip(1) {
        session.command(Command::Step(Level::Story, Way::Back));
        assert_eq!(session.scene().now.at, step.at);
    }
    assert!(!session.scene().now.can_go_back);
}

#[test]
fn while_the_kernel_lists_the_directory_the_picture_shows_the_way_and_the_files() {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    let third = session.scene().run.story[2].at;
    session.command(Command::Seek(third));
    session.command(Command::Look(Look::Files(None, FileChoice::InView)));
    let scene = session.scene();
    let way: Vec<_> = scene.boundary.path.iter().map(|entry| &*entry.part).collect();
    assert_eq!(way[..3], ["handler", "VFS", "file system"]);
    assert!(way.contains(&"user memory"));
    let touched = |touch| {
        let rows = scene.boundary.tree.iter().filter(move |row| row.touch == touch);
        rows.map(|row| row.path.clone()).collect::<Vec<_>>()
    };
    assert_eq!(touched(Touch::Object), ["/home"]);
    assert!(touched(Touch::Listed).contains(&"/home/notes.txt".to_string()));
    let files = scene.files.as_ref().expect("somebody looks");
    assert!(files.descriptors.iter().any(|row| row.fd == 3 && row.path == "/home" && row.lit));
    assert_eq!(scene.boundary.processes[0].process.name, "ls");
    assert!(
        scene.cpu.csrs.iter().any(|csr| csr.name == "scause" && csr.meaning == "8 — ecall from user mode")
    );
}

#[test]
fn every_call_returns_through_the_gate_it_came_in_by() {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    let run = session.scene().run.clone();
    for pair in run.modes.windows(2) {
        assert_eq!(pair[0].to, pair[1].from);
        assert_ne!(pair[0].mode, pair[1].mode);
    }
    for call in &run.calls {
        let entered =
            run.modes.iter().any(|span| span.mode == Mode::Supervisor && span.from == call.from + 1);
        assert!(entered, "{} did not enter the kernel at {}", call.line, call.from + 1);
        if let Some(to) = call.to {
            assert!(run.modes.iter().any(|span| span.mode == Mode::User && span.from == to), "{}", call.line);
            assert!(call.steps > 0 && call.steps <= to - call.from);
        }
    }
}

#[test]
fn function_spans_nest_and_name_both_sides() {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    let run = session.scene().run.clone();
    let names: Vec<&str> = run.functions.iter().map(|span| &*span.name).collect();
    for name in ["uservec", "trap::usertrap", "sys::files::getdents64", "vfs::iterate_dir", "ramfs::readdir"]
    {
        assert!(names.contains(&name), "no {name}");
    }
    assert!(names.iter().any(|name| name.starts_with("ls::")));
    for at in [run.story[1].at, run.story[2].at] {
        let open: Vec<_> = run.functions.iter().filter(|span| span.from <= at && at < span.to).collect();
        let depths: Vec<_> = open.iter().map(|span| span.depth).collect();
        assert_eq!(depths, (0..open.len() as u32).collect::<Vec<_>>(), "{open:#?}");
    }
    let listed = run.functions.iter().filter(|span| span.entered && &*span.name == "ls::list_dir").count();
    assert_eq!(listed, 1, "list_dir was called once: a return was missed");
    let user =
        |at: &u64| run.modes.iter().any(|span| span.mode == Mode::User && span.from <= *at && *at < span.to);
    for at in (run.start..run.end).step_by(997).filter(user) {
        let open = run.functions.iter().filter(|span| span.from <= at && at < span.to);
        let kernel: Vec<_> = open.filter(|span| span.mode != Mode::User).collect();
        assert!(kernel.is_empty(), "kernel functions are left open at {at} in user mode: {kernel:#?}");
    }
}

#[test]
fn typing_is_a_terminal_and_ends_at_the_live_end() {
    let mut session = common::booted();
    common::type_keys(&mut session, "echo hullo\x7f\x7f\x7f\x7fello\n");
    let scene = session.scene();
    assert!(scene.terminal.live);
    assert_eq!(scene.run.command, "echo hello");
    assert_eq!(session.output(), b"hello\r\n");
    assert_eq!(scene.phase, Phase::Prompt);
}

#[test]
fn a_program_that_reads_waits_for_the_person_and_its_run_goes_on() {
    let mut session = common::booted();
    common::type_keys(&mut session, "cat\n");
    assert_eq!(session.scene().phase, Phase::WaitingForInput { program: "cat".into() });
    common::type_keys(&mut session, "one\n");
    common::type_keys(&mut session, "\x04");
    let scene = session.scene();
    assert_eq!((scene.phase.clone(), &*scene.run.command, scene.run.status), (Phase::Prompt, "cat", Some(0)));
    assert_eq!(session.output(), b"one\r\none\r\n");
}

#[test]
fn an_endless_loop_can_be_looked_at_and_ended() {
    let mut session = common::booted();
    session.command(Command::Type("loop\n".into()));
    for _ in 0..10 {
        assert!(session.work(100_000));
    }
    session.command(Command::Pause);
    assert!(!session.work(100_000));
    let end = session.scene().run.end;
    session.command(Command::Step(Level::Syscall, Way::Back));
    let scene = session.scene();
    assert_eq!(scene.run.end, end, "a look into the past of a paused program shortens its run");
    assert!(scene.now.at < end);
    session.command(Command::Resume);
    assert!(matches!(scene.phase, Phase::Running { steps, .. } if steps > 500_000));
    assert!(
        scene.run.modes.iter().any(|span| &*span.cause == "timer interrupt"),
        "nobody took the hart away"
    );
    session.command(Command::Type("\x03".into()));
    common::settle(&mut session);
    assert_eq!(session.scene().phase, Phase::Prompt);
    assert_eq!(session.scene().run.status, Some(130));
}

#[test]
fn the_shell_takes_lines_while_a_program_runs_in_the_background() {
    let mut session = common::booted();
    let mut seen = Vec::new();
    for keys in ["loop &\n", "echo one\n", "kill 3\n", "echo two\n"] {
        session.command(Command::Type(keys.into()));
        for _ in 0..20 {
            session.work(100_000);
        }
        seen.push(session.scene().run.command.clone());
    }
    assert_eq!(seen, ["loop &", "echo one", "kill 3", "echo two"]);
    common::settle(&mut session);
    let scene = session.scene();
    assert_eq!(scene.phase, Phase::Prompt);
    let text = scene.terminal.to_string();
    assert!(text.contains("[3]: killed by signal 15 (SIGTERM)"), "{text}");
}

#[test]
fn a_line_may_be_edited_before_it_is_entered() {
    let mut session = common::booted();
    common::type_keys(&mut session, "cho one\x01e\x05 two\x1b[D\x1b[D\x1b[D\x7f\x7f\x7f\x7f");
    common::type_keys(&mut session, "\n");
    assert_eq!((&*session.scene().run.command, session.output()), ("echo two", &b"two\r\n"[..]));
    common::type_keys(&mut session, "\x1b[A of\n");
    assert_eq!(session.scene().run.command, "echo two of");
    common::type_keys(&mut session, "cat /ho\tno\t");
    assert!(
        session.scene().terminal.to_string().ends_with("/ # cat /home/notes.txt "),
        "{}",
        session.scene().terminal
    );
    common::type_keys(&mut session, "\x15ls /et\th\t\n");
    let scene = session.scene();
    assert_eq!((&*scene.run.command, scene.run.status), ("ls /etc/hostname", Some(0)));
    common::type_keys(&mut session, "cat /home/\t\x15history\n");
    assert!(scene.terminal.to_string().contains("/ # "));
    assert_eq!(session.output(), b"echo two\r\necho two of\r\nls /etc/hostname \r\nhistory\r\n");
}

#[test]
fn several_lines_typed_at_once_are_run_one_after_the_other_and_can_be_watched() {
    let mut session = common::booted();
    session.command(Command::Type("ls -l /home\ncrash\ntwins\n".into()));
    let mut commands = Vec::new();
    loop {
        let more = session.work(20_000);
        commands.push(session.scene().run.command.clone());
        if !more {
            break;
        }
    }
    commands.dedup();
    commands.retain(|command| !command.is_empty());
    assert_eq!(commands, ["ls -l /home", "crash", "twins"]);
}

#[test]
fn the_story_of_a_program_that_breaks_the_rules_ends_where_the_processor_refuses() {
    let mut session = common::booted();
    common::run(&mut session, "crash");
    let story = session.scene().run.story.clone();
    let last = story.last().unwrap();
    assert_eq!(
        (&*last.title, last.before, last.after),
        ("The processor refuses", Mode::User, Mode::Supervisor)
    );
    assert!(
        last.sentence.to_string().contains("load page fault, about 0xffffffff80000000"),
        "{}",
        last.sentence
    );
    assert!(story.is_sorted_by_key(|step| step.at));
    common::type_keys(&mut session, "cat\n");
    assert!(session.scene().run.story.iter().all(|step| step.title != "The processor refuses"));
}

#[test]
fn a_program_that_writes_for_ever_fills_the_history_and_no_more() {
    let mut session = common::booted();
    common::type_keys(&mut session, "cat /dev/zero\n");
    let scene = session.scene();
    assert_eq!(scene.phase, Phase::Full);
    assert!(scene.terminal.bytes < 5 << 20);
    session.command(Command::Seek(scene.run.start));
    assert_eq!(session.scene().now.at, scene.run.start);
    assert!(!session.work(1_000));
}

#[test]
fn unknown_words_end_with_127() {
    let mut session = common::booted();
    common::run(&mut session, "nonesuch");
    assert_eq!(session.scene().run.status, Some(127));
}
