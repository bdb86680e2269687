//! What is said of a step is what the machine did: for thirty command lines, at every level, the facts of the sentence are
//! compared with registers and memory, read here by other ways than those by which it was written.

mod common;

use isa::csr;
use machine::{Machine, Mode};
use session::{Command, Level, Scene, Session, Way};

/// The corpus, and whether Ctrl-C ends the line.
const LINES: [(&str, bool); 30] = [
    ("ls", false),
    ("ls -l /home", false),
    ("cat /home/notes.txt", false),
    ("cat /home/notes.txt | grep a | wc -l", false),
    ("echo hello", false),
    ("echo a file > /home/new", false),
    ("cat /home/new /home/nowhere", false),
    ("ps", false),
    ("grep -n o /home/todo.txt", false),
    ("crash", false),
    ("overflow", false),
    ("badptr", false),
    ("/demo/csrw", false),
    ("/demo/jump-kernel", false),
    ("/demo/cow", false),
    ("/demo/touch-pages", false),
    ("loop", true),
    ("cat", true),
    ("sleep 0.05", false),
    ("cat /proc/mounts", false),
    ("chmod 600 /home/new", false),
    ("mv /home/new /home/old; rm /home/old", false),
    ("mkdir /home/d && rmdir /home/d", false),
    ("/demo/spin & kill $!; wait", false),
    ("sleep 0.02 & echo meanwhile; wait", false),
    ("sh -c 'exit 3'", false),
    ("nonesuch", false),
    ("orphan", false),
    ("hexdump /etc/hostname", false),
    ("seq 5 | sort | uniq | head -n 2", false),
];

/// Steps of a level that are looked at, of a run.
const MOST: usize = 80;

/// What the machine is like at a position.
struct Seen {
    at: u64,
    mode: Mode,
    pc: u64,
    x: [u64; 32],
    scause: u64,
    sepc: u64,
    stval: u64,
    /// The instruction that comes next, in the assembler's words, if it can be fetched.
    next: Option<String>,
}

impl Seen {
    fn of(machine: &Machine) -> Self {
        let csr = |number| machine.csr(number).expect("it exists");
        let hart = &machine.hart;
        let satp = csr(csr::satp::NUMBER);
        let (mut half, mut rest) = ([0; 2], [0; 2]);
        let fetched = machine.read_virtual(satp, hart.pc, &mut half).is_ok();
        if isa::length(u16::from_le_bytes(half)) == 4 {
            let _ = machine.read_virtual(satp, hart.pc + 2, &mut rest);
        }
        let word = u32::from_le_bytes([half[0], half[1], rest[0], rest[1]]);
        let next = isa::decode(word).filter(|_| fetched).map(|insn| insn.at(hart.pc).to_string());
        Self {
            at: machine.at,
            mode: hart.mode,
            pc: hart.pc,
            x: hart.x,
            scause: csr(csr::scause::NUMBER),
            sepc: csr(csr::sepc::NUMBER),
            stval: csr(csr::stval::NUMBER),
            next,
        }
    }
}

/// A sentence, and what it is compared with.
struct Said<'a> {
    line: &'a str,
    level: Level,
    text: String,
    /// The address that the step before was about, by the code panel.
    operand: Option<u64>,
}

impl Said<'_> {
    #[track_caller]
    fn has(&self, words: impl AsRef<str>, at: u64) {
        let (words, Said { line, level, text, .. }) = (words.as_ref(), self);
        assert!(text.contains(words), "{line}, {level:?}, at {at}: no `{words}` in `{text}`");
    }
}

/// Goes to a position, and looks at the step before it too.
fn look(session: &mut Session, at: u64) -> (Seen, Seen, Option<u64>) {
    session.command(Command::Seek(at - 1));
    let before = Seen::of(session.machine());
    let operand = session.scene().code.lines.iter().find_map(|line| line.operand);
    session.command(Command::Seek(at));
    (before, Seen::of(session.machine()), operand)
}

/// Compares the sentence at the position where the session stands.
fn check(session: &mut Session, line: &str, level: Level) {
    let scene = session.scene();
    let mut said = Said { line, level, text: scene.now.sentence.to_string(), operand: None };
    let at = scene.now.at;
    assert!(said.text.len() > 20, "{line}, {level:?}, at {at}: `{}`", said.text);
    let told_otherwise = at <= scene.run.start || at >= scene.run.end;
    let step = scene.run.story.iter().find(|step| level == Level::Story && step.at == at);
    if let Some(step) = step {
        assert_eq!(
            step.after.letter().to_string(),
            format!("{:?}", session.machine().hart.mode),
            "{line}: {}",
            said.text
        );
    }
    if told_otherwise || step.is_some() || said.text.starts_with("The hardware, part") {
        return;
    }
    let (before, now);
    (before, now, said.operand) = look(session, at);
    let process = scene.now.process.as_ref().map_or("the idle kernel", |process| &process.name);
    match (before.mode, now.mode) {
        (Mode::U, Mode::S) => trap(session, &said, &scene, &now, process),
        (Mode::S, Mode::U) => {
            said.has("from kernel to user mode", at);
            said.has("executed sret", at);
            answer(&said, &now);
        }
        (Mode::U, Mode::U) | (Mode::S, Mode::S) => same_mode(&said, &scene, &before, &now, process),
        (Mode::M, _) | (_, Mode::M) => {}
    }
}

fn trap(session: &mut Session, said: &Said<'_>, scene: &Scene, now: &Seen, process: &str) {
    let at = now.at;
    said.has("from user to kernel mode", at);
    match (now.scause >> 63, now.scause & 63) {
        (0, 8) => {
            said.has(format!("{process} executed ecall with a7 = {}", now.x[17]), at);
            let name = abi::Syscall::from_number(now.x[17]).map(|call| call.signature().name);
            said.has(format!("{}(", name.unwrap_or("syscall_")), at);
        }
        (0, 12 | 13 | 15) => {
            said.has(format!("{:#x}", now.stval), at);
            let satp = session.machine().csr(csr::satp::NUMBER).expect("it exists");
            let there = session.machine().peek_virtual(satp, now.stval).is_ok();
            let text = ["instruction", "load", "", "store"][now.scause as usize - 12];
            said.has(format!("{text} page fault"), at);
            // Where the program next goes on, whether by trying again.
            let pid = scene.now.process.as_ref().map(|process| process.pid);
            let spans =
                scene.run.modes.iter().filter(|span| span.mode == session::Mode::User && span.from > at);
            let mut back = spans.map(|span| span.from).filter_map(|from| {
                session.command(Command::Seek(from));
                let current = session.scene().now.process.as_ref().map(|process| process.pid);
                (current == pid).then(|| session.machine().hart.pc)
            });
            let again = back.next() == Some(now.sepc);
            assert_eq!(said.text.contains("No error"), again, "{}, at {at}: `{}`", said.line, said.text);
            if again {
                assert_eq!(said.text.contains("where no page is yet"), !there, "at {at}: `{}`", said.text);
            } else {
                said.has(format!("refused the instruction at {:#x}", now.sepc), at);
            }
        }
        (0, 2) => {
            said.has("illegal instruction", at);
            said.has(format!("refused the instruction at {:#x}", now.sepc), at);
        }
        (1, 5) => said.has(format!("The timer interrupted {process}"), at),
        (1, 9) => said.has(format!("while {process} was running"), at),
        other => panic!("a trap that nobody meant: {other:?}"),
    }
}

/// A call's result is what stands in `a0`; on the way to a handler that is the number of the signal.
fn answer(said: &Said<'_>, now: &Seen) {
    if said.text.contains(" runs its handler ") {
        said.has(format!("signal {}.", now.x[10]), now.at);
    }
    let Some((_, rest)) = said.text.split_once(" the answer ") else { return };
    let result = rest.trim_end_matches('.');
    let (a0, number) = (now.x[10], now.x[10] as i64);
    let agrees = match number {
        -4095..=-1 => result.starts_with("-1 E") || result.starts_with("? "),
        _ => {
            result.starts_with(&a0.to_string())
                || result.starts_with(&format!("{a0:#x}"))
                || result.starts_with("? (made again)")
        }
    };
    assert!(agrees, "{}, at {}: a0 is {a0:#x}: `{}`", said.line, now.at, said.text);
}

fn same_mode(said: &Said<'_>, scene: &Scene, before: &Seen, now: &Seen, process: &str) {
    let at = now.at;
    let text = &*said.text;
    let who = if now.mode == Mode::U { process } else { "The kernel" };
    if let Some((subject, name)) = text.split_once(" enters ") {
        let name = name.trim_start_matches("its function ");
        let name = name.split([',', ' ']).next().unwrap_or_default().trim_end_matches('.');
        let known = scene.code.functions.iter().any(|(function, va)| &**function == name && *va == now.pc)
            || name == format!("{:#x}", now.pc);
        assert!(known, "{}, at {at}: `{text}`, but pc is {:#x}", said.line, now.pc);
        assert_eq!(subject, who, "{}, at {at}: `{text}`", said.line);
    } else if let Some((_, rest)) = text.split_once(" comes to line ") {
        let source = scene.code.source.as_ref().expect("it has a line");
        assert!(rest.starts_with(&format!("{} of ", source.current)), "at {at}: `{text}`");
        assert!(text.starts_with(who), "{}, at {at}: `{text}`", said.line);
    } else if text.contains(" got the hart back") {
        assert_eq!(now.mode, Mode::S, "{}, at {at}: `{text}`", said.line);
    } else if now.scause >> 63 == 1 && text.contains("interrupt") {
        said.has(if now.scause & 63 == 5 { "The timer" } else { "The UART" }, at);
    } else if text.starts_with("The kernel executed sret. ") {
        assert_eq!(before.next.as_deref(), Some("sret"), "at {at}: `{text}`");
    } else {
        assert!(text.starts_with(who), "{}, at {at}: `{text}` but it was {who}", said.line);
        said.has(format!("executed {}", before.next.as_deref().unwrap_or("?")), at);
        if let Some((_, va)) = text.split_once("bytes at 0x") {
            let va = u64::from_str_radix(va.split('.').next().unwrap_or_default(), 16).expect("an address");
            let operand = said.operand.expect("the instruction before has an operand");
            assert_eq!(va, operand, "at {at}: `{text}`");
        }
        for (index, name) in isa::REGISTERS.iter().enumerate() {
            if let Some((_, value)) = text.split_once(&format!("{name} is now ")) {
                let value = value.split(". ").next().unwrap_or_default();
                let is = now.x[index];
                assert_ne!(is, before.x[index], "at {at}: `{text}`");
                let written = [format!("{}", is as i64), format!("{is:#x}")];
                assert!(written.iter().any(|it| value == it), "{}, at {at}: {is:#x} in `{text}`", said.line);
            }
        }
    }
}

/// Walks through a run at one level: as many steps as are looked at, spread over all of it.
fn walk(session: &mut Session, line: &str, level: Level) -> usize {
    let run = session.scene().run.clone();
    session.command(Command::Level(level));
    session.command(Command::Seek(run.start));
    let count = session.scene().now.count as usize;
    let stride = (count / MOST).max(1);
    let starts: Vec<u64> = (1..6).map(|part| run.start + (run.end - run.start) * part / 6).collect();
    let mut looked = 0;
    if count > 0 {
        for step in 0..count {
            session.command(Command::Step(level, Way::Forward));
            if step % stride == 0 {
                let at = session.at();
                check(session, line, level);
                session.command(Command::Seek(at));
                looked += 1;
            }
        }
    } else {
        for start in starts {
            session.command(Command::Seek(start));
            for _ in 0..3 {
                session.command(Command::Step(level, Way::Forward));
                let at = session.at();
                check(session, line, level);
                session.command(Command::Seek(at));
                looked += 1;
            }
        }
    }
    looked
}

/// Runs a line; the endless ones for a while, and then Ctrl-C.
fn run(session: &mut Session, line: &str, endless: bool) {
    session.command(Command::Run(line.into()));
    if endless {
        for _ in 0..6 {
            session.work(50_000);
        }
        session.command(Command::Type("\x03".into()));
    }
    common::settle(session);
    assert_eq!(session.scene().run.command, line);
}

#[test]
fn no_step_is_without_a_sentence_and_none_says_what_did_not_happen() {
    let mut session = common::booted();
    let mut looked = 0;
    for (line, endless) in LINES {
        run(&mut session, line, endless);
        let end = session.scene().run.end;
        for level in Level::ALL {
            session.command(Command::Seek(end));
            looked += walk(&mut session, line, level);
        }
        session.command(Command::Seek(end));
    }
    println!("{looked} steps were looked at");
    assert!(looked > 8_000, "only {looked} steps were looked at");
}
