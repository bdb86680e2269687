//! Draws the one scene of a position, from all that is known there.

use crate::narration::{part_sentence, sentence};
use crate::quest::Quest;
use crate::session::Session;
use crate::terminal::{returning_screen, screen};
use crate::view::{self, Moment};
use crate::{Level, Look, Now, Phase, Scene, Sentence, Way};

impl Session {
    pub(crate) fn draw(&self) -> Scene {
        let machine = self.timeline.machine();
        let chapter = self.chapters.shown();
        let moment = Moment::new(machine, &self.guest, &chapter.run, &chapter.record);
        let at = moment.at();
        let (index, count) = chapter.positions.index(self.level, at);
        let mut stack = view::stack(&moment, self.look.process());
        if let Some(door) = stack.door.as_mut().filter(|door| door.at == at) {
            door.part = self.part;
        }
        let cpu = view::cpu(&moment, &self.before, stack.door.as_ref());
        let can_go = |way| match (self.level, way) {
            (Level::Line | Level::Over | Level::Out, _) => {
                chapter.positions.next(Level::Instruction, way, at).is_some()
            }
            (Level::Part, Way::Forward) if self.part.map_or(0, |part| part + 1) < self.n_parts() => true,
            (Level::Part, Way::Back) if self.part.is_some_and(|part| part > 0) => true,
            (level, _) => chapter.positions.next(level, way, at).is_some(),
        };
        Scene {
            revision: self.revision,
            phase: self.phase.clone(),
            run: chapter.run.clone(),
            history: self.history.clone(),
            now: Now {
                at,
                level: self.level,
                index,
                count,
                can_go_back: can_go(Way::Back),
                can_go_on: can_go(Way::Forward),
                mode: cpu.mode,
                process: moment.process.clone(),
                sentence: match self
                    .notice
                    .map(Sentence::parse)
                    .or_else(|| self.quest.as_ref().map(Quest::sentence))
                    .or_else(|| part_sentence(stack.door.as_ref()))
                {
                    Some(said) => said,
                    // A run that others followed has come to its prompt.
                    None if !self.chapters.is_live() => {
                        sentence(&moment, &self.before, self.level, &Phase::Prompt)
                    }
                    None => sentence(&moment, &self.before, self.level, &self.phase),
                },
            },
            cpu,
            code: view::code(&moment),
            stack,
            boundary: view::boundary(&moment),
            files: self.details.and_then(|it| (it.files)(&moment, &self.look)),
            processes: self.details.and_then(|it| (it.processes)(&moment, &self.look)),
            memory: match &self.look {
                Look::Memory(choice) => self.details.map(|it| (it.memory)(&moment, &self.before, choice)),
                Look::Nothing | Look::Stack(_) | Look::Processes(_) | Look::Files(..) => None,
            },
            free_pages: moment.kernel.and_then(|kernel| kernel.free_pages().ok()).unwrap_or(0),
            breakpoints: self.breakpoints.clone(),
            moment: self.moment(),
            scenario: self.playing.as_ref().map(|playing| playing.played.clone()),
            terminal: if self.guest.is_known { screen } else { returning_screen }(
                self.timeline.output_until(at),
                at >= self.timeline.end(),
            ),
        }
    }
}
