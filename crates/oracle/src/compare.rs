//! What came of a program, and where two machines differ in it.

use std::fmt;

use isa::REGISTERS;

use crate::layout::*;
use crate::program::{csr_name, mode_name};

/// What came of a program: a record of [`RECORD_LEN`] bytes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome(Vec<u64>);

/// A trap that was logged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Logged {
    /// The mode of the handler.
    pub mode: u64,
    /// `mcause` or `scause`.
    pub cause: u64,
    /// `mepc` or `sepc`.
    pub epc: u64,
    /// `mtval` or `stval`.
    pub tval: u64,
    /// `mstatus` or `sstatus`.
    pub status: u64,
}

impl fmt::Display for Logged {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { mode, cause, epc, tval, status } = *self;
        write!(f, "to {} cause {cause:#x} epc {epc:#x} tval {tval:#x} status {status:#x}", mode_name(mode))
    }
}

impl Outcome {
    pub(crate) fn new(words: Vec<u64>) -> Self {
        assert_eq!(words.len(), record::N_WORDS);
        Self(words)
    }

    /// The traps that were logged, in order.
    pub fn traps(&self) -> impl Iterator<Item = Logged> {
        let n = self.0[record::TRAPS].min(MAX_TRAPS) as usize;
        self.0[record::LOG..].chunks(TRAP_WORDS).take(n).map(|words| Logged {
            mode: words[0],
            cause: words[1],
            epc: words[2],
            tval: words[3],
            status: words[4],
        })
    }
}

/// The first thing that differs, as a line of text for each machine.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Difference {
    /// What differs.
    pub what: String,
    /// What it is on our machine.
    pub ours: String,
    /// What it is on the oracle.
    pub theirs: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}\n  ours:   {}\n  theirs: {}", self.what, self.ours, self.theirs)
    }
}

/// The first difference: traps first, since what is wrong later often comes from there.
pub fn compare(ours: &Outcome, theirs: &Outcome) -> Option<Difference> {
    if ours == theirs {
        return None;
    }
    let text = |trap: Option<Logged>| trap.map_or("no trap".to_string(), |trap| trap.to_string());
    let (mut left, mut right) = (ours.traps(), theirs.traps());
    for number in 1..=MAX_TRAPS {
        let (ours, theirs) = (left.next(), right.next());
        if ours != theirs {
            return Some(Difference {
                what: format!("trap {number}"),
                ours: text(ours),
                theirs: text(theirs),
            });
        }
    }
    let index = ours.0.iter().zip(&theirs.0).position(|(ours, theirs)| ours != theirs)?;
    let hex = |outcome: &Outcome| format!("{:#x}", outcome.0[index]);
    Some(Difference { what: name(index), ours: hex(ours), theirs: hex(theirs) })
}

/// What a word of a record is.
fn name(index: usize) -> String {
    match index {
        record::X..record::CSRS => REGISTERS[index - record::X].to_string(),
        record::CSRS..record::PAGES => csr_name(STORED[index - record::CSRS]),
        record::PAGES..record::TRAPS => {
            let names = [
                "code",
                "data 0",
                "data 1",
                "data 2",
                "data 3",
                "island",
                "root table",
                "middle table",
                "leaf table",
            ];
            format!("hash of the page: {}", names[index - record::PAGES])
        }
        record::TRAPS => "number of traps".to_string(),
        record::F..record::LOG if index == record::LOG - 1 => "fcsr".to_string(),
        record::F..record::LOG => format!("f{}", index - record::F),
        _ => "trap log".to_string(),
    }
}
