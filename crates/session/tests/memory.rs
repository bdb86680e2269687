//! The Memory panel tells what the machine would do: its walks are the machine's own translations, its regions what the kernel
//! says in `/proc/self/maps`, its reasons those of the traps that came; and a watched cell is written where single steps say.

mod common;

use std::time::Instant;

use inspector::mappings;
use isa::csr::satp;
use machine::Access;
use session::{AccessKind, Command, Edit, Look, Memory, MemoryChoice, Phase, RegionKind, Session, Way};

/// The panel at a position, around an address.
#[track_caller]
fn look(session: &mut Session, at: u64, choice: MemoryChoice) -> Memory {
    session.command(Command::Look(Look::Memory(choice)));
    session.command(Command::Seek(at));
    session.scene().memory.clone().expect("somebody looks at it")
}

/// `line`, run to its end.
fn ran(line: &str) -> Session {
    let mut session = common::booted();
    common::run(&mut session, line);
    session
}

/// Positions all over the run in view.
fn positions(session: &mut Session, n: u64) -> Vec<u64> {
    let run = session.scene().run.clone();
    (0..n).map(|i| run.start + (run.end - run.start) * i / n).collect()
}

#[test]
fn a_walk_ends_where_the_machine_s_own_translation_does() {
    let mut session = ran("ls -l /home");
    let (mut n_mapped, mut n_unmapped) = (0, 0);
    for at in positions(&mut session, 12) {
        session.command(Command::Seek(at));
        let machine = session.machine().clone();
        let tables = machine.csr(satp::NUMBER).unwrap();
        let (all, _) = mappings(&machine, tables);
        assert!(all.len() > 10, "{all:x?}");
        let pages = all.iter().flat_map(|it| [it.va, it.va + it.len / 2, it.va + it.len - 1]);
        let holes =
            all.iter().map(|it| it.va.wrapping_add(it.len)).chain([0, 0xffff, 1 << 38, 1 << 40, 1 << 63]);
        for va in pages.chain(holes) {
            let memory = look(&mut session, at, MemoryChoice::Virtual(va));
            let walk = memory.walk.expect("translation is on");
            assert_eq!(walk.pa, machine.peek_virtual(tables, va).ok(), "{va:#x} at {at}");
            assert_eq!(memory.spot.pa, walk.pa);
            let may =
                [Access::Fetch, Access::Load, Access::Store].map(|access| machine.peek(va, access).is_ok());
            assert_eq!(walk.may.iter().map(|(_, may, _)| *may).collect::<Vec<_>>(), may, "{va:#x} at {at}");
            for entry in &walk.entries {
                let mut bits = [0; 8];
                assert!(machine.read_ram(entry.pa, &mut bits));
                assert_eq!(u64::from_le_bytes(bits), entry.bits);
            }
            if walk.pa.is_some() {
                n_mapped += 1
            } else {
                n_unmapped += 1
            }
            // The regions say the same of every address.
            let region = memory.regions.iter().find(|region| va.wrapping_sub(region.from) < region.len);
            let region = region.expect("the regions cover all addresses");
            let nobodys = matches!(region.kind, RegionKind::Gap | RegionKind::Guard);
            assert!(!nobodys || walk.pa.is_none(), "{va:#x}: {region:x?}");
            assert!(walk.pa.is_none() || region.present > 0, "{va:#x}: {region:x?}");
        }
    }
    assert!(n_mapped > 300 && n_unmapped > 100, "{n_mapped} mapped, {n_unmapped} not");
}

#[test]
fn to_look_changes_nothing() {
    let mut session = ran("ls -l /home");
    for at in positions(&mut session, 5) {
        session.command(Command::Look(Look::Nothing));
        session.command(Command::Seek(at));
        let digest = session.digest();
        assert_eq!(session.scene().memory, None, "nobody looks at it");
        for choice in
            [MemoryChoice::LastAccess, MemoryChoice::Named("sp".into()), MemoryChoice::Physical(0x8000_0000)]
        {
            look(&mut session, at, choice);
        }
        assert_eq!(session.digest(), digest);
    }
}

#[test]
fn the_regions_of_a_program_are_those_of_its_maps() {
    let mut session = ran("cat /proc/self/maps");
    let run = session.scene().run.clone();
    session.command(Command::Seek(run.end));
    let text = session.scene().terminal.to_string();
    let lines: Vec<&str> = text.lines().filter(|line| line.contains(" 00000000 00:00 ")).collect();
    assert!(lines.len() >= 4, "{text}");
    // Where the kernel has just made the text: `cat` writes it.
    let run = session.scene().run.clone();
    let write =
        run.calls.iter().find(|call| call.process == "cat" && call.name == "write").expect("cat writes");
    let memory = look(&mut session, write.from, MemoryChoice::LastAccess);
    assert_eq!(memory.process.as_ref().map(|process| process.name.as_str()), Some("cat"));
    let users = memory.regions.iter().rev().filter(|region| region.kind == RegionKind::User);
    let told: Vec<String> = users
        .map(|region| {
            let it = region.permissions;
            assert!(it.user);
            let letter = |set, letter| if set { letter } else { '-' };
            let perms = [letter(it.read, 'r'), letter(it.write, 'w'), letter(it.execute, 'x')];
            format!("{:08x}-{:08x} {}", region.from, region.from + region.len, String::from_iter(perms))
        })
        .collect();
    let maps: Vec<String> =
        lines.iter().map(|line| line[..line.find('p').unwrap_or(0)].to_string()).collect();
    assert_eq!(told, maps);
    assert!(memory.regions.iter().any(|it| it.name == "stack" && it.marks.contains(&"sp".to_string())));
}

/// The accesses that were refused in a run: position behind, kind, address, and the sentence, compared with what the fault left
/// in the registers.
fn refused(session: &mut Session) -> Vec<(u64, AccessKind, u64, String)> {
    let run = session.scene().run.clone();
    let mut refused = Vec::new();
    for span in run
        .modes
        .iter()
        .filter(|span| span.cause.ends_with("page fault") || span.cause.ends_with("access fault"))
    {
        let memory = look(session, span.from, MemoryChoice::LastAccess);
        let last = memory.accesses.last().expect("a fault is about an access");
        let scene = session.scene();
        let csr = |name: &str| scene.cpu.csrs.iter().find(|csr| csr.name == name).map(|csr| csr.value);
        let why = last.why.to_string();
        assert!(!last.passed, "{why}");
        assert!(why.contains(&format!("stval = {:#x}", csr("stval").unwrap())), "{why}");
        assert!(why.contains(inspector::cause_text(csr("scause").unwrap())), "{why}");
        assert_eq!(memory.spot.va, Some(last.va));
        refused.push((span.from, last.kind, last.va, why));
    }
    refused
}

#[test]
fn what_the_programs_that_break_the_rules_meet_is_told_by_its_rule() {
    let told = refused(&mut ran("crash"));
    let crash = told.iter().filter(|(_, _, va, _)| va >> 63 == 1).collect::<Vec<_>>();
    assert_eq!(crash.len(), 1, "{told:#?}");
    assert!(crash[0].3.contains("U bit is 0: it is not for user mode"), "{crash:?}");

    let told = refused(&mut ran("ls -l /home"));
    assert!(
        told.iter()
            .any(|(_, kind, _, why)| *kind == AccessKind::Fetch && why.contains("has promised this page"))
    );
    assert!(told.iter().any(|(_, kind, _, why)| *kind == AccessKind::Store && why.contains("V bit")));
    // The shell's child shares its parent's pages until it writes.
    assert!(told.iter().any(|(_, _, _, why)| why.contains("copy on write")), "{told:#?}");
}

#[test]
fn the_kernel_fills_a_program_s_buffer_by_its_own_mapping_of_ram() {
    let mut session = ran("ls -l /home");
    let run = session.scene().run.clone();
    let call = run.calls.iter().find(|call| call.name == "getdents64").expect("ls asks for names");
    let (mut n_accesses, mut in_buffer) = (0, 0);
    for at in (call.from + 2..call.to.expect("it returns")).step_by(3) {
        let memory = look(&mut session, at, MemoryChoice::LastAccess);
        let Some(last) = memory.accesses.last() else { continue };
        assert!(last.passed && last.mode == session::Mode::Supervisor, "{}", last.why);
        assert!(last.why.to_string().contains("the page is the kernel's own"), "{}", last.why);
        // What the kernel stores to by its own address, the program sees at another.
        n_accesses += 1;
        in_buffer +=
            u64::from(last.kind == AccessKind::Store && memory.spot.seen_at.iter().any(|va| va >> 38 == 0));
    }
    assert!(n_accesses > 100 && in_buffer > 0, "{n_accesses} accesses, {in_buffer} to the buffer");
}

/// The writes to the cell at `pa`, found step by step: positions behind the steps at which a store was executed that reaches it.
fn stepped(session: &mut Session, pa: u64, from: u64, to: u64) -> Vec<u64> {
    let mut found = Vec::new();
    session.command(Command::Seek(from));
    let mut machine = session.machine().clone();
    while machine.at < to {
        let mut word = [0; 4];
        let pc = machine.hart.pc;
        let insn = machine
            .peek(pc, Access::Fetch)
            .ok()
            .filter(|pa| machine.read_ram(*pa, &mut word))
            .and_then(|_| isa::decode(u32::from_le_bytes(word)));
        let store = insn.and_then(|insn| Some((insn, insn.memory().filter(|memory| memory.store)?)));
        let written = store.and_then(|(insn, memory)| {
            let va = machine.hart.x[insn.rs1()].wrapping_add_signed(memory.offset);
            let to = machine.peek(va, Access::Store).ok()?;
            // None of this guest's stores is misaligned across pages.
            Some((insn, to < pa + 8 && pa < to + memory.len))
        });
        machine.step();
        let stored = match written {
            Some((insn, true)) => {
                let late = matches!(insn.op, isa::Op::ScW | isa::Op::ScD) && machine.hart.x[insn.rd()] != 0;
                // An interrupt comes before the instruction, which then is executed later.
                let interrupted = machine.csr(isa::csr::scause::NUMBER).is_some_and(|cause| cause >> 63 == 1)
                    && machine.csr(isa::csr::sepc::NUMBER) == Some(pc)
                    && machine.hart.pc == machine.csr(isa::csr::stvec::NUMBER).unwrap_or(0) & !3;
                !late && !interrupted
            }
            Some((_, false)) | None => false,
        };
        if stored {
            found.push(machine.at);
        }
    }
    found
}

#[test]
fn the_writes_to_a_cell_are_those_that_single_steps_find() {
    let mut session = ran("ls -l /home");
    let run = session.scene().run.clone();
    // The buffer that the kernel fills, by its own mapping; the stack of ls; a counter of the kernel.
    let call = run.calls.iter().find(|call| call.name == "getdents64").expect("ls asks for names").clone();
    let buffer = u64::from_str_radix(call.args[1].1.trim_start_matches("0x"), 16).ok();
    let in_call = call.to.expect("it returns");
    let mut cells = Vec::new();
    for choice in [
        MemoryChoice::Named("sp+8".into()),
        MemoryChoice::Virtual(buffer.unwrap_or(0x18240) & !7),
        MemoryChoice::Named("KERNEL".into()),
    ] {
        let memory = look(&mut session, in_call, choice);
        cells.extend(memory.bytes.cell.map(|cell| cell.pa));
    }
    assert_eq!(cells.len(), 3);
    let (from, to) = (run.start, run.end);
    let mut n_writes = 0;
    for pa in cells {
        let expected = stepped(&mut session, pa, from, to);
        n_writes += expected.len();
        let mut forwards = Vec::new();
        session.command(Command::Seek(from));
        loop {
            let before = session.at();
            session.command(Command::Write(pa, Way::Forward));
            if session.at() == before || session.at() > to {
                break;
            }
            forwards.push(session.at());
        }
        assert_eq!(forwards, expected, "{pa:#x}");
        session.command(Command::Look(Look::Memory(MemoryChoice::Cell { va: None, pa })));
        session.command(Command::Seek(to));
        let mut backwards = Vec::new();
        for _ in 0..expected.len() {
            session.command(Command::Write(pa, Way::Back));
            backwards.push(session.at());
        }
        backwards.reverse();
        // A write at the very end is where the way back begins, not where it goes.
        let inner: Vec<u64> = expected.iter().copied().filter(|at| *at < to).collect();
        assert_eq!(backwards[expected.len() - inner.len()..], inner, "{pa:#x}");
        // Who wrote is told at each.
        for at in inner {
            let memory = look(&mut session, at, MemoryChoice::Cell { va: None, pa });
            let cell = memory.bytes.cell.expect("it is RAM");
            let written = cell.written.expect("it was just written").to_string();
            assert!(written.contains("wrote"), "{written}");
        }
    }
    assert!(n_writes > 10, "{n_writes} writes");
}

#[test]
fn what_is_typed_is_an_address_or_gets_a_sentence() {
    let mut session = ran("ls -l /home");
    let at = session.scene().run.story[2].at;
    let scene = |session: &mut Session, text: &str| look(session, at, MemoryChoice::Named(text.into()));
    let sp = scene(&mut session, "sp").spot.va.expect("a register is virtual");
    assert_eq!(sp, session.machine().hart.x[2]);
    for (text, va) in [
        ("x2", sp),
        (" sp+16 ", sp + 16),
        ("sp+0x10", sp + 16),
        ("0x1_0000", 0x1_0000),
        ("8000beef", 0x8000_beef),
        ("ffffffffffffffff", u64::MAX),
    ] {
        let memory = scene(&mut session, text);
        assert_eq!((memory.spot.va, memory.error), (Some(va), None), "{text}");
    }
    assert_eq!(scene(&mut session, "pa:80000000").spot.va, None);
    assert_eq!(scene(&mut session, "pa:80000000").spot.pa, Some(0x8000_0000));
    assert_eq!(scene(&mut session, "vfs::iterate_dir").spot.name, "vfs::iterate_dir");
    assert_eq!(scene(&mut session, "ls::main").spot.name, "ls::main");
    assert!(scene(&mut session, "KERNEL").spot.name.starts_with("KERNEL"));
    let long = "a".repeat(201);
    for (text, says) in [
        ("", "Type an address"),
        ("nobody", "Nothing here is called “nobody”"),
        ("12345678901234567", "at most 16 hexadecimal digits"),
        ("0x", "at most 16 hexadecimal digits"),
        ("sp+x", "no number"),
        ("pa:sp", "Nothing here is called"),
        ("+", "no number"),
        ("💥", "Nothing here is called"),
        (&long, "too long"),
    ] {
        let memory = scene(&mut session, text);
        let error = memory.error.unwrap_or_default();
        assert!(error.contains(says), "{text}: {error}");
    }
}

#[test]
fn a_bit_that_is_switched_lets_a_forbidden_access_pass_and_the_other_way_round() {
    let mut session = ran("crash");
    let faults = refused(&mut session);
    let (at, _, va, _) = *faults.iter().find(|(_, _, va, _)| va >> 63 == 1).expect("crash is refused");
    let memory = look(&mut session, at - 1, MemoryChoice::LastAccess);
    let walk = look(&mut session, at - 1, MemoryChoice::Virtual(va)).walk.expect("translation is on");
    assert!(!walk.may[1].1, "{walk:?}");
    assert!(memory.process.is_some_and(|process| process.name == "crash"));
    let leaf = walk.entries.last().expect("the kernel is mapped");
    let user = leaf.flags.iter().find(|flag| flag.letter == 'U').expect("it has a U bit");
    assert!(!user.set);
    session.command(Command::Edit(Edit::Word(leaf.pa, leaf.bits | 1 << user.bit)));
    common::settle(&mut session);
    let memory = look(&mut session, at - 1, MemoryChoice::Virtual(va));
    assert!(memory.walk.expect("translation is on").may[1].1, "the U bit lets it pass");
    let last = look(&mut session, at, MemoryChoice::LastAccess).accesses.pop().expect("it accesses");
    assert!(last.passed && last.va == va, "{}", last.why);
    assert_eq!(session.scene().phase, Phase::Prompt);
}

#[test]
fn to_look_costs_less_than_a_frame() {
    let mut session = ran("ls -l /home");
    let mut times = Vec::new();
    for at in positions(&mut session, 60) {
        session.command(Command::Look(Look::Nothing));
        session.command(Command::Seek(at));
        let start = Instant::now();
        session.scene();
        let without = start.elapsed();
        session.command(Command::Look(Look::Memory(MemoryChoice::LastAccess)));
        let start = Instant::now();
        session.scene();
        times.push((start.elapsed(), without));
    }
    times.sort();
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    eprintln!("a scene with memory and without: median {median:?}, worst {worst:?}");
    // Only that it does not take orders of magnitude longer: time is not tested here.
    assert!(median.0.as_millis() < 100);
}
