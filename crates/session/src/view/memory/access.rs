//! What the last step asked of memory, and the rule that let it pass or refused it, as sentences. RISC-V Privileged ISA 20240411
//! §10.3.2 "Virtual Address Translation Process", §10.1.1.2 "Memory Privilege in sstatus Register", §3.7 "Physical Memory
//! Protection".

use inspector::cause_text;
use isa::csr::{Field, pte};
use machine::{Access, Mode as Privilege, PAGE_LEN, Refusal};
use texts::memory as say;

use super::Surroundings;
use super::step::{Attempt, LastStep};
use crate::Sentence;
use crate::scene::{AccessKind, AccessView, Mode, Region, RegionKind};

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

fn sentence(
    step: &LastStep,
    attempt: &Attempt,
    fault: Option<(u8, u64)>,
    around: &Surroundings<'_>,
) -> String {
    let who = match Mode::from(step.mode) {
        Mode::User => say::user(),
        Mode::Supervisor => say::kernel(),
        Mode::Machine => say::machine(),
    };
    let region = around.region_of(attempt.va);
    let place = region.map_or(String::new(), |region| match region.kind {
        RegionKind::User | RegionKind::Kernel | RegionKind::Device => format!(" ({})", region.name),
        RegionKind::Gap | RegionKind::Guard => format!(" ({})", say::nobodys()),
    });
    let what = &say::what(&texts::unit::bytes(attempt.len), &format!("{:#x}", attempt.va), &place);
    let done = match attempt.access {
        Access::Fetch => say::fetched(who, what),
        Access::Load => say::loaded(who, what),
        Access::Store => say::stored(who, what),
    };
    match (fault, attempt.refused()) {
        (Some((code, tval)), refused) => {
            let why = refused.map_or(say::no_answer(), |(_, refusal)| rule(refusal, step.mode));
            let wanted = match attempt.access {
                Access::Fetch => say::wanted_fetched(who, what),
                Access::Load => say::wanted_loaded(who, what),
                Access::Store => say::wanted_stored(who, what),
            };
            let cause = cause_text(u64::from(code));
            let refusal = say::refused(&wanted, why, cause, &format!("{tval:#x}"));
            let next = refused.and_then(|(_, refusal)| promise(region, refusal));
            next.map_or(refusal.clone(), |next| format!("{refusal} {next}"))
        }
        (None, Some((_, refusal))) => say::remembered(&done, rule(refusal, step.mode)),
        (None, None) => pass(step, attempt, done),
    }
}

/// Why an access passed, behind what was done.
fn pass(step: &LastStep, attempt: &Attempt, done: String) -> String {
    let Some(pa) = attempt.pa() else { return done };
    let pa = &format!("{pa:#x}");
    let Some(leaf) = attempt.leaf else { return say::untranslated(&done, pa) };
    let bit = match attempt.access {
        Access::Fetch => "X",
        Access::Load => "R",
        Access::Store => "W",
    };
    let has = |field: Field| field.get(leaf.bits) != 0;
    let whose = match (step.mode, has(pte::U)) {
        (Privilege::U, _) => say::whose_user(),
        (_, true) if step.sum => say::whose_sum(),
        (_, _) => say::whose_kernel(),
    };
    let mxr = attempt.access == Access::Load && !has(pte::R);
    let what = if mxr { say::mxr().into() } else { say::bit_is_set(bit) };
    let allowed = match attempt.va % PAGE_LEN as u64 + attempt.len > PAGE_LEN as u64 {
        true => say::allowed_two_pages(&done, &what, whose, pa),
        false => say::allowed(&done, &what, whose, pa),
    };
    match attempt.update() {
        Some(entry) => format!("{allowed} {}", say::updated(&format!("{:#x}", entry.pa))),
        None => allowed,
    }
}

/// What the kernel has in mind with a page that is not as the access needs it.
fn promise(region: Option<&Region>, refusal: Refusal) -> Option<&'static str> {
    let Some(region) = region.filter(|region| region.kind == RegionKind::User) else {
        return Some(say::no_right());
    };
    match refusal {
        Refusal::NotValid => Some(say::brings()),
        Refusal::NoWrite if region.permissions.write => Some(say::copies()),
        Refusal::NotCanonical | Refusal::NoMemory | Refusal::Reserved | Refusal::ReservedInBranch => None,
        Refusal::TooDeep | Refusal::Misaligned | Refusal::SupervisorPage | Refusal::UserPage => None,
        Refusal::NoRead | Refusal::NoWrite | Refusal::NoExecute | Refusal::Protected => None,
    }
}

/// The rule that refuses an access by `mode`, as a part of a sentence.
pub(crate) fn rule(refusal: Refusal, mode: Privilege) -> &'static str {
    match refusal {
        Refusal::NotCanonical => say::not_canonical(),
        Refusal::NoMemory => say::no_memory(),
        Refusal::NotValid => say::not_valid(),
        Refusal::Reserved => say::reserved(),
        Refusal::ReservedInBranch => say::reserved_in_branch(),
        Refusal::TooDeep => say::too_deep(),
        Refusal::Misaligned => say::misaligned(),
        Refusal::SupervisorPage => say::kernel_page(),
        Refusal::UserPage if mode == Privilege::S => say::user_page_in_kernel(),
        Refusal::UserPage => say::user_page(),
        Refusal::NoRead => say::no_read(),
        Refusal::NoWrite => say::no_write(),
        Refusal::NoExecute => say::no_execute(),
        Refusal::Protected => say::protected(),
    }
}
