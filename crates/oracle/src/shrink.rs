//! Makes a program that fails as short as it gets: what can be left out without the difference going away is left out.

use isa::csr::{pmpaddr0, satp};

use crate::compare::compare;
use crate::generate::memory::N_HARNESS;
use crate::layout::{N_PROTECTED, SETUP};
use crate::program::{Piece, Program};
use crate::run::{Oracle, RunError, on_ours};

/// The shortest program found that still shows a difference. Candidates run together, so that a round costs one run.
pub fn shrink(program: &Program, oracle: Oracle) -> Program {
    let mut best = program.clone();
    loop {
        let candidates = candidates(&best);
        let Some(better) = first_failing(&candidates, oracle) else { return best };
        best = candidates[better].clone();
    }
}

/// The first of `programs` that shows a difference. One that does not end shows none, nor does what is behind the third.
fn first_failing(programs: &[Program], oracle: Oracle) -> Option<usize> {
    let mut end = programs.len();
    let mut start = 0;
    for _ in 0..3 {
        let some = &programs[start..end];
        let outcomes = on_ours(some).and_then(|ours| Ok((ours, oracle.run(some)?)));
        match outcomes {
            Ok((ours, theirs)) => {
                let found = (0..some.len()).find(|&index| compare(&ours[index], &theirs[index]).is_some());
                match found {
                    Some(index) => return Some(start + index),
                    None if end == programs.len() => return None,
                    // Behind the one that does not end.
                    None => (start, end) = (end + 1, programs.len()),
                }
            }
            Err(RunError::Endless(index)) => end = start + index,
            Err(RunError::Oracle(..) | RunError::EndlessOn(_)) => return None,
        }
    }
    None
}

/// Programs that are a bit shorter, the shortest first.
fn candidates(program: &Program) -> Vec<Program> {
    let mut candidates = Vec::new();
    let mut change = |change: &dyn Fn(&mut Program)| {
        let mut other = program.clone();
        change(&mut other);
        if other != *program {
            candidates.push(other);
        }
    };
    let n = program.pieces.len();
    let mut len = n;
    while len > 0 {
        for start in (0..n).step_by(len) {
            change(&|p| drop(p.pieces.drain(start..n.min(start + len))));
        }
        len /= 2;
    }
    for index in 0..n {
        // A branch over nothing, and a piece without its last instruction.
        change(&|p| {
            if let Piece::Over(_, over) = &mut p.pieces[index] {
                *over = 0;
            }
        });
    }
    // The first words of page tables are those by which the harness is found.
    let kept = if program.csr(satp::NUMBER) != 0 { N_HARNESS } else { 0 };
    change(&|p| p.memory.truncate(kept));
    for index in kept..program.memory.len() {
        change(&|p| {
            p.memory.remove(index);
        });
    }
    change(&|p| p.x = [0; 32]);
    for index in 1..32 {
        change(&|p| p.x[index] = 0);
    }
    for index in 0..33 {
        change(&|p| p.f[index] = 0);
    }
    // An address register of 0 would show another difference: see the table of optional behaviours.
    let addresses = pmpaddr0::NUMBER..pmpaddr0::NUMBER + N_PROTECTED;
    for index in (0..SETUP.len() - 1).filter(|index| !addresses.contains(&SETUP[*index])) {
        change(&|p| p.csrs[index] = 0);
    }
    candidates
}
