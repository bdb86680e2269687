//! Where the steps of each level are in a run, as far as that is known without running it again.

use std::rc::Rc;

use machine::CrossingKind;

use crate::recorder::{Crossed, Record};
use crate::scene::Run;
use crate::{Level, Way};

/// The positions of a level, in order. Instructions need no list: there every step counts. Lines
/// are looked for when somebody asks: see `lines.rs`.
#[derive(Clone, Default, Debug)]
pub(crate) struct Positions {
    story: Rc<[u64]>,
    switch: Rc<[u64]>,
    fault: Rc<[u64]>,
    syscall: Rc<[u64]>,
    crossing: Rc<[u64]>,
    function: Rc<[u64]>,
    /// Every trap and every return, those within the kernel too.
    door: Rc<[u64]>,
    start: u64,
    end: u64,
}

impl Positions {
    pub fn of(run: &Run, record: &Record) -> Self {
        let mut function: Vec<u64> =
            run.functions.iter().map(|span| span.from).filter(|at| *at > run.start).collect();
        function.dedup();
        let crossings = || record.crossings.iter();
        let at = |crossed: &Crossed| crossed.crossing.at;
        Self {
            story: run.story.iter().map(|step| step.at).collect(),
            switch: switches(run).collect(),
            fault: crossings().filter(|crossed| is_page_fault(crossed)).map(at).collect(),
            syscall: crossings().filter(|crossed| crossed.call.is_some()).map(at).collect(),
            crossing: run.modes.iter().skip(1).map(|span| span.from).collect(),
            door: crossings().map(at).collect(),
            function: function.into(),
            start: run.start,
            end: run.end,
        }
    }

    fn list(&self, level: Level) -> Option<&[u64]> {
        match level {
            Level::Story => Some(&self.story),
            Level::Switch => Some(&self.switch),
            Level::Fault => Some(&self.fault),
            Level::Syscall => Some(&self.syscall),
            Level::Crossing => Some(&self.crossing),
            Level::Function => Some(&self.function),
            Level::Part => Some(&self.door),
            Level::Line | Level::Over | Level::Out | Level::Instruction => None,
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

/// Where another process gets the hart than had it last; the kernel's own stack between them does not count.
fn switches(run: &Run) -> impl Iterator<Item = u64> {
    let mut last = run.switches.first().and_then(|switch| switch.pid);
    run.switches.iter().skip(1).filter_map(move |switch| {
        let differs = switch.pid.is_some() && switch.pid != last;
        last = switch.pid.or(last);
        differs.then_some(switch.at)
    })
}

fn is_page_fault(crossed: &Crossed) -> bool {
    match crossed.crossing.kind {
        CrossingKind::Trap { cause, .. } => !cause.interrupt && matches!(cause.code, 12 | 13 | 15),
        CrossingKind::Return { .. } => false,
    }
}
