//! Gives the guest the keys that the person has pressed, when it wants them: each line a run of its own.

use inspector::{Kernel, State};

use crate::session::INTERRUPT;
use crate::terminal::screen;
use crate::{Phase, RunKind, Session};

/// Steps after which the hart is taken for one that will not rest while others work in the background.
const RESTLESS: u64 = 20_000;

impl Session {
    /// Ctrl-C reaches a program that runs; all other keys wait until somebody reads, so that each line is a run.
    pub(crate) fn interrupt(&mut self) {
        let running = matches!(self.phase, Phase::Running { .. });
        if let Some(at) = self.keys.iter().rposition(|key| *key == INTERRUPT).filter(|_| running) {
            self.keys.drain(..=at);
            self.note_restless();
            self.timeline.input(&[INTERRUPT]);
        }
    }

    /// Keys are given here, and the guest does not rest.
    fn note_restless(&mut self) {
        let at = self.timeline.at();
        if let Err(place) = self.restless.binary_search(&at) {
            self.restless.insert(place, at);
        }
    }

    /// While programs run in the background the hart never rests, but the shell waits for keys all the same, once it has
    /// taken those before: those that are due end the run.
    pub(crate) fn feed_beside_the_background(&mut self) {
        let goes_on = self.busy && matches!(self.phase, Phase::Running { .. } | Phase::Prompt);
        let asks = |(pid, name): (u32, String)| {
            let given = self.timeline.log().last().map_or(0, |input| input.at);
            let asked = self.recorder.asked(pid).filter(|asked| *asked >= given);
            name == "sh" && asked.is_some_and(|asked| asked + RESTLESS < self.timeline.at())
        };
        if goes_on && !self.keys.is_empty() && self.waiting().is_some_and(asks) {
            self.feed_beside();
        }
    }

    /// A kernel that is not known gets keys at once: nobody can tell whether it waits for them.
    pub(crate) fn feed_unknown(&mut self) {
        if self.guest.is_known || self.keys.is_empty() || !self.busy {
            return;
        }
        let keys: Vec<u8> = self.keys.drain(..).collect();
        self.note_restless();
        self.timeline.input(&keys);
    }

    /// Gives the shell the next keys while others are at work.
    pub(crate) fn feed_beside(&mut self) {
        if !self.guest.is_known {
            return self.feed_unknown();
        }
        if self.phase != Phase::Prompt {
            self.publish();
        }
        self.phase = Phase::Prompt;
        self.note_restless();
        self.feed(true);
    }

    /// Gives the guest the keys up to the next Enter, or that Enter, which begins a run.
    pub(crate) fn feed(&mut self, at_prompt: bool) {
        let enter = self.keys.iter().position(|key| *key == b'\n');
        let count = if enter == Some(0) { 1 } else { enter.unwrap_or(self.keys.len()) };
        let keys: Vec<u8> = self.keys.drain(..count).collect();
        if !at_prompt {
            self.phase = Phase::Running { steps: 0, paused: false };
        } else if enter == Some(0) {
            let line = self.typed_line();
            if !line.is_empty() {
                self.begin(RunKind::Command, line);
                self.phase = Phase::Running { steps: 0, paused: false };
            }
        } else if self.recorder.kind != RunKind::Typing {
            self.begin(RunKind::Typing, String::new());
        }
        self.timeline.input(&keys);
        self.busy = true;
    }

    /// What stands behind the prompt on the guest's own terminal.
    fn typed_line(&self) -> String {
        let output = self.timeline.output_until(self.timeline.at());
        let tail = &output[output.len().saturating_sub(4096)..];
        let screen = screen(tail, true);
        let last = screen.lines.get(screen.cursor_line as usize).cloned().unwrap_or_default();
        last.split_once("# ").map_or(String::new(), |(_, line)| line.trim().to_string())
    }

    /// Number and name of the process that waits for input.
    pub(crate) fn waiting(&self) -> Option<(u32, String)> {
        let kernel = Kernel::find(self.timeline.machine(), &self.guest.types).ok()?;
        let processes = kernel.processes().ok()?;
        processes
            .into_iter()
            .find(|process| process.state == State::WaitsForInput)
            .map(|process| (process.pid, process.name))
    }
}
