//! Where the steps of each level are in a run, as far as that is known without running it again.

use std::rc::Rc;

use crate::scene::Run;
use crate::{Level, Way};

/// The positions of a level, in order. Instructions need no list: there every step counts. Lines
/// are looked for when somebody asks: see `lines.rs`.
#[derive(Clone, Default, Debug)]
pub(crate) struct Positions {
    story: Rc<[u64]>,
    syscall: Rc<[u64]>,
    function: Rc<[u64]>,
    start: u64,
    end: u64,
}

impl Positions {
    pub fn of(run: &Run) -> Self {
        let mut function: Vec<u64> =
            run.functions.iter().map(|span| span.from).filter(|at| *at > run.start).collect();
        function.dedup();
        Self {
            story: run.story.iter().map(|step| step.at).collect(),
            syscall: run.modes.iter().skip(1).map(|span| span.from).collect(),
            function: function.into(),
            start: run.start,
            end: run.end,
        }
    }

    fn list(&self, level: Level) -> Option<&[u64]> {
        match level {
            Level::Story => Some(&self.story),
            Level::Syscall => Some(&self.syscall),
            Level::Function => Some(&self.function),
            Level::Line | Level::Instruction => None,
        }
    }

    /// The next position of the level from `at`, if there is one in the run.
    pub fn next(&self, level: Level, way: Way, at: u64) -> Option<u64> {
        match (self.list(level), way) {
            (Some(list), Way::Forward) => list.get(list.partition_point(|position| *position <= at)).copied(),
            (Some(list), Way::Back) => {
                Some(list[list.partition_point(|position| *position < at).checked_sub(1)?])
            }
            (None, Way::Forward) => (at < self.end).then_some(at + 1),
            (None, Way::Back) => (at > self.start).then(|| at - 1),
        }
    }

    /// Which step of the level `at` is in, from 1, and how many there are; 0 before the first, and
    /// where they are not counted.
    pub fn index(&self, level: Level, at: u64) -> (u64, u64) {
        match self.list(level) {
            Some(list) => (list.partition_point(|position| *position <= at) as u64, list.len() as u64),
            None => (0, 0),
        }
    }
}
