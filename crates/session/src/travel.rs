//! Carries out the wishes to go somewhere in time.

use machine::{Crossings, Machine, Stop};
use texts::travel as say;

use crate::lines::{Goal, Search};
use crate::quest::Quest;
use crate::recorder::Recorder;
use crate::view::{Before, LastStep, n_parts};
use crate::{Level, Place, Session, Way};

/// Steps that are searched before a wish is answered with how far that came: a few milliseconds.
const AT_ONCE: u64 = 1_000_000;
/// Most breakpoints.
const MAX_BREAKPOINTS: usize = 100;

impl Session {
    /// The position in view: steps since reset.
    pub fn at(&self) -> u64 {
        self.timeline.at()
    }

    /// The machine at the position in view, for who compares it with what is shown.
    pub fn machine(&self) -> &Machine {
        self.timeline.machine()
    }

    /// Goes a step of the level, if there is one.
    pub(crate) fn step(&mut self, level: Level, way: Way) {
        let at = self.timeline.at();
        let to = match level {
            Level::Part => return self.step_part(way),
            Level::Line => {
                let quest = self.search().line(way);
                return self.set_out(quest);
            }
            Level::Over => {
                let quest = self.search().over(way);
                return self.set_out(quest);
            }
            Level::Out => self.search().out(way),
            Level::Story
            | Level::Switch
            | Level::Fault
            | Level::Syscall
            | Level::Crossing
            | Level::Function
            | Level::Instruction => self.chapters.shown().positions.next(level, way, at),
        };
        self.go_to(to.unwrap_or(at));
    }

    /// Goes to the next part of what the hardware did at a crossing; behind the last to the first of the next crossing.
    fn step_part(&mut self, way: Way) {
        let within = match (way, self.part) {
            (Way::Forward, part) => part.map_or(0, |part| part + 1),
            (Way::Back, Some(part)) if part > 0 => part - 1,
            (Way::Back, _) => usize::MAX,
        };
        if within < self.n_parts() {
            self.part = Some(within);
            return;
        }
        let at = self.timeline.at();
        let Some(to) = self.chapters.shown().positions.next(Level::Part, way, at) else { return };
        self.go_to(to);
        let last = self.n_parts().checked_sub(1);
        self.part = match way {
            Way::Forward => last.map(|_| 0),
            Way::Back => last,
        };
    }

    /// Parts of the crossing that led to the position.
    pub(crate) fn n_parts(&self) -> usize {
        let at = self.timeline.at();
        let crossed = self.chapters.shown().record.crossed(at).map(|crossed| crossed.crossing);
        crossed.filter(|crossing| crossing.at == at).map_or(0, |crossing| n_parts(&crossing))
    }

    /// Goes where a search leads, now if that is near. Else [`Session::work`] goes on with it.
    fn set_out(&mut self, quest: Quest) {
        self.quest = Some(quest);
        self.pursue(AT_ONCE);
    }

    /// Goes on with the search for about `steps` steps, and stands where it was asked from until it has come to an end.
    pub(crate) fn pursue(&mut self, steps: u64) {
        let Some(mut quest) = self.quest.take() else { return };
        match quest.pursue(&mut self.search(), steps) {
            Some((at, notice)) => {
                self.seek(at);
                self.notice = notice;
            }
            None => {
                self.go_to(quest.from);
                self.quest = Some(quest);
            }
        }
    }

    /// Goes to the nearest of some places, or says that the run is at none.
    fn go_to_places(&mut self, places: Vec<Place>, way: Way, [later, earlier]: [&'static str; 2]) {
        let (at, run) = (self.timeline.at(), &self.chapters.shown().run);
        let (range, notice) = match way {
            Way::Forward => (at..run.end, later),
            Way::Back => (run.start..at.saturating_sub(1), earlier),
        };
        self.set_out(Quest::new(Goal::Places(places), way, at, vec![range], (at, Some(notice))));
    }

    pub(crate) fn run_to(&mut self, place: Place, way: Way) {
        self.go_to_places(vec![place], way, [say::not_later(), say::not_earlier()]);
    }

    /// Goes to the next breakpoint.
    pub(crate) fn go_on(&mut self, way: Way) {
        if self.breakpoints.is_empty() {
            self.notice = Some(say::no_breakpoint());
            return;
        }
        let nowhere = [say::no_breakpoint_later(), say::no_breakpoint_earlier()];
        self.go_to_places(self.breakpoints.clone(), way, nowhere);
    }

    /// Sets a breakpoint, or takes it away.
    pub(crate) fn toggle_breakpoint(&mut self, place: Place) {
        match self.breakpoints.iter().position(|other| *other == place) {
            Some(index) => drop(self.breakpoints.remove(index)),
            None if self.breakpoints.len() < MAX_BREAKPOINTS => self.breakpoints.push(place),
            None => self.notice = Some(say::too_many_breakpoints()),
        }
    }

    /// Goes to the nearest write to the cell at physical address `pa`, in whatever run.
    pub(crate) fn go_to_write(&mut self, pa: u64, way: Way) {
        let (at, pa) = (self.timeline.at(), pa & !7);
        let (start, end) = (self.chapters.start(), self.timeline.end());
        let (range, none) = match way {
            Way::Forward => (at..end, say::no_write_later()),
            Way::Back => (start..at.saturating_sub(1), say::no_write_earlier()),
        };
        let stretches = self.timeline.storing(pa, range);
        self.set_out(Quest::new(Goal::Write(pa), way, at, stretches, (at, Some(none))));
    }

    /// Goes to a position of whatever run.
    pub(crate) fn seek(&mut self, at: u64) {
        let at = at.clamp(self.chapters.start(), self.timeline.end());
        self.show(at);
        self.go_to(at);
    }

    /// A search through the run in view, from the present position.
    fn search(&mut self) -> Search<'_> {
        let chapter = self.chapters.shown();
        Search {
            timeline: &mut self.timeline,
            guest: &self.guest,
            record: &chapter.record,
            functions: &chapter.run.functions,
            run: chapter.run.start..chapter.run.end,
        }
    }

    /// Goes to a position of the history, by way of the step before it, so that what the step changed can be told.
    pub(crate) fn go_to(&mut self, at: u64) {
        self.part = None;
        let at = at.min(self.timeline.end());
        self.timeline.seek(at.saturating_sub(1));
        self.before = Before::of(self.timeline.machine());
        if self.timeline.at() < at {
            let mut step = LastStep::from(self.timeline.machine());
            step.ended(match self.timeline.run(at, &mut Crossings) {
                Stop::Crossed(crossing) => Some(crossing),
                Stop::Reached | Stop::Idle | Stop::Wrote | Stop::Place | Stop::PowerOff(_) => None,
            });
            self.before.step = Some(step);
        }
    }

    /// Makes the run that holds a position the one in view.
    pub(crate) fn show(&mut self, at: u64) {
        let chapter = self.chapters.show(at);
        if !chapter.is_kept() {
            let end = chapter.run.end;
            let recorder = self.rehearse(end);
            self.revision += 1;
            let output = self.output_between(recorder.start, end);
            self.chapters.show(at).fill(&recorder, output, self.revision, end);
        }
    }

    /// Listens to the run in view once more, from its beginning to `until`.
    pub(crate) fn rehearse(&mut self, until: u64) -> Recorder {
        let mut recorder = self.chapters.shown().listener.clone();
        self.timeline.seek(recorder.start);
        while self.timeline.at() < until {
            if let Stop::Crossed(crossing) = self.timeline.run(until, &mut recorder.jumps) {
                recorder.crossing(self.timeline.machine(), &self.guest, crossing);
            }
        }
        recorder.take_jumps();
        recorder
    }
}
