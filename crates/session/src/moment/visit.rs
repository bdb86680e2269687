//! Takes a moment from a session, and goes to one: in what has already run if it is there, out of a branch if it is before
//! it, on from here if only something must still happen; else the machine is switched off and on, and everything is done
//! again as it was. The guest's only clock is its steps, so it comes to the same.

use std::collections::VecDeque;

use texts::link as say;
use timeline::{Input, Outside};

use super::{Event, Moment, MomentError};
use crate::chapters::Chapters;
use crate::recorder::Recorder;
use crate::session::{INTERRUPT, first_phase};
use crate::view::Before;
use crate::{Phase, Session};

/// Steps that a program runs on beyond a moment, so that what came of it can be seen too, before it is paused.
const BEYOND: u64 = 10_000_000;

/// What must still happen before one stands at a moment.
pub(crate) struct Visit {
    events: VecDeque<Event>,
    step: Option<u64>,
    notice: Option<&'static str>,
}

/// An event, and the position at which it came.
type Dated = (Event, u64);

impl Session {
    /// A short name for the images that this machine runs.
    pub fn board(&self) -> u32 {
        self.board
    }

    /// Why this machine cannot do just what a moment says, if it cannot.
    pub fn doubts(&self, moment: &Moment) -> Option<MomentError> {
        let missing = moment.files.iter().filter(|name| !self.files.contains(name));
        let missing: Vec<String> = missing.cloned().collect();
        match missing.is_empty() {
            false => Some(MomentError::Files(missing)),
            true => self.is_foreign(moment).then_some(MomentError::Board),
        }
    }

    fn is_foreign(&self, moment: &Moment) -> bool {
        moment.board.is_some_and(|board| board != self.board)
    }

    /// The moment in view, without what only a page knows; `None` while the machine is at work, and once what led here is
    /// forgotten.
    pub fn moment(&self) -> Option<Moment> {
        let (run, at) = (&self.chapters.shown().run, self.timeline.at());
        // Who types stands at the end, while the run before is still in view.
        let live = self.chapters.is_live() || at > run.end;
        let start = if live { self.steps_into_last(0) } else { run.start };
        let dated = self.dated()?.into_iter().take_while(|(_, came)| live || *came < run.end);
        (!self.has_work()).then(|| Moment {
            board: Some(self.board),
            files: self.files.clone(),
            script: dated.map(|(event, _)| event).collect(),
            step: Some(at - start),
            level: Some(self.level),
            ..Moment::default()
        })
    }

    /// What came from outside, all of it; `None` if something came at a certain step of a run that is forgotten.
    fn dated(&self) -> Option<Vec<Dated>> {
        let event = |Input { at, what }: &Input| match what {
            Outside::Edit(edit) => Some(Event::Edit(at.checked_sub(self.chapters.start_at(*at))?, *edit)),
            Outside::Bytes(bytes) => {
                let keys = String::from_utf8_lossy(bytes).into_owned();
                match self.restless.binary_search(at).is_ok() {
                    true => {
                        let start = self.chapters.start_at(at.saturating_sub(1));
                        Some(Event::KeysAt(at.checked_sub(start)?, keys))
                    }
                    false => Some(Event::Keys(keys)),
                }
            }
        };
        self.timeline.log().iter().map(|input| Some((event(input)?, input.at))).collect()
    }

    /// Begins to go to a moment.
    pub(crate) fn open(&mut self, moment: Moment) {
        self.playing = None;
        (self.stand_at_start, self.stand_at) = (false, None);
        self.level = moment.level.unwrap_or(self.level);
        let foreign = self.is_foreign(&moment);
        let script = if foreign { at_rest(moment.script) } else { moment.script };
        let step = moment.step.filter(|_| !foreign);
        loop {
            if let Some(dated) = self.dated() {
                let same =
                    dated.iter().zip(&script).take_while(|((event, _), other)| event == *other).count();
                if same == script.len() && self.stand_in_the_past(step, &dated, same) {
                    return;
                }
                if same == dated.len() && !self.busy {
                    return self.set_out_for(script[same..].to_vec(), step);
                }
            }
            if self.leave().is_none() {
                break;
            }
        }
        self.switch_on();
        self.set_out_for(script, step);
    }

    fn set_out_for(&mut self, script: Vec<Event>, step: Option<u64>) {
        self.keys.clear();
        self.visit = Some(Visit { events: script.into(), step, notice: None });
    }

    /// Goes to a step of the run that the first `n` events lead to, if that has run. False if not.
    fn stand_in_the_past(&mut self, step: Option<u64>, dated: &[Dated], n: usize) -> bool {
        let last = n.checked_sub(1).map_or(0, |last| dated[last].1);
        let start = self.chapters.start_at(last);
        let end = match dated.get(n) {
            // At the position of a change the machine has been changed.
            Some((Event::Edit(..), at)) => at.saturating_sub(1),
            Some((Event::Keys(_) | Event::KeysAt(..), at)) => *at,
            None => self.timeline.end(),
        };
        let at = start.saturating_add(step.unwrap_or(0));
        // The run that the last event led to may be forgotten.
        let there = at <= end && start <= last;
        if there {
            self.pause(true);
            self.show(start);
            let story = self.chapters.shown().run.story.first().map_or(start, |first| first.at);
            self.go_to(if step.is_some() { at } else { story });
        }
        there
    }

    /// Switches the machine, which is in no branch, off and on: it stands before its first instruction, and nothing has
    /// happened.
    fn switch_on(&mut self) {
        self.timeline.seek(0);
        self.timeline.forget_future();
        self.recorder = Recorder::new(&self.guest);
        self.chapters = Chapters::new(&self.recorder);
        self.before = Before::of(self.timeline.machine());
        self.arguments.forget();
        self.keys.clear();
        self.restless.clear();
        (self.phase, self.busy, self.part) = (first_phase(self.guest.is_known), true, None);
        self.write_history();
    }

    /// Where the next event is due that does not wait until the machine rests.
    pub(crate) fn due(&self) -> Option<u64> {
        match self.visit.as_ref()?.events.front()? {
            Event::KeysAt(at, _) => Some(self.steps_into_last(*at)),
            Event::Keys(_) | Event::Edit(..) => None,
        }
    }

    fn steps_into_last(&self, steps: u64) -> u64 {
        self.chapters.start_at(u64::MAX).saturating_add(steps)
    }

    /// Does what is to be done on the way to a moment where the machine is now.
    pub(crate) fn go_on_to_moment(&mut self) {
        let stopped = matches!(self.phase, Phase::Off { .. } | Phase::Full);
        let rests = stopped || !self.busy && self.keys.is_empty();
        let due = self.due().is_some_and(|due| due <= self.timeline.end());
        let end = self.timeline.end();
        let Some(visit) = self.visit.as_mut() else { return };
        // A program that does not end is waited for as long as it takes, but no longer.
        let target = match visit.events.front() {
            Some(Event::Edit(at, _)) => Some(*at),
            Some(Event::Keys(_) | Event::KeysAt(..)) => None,
            None => Some(visit.step.unwrap_or(0)),
        };
        let start = self.chapters.start_at(u64::MAX);
        let seen = target.is_some_and(|target| end >= start.saturating_add(target).saturating_add(BEYOND));
        if !(rests || due || seen) {
            return;
        }
        match visit.events.pop_front().filter(|_| !stopped || target.is_some()) {
            Some(Event::Keys(keys)) => self.keys.extend(keys.bytes()),
            Some(Event::KeysAt(_, keys)) => self.feed_at_work(keys, rests),
            Some(Event::Edit(at, edit)) => {
                let at = start.saturating_add(at);
                let refused = if at <= end {
                    self.seek(at);
                    self.branch(edit).map(|_| say::no_such_place())
                } else {
                    Some(say::behind_the_end())
                };
                if let Some(visit) = &mut self.visit {
                    visit.notice = visit.notice.or(refused);
                }
            }
            None => self.arrive(start),
        }
    }

    fn feed_at_work(&mut self, keys: String, rests: bool) {
        self.keys.extend(keys.bytes());
        if rests {
            return;
        }
        if matches!(self.phase, Phase::Running { .. }) && keys.as_bytes() == [INTERRUPT] {
            self.interrupt();
        } else {
            self.feed_beside();
        }
    }

    /// Everything has happened: stands where the moment is.
    fn arrive(&mut self, start: u64) {
        let Some(visit) = self.visit.take() else { return };
        self.publish();
        self.pause(true);
        (self.stand_at_start, self.stand_at) = (false, None);
        let story = self.chapters.shown().run.story.first().map_or(start, |step| step.at);
        let at = visit.step.map_or(story, |step| start.saturating_add(step));
        let beyond = (at > self.timeline.end()).then(say::behind_the_end);
        self.notice = visit.notice.or(beyond);
        self.go_to(at);
    }
}

/// On other images steps mean nothing: changes are left out, and keys wait until the guest rests.
fn at_rest(script: Vec<Event>) -> Vec<Event> {
    let event = |event| match event {
        Event::Keys(keys) | Event::KeysAt(_, keys) => Some(Event::Keys(keys)),
        Event::Edit(..) => None,
    };
    script.into_iter().filter_map(event).collect()
}
