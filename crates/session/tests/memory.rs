//! The Memory panel.
mod common;
use session::*;

#[test]
fn dump() {
    let mut session = common::booted();
    common::run(&mut session, "ls -l /home");
    session.command(Command::Look(Look::Memory(MemoryChoice::LastAccess)));
    let run = session.scene().run.clone();
    for at in [run.story[0].at, run.story[2].at, run.story[2].at + 7, run.story[3].at + 4] {
        session.command(Command::Seek(at));
        let t = std::time::Instant::now();
        let scene = session.scene();
        let all = t.elapsed();
        session.command(Command::Look(Look::Nothing));
        let t = std::time::Instant::now();
        session.scene();
        eprintln!("scene {all:?}, without {:?}", t.elapsed());
        session.command(Command::Look(Look::Memory(MemoryChoice::LastAccess)));
        let m = scene.memory.as_ref().unwrap();
        for r in &m.regions {
            let p = r.permissions;
            eprintln!(
                "{:016x} {:12x} {:?} {}{}{}{} {} present {} cow {} {:x?} +{} {:?}",
                r.from,
                r.len,
                r.kind,
                p.read as u8,
                p.write as u8,
                p.execute as u8,
                p.user as u8,
                r.name,
                r.present,
                r.copied_when_written,
                &r.physical[..r.physical.len().min(3)],
                r.more_physical,
                r.marks
            );
        }
        for a in &m.accesses {
            eprintln!("  {:?} {:#x} {} {}", a.kind, a.va, a.passed, a.why);
        }
        eprintln!("{:?} {:?}", m.spot, m.error);
        let w = m.walk.as_ref().unwrap();
        for e in &w.entries {
            eprintln!("  {} {:#x} {:#x} {}", e.level, e.pa, e.bits, e.meaning);
        }
        eprintln!("  {} {:?}", w.end, w.may);
        for r in &m.bytes.rows {
            eprintln!("  {:x} {:02x?} {:x} {:?}", r.address, r.bytes, r.changed, r.notes);
        }
        eprintln!("  {:?}", m.bytes.cell);
        eprintln!("  {:x?}", m.ram.parts.len());
    }
}
