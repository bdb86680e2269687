//! The call stack across the boundary, and what the hardware did at the door: compared with the registers there.

mod common;

use session::{Command, Door, Look, Mode, Scene, Session};

fn names(scene: &Scene) -> Vec<&str> {
    scene.stack.frames.iter().map(|frame| &*frame.name).collect()
}

fn value<'a>(door: &'a Door, what: &str) -> &'a str {
    let step = door.steps.iter().find(|step| step.what == what);
    step.map_or("no such step", |step| &step.value)
}

/// `ls -l /home`, run to its end.
fn listed() -> Session {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    session
}

#[test]
fn one_stack_leads_from_the_file_system_through_the_door_to_main() {
    let mut session = listed();
    let third = session.scene().run.story[2].at;
    session.command(Command::Seek(third));
    let scene = session.scene();
    let names = names(&scene);
    let wanted = ["ramfs::readdir", "vfs::iterate_dir", "trap::usertrap", "ls::main"];
    let mut rest = names.iter();
    for name in wanted {
        assert!(rest.any(|it| *it == name), "no `{name}` in its place in {names:?}");
    }
    let door = scene.stack.door.as_ref().expect("it came in by a door");
    assert!(door.inwards && door.cause == "ecall", "{door:?}");
    assert!(door.call.as_deref().is_some_and(|call| call.starts_with("getdents64(3, ")), "{door:?}");
    // All of the kernel's functions are above all of the program's.
    assert!(scene.stack.frames.is_sorted_by_key(|frame| frame.mode == Mode::User));
}

#[test]
fn what_the_hardware_is_said_to_have_done_is_what_stands_in_its_registers() {
    let mut session = listed();
    let spans = session.scene().run.modes.clone();
    let (mut traps, mut returns) = (0, 0);
    for span in spans.iter().skip(1) {
        session.command(Command::Seek(span.from));
        let scene = session.scene();
        let door = scene.stack.door.clone().expect("a door was passed");
        assert_eq!(door.at, span.from);
        let csr = |name: &str| scene.cpu.csrs.iter().find(|csr| csr.name == name).expect("it is shown");
        let hex = |name: &str| format!("{:#x}", csr(name).value);
        let field = |name: &str| {
            let status = csr("sstatus");
            status.fields.iter().find(|it| it.name == name).expect("it has it").value.to_string()
        };
        if door.inwards {
            traps += 1;
            assert_eq!(value(&door, "sepc ← pc"), hex("sepc"));
            assert_eq!(value(&door, "scause"), hex("scause"));
            assert_eq!(value(&door, "stval"), hex("stval"));
            assert_eq!(value(&door, "SPP ← mode"), field("SPP"));
            assert_eq!(value(&door, "SPIE ← SIE"), field("SPIE"));
            assert_eq!(value(&door, "SIE ← 0"), field("SIE"));
            assert_eq!(value(&door, "mode"), "U → S");
            assert_eq!(value(&door, "pc ← stvec"), format!("{:#x}", scene.cpu.pc));
        } else {
            returns += 1;
            assert_eq!(value(&door, "mode ← SPP"), "S → U");
            assert_eq!(value(&door, "SIE ← SPIE"), field("SIE"));
            assert_eq!(value(&door, "SPIE ← 1"), field("SPIE"));
            assert_eq!(value(&door, "SPP ← U"), field("SPP"));
            assert_eq!(value(&door, "pc ← sepc"), format!("{:#x}", scene.cpu.pc));
        }
    }
    assert!(traps > 10 && returns > 10, "{traps} traps, {returns} returns");
}

#[test]
fn functions_say_what_they_were_given() {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    let third = session.scene().run.story[2].at;
    session.command(Command::Look(Look::Stack(None)));
    session.command(Command::Seek(third));
    let (digest, scene) = (session.digest(), session.scene());
    assert_eq!((session.at(), session.digest()), (third, digest), "to look changes nothing");
    let frame = |name: &str| {
        let frame = scene.stack.frames.iter().find(|frame| frame.name.ends_with(name));
        frame.unwrap_or_else(|| panic!("no {name} in {:?}", scene.stack.frames))
    };
    let said = |name: &str| -> Vec<String> {
        frame(name).arguments.iter().map(|it| format!("{}={}", it.name, it.value)).collect()
    };
    // In the program, at the door, and behind it: each as its source has it.
    assert_eq!(said("arch::syscall::getdents64"), ["fd=3", "entries=0x17240", "len=4096"]);
    assert_eq!(said("files::getdents64")[1..], ["fd=3", "entries=0x17240", "len=4096"]);
    assert!(said("ls::list_dir")[1].ends_with(", 5"), "a slice: where it is, and how long");
    let readdir: Vec<_> = frame("readdir").arguments.iter().map(|it| it.name.to_string()).collect();
    assert_eq!(readdir, ["inodes", "dir", "offset", "out"]);
    let values: Vec<_> = frame("readdir").arguments.iter().map(|it| it.value.clone()).collect();

    session.command(Command::Seek(frame("readdir").from));
    let registers = session.scene().cpu.registers.clone();
    for (index, value) in values.iter().enumerate() {
        let register = registers[10 + index].value;
        let value = value.strip_prefix("0x").map_or(value.parse(), |hex| u64::from_str_radix(hex, 16));
        assert_eq!(value, Ok(register), "a{index}");
    }
}

#[test]
fn a_stack_is_whole_after_the_handler_of_a_signal() {
    let mut session = common::booted();
    session.command(Command::Run("loop".into()));
    for _ in 0..10 {
        session.work(200_000);
    }
    common::type_keys(&mut session, "\x03");
    common::run(&mut session, "echo hello");
    let run = session.scene().run.clone();
    let forked =
        run.functions.iter().find(|it| &*it.name == "fork::clone" && it.entered).expect("it is called");
    session.command(Command::Seek(forked.from));
    let scene = session.scene();
    let names = names(&scene);
    assert_eq!(names.last(), Some(&"_start"), "{names:?}");
    assert_eq!(names.iter().filter(|name| **name == "sh::main").count(), 1, "{names:?}");
}
