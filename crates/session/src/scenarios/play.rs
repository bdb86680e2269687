//! Runs an experiment: types its line, waits for its end, and for *the wall switched off* begins a branch in between.

use inspector::Kernel;
use isa::csr::{pte, satp, sstatus};
use machine::Edit;

use super::facts::Facts;
use super::{Played, Scenario};
use crate::{Command, Phase, Session};

/// An experiment that was asked for, and how far it is.
pub(crate) struct Playing {
    /// For the page.
    pub played: Played,
    /// The address of the kernel's that it is about.
    cell: u64,
    /// Whether the machine has been changed by hand, if that belongs to it.
    branched: bool,
}

impl Session {
    /// Begins an experiment. A machine that is off, in a branch, is left for what it branched from.
    pub(crate) fn play(&mut self, scenario: Scenario) {
        while self.is_stopped() && self.leave().is_some() {}
        let Some(cell) = self.entry_of_write().filter(|_| !self.is_stopped()) else {
            self.notice = Some(texts::scenarios::not_here());
            return;
        };
        let line = scenario.line(cell);
        self.command(Command::Run(line.clone()));
        let played = Played { scenario, line, answer: None };
        self.playing = Some(Playing { played, cell, branched: false });
    }

    /// Who leaves the branch of an experiment has seen it: what it tells of is no more.
    pub(crate) fn forget_branch(&mut self) {
        self.playing.take_if(|playing| playing.branched);
    }

    fn is_stopped(&self) -> bool {
        matches!(self.phase, Phase::Off { .. } | Phase::Full)
    }

    /// Where the system-call table has its entry for `write`.
    fn entry_of_write(&self) -> Option<u64> {
        let kernel = Kernel::find(self.timeline.machine(), &self.guest.types).ok()?;
        kernel.syscall_entry(abi::Syscall::Write as u64).ok().flatten()
    }

    /// The run is over. Gives the answer and where to stand, or goes on with the second half of the experiment.
    pub(crate) fn played(&mut self) {
        let Some(playing) = self.playing.as_ref().filter(|it| it.played.answer.is_none()) else { return };
        let (scenario, cell, branched) = (playing.played.scenario, playing.cell, playing.branched);
        if self.chapters.shown().run.command != playing.played.line {
            return;
        }
        if scenario == Scenario::Wall && !branched {
            if let Some(playing) = &mut self.playing {
                playing.branched = true;
            }
            self.switch_off_the_wall(cell);
            return;
        }
        let Some(details) = self.details else { return };
        let chapter = self.chapters.shown();
        let (run, record) = (chapter.run.clone(), chapter.record.clone());
        let mut facts = Facts { run, record, guest: &self.guest, timeline: &mut self.timeline };
        let answer = (details.answer)(scenario, &mut facts);
        (self.stand_at_start, self.stand_at) = (false, None);
        self.go_to(answer.sights.first().map_or(u64::MAX, |sight| sight.at));
        if let Some(playing) = &mut self.playing {
            playing.played.answer = Some(answer);
        }
    }

    /// Where the program stands before its first instruction, makes the page of the cell everybody's, to be written too.
    fn switch_off_the_wall(&mut self, cell: u64) {
        let run = &self.chapters.shown().run;
        self.go_to(run.story.first().map_or(run.start, |step| step.at));
        let machine = self.timeline.machine();
        let status = machine.csr(sstatus::NUMBER).unwrap_or(0);
        let root = machine.csr(satp::NUMBER).unwrap_or(0);
        let Some(leaf) = machine.walk(root, cell).leaf() else { return };
        let open = [pte::U, pte::W, pte::A, pte::D].iter().fold(leaf.bits, |bits, field| field.set(bits, 1));
        // Without SUM the kernel itself could not read a page that is the programs'.
        for edit in [Edit::Word(leaf.pa, open), Edit::Csr(sstatus::NUMBER, sstatus::SUM.set(status, 1))] {
            self.notice = self.branch(edit);
        }
        self.stand_at = None;
    }
}
