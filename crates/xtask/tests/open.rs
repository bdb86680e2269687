//! Programs that a person brings: C programs by GCC, with debug information, in a session. Their source lines, functions
//! and stacks are their own, and the files that GCC and others make which cannot be run are refused, each for its reason.

mod common;

use std::fs;
use std::sync::atomic::{AtomicU32, Ordering};

use common::{Folder, compiled};
use guest_images::{DEBUG, INITRD, KERNEL, SOURCES};
use session::{Command, ELF_READER, Images, Level, Phase, Place, Program, Session, Way, with_programs};

/// Steps given to the machine at a time.
const SLICE: u64 = 1 << 22;
/// The source of the program that is opened.
const STEPS: &str = include_str!("../corpus/steps.c");

/// The number of the line of `steps.c` that has these words.
fn number(words: &str) -> u32 {
    let line = STEPS.lines().position(|line| line.contains(words)).expect("a line of the program");
    line as u32 + 1
}

fn file(name: &str, how: &[&str]) -> Vec<u8> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let folder = Folder::new(&format!("open-{name}-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
    fs::read(compiled(name, how, &folder.0)).unwrap()
}

fn read(name: &str, bytes: &[u8]) -> Program {
    Program::read(name, bytes, INITRD).unwrap_or_else(|reason| panic!("{name}: {reason}"))
}

/// The built-in images, but for the initial file system.
fn images<'a>(initrd: &'a [u8], sources: &'a [(&'a str, &'a str)]) -> Images<'a> {
    Images { kernel: KERNEL, initrd, debug: DEBUG, elf: Some(ELF_READER), sources, bootargs: "" }
}

/// A session in which these programs have been opened, and the last one runs.
fn opened(programs: &[Program]) -> Session {
    let initrd = with_programs(INITRD, programs).unwrap();
    let images = images(&initrd, SOURCES);
    let mut session = Session::new(images).unwrap();
    session.command(Command::Run(programs.last().unwrap().line()));
    while session.work(SLICE) {}
    assert_eq!(session.scene().phase, Phase::Prompt, "{}", session.scene().terminal);
    session
}

/// The text of the source line that the machine stands in.
fn text(session: &mut Session) -> Option<String> {
    let scene = session.scene();
    let source = scene.code.source.as_ref()?;
    Some(source.lines[source.current as usize - 1].trim().to_string())
}

fn run_to(session: &mut Session, function: &str) {
    let start = session.scene().run.story[0].at;
    session.command(Command::Seek(start));
    let scene = session.scene();
    let (_, va) =
        scene.code.functions.iter().find(|(name, _)| &**name == function).expect("a function of it");
    session.command(Command::RunTo(Place::Address(*va), Way::Forward));
    assert_eq!(session.scene().code.function, function);
}

#[test]
fn a_c_program_is_walked_through_line_by_line() {
    let mut session = opened(&[read("steps", &file("steps", &["-static", "-g", "-O0"]))]);
    assert!(session.output().starts_with(b"the sum is 14"));
    let scene = session.scene();
    assert_eq!((scene.now.index, &*scene.run.command), (1, "/home/steps"), "the first step of its story");

    run_to(&mut session, "main");
    let scene = session.scene();
    let Some(Place::Line { file, number: at }) = scene.code.place.clone() else { panic!("no line") };
    assert!(file.ends_with("/steps.c") && at == number("int main") + 1, "{file}:{at}");
    assert_eq!((&scene.code.source, &scene.code.missing), (&None, &None), "only the person has its source");

    session.command(Command::Source("steps.c".into(), STEPS.into()));
    assert_eq!(text(&mut session).as_deref(), Some("{"));
    let mut seen = Vec::new();
    for _ in 0..6 {
        session.command(Command::Step(Level::Line, Way::Forward));
        seen.push(text(&mut session).expect("a line of it"));
    }
    let loop_head = "for (int i = 1; i <= 3; i++)";
    let called = ["{", "int result = n * n;", "return result;"];
    assert_eq!(seen, [&["int sum = 0;", loop_head, "sum += square(i);"][..], &called].concat());
    session.command(Command::Step(Level::Line, Way::Back));
    assert_eq!(text(&mut session).as_deref(), Some("int result = n * n;"), "and back");

    run_to(&mut session, "square");
    let frames = session.scene().stack.frames.clone();
    let names: Vec<&str> = frames.iter().map(|frame| &*frame.name).collect();
    assert_eq!(names[..2], ["square", "main"], "{names:?}");
}

#[test]
fn a_program_that_may_lie_anywhere_has_its_lines_where_it_lies() {
    let how = ["-nostdlib", "-ffreestanding", "-static-pie", "-fPIE", "-Wl,--no-dynamic-linker", "-g", "-O0"];
    let mut session = opened(&[read("anywhere", &file("anywhere", &how))]);
    let source = include_str!("../corpus/anywhere.c");
    session.command(Command::Source("anywhere.c".into(), source.into()));
    run_to(&mut session, "say");
    assert_eq!(text(&mut session).as_deref(), Some("static void say(const char *text) {"));
}

#[test]
fn several_programs_stay_and_names_that_are_taken_are_changed() {
    let steps = file("steps", &["-static", "-g"]);
    let programs =
        [read("steps", &steps), read("dir/hello", &steps), read("a long name, with spaces", &steps)];
    let names: Vec<&str> = programs.iter().map(Program::name).collect();
    assert_eq!(names, ["steps", "my-hello", "a_long_name__wi"], "there is a `hello` in /bin");
    let mut session = opened(&programs);
    for program in &programs {
        session.command(Command::Run(program.line()));
        while session.work(SLICE) {}
        let scene = session.scene();
        assert_eq!(scene.run.status, Some(0), "{}", program.name());
        let at = scene.run.story[0].at;
        session.command(Command::Seek(at));
        assert_eq!(session.scene().code.image, program.name());
        assert_eq!(session.scene().code.function, "_start");
    }
}

/// The sentence about a file that GCC has made.
#[track_caller]
fn refused(bytes: &[u8], sentence: &str) {
    let reason = Program::read("it", bytes, INITRD).expect_err("it cannot be run").to_string();
    assert!(reason.contains(sentence), "{reason}");
}

#[test]
fn what_gcc_makes_that_cannot_be_run_is_refused_for_its_reason() {
    refused(
        &file("steps", &["-no-pie"]),
        "it is linked dynamically and wants to be loaded by `/lib/ld-linux-riscv64-lp64d.so.1`",
    );
    refused(&file("steps", &["-pie", "-fPIE"]), "linked dynamically");
    refused(&file("steps", &["-shared", "-fPIC"]), "it is a shared library");
    refused(&file("steps", &["-c"]), "it is an object file, which is not linked yet");
    refused(&file("steps", &["-static", "-march=rv64gc_zba"]), "it was compiled for the extension ZBA");
    let whole = file("steps", &["-static", "-g"]);
    refused(&whole[..whole.len() / 2], "the file ends too early");
    let own = std::env::current_exe().unwrap();
    if cfg!(all(target_os = "linux", target_arch = "x86_64")) && fs::metadata(&own).unwrap().len() < 16 << 20
    {
        refused(&fs::read(own).unwrap(), "it is a program for x86-64");
    }
}

/// Any bytes may be wrong in what comes from outside: symbols, line tables, segments. Nothing panics.
#[test]
fn a_program_with_damaged_tables_is_refused_or_opened_without_them() {
    let good = file("steps", &["-static", "-g"]);
    let mut random = 1u64;
    let mut next = |below: usize| {
        // Xorshift, as Marsaglia has it.
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random as usize % below
    };
    // The debug information of one small file lies around its name, between the segments and the symbols.
    let name = good.windows(8).rposition(|bytes| bytes == b"steps.c\0").expect("its name");
    let tables: Vec<usize> = (24..120).chain(name - 1100..name + 900).collect();
    let mut n_opened = 0;
    for _ in 0..120 {
        let mut bytes = good.clone();
        for _ in 0..=next(8) {
            bytes[tables[next(tables.len())]] = next(256) as u8;
        }
        if let Ok(program) = Program::read("steps", &bytes, INITRD) {
            let initrd = with_programs(INITRD, &[program]).unwrap();
            let images = images(&initrd, &[]);
            Session::new(images).unwrap().command(Command::RunTo(Place::Address(0), Way::Forward));
            n_opened += 1;
        }
    }
    assert!((10..120).contains(&n_opened), "{n_opened} of 120 opened");
}
