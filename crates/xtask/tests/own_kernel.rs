//! A kernel that a person brings: a small one in C, by GCC, and the built-in one as its compiler left it. What a session
//! shows of them.

mod common;

use std::fs;

use common::{Folder, KERNEL, compiled};
use guest_images::{DEBUG, INITRD, KERNEL as BUILT_IN};
use session::{Command, ELF_READER, Images, Level, OwnKernel, Phase, Session, Way};

/// Steps given to the machine at a time.
const SLICE: u64 = 1 << 16;
const SOURCE: &str = include_str!("../corpus/kernel.c");

fn kernel(name: &str, how: &[&str]) -> OwnKernel {
    let folder = Folder::new(&format!("own-kernel-{name}"));
    let bytes = fs::read(compiled("kernel", &[KERNEL, how].concat(), &folder.0)).unwrap();
    assert!(OwnKernel::is_one(&bytes));
    OwnKernel::read(name, &bytes).unwrap_or_else(|reason| panic!("{reason}"))
}

fn session(kernel: &OwnKernel) -> Session {
    let images = Images {
        kernel: kernel.bytes(),
        initrd: INITRD,
        debug: DEBUG,
        elf: Some(ELF_READER),
        sources: &[],
        bootargs: "",
    };
    Session::new(images).unwrap().with_own_kernel(kernel)
}

fn settle(session: &mut Session) {
    for _ in 0..2_000 {
        if !session.work(SLICE) {
            return;
        }
    }
    panic!("still at work: {:?}", session.scene().phase);
}

/// The text of the source line that the machine stands in.
fn text(session: &mut Session) -> Option<String> {
    let scene = session.scene();
    let source = scene.code.source.as_ref()?;
    Some(source.lines[source.current as usize - 1].trim().to_string())
}

fn names(session: &mut Session) -> Vec<String> {
    session.command(Command::Look(session::Look::Stack(None)));
    session.scene().stack.frames.iter().map(|frame| frame.name.to_string()).collect()
}

#[test]
fn a_small_kernel_runs_and_is_walked_through_line_by_line() {
    let kernel = kernel("tiny", &[]);
    let mut session = session(&kernel);
    assert!(!session.is_known());
    settle(&mut session);
    let scene = session.scene();
    assert_eq!(scene.phase, Phase::Off { status: 0 });
    let said = ["from supervisor mode", "from user mode", "the program has ended"];
    assert!(said.iter().all(|it| scene.terminal.to_string().contains(it)), "{}", scene.terminal);

    // Nobody but the person has its source.
    session.command(Command::Seek(0));
    session.command(Command::Step(Level::Crossing, Way::Forward));
    let scene = session.scene();
    assert_eq!(
        (scene.code.function.as_str(), &scene.code.source, &scene.code.missing),
        ("supervisor", &None, &None)
    );
    session.command(Command::Source("kernel.c".into(), SOURCE.into()));
    assert_eq!(text(&mut session).as_deref(), Some("void supervisor(void) {"));
    session.command(Command::Step(Level::Line, Way::Forward));
    assert_eq!(text(&mut session).as_deref(), Some("say(\"from supervisor mode\\n\");"));

    // The program in user mode, its call, and the kernel's answer to it, on one stack.
    session.command(Command::Step(Level::Crossing, Way::Forward));
    assert_eq!(text(&mut session).as_deref(), Some("void program(void) {"));
    session.command(Command::Step(Level::Crossing, Way::Forward));
    assert_eq!(session.scene().code.function, "trap");
    session.command(Command::Step(Level::Function, Way::Forward));
    assert_eq!(text(&mut session).as_deref(), Some("u64 answer(u64 value, u64 number) {"));
    let stack = names(&mut session);
    let order: Vec<_> = ["answer", "trap", "ask", "program"]
        .iter()
        .map(|name| stack.iter().position(|it| it == name).unwrap_or_else(|| panic!("{name}: {stack:?}")))
        .collect();
    assert!(order.is_sorted(), "{stack:?}");
    session.command(Command::Step(Level::Line, Way::Back));
    assert_eq!(session.scene().code.function, "trap", "and back");
}

#[test]
fn what_is_typed_reaches_a_kernel_that_never_rests_and_a_link_types_it_again() {
    let kernel = kernel("echo", &["-DECHO"]);
    let mut session = session(&kernel);
    while !session.scene().terminal.to_string().contains("has ended") {
        assert!(session.work(SLICE));
    }
    session.command(Command::Run("ls".into()));
    (0..10).for_each(|_| assert!(session.work(SLICE)));
    assert!(session.scene().terminal.to_string().contains("ls"), "{}", session.scene().terminal);
    session.command(Command::Pause);
    assert!(!session.work(SLICE), "it is paused");
    let (moment, digest) = (session.moment().expect("a moment"), session.digest());
    assert_eq!(moment.files, ["kernel/echo"]);

    let (again, error) = session::Moment::from_fragment(&moment.to_fragment().unwrap());
    assert_eq!((&again, error), (&moment, None));
    let mut other = self::session(&kernel);
    assert_eq!(other.doubts(&again), None);
    other.command(Command::Open(again));
    settle(&mut other);
    assert_eq!((other.digest(), other.scene().now.at), (digest, session.scene().now.at));
}

#[test]
fn the_built_in_kernel_as_a_file_that_was_brought_is_known_and_only_its_sources_are_not() {
    assert!(OwnKernel::is_one(BUILT_IN));
    let kernel = OwnKernel::read("dir/ringside kernel.elf", BUILT_IN).unwrap();
    assert_eq!((kernel.name(), &*kernel.key()), ("ringside_kernel", "kernel/ringside_kernel"));
    let mut session = session(&kernel);
    assert!(session.is_known());
    session.command(Command::Run("echo hello".into()));
    settle(&mut session);
    assert_eq!(session.scene().phase, Phase::Prompt);
    session.command(Command::Step(Level::Story, Way::Forward));
    session.command(Command::Step(Level::Story, Way::Forward));
    let scene = session.scene();
    assert_eq!(
        (scene.code.image.as_str(), &scene.code.source, &scene.code.missing),
        ("kernel", &None, &None)
    );
}
