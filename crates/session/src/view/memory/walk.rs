//! The way of an address through the page tables, entry by entry. RISC-V Privileged ISA 20240411 §10.3.2 "Virtual Address
//! Translation Process", §10.4.1 "Addressing and Memory Protection" (Sv39).

use isa::csr::{Field, pte};
use machine::{Access, Mode as Privilege, PteAt, Refusal, Walk};
use texts::memory as say;

use super::access::{kind, rule};
use crate::Sentence;
use crate::scene::{AccessKind, PteFlag, PteView, WalkView};
use crate::view::{Before, Moment};

/// The walk of `va` by the tables in force.
pub(crate) fn walk(moment: &Moment<'_>, before: &Before, satp: u64, va: u64) -> WalkView {
    let walk = moment.machine.walk(satp, va);
    let vpn = [30, 21, 12].map(|shift| va >> shift & 0x1ff);
    let leaf = walk.leaf();
    let entry = |entry: PteAt| {
        let is_leaf = leaf == Some(entry) && walk.pa.is_ok();
        let old = before.step.as_ref().and_then(|step| step.cells.iter().find(|(pa, _)| *pa == entry.pa));
        PteView {
            level: entry.level,
            pa: entry.pa,
            bits: entry.bits,
            flags: FLAGS
                .iter()
                .map(|(letter, field, words)| flag(*letter, *field, words, entry.bits))
                .collect(),
            rsw: pte::RSW.get(entry.bits),
            ppn: pte::PPN.get(entry.bits),
            meaning: meaning(&entry, is_leaf, &walk),
            changed: old.is_some_and(|(_, old)| *old != entry.bits),
        }
    };
    WalkView {
        va,
        vpn,
        offset: va & 0xfff,
        entries: walk.entries.into_iter().flatten().map(entry).collect(),
        pa: walk.pa.ok(),
        end: end(&walk, va),
        may: [Access::Fetch, Access::Load, Access::Store].map(|access| may(moment, va, access)).to_vec(),
    }
}

/// The one-bit fields, lowest first, and what each says when it is set and when not. §10.3.1 "Addressing and Memory
/// Protection" (Sv32), whose fields Sv39 has too.
const FLAGS: [(char, Field, [texts::Message; 2]); 8] = [
    ('V', pte::V, [say::valid, say::invalid]),
    ('R', pte::R, [say::loads, say::no_loads]),
    ('W', pte::W, [say::stores, say::no_stores]),
    ('X', pte::X, [say::fetches, say::no_fetches]),
    ('U', pte::U, [say::of_user_mode, say::not_for_user_mode]),
    ('G', pte::G, [say::everywhere, say::only_here]),
    ('A', pte::A, [say::accessed, say::not_accessed]),
    ('D', pte::D, [say::dirty, say::not_dirty]),
];

fn flag(letter: char, field: Field, words: &[texts::Message; 2], bits: u64) -> PteFlag {
    let set = field.get(bits) != 0;
    PteFlag { letter, bit: field.low(), set, meaning: words[usize::from(!set)]().to_string() }
}

fn meaning(entry: &PteAt, is_leaf: bool, walk: &Walk) -> String {
    let to = pte::PPN.get(entry.bits) << 12;
    if is_leaf {
        let size = ["4 KiB", "2 MiB", "1 GiB"].get(usize::from(entry.level)).copied().unwrap_or("");
        return say::leaf(size, &format!("{to:#x}"));
    }
    match walk.pa {
        Err(refusal) if walk.leaf().as_ref() == Some(entry) && refusal != Refusal::NoMemory => {
            refusal_words(refusal).to_string()
        }
        Ok(_) | Err(_) => say::next_table(&format!("{to:#x}")),
    }
}

fn refusal_words(refusal: Refusal) -> &'static str {
    match refusal {
        Refusal::NotValid => say::entry_not_valid(),
        Refusal::Reserved => say::entry_reserved(),
        Refusal::ReservedInBranch => say::entry_reserved_in_branch(),
        Refusal::TooDeep => say::entry_too_deep(),
        Refusal::Misaligned => say::entry_misaligned(),
        Refusal::NotCanonical | Refusal::NoMemory | Refusal::Protected => "",
        Refusal::SupervisorPage | Refusal::UserPage => "",
        Refusal::NoRead | Refusal::NoWrite | Refusal::NoExecute => "",
    }
}

fn end(walk: &Walk, va: u64) -> Sentence {
    let va = format!("{va:#x}");
    Sentence::parse(&match walk.pa {
        Ok(pa) => say::walk_ends(&va, &format!("{pa:#x}")),
        Err(refusal) if refusal.is_page_fault() => say::walk_page_fault(&va, rule(refusal, Privilege::S)),
        Err(refusal) => say::walk_access_fault(&va, rule(refusal, Privilege::S)),
    })
}

/// Whether the hart could do `access` there now, and why.
fn may(moment: &Moment<'_>, va: u64, access: Access) -> (AccessKind, bool, String) {
    let mode = moment.machine.hart.mode;
    match moment.machine.check(va, 1, access) {
        Ok(_) => (kind(access), true, say::may().into()),
        Err(refusal) => (kind(access), false, rule(refusal, mode).replace('`', "")),
    }
}
