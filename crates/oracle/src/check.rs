//! Many programs of an area on both machines: how many and which traps they took, or the first that differs, made short.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use crate::areas::Area;
use crate::compare::compare;
use crate::generate::generate;
use crate::run::{Oracle, RunError, on_ours};
use crate::shrink::shrink;

/// What programs came to that came to the same.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Counts {
    /// Programs.
    pub programs: u64,
    /// Traps by cause, as `mcause` has it.
    pub traps: BTreeMap<u64, u64>,
}

impl Counts {
    /// These and those.
    pub fn add(&mut self, other: &Self) {
        self.programs += other.programs;
        for (cause, n) in &other.traps {
            *self.traps.entry(*cause).or_default() += n;
        }
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} programs, {} traps", self.programs, self.traps.values().sum::<u64>())?;
        let mut sign = " (";
        for (cause, n) in &self.traps {
            let kind = if cause >> 63 != 0 { "interrupt" } else { "cause" };
            write!(f, "{sign}{kind} {}: {n}", cause & 63)?;
            sign = ", ";
        }
        f.write_str(if sign == ", " { ")" } else { "" })
    }
}

/// Why programs did not come to the same.
#[derive(Debug)]
pub enum Failure {
    /// A run came to no result.
    Run(Area, Range<u64>, RunError),
    /// Some differ.
    Differs {
        /// Their area.
        area: Area,
        /// Their seeds.
        seeds: Vec<u64>,
        /// The first of them, as short as it gets, and the first difference.
        shortest: String,
    },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Run(area, seeds, error) => write!(f, "{area}, seeds {seeds:?}: {error}"),
            Self::Differs { area, seeds, shortest } => {
                write!(f, "{} programs differ: {area}, seeds {seeds:?}\n{shortest}", seeds.len())
            }
        }
    }
}

impl std::error::Error for Failure {}

/// Runs the programs of `area` that `seeds` name on our machine and on an oracle.
pub fn check(area: Area, seeds: Range<u64>, oracle: Oracle) -> Result<Counts, Failure> {
    let mut programs: Vec<_> = seeds.clone().map(|seed| generate(area, seed, oracle)).collect();
    let failed = |error| Failure::Run(area, seeds.clone(), error);
    let ours = loop {
        match on_ours(&programs) {
            // Now and then one executes data that is a loop. It has to be one on the oracle too.
            Err(RunError::Endless(index)) => {
                let endless = [programs.remove(index)];
                match oracle.run(&endless) {
                    Err(RunError::EndlessOn(_)) => {}
                    Err(error) => return Err(failed(error)),
                    Ok(_) => {
                        let shortest = format!("{}It ends on {oracle} only.", endless[0].listing());
                        return Err(Failure::Differs { area, seeds: vec![endless[0].seed], shortest });
                    }
                }
            }
            other => break other.map_err(failed)?,
        }
    };
    let theirs = oracle.run(&programs).map_err(failed)?;
    let differ = |index: &usize| compare(&ours[*index], &theirs[*index]).is_some();
    let differing: Vec<usize> = (0..programs.len()).filter(differ).collect();
    if let Some(&first) = differing.first() {
        let shortest = [shrink(&programs[first], oracle)];
        let ours = on_ours(&shortest).map_err(failed)?;
        let theirs = oracle.run(&shortest).map_err(failed)?;
        let difference = compare(&ours[0], &theirs[0])
            .map_or("The difference went away by itself.".to_string(), |difference| difference.to_string());
        return Err(Failure::Differs {
            area,
            seeds: differing.iter().map(|index| programs[*index].seed).collect(),
            shortest: format!("{}{difference}", shortest[0].listing()),
        });
    }
    let mut counts = Counts { programs: programs.len() as u64, ..Counts::default() };
    for trap in ours.iter().flat_map(|outcome| outcome.traps()) {
        *counts.traps.entry(trap.cause).or_default() += 1;
    }
    Ok(counts)
}
