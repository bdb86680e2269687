//! The call stack across the boundary, and what the hardware did at the door: compared with the registers there.

mod common;

use session::{Command, Door, Mode, Scene, Session};

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
