//! The session since the machine was switched on, as chapters: the boot, each command line, and the typing between them.
//!
//! What is recorded of a session in a page stays below 256 MB, beside the machine's own RAM and, while the past is looked at,
//! the pages in which the present differs from it. That is made up of, at worst: checkpoints, 64 MB
//! ([`timeline::Settings`]); output, 2 MB of bytes with a position of 8 bytes each, 18 MB; of the run that goes on and of the
//! one in view 150,000 crossings (with what the lanes and steps have of them, about 205 bytes each), 400,000 functions (96 and
//! 56 bytes) and 20,000 calls (about 500 bytes, three times), 152 MB. Of the other runs nothing is kept then.

use std::rc::Rc;

use crate::positions::Positions;
use crate::recorder::{Record, Recorder};
use crate::scene::{HistoryRun, OutputSpan, Run};
use crate::story::story;

/// Crossings and functions that are kept of all chapters together; of more, those of the oldest chapters are forgotten, and
/// heard again when somebody looks there.
const MAX_WEIGHT: usize = 600_000;
/// Most chapters: beyond that the oldest can no longer be reached.
const MAX_CHAPTERS: usize = 1_000;

/// A stretch of the history, and what was heard in it.
pub(crate) struct Chapter {
    /// The listener as it was where the chapter begins.
    pub listener: Recorder,
    /// What was heard, as the page shows it.
    pub run: Rc<Run>,
    /// What the views will ask for beside that.
    pub record: Rc<Record>,
    /// Where the steps of each level are.
    pub positions: Positions,
    /// Crossings and functions of it; none when they were forgotten.
    weight: Option<usize>,
}

impl Chapter {
    fn new(listener: &Recorder) -> Self {
        Self {
            run: Rc::new(listener.run(0, listener.start)),
            listener: listener.clone(),
            record: Rc::default(),
            positions: Positions::default(),
            weight: Some(0),
        }
    }

    /// Whether what was heard is still there.
    pub fn is_kept(&self) -> bool {
        self.weight.is_some()
    }

    /// Takes what a listener has heard of the chapter up to `end`, and what the terminal got in it.
    pub fn fill(&mut self, recorder: &Recorder, output: Vec<OutputSpan>, revision: u64, end: u64) {
        let mut run = Run { output, ..recorder.run(revision, end) };
        run.story = story(&run, &recorder.record);
        self.record = recorder.record.clone();
        self.positions = Positions::of(&run, &recorder.record);
        self.run = Rc::new(run);
        self.weight = Some(recorder.weight());
    }

    fn forget(&mut self) {
        let Run { revision, kind, command, start, end, .. } = &*self.run;
        let (revision, kind, start, end) = (*revision, *kind, *start, *end);
        self.run = Rc::new(Run { revision, kind, command: command.clone(), start, end, ..Run::default() });
        (self.record, self.positions, self.weight) = (Rc::default(), Positions::default(), None);
    }
}

/// The chapters in order, without gaps; and which is in view.
pub(crate) struct Chapters {
    list: Vec<Chapter>,
    shown: usize,
}

impl Chapters {
    /// The first begins with this listener.
    pub fn new(listener: &Recorder) -> Self {
        Self { list: vec![Chapter::new(listener)], shown: 0 }
    }

    /// The one in view.
    pub fn shown(&self) -> &Chapter {
        &self.list[self.shown]
    }

    /// Whether the one in view is the one that goes on.
    pub fn is_live(&self) -> bool {
        self.shown + 1 == self.list.len()
    }

    /// The one that goes on.
    pub fn last(&mut self) -> &mut Chapter {
        let last = self.list.len() - 1;
        &mut self.list[last]
    }

    /// Shows the last one.
    pub fn show_last(&mut self) {
        self.shown = self.list.len() - 1;
    }

    /// Begins another, at the end.
    pub fn begin(&mut self, listener: &Recorder) {
        self.list.push(Chapter::new(listener));
        if self.list.len() > MAX_CHAPTERS {
            self.list.remove(0);
            self.shown = self.shown.saturating_sub(1);
        }
        self.thin();
    }

    /// Shows the one that holds a position: the one in view if that holds it too.
    pub fn show(&mut self, at: u64) -> &mut Chapter {
        let shown = &self.shown().run;
        if !(shown.start..=shown.end).contains(&at) {
            self.shown = self.list.partition_point(|chapter| chapter.run.start <= at).saturating_sub(1);
        }
        &mut self.list[self.shown]
    }

    /// Takes away the one in view and all behind it; another like it, in which nothing has happened, takes their place.
    pub fn split(&mut self) -> Vec<Chapter> {
        let rest = self.list.split_off(self.shown);
        self.list.push(Chapter::new(&rest[0].listener));
        rest
    }

    /// Puts back what was taken away, in the place of what came since.
    pub fn join(&mut self, rest: Vec<Chapter>) {
        let start = rest[0].run.start;
        self.list.retain(|chapter| chapter.run.start < start);
        self.shown = self.list.len();
        self.list.extend(rest);
    }

    /// Where the last one begins that begins at this position or before.
    pub fn start_at(&self, at: u64) -> u64 {
        let behind = self.list.partition_point(|chapter| chapter.run.start <= at);
        self.list[behind.saturating_sub(1)].run.start
    }

    /// First position that can be reached.
    pub fn start(&self) -> u64 {
        self.list[0].run.start
    }

    /// All of them, for the page.
    pub fn rows(&self) -> Vec<HistoryRun> {
        let row = |run: &Run| HistoryRun {
            kind: run.kind,
            command: run.command.clone(),
            start: run.start,
            end: run.end,
        };
        self.list.iter().map(|chapter| row(&chapter.run)).collect()
    }

    /// Forgets what was heard in all but the last.
    pub fn forget_past(&mut self) {
        forget_past(&mut self.list);
    }

    fn thin(&mut self) {
        let mut weight: usize = self.list.iter().filter_map(|chapter| chapter.weight).sum();
        let n_past = self.list.len() - 1;
        for (index, chapter) in self.list[..n_past].iter_mut().enumerate() {
            if weight > MAX_WEIGHT && index != self.shown {
                weight -= chapter.weight.unwrap_or(0);
                chapter.forget();
            }
        }
    }
}

/// Forgets what was heard in all of these but the last.
pub(crate) fn forget_past(chapters: &mut [Chapter]) {
    let n_past = chapters.len().saturating_sub(1);
    chapters[..n_past].iter_mut().for_each(Chapter::forget);
}

#[cfg(test)]
mod tests {
    use crate::{Command, Images, Run, Session};

    #[test]
    fn what_was_forgotten_is_heard_again_as_it_was() {
        let images = Images {
            kernel: guest_images::KERNEL,
            initrd: guest_images::INITRD,
            debug: guest_images::DEBUG,
            elf: None,
            sources: &[],
            bootargs: "",
        };
        let mut session = Session::new(images).unwrap();
        session.command(Command::Run("echo one | cat".into()));
        session.command(Command::Run("echo two".into()));
        while session.work(1_000_000) {}
        let end = session.at();
        let kept: Vec<Run> = session.chapters.list.iter().map(|chapter| (*chapter.run).clone()).collect();
        for chapter in &mut session.chapters.list {
            chapter.forget();
        }
        for run in &kept {
            session.command(Command::Seek((run.start + run.end) / 2));
            let again = session.scene().run.clone();
            assert_eq!(*again, Run { revision: again.revision, ..run.clone() });
        }
        assert!(session.at() < end);
    }
}
