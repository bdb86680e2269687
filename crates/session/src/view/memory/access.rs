//! What the last step asked of memory, and the rule that let it pass or refused it, as sentences. RISC-V Privileged ISA 20240411
//! §10.3.2 "Virtual Address Translation Process", §10.1.1.2 "Memory Privilege in sstatus Register", §3.7 "Physical Memory
//! Protection".

use inspector::cause_text;
use isa::csr::{Field, pte};
use machine::{Access, Mode as Privilege, PAGE_LEN, Refusal};

use super::Surroundings;
use super::step::{Attempt, LastStep};
use crate::Sentence;
use crate::scene::{AccessKind, AccessView, Mode, Region, RegionKind};
use crate::text::counted;

/// The accesses of the last step, in order.
pub(crate) fn accesses(step: &LastStep, around: &Surroundings<'_>) -> Vec<AccessView> {
    let view = |attempt: &Attempt| {
        let fault = step.fault(attempt.access);
        AccessView {
            kind: kind(attempt.access),
            va: attempt.va,
            len: attempt.len,
            mode: step.mode.into(),
            passed: fault.is_none(),
            why: Sentence::parse(&sentence(step, attempt, fault, around)),
        }
    };
    step.attempts.iter().map(view).collect()
}

pub(crate) fn kind(access: Access) -> AccessKind {
    match access {
        Access::Fetch => AccessKind::Fetch,
        Access::Load => AccessKind::Load,
        Access::Store => AccessKind::Store,
    }
}

fn mode_word(mode: Privilege) -> String {
    match Mode::from(mode) {
        Mode::User => "[User] mode".into(),
        Mode::Supervisor => "<Kernel> mode".into(),
        Mode::Machine => "Machine mode".into(),
    }
}

fn sentence(
    step: &LastStep,
    attempt: &Attempt,
    fault: Option<(u8, u64)>,
    around: &Surroundings<'_>,
) -> String {
    let verb = match attempt.access {
        Access::Fetch => "fetched",
        Access::Load => "loaded",
        Access::Store => "stored",
    };
    let region = around.region_of(attempt.va);
    let place = region.map_or(String::new(), |region| match region.kind {
        RegionKind::User | RegionKind::Kernel | RegionKind::Device => format!(" ({})", region.name),
        RegionKind::Gap | RegionKind::Guard => " (nobody's)".into(),
    });
    let bytes = counted(attempt.len, "byte");
    let what = format!("{bytes} at `{:#x}`{place}", attempt.va);
    let who = mode_word(step.mode);
    match (fault, attempt.refused()) {
        (Some((code, tval)), refused) => {
            let why = match refused {
                Some((_, refusal)) => rule(refusal, step.mode),
                None => "nothing answers at that physical address".into(),
            };
            let next = refused.map_or("", |(_, refusal)| promise(region, refusal));
            format!(
                "{who} wanted {what} {verb}. Refused: {why}. The hardware raised a {} with `stval` = `{tval:#x}`.{next}",
                cause_text(u64::from(code))
            )
        }
        (None, Some((_, refusal))) => format!(
            "{who} {verb} {what}. The page tables do not allow it ({}), but the hart still remembered a translation.",
            rule(refusal, step.mode)
        ),
        (None, None) => format!("{who} {verb} {what}. {}", pass(step, attempt)),
    }
}

/// Why an access passed.
fn pass(step: &LastStep, attempt: &Attempt) -> String {
    let Some(pa) = attempt.pa() else { return String::new() };
    let Some(leaf) = attempt.leaf else {
        return format!(
            "Allowed: without translation that is physical address `{pa:#x}`, and no PMP entry forbids it."
        );
    };
    let bit = match attempt.access {
        Access::Fetch => "X",
        Access::Load => "R",
        Access::Store => "W",
    };
    let has = |field: Field| field.get(leaf.bits) != 0;
    let whose = match (step.mode, has(pte::U)) {
        (Privilege::U, _) => "its U bit says that the page is for user mode".to_string(),
        (_, true) if step.sum => {
            "its U bit is 1, and `sstatus.SUM` = 1 lets the <kernel> at pages of user mode".into()
        }
        (_, _) => "its U bit is 0: the page is the <kernel>'s own".into(),
    };
    let mxr = attempt.access == Access::Load && !has(pte::R);
    let what = if mxr { "`sstatus.MXR` lets code be read".into() } else { format!("its {bit} bit is 1") };
    let update = match attempt.update() {
        Some(entry) => {
            format!(" The hardware wrote A and D as they have to be to the entry at `{:#x}`.", entry.pa)
        }
        None => String::new(),
    };
    let two = if attempt.va % PAGE_LEN as u64 + attempt.len > PAGE_LEN as u64 {
        "; so it is on the next page"
    } else {
        ""
    };
    format!(
        "Allowed by its page-table entry: {what}, and {whose}{two}. That is physical address `{pa:#x}`.{update}"
    )
}

/// What the kernel has in mind with a page that is not as the access needs it.
fn promise(region: Option<&Region>, refusal: Refusal) -> &'static str {
    let Some(region) = region.filter(|region| region.kind == RegionKind::User) else {
        return " Nobody has a right to this address.";
    };
    match refusal {
        Refusal::NotValid => " The <kernel> has promised this page and brings it when it is touched: now.",
        Refusal::NoWrite if region.permissions.write => {
            " Two have this page, or the file has it: the <kernel> makes a copy to be written to (copy on write)."
        }
        Refusal::NotCanonical | Refusal::NoMemory | Refusal::Reserved | Refusal::ReservedInBranch => "",
        Refusal::TooDeep | Refusal::Misaligned | Refusal::SupervisorPage | Refusal::UserPage => "",
        Refusal::NoRead | Refusal::NoWrite | Refusal::NoExecute | Refusal::Protected => "",
    }
}

/// The rule that refuses an access by `mode`, as a part of a sentence.
pub(crate) fn rule(refusal: Refusal, mode: Privilege) -> String {
    match refusal {
        Refusal::NotCanonical => "bits 39 to 63 of the address are not copies of bit 38".into(),
        Refusal::NoMemory => "a page table, or the byte itself, would lie where there is no RAM".into(),
        Refusal::NotValid => "the V bit of a page-table entry is 0: nothing is mapped there".into(),
        Refusal::Reserved => "a page-table entry has bits that are reserved, or W without R".into(),
        Refusal::ReservedInBranch => "an entry that leads to a table has A, D or U set".into(),
        Refusal::TooDeep => "the entry of the last level leads to another table".into(),
        Refusal::Misaligned => "a large page is not at a multiple of its size".into(),
        Refusal::SupervisorPage => "the page's U bit is 0: it is not for user mode".into(),
        Refusal::UserPage if mode == Privilege::S => {
            "the page's U bit is 1: kernel mode fetches nothing there, and loads and stores only while `sstatus.SUM` is 1"
                .into()
        }
        Refusal::UserPage => "the page's U bit is 1".into(),
        Refusal::NoRead => "the page's R bit is 0".into(),
        Refusal::NoWrite => "the page's W bit is 0".into(),
        Refusal::NoExecute => "the page's X bit is 0".into(),
        Refusal::Protected => "physical memory protection (PMP) has no entry that allows it".into(),
    }
}
