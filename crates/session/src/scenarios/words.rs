//! The words of the experiments: every text is here, and every value in it comes from [`Facts`].

use isa::csr::pte;
use machine::CrossingKind;

use super::facts::{Facts, Fault};
use super::{Answer, Scenario, Sight};
use crate::Sentence;
use crate::text::{counted, thousands};

/// Title and question, in the order of the scenarios.
#[rustfmt::skip] // A table reads as rows.
pub(super) const TITLES: [(&str, &str); 13] = [
    ("Read the kernel's memory", "The kernel's memory is in the address space of every program. What stops a program from reading it?"),
    ("Write to the kernel's memory", "A pointer of a program goes astray, into the kernel's system-call table. Who notices, and when?"),
    ("Jump into the kernel", "The kernel's code is machine code like any other. May a program simply jump to it, and be the kernel?"),
    ("Use an instruction of the kernel's", "A register says which mode to return to. Can a program write to it, and promote itself?"),
    ("Give the kernel a bad pointer", "A program may not read the kernel's memory; the kernel may. What if the program asks it to?"),
    ("Never end", "A program that loops for ever and asks for nothing: how does anybody else ever run again?"),
    ("Crash beside others", "One program crashes while three others work together. What becomes of them?"),
    ("Do it as root", "Root may do everything. May root's programs use the kernel's registers?"),
    ("Write byte by byte", "The same 32 bytes: once with a system call for each, once with one call for all. What is the bill?"),
    ("Call a library", "Printing 50 numbers takes many calls of library functions. How many of them are system calls?"),
    ("Touch a page that is not there", "A program asks for four pages and writes to them; it has none of them yet. Is that an error?"),
    ("Fork, and write", "fork makes a second process with the same memory. Is it all copied, and if not, when?"),
    ("Switch the wall off", "Now the page of the kernel's system-call table is opened to programs, by hand. The same stray pointer: what dies?"),
];

/// What to say when a run did not come to what it was made for: somebody has ended it.
const NOTHING: &str = "The run ended before it came to the point. Run it again, and let it end by itself.";

/// What came of it.
pub(super) fn answer(scenario: Scenario, facts: &mut Facts<'_>) -> Answer {
    let said = match scenario {
        Scenario::Read => refused(facts, "read-kernel", "It got not one bit of what it wanted."),
        Scenario::Write => refused(facts, "stray", "The table is as it was."),
        Scenario::Jump => refused(
            facts,
            "jump-kernel",
            "A jump never changes the mode; only a trap does, and that goes where the {kernel} has said, in `stvec`.",
        ),
        Scenario::Privileged => refused(
            facts,
            "csrw",
            "Which instructions are allowed depends on the mode, and the mode was [user].",
        ),
        Scenario::Pointer => pointer(facts),
        Scenario::Loop => endless(facts),
        Scenario::Crash => crash(facts),
        Scenario::Root => root(facts),
        Scenario::Bytes => bytes(facts),
        Scenario::Library => library(facts),
        Scenario::Fault => pages(facts),
        Scenario::Fork => fork(facts),
        Scenario::Wall => wall(facts),
    };
    let (markup, sights) = said.unwrap_or((NOTHING.to_string(), Vec::new()));
    Answer { sentence: Sentence::parse(&markup), sights }
}

/// What is said, and where it is to be seen; none if it did not happen.
type Said = Option<(String, Vec<Sight>)>;

fn sight(at: u64, label: impl Into<String>) -> Sight {
    Sight { at, label: label.into() }
}

/// What the processor refused, and by which bits.
fn refusal(program: &str, fault: &Fault) -> String {
    let what = match fault.cause {
        2 => format!("the instruction word {:#x}", fault.about),
        _ => format!("address `{:#x}`", fault.about),
    };
    let page = match fault.entry {
        Some(bits) => {
            let bit = |field: isa::csr::Field| field.get(bits);
            format!(
                " The page-table entry says R={} W={} X={} U={}: with U=0 the page is not for [user] mode.",
                bit(pte::R),
                bit(pte::W),
                bit(pte::X),
                bit(pte::U)
            )
        }
        None => String::new(),
    };
    format!(
        "*{program}* tried `{}` at `{:#x}`. The processor refused it: {} (`scause` {}), about {what}.{page}",
        fault.text,
        fault.pc,
        inspector::cause_text(fault.cause),
        fault.cause
    )
}

fn refused(facts: &mut Facts<'_>, program: &str, moral: &str) -> Said {
    let fault = facts.last_fault(program)?;
    let (bill, ending) = (facts.bill(program), facts.ending(fault.pid)?);
    let markup = format!(
        "{} The hardware raised a trap, and the {{kernel}} ended *{program}*, process {}, with {ending}, after {} of it. \
         {moral}",
        refusal(program, &fault),
        fault.pid,
        counted(bill.user, "instruction"),
    );
    Some((markup, vec![sight(fault.at, "The processor refuses"), sight(fault.at - 1, "One step before")]))
}

fn pointer(facts: &mut Facts<'_>) -> Said {
    let pid = facts.pid("badptr")?;
    let index = facts.run.calls.iter().position(|call| call.process == "badptr" && call.failed)?;
    let (call, [fd, va, len, ..]) = (&facts.run.calls[index], facts.record.raw[index].args);
    let ending = facts.ending(pid)?;
    let markup = format!(
        "*badptr* asked `{}({fd}, {va:#x}, {len})`. No instruction was refused: the call is legal. The {{kernel}} looked whose \
         address that is before it used it, and answered `{}` after {} in {{kernel}} mode. *badptr* went on and ended with {ending}.",
        call.name,
        call.result.as_deref()?,
        counted(call.steps, "step"),
    );
    let sights = vec![sight(call.from + 1, "The kernel gets the pointer"), sight(call.to?, "The answer")];
    Some((markup, sights))
}

fn endless(facts: &mut Facts<'_>) -> Said {
    let (pid, bill) = (facts.pid("spin")?, facts.bill("spin"));
    let kill = facts.run.calls.iter().find(|call| call.name == "kill")?;
    let ending = facts.ending(pid)?;
    let trap = facts.run.traps.iter().find(|trap| trap.process == "spin" && trap.interrupt)?;
    let markup = format!(
        "*spin*, process {pid}, executed {} and made {}. The timer took the hart from it {}, without its help; so \
         *{}* could run, and called `{}`. *spin* ended with {ending}.",
        counted(bill.user, "instruction"),
        counted(bill.calls, "system call"),
        counted(bill.timer, "time"),
        kill.process,
        kill.asked,
    );
    let sights =
        vec![sight(trap.at, "The timer takes the hart"), sight(kill.from + 1, "Somebody asks to end it")];
    Some((markup, sights))
}

fn crash(facts: &mut Facts<'_>) -> Said {
    let fault = facts.last_fault("crash")?;
    let ending = facts.ending(fault.pid)?;
    let others = ["yes", "head", "wc"];
    let later = others.iter().flat_map(|name| facts.calls(name)).filter(|call| call.from > fault.at).count();
    let (n, status) = (facts.pid("wc")?, facts.ending(facts.pid("wc")?)?);
    let wrote = facts.calls("wc").find(|call| call.name == "write")?;
    let markup = format!(
        "{} *crash* ended with {ending}, and nobody else: *yes*, *head* and *wc* made {} after that. *wc*, process {n}, \
         called `{}` and ended with {status}.",
        refusal("crash", &fault),
        counted(later as u64, "system call"),
        wrote.asked,
    );
    let sights = vec![sight(fault.at, "The processor refuses"), sight(wrote.from + 1, "wc has its number")];
    Some((markup, sights))
}

fn root(facts: &mut Facts<'_>) -> Said {
    let mut told = |program: &str| {
        let fault = facts.last_fault(program)?;
        let user = facts.calls(program).find(|call| call.name == "geteuid")?.result.clone()?;
        let ending = facts.ending(fault.pid)?;
        let text = format!(
            "As user {user}, *{program}* tried `{}`: {} (`scause` {}), and it ended with {ending}.",
            fault.text,
            inspector::cause_text(fault.cause),
            fault.cause
        );
        Some((text, fault.at))
    };
    let ((root, at), (nobody, other)) = (told("root")?, told("nobody")?);
    let markup = format!(
        "{root} {nobody} The processor knows modes, not users: root is a number that the {{kernel}} looks at when it is \
         asked for a file, and root's programs run in [user] mode like all others."
    );
    Some((markup, vec![sight(at, "root is refused"), sight(other, "Another user is refused")]))
}

fn bytes(facts: &mut Facts<'_>) -> Said {
    let bill = |program: &str| {
        let writes = || facts.calls(program).filter(|call| call.name == "write");
        let kernel: u64 = writes().map(|call| call.steps).sum();
        let (n, user) = (writes().count() as u64, facts.bill(program).user);
        let text = format!(
            "*{program}* went through the wall and back {} to write: {} in {{kernel}} mode, and {} of its own in [user] mode.",
            counted(n, "time"),
            counted(kernel, "step"),
            counted(user, "instruction"),
        );
        (text, user + kernel)
    };
    let ((one, many), (all, few)) = (bill("bytes"), bill("buffer"));
    let markup = format!(
        "{one} {all} That is {} against {} for the same 32 bytes, {} times as many. So programs gather what they write.",
        thousands(many),
        thousands(few),
        many / few.max(1),
    );
    let first =
        |program: &str| facts.calls(program).find(|call| call.name == "write").map(|call| call.from + 1);
    let sights = vec![sight(first("bytes")?, "The first byte"), sight(first("buffer")?, "All bytes at once")];
    Some((markup, sights))
}

/// The function of the programs' library that puts text into a buffer.
pub(super) const LIBRARY: &str = "user::out::Out::put";

fn library(facts: &mut Facts<'_>) -> Said {
    let calls = facts.n_entered(LIBRARY);
    let write = facts.calls("seq").find(|call| call.name == "write")?;
    let writes = facts.calls("seq").filter(|call| call.name == "write").count();
    let first = facts.run.functions.iter().find(|span| span.entered && &*span.name == LIBRARY)?.from;
    let markup = format!(
        "*seq* called its library's `{LIBRARY}` {}, all in [user] mode: a call is a jump, and the bytes went into a \
         buffer. Only {} came of it: `{}`, with `ecall`.",
        counted(calls, "time"),
        counted(writes as u64, "`write`").replace("`s", "` calls"),
        write.asked,
    );
    Some((markup, vec![sight(first, "A call in the library"), sight(write.from + 1, "The system call")]))
}

fn pages(facts: &mut Facts<'_>) -> Said {
    let mapped = facts.calls("touch-pages").find(|call| call.name == "mmap")?;
    let (start, to) = (mapped.result.clone()?, mapped.to?);
    let base = u64::from_str_radix(start.trim_start_matches("0x"), 16).ok()?;
    let within = |fault: &Fault| (base..base + 4 * 4096).contains(&fault.about) && fault.at > to;
    let faults: Vec<Fault> = facts.faults("touch-pages").into_iter().filter(within).collect();
    let ending = facts.ending(facts.pid("touch-pages")?)?;
    let places: Vec<String> = faults.iter().map(|fault| format!("`{:#x}`", fault.about)).collect();
    let first = faults.first()?;
    let markup = format!(
        "The {{kernel}} promised four pages at `{start}` and gave none. *touch-pages* met {} there, at {}: {} (`scause` {}). \
         The hardware raised each, the {{kernel}} put a page there and let the same instruction try again. \
         *touch-pages* noticed nothing and ended with {ending}.",
        counted(faults.len() as u64, "page fault"),
        places.join(", "),
        inspector::cause_text(first.cause),
        first.cause,
    );
    Some((markup, vec![sight(first.at, "The first page fault"), sight(to, "The promise")]))
}

fn fork(facts: &mut Facts<'_>) -> Said {
    let copied = facts.copied("cow")?;
    let clone = facts.calls("cow").find(|call| call.name == "clone")?;
    let (child, steps) = (clone.result.clone()?, clone.steps);
    let (theirs, own) = copied.values;
    let markup = format!(
        "`clone` made process {child} in {}, and copied page tables, not the pages. Both had the physical page `{:#x}` behind \
         address `{:#x}`, and neither might write to it. The child wrote: a store page fault, and the {{kernel}} gave it \
         a copy, `{:#x}`. Now the child has {own} there, and the parent still {theirs}.",
        counted(steps, "step"),
        copied.shared,
        copied.va,
        copied.own,
    );
    Some((markup, vec![sight(copied.at, "The child writes"), sight(copied.back, "It has its own page")]))
}

fn wall(facts: &mut Facts<'_>) -> Said {
    let fatal = facts.fatal()?;
    let CrossingKind::Trap { cause, tval, .. } = fatal.kind else { return None };
    let call = facts.calls("stray").last()?;
    let (from, n, name, asked) = (call.from, call.number, call.name.clone(), call.asked.clone());
    let entry = facts.entry(fatal.at, n)?;
    let markup = format!(
        "With U=1 and W=1 on that page, and `sstatus.SUM` set so that the {{kernel}} can go on reading it, the store \
         *stray* had been refused before went through: entry {n} of the system-call table is `{entry:#x}` now. Then *stray* asked \
         `{asked}`. The {{kernel}} looked up `{name}`, jumped to `{tval:#x}`, and met an {} itself, in {{kernel}} mode. \
         Nobody is above it to end it alone: it panicked, and all programs and the machine went down with it.",
        inspector::cause_text(cause.bits()),
    );
    Some((
        markup,
        vec![sight(fatal.at, "The kernel falls"), sight(from + 1, "The call that it does not survive")],
    ))
}
