//! The language is changed while there is something to be seen: what was told in the other one is told again.

use texts::{Language, set_language};

use crate::Session;

impl Session {
    /// Speaks this language from now on. An experiment's answer is not told again, so the experiment begins anew.
    pub(crate) fn speak(&mut self, language: Language) {
        let at = self.timeline.at();
        set_language(language);
        self.playing = None;
        self.chapters.forget_past();
        self.branches.iter_mut().for_each(crate::branch::Branch::forget_past);
        self.take_down();
        self.write_history();
        self.seek(at);
    }
}
