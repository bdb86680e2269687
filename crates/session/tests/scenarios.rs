//! Break it: every experiment is run, and what its answer says is compared with the machine, read here by other ways: the
//! registers behind the trap, the words on the terminal, the steps taken one by one.

mod common;

use isa::csr;
use machine::Mode;
use session::{Answer, Command, Phase, Scenario, Session};

/// What is said, and the position that it is first about.
struct Told {
    session: Session,
    answer: Answer,
    said: String,
}

/// Runs an experiment to its end, on a machine of its own.
fn play(scenario: Scenario) -> Told {
    let mut session = common::booted();
    session.command(Command::Scenario(scenario));
    common::settle(&mut session);
    let played = session.scene().scenario.clone().expect("it was asked for");
    assert_eq!((played.scenario, &played.line), (scenario, &session.scene().run.command));
    let answer = played.answer.expect("it has come to its end");
    assert_eq!(session.at(), answer.sights[0].at, "it stands at what it tells");
    // Thousands are set apart, for who reads.
    let said = answer.sentence.to_string().replace('\u{202f}', "");
    Told { session, answer, said }
}

impl Told {
    #[track_caller]
    fn says(&self, words: impl AsRef<str>) {
        assert!(self.said.contains(words.as_ref()), "no `{}` in `{}`", words.as_ref(), self.said);
    }

    fn seek(&mut self, at: u64) {
        self.session.command(Command::Seek(at));
        assert_eq!(self.session.at(), at);
    }

    fn csr(&self, number: u16) -> u64 {
        self.session.machine().csr(number).expect("it exists")
    }

    fn mode(&self) -> Mode {
        self.session.machine().hart.mode
    }

    /// The sentence says cause, place and value of the trap before the position, and both modes are as it says.
    #[track_caller]
    fn is_refused(&mut self, at: u64, cause: u64, signal: &str) {
        self.seek(at);
        let (scause, sepc, stval) =
            (self.csr(csr::scause::NUMBER), self.csr(csr::sepc::NUMBER), self.csr(csr::stval::NUMBER));
        assert_eq!((scause, self.mode()), (cause, Mode::S));
        for words in [format!("scause {cause}"), format!("{sepc:#x}"), format!("{stval:#x}"), signal.into()] {
            self.says(words);
        }
        self.seek(at - 1);
        assert_eq!(self.mode(), Mode::U);
        assert!(self.terminal().contains(signal), "the shell was told");
    }

    /// The terminal at the end of the run.
    fn terminal(&mut self) -> String {
        let end = self.session.scene().run.end;
        self.seek(end);
        self.session.scene().terminal.to_string()
    }

    /// Instructions that programs of this name complete from the first position on until the last.
    fn instructions(&mut self, program: &str, from: u64, to: u64) -> u64 {
        let mut count = 0;
        for at in from..to {
            self.seek(at);
            let is_it =
                self.session.scene().now.process.as_ref().is_some_and(|process| process.name == program);
            let in_user = is_it && self.mode() == Mode::U;
            self.seek(at + 1);
            let trapped = self.mode() != Mode::U && self.csr(csr::scause::NUMBER) != 8;
            count += u64::from(in_user && !trapped);
        }
        count
    }
}

/// A program of one process that is refused, without the kernel having mended anything before.
#[track_caller]
fn check_refused(scenario: Scenario, program: &str, cause: u64, signal: &str) -> Told {
    let mut told = play(scenario);
    let (at, start) = (told.answer.sights[0].at, told.session.scene().run.story[0].at);
    told.is_refused(at, cause, signal);
    let count = told.instructions(program, start, at);
    told.says(format!("after {count} instruction"));
    told
}

#[test]
fn the_kernels_memory_cannot_be_read() {
    let told = check_refused(Scenario::Read, "read-kernel", 13, "SIGSEGV");
    told.says("U=0");
}

#[test]
fn the_kernels_memory_cannot_be_written() {
    let mut told = check_refused(Scenario::Write, "stray", 15, "SIGSEGV");
    let table = |told: &mut Told, at| {
        told.seek(at);
        told.session.scene().boundary.table.clone().into_iter().map(|row| row.handler).collect::<Vec<_>>()
    };
    let run = told.session.scene().run.clone();
    assert_eq!(table(&mut told, run.start), table(&mut told, run.end), "the table is as it was");
}

#[test]
fn the_kernel_cannot_be_jumped_into() {
    check_refused(Scenario::Jump, "jump-kernel", 12, "SIGSEGV").says("R=1 W=0 X=1 U=0");
}

#[test]
fn the_kernels_instructions_cannot_be_used() {
    check_refused(Scenario::Privileged, "csrw", 2, "SIGILL").says("csrrw zero, sstatus, t0");
}

#[test]
fn a_bad_pointer_is_an_error_and_no_fault() {
    let mut told = play(Scenario::Pointer);
    let [into, back] = [0, 1].map(|i| told.answer.sights[i].at);
    told.seek(into);
    assert_eq!(told.csr(csr::scause::NUMBER), 8);
    let x = told.session.machine().hart.x;
    told.says(format!("write({}, {:#x}, {})", x[10], x[11], x[12]));
    told.seek(back);
    assert_eq!((told.session.machine().hart.x[10] as i64, told.mode()), (-14, Mode::U));
    told.says("-1 EFAULT");
    told.says(format!("after {} steps", back - into));
    assert!(told.terminal().contains("Bad address"));
}

#[test]
fn an_endless_loop_loses_the_hart_to_the_timer() {
    let mut told = play(Scenario::Loop);
    let run = told.session.scene().run.clone();
    let timer = run.traps.iter().filter(|trap| trap.process == "spin" && trap.interrupt).count();
    told.says(format!("took the hart from it {timer} times"));
    assert!(run.calls.iter().all(|call| call.process != "spin"));
    told.says("made 0 system calls");
    assert_eq!(told.csr(csr::scause::NUMBER), 1 << 63 | 5, "the timer, where the answer stands");
    // Each instruction of the loop is one step of a span in user mode; the last of a span is the interrupt.
    let inside = |at| run.processes.iter().find(|span| span.from <= at && at < span.to);
    let of_loop =
        |at| inside(at).and_then(|span| span.process.as_ref()).is_some_and(|process| process.name == "spin");
    let spans = run.modes.iter().filter(|span| span.mode == session::Mode::User && of_loop(span.from));
    told.says(format!("executed {} instructions", spans.map(|span| span.to - span.from - 1).sum::<u64>()));
    assert!(told.terminal().contains("SIGTERM"));
    told.says("SIGTERM");
}

#[test]
fn a_crash_is_the_end_of_one_program_only() {
    let mut told = play(Scenario::Crash);
    let at = told.answer.sights[0].at;
    told.is_refused(at, 13, "SIGSEGV");
    let run = told.session.scene().run.clone();
    let others = ["yes", "head", "wc"];
    let later = run.calls.iter().filter(|call| call.from > at && others.contains(&&*call.process)).count();
    told.says(format!("made {later} system calls after that"));
    assert!(later > 5 && told.terminal().contains("\n    500"));
}

#[test]
fn root_is_refused_like_everybody() {
    let mut told = play(Scenario::Root);
    for (at, user) in [(told.answer.sights[0].at, 0), (told.answer.sights[1].at, 1000)] {
        told.seek(at);
        assert_eq!((told.csr(csr::scause::NUMBER), told.mode()), (2, Mode::S));
        told.session.command(Command::Look(session::Look::Processes(None)));
        let scene = told.session.scene();
        let rights = format!("{:?}", scene.processes.as_ref().expect("somebody looks").chosen);
        assert!(rights.contains(&format!("{user}")), "{rights}");
        told.says(format!("As user {user}, {}", scene.now.process.as_ref().expect("one runs").name));
    }
}

#[test]
fn the_bill_of_many_calls_is_that_of_their_crossings() {
    let mut told = play(Scenario::Bytes);
    let run = told.session.scene().run.clone();
    let mut sums = Vec::new();
    for (program, n) in [("bytes", 32), ("buffer", 1)] {
        let writes = || run.calls.iter().filter(|call| call.process == program && call.name == "write");
        assert_eq!(writes().count(), n);
        let kernel: u64 = writes().map(|call| call.to.unwrap_or(call.from) - call.from - 1).sum();
        let start = run
            .calls
            .iter()
            .find(|call| call.args.iter().any(|(_, it)| it.contains(&format!("demo/{program}"))));
        let from = start.and_then(|call| call.to).expect("it was executed");
        let to = run.calls.iter().rfind(|call| call.process == program).expect("it ends").from + 1;
        let user = told.instructions(program, from, from + 40) + rest_of(&run, program, from + 40, to);
        told.says(format!("{n} time"));
        told.says(format!("{kernel} steps in kernel mode, and {user} instructions"));
        sums.push(user + kernel);
    }
    told.says(format!("{} against {}", sums[0], sums[1]));
    told.says(format!("{} times as many", sums[0] / sums[1]));
    assert!(told.terminal().contains("one call for all."));
}

/// Instructions in user mode of the only program that runs between two positions: the spans, without the last step of each that
/// ends in a trap other than a call.
fn rest_of(run: &session::Run, program: &str, from: u64, to: u64) -> u64 {
    let users =
        run.modes.iter().filter(|span| span.mode == session::Mode::User && span.to > from && span.from < to);
    let traps = run.traps.iter().filter(|trap| trap.at > from && trap.at <= to && trap.process == program);
    users.map(|span| span.to.min(to) - span.from.max(from)).sum::<u64>() - traps.count() as u64
}

#[test]
fn a_library_call_stays_in_user_mode() {
    let mut told = play(Scenario::Library);
    assert_eq!(told.mode(), Mode::U);
    let output = String::from_utf8_lossy(told.session.output()).into_owned();
    assert_eq!(output.lines().count(), 50);
    // A number and the end of its line: two pieces of text for each.
    told.says("100 times");
    told.says("Only 1 write");
    let at = told.answer.sights[1].at;
    told.seek(at);
    assert_eq!((told.csr(csr::scause::NUMBER), told.session.machine().hart.x[17]), (8, 64));
    told.says(format!(", {})", told.session.machine().hart.x[12]));
}

#[test]
fn a_page_fault_need_not_be_an_error() {
    let mut told = play(Scenario::Fault);
    let run = told.session.scene().run.clone();
    let base = told
        .said
        .split("at 0x")
        .nth(1)
        .and_then(|rest| u64::from_str_radix(rest.split(' ').next()?, 16).ok());
    let base = base.expect("the promise has an address");
    let mut met = 0;
    for trap in run.traps.iter().filter(|trap| trap.process == "touch-pages") {
        told.seek(trap.at);
        let (va, satp) = (told.csr(csr::stval::NUMBER), told.csr(csr::satp::NUMBER));
        if (base..base + 0x4000).contains(&va) {
            assert!(told.session.machine().peek_virtual(satp, va).is_err(), "there is a page already");
            told.says(format!("{va:#x}"));
            met += 1;
        }
    }
    told.says(format!("met {met} page faults"));
    assert_eq!((met, run.status), (4, Some(0)));
}

#[test]
fn fork_copies_a_page_when_it_is_written() {
    let mut told = play(Scenario::Fork);
    let [at, back] = [0, 1].map(|i| told.answer.sights[i].at);
    told.is_cow(at, back);
    let status = told.session.scene().run.status;
    assert_eq!(status, Some(0), "the parent still reads its 1");
}

impl Told {
    fn is_cow(&mut self, at: u64, back: u64) {
        self.seek(at);
        let va = self.csr(csr::stval::NUMBER);
        let page = |told: &Told| {
            told.session.machine().peek_virtual(told.csr(csr::satp::NUMBER), va).expect("it is there")
                & !0xfff
        };
        let before = page(self);
        self.seek(back);
        let after = page(self);
        assert_ne!(before, after);
        self.says(format!("physical page {before:#x} behind address {va:#x}"));
        self.says(format!("a copy, {after:#x}"));
        self.says("the child has 2 there, and the parent still 1");
    }
}

#[test]
fn without_the_wall_the_machine_dies_and_with_it_again_it_lives() {
    let mut told = play(Scenario::Wall);
    let scene = told.session.scene();
    assert_eq!(scene.phase, Phase::Off { status: 1 }, "{}", told.said);
    assert_eq!(scene.history.branches.len(), 1);
    assert_eq!(scene.history.branches[0].edits.len(), 2);
    // Where the kernel falls, it was in kernel mode already.
    let at = told.answer.sights[0].at;
    assert_eq!((told.csr(csr::scause::NUMBER), told.mode()), (12, Mode::S));
    assert_eq!(csr::sstatus::SPP.get(told.csr(csr::sstatus::NUMBER)), 1);
    let about = told.csr(csr::stval::NUMBER);
    told.says(format!("jumped to {about:#x}"));
    let write = scene.boundary.table.iter().find(|row| row.number == 64).expect("the entry").handler;
    assert_eq!(write, about);
    told.says(format!("entry 64 of the system-call table is {write:#x} now"));
    assert!(told.terminal().contains("panic"), "{}", told.session.scene().terminal);
    told.seek(at);
    told.session.command(Command::Scenario(Scenario::Read));
    common::settle(&mut told.session);
    let scene = told.session.scene();
    assert_eq!((scene.phase.clone(), scene.history.branches.len()), (Phase::Prompt, 0));
    let last =
        scene.scenario.as_ref().and_then(|it| it.answer.as_ref()).expect("an answer").sentence.to_string();
    assert!(last.contains("read-kernel"), "{last}");
}

#[test]
fn who_ends_it_too_early_is_told_so_and_another_command_ends_it() {
    let mut session = common::booted();
    session.command(Command::Scenario(Scenario::Loop));
    for _ in 0..3 {
        session.work(20_000);
    }
    assert!(session.scene().scenario.as_ref().is_some_and(|it| it.answer.is_none()));
    session.command(Command::Type("\x03".into()));
    common::settle(&mut session);
    assert!(session.scene().scenario.is_none(), "keys are a wish of their own");
    common::run(&mut session, "echo on");
    assert_eq!(session.output(), b"on\r\n");
}
