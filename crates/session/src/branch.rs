//! What if: a change by hand at a position begins a branch of the run. What really came after it is set aside, whole, and can
//! be had again.

use isa::csr;
use machine::Edit;
use texts::branch as say;
use timeline::Future;

use crate::chapters::{Chapter, forget_past};
use crate::recorder::Recorder;
use crate::scene::{BranchView, RunKind};
use crate::session::first_phase;
use crate::{Phase, Session};

/// Most branches that one may be in at once.
const MAX_BRANCHES: usize = 8;

/// What a branch has left behind.
pub(crate) struct Branch {
    at: u64,
    edits: Vec<Edit>,
    future: Future,
    chapters: Vec<Chapter>,
    recorder: Recorder,
    phase: Phase,
    busy: bool,
    /// Whether what is set aside must be told anew, in another language.
    is_retold: bool,
}

impl Branch {
    /// Forgets what was heard in what is set aside; what comes last of it is taken down when one is back.
    pub fn forget_past(&mut self) {
        forget_past(&mut self.chapters);
        self.is_retold = true;
    }

    /// For the page.
    pub fn view(&self) -> BranchView {
        BranchView { at: self.at, edits: self.edits.iter().map(words).collect() }
    }
}

/// A change in a few words: `"a0 ← 0x7"`.
fn words(edit: &Edit) -> String {
    match *edit {
        Edit::Register(number, value) => {
            format!("{} ← {value:#x}", isa::REGISTERS.get(number as usize).unwrap_or(&"?"))
        }
        Edit::Pc(value) => format!("pc ← {value:#x}"),
        Edit::Csr(number, value) => {
            let name = csr::find(number).map_or_else(|| format!("CSR {number:#x}"), |csr| csr.name.into());
            format!("{name} ← {value:#x}")
        }
        Edit::Word(pa, value) => say::word(&format!("{pa:#x}"), &format!("{value:#x}")),
        Edit::Byte(pa, value) => say::byte(&format!("{pa:#x}"), &format!("{value:#x}")),
    }
}

impl Session {
    /// Changes the machine where it stands. A second change at the same place belongs to the same branch. Gives a sentence
    /// if it cannot be done.
    pub(crate) fn branch(&mut self, edit: Edit) -> Option<&'static str> {
        let at = self.timeline.at();
        let mut edits = Vec::new();
        if self.branches.last().is_some_and(|branch| branch.at == at) {
            edits = self.leave().unwrap_or_default();
        }
        if self.branches.len() >= MAX_BRANCHES {
            return Some(say::too_deep());
        }
        edits.push(edit);
        self.chapters.show(at);
        self.arguments.forget();
        let future = self.timeline.set_aside();
        let recorder = self.rehearse(at);
        edits.retain(|edit| self.timeline.edit(*edit));
        let refused = edits.last() != Some(&edit);
        let chapters = self.chapters.split();
        let kind = self.chapters.shown().run.kind;
        let phase = match kind {
            RunKind::Boot => first_phase(self.guest.is_known),
            RunKind::Typing => Phase::Prompt,
            RunKind::Command => Phase::Running { steps: 0, paused: false },
        };
        self.branches.push(Branch {
            at,
            edits,
            future,
            chapters,
            recorder: std::mem::replace(&mut self.recorder, recorder),
            phase: std::mem::replace(&mut self.phase, phase),
            busy: std::mem::replace(&mut self.busy, true),
            is_retold: false,
        });
        self.keys.clear();
        self.stand_at = Some(at);
        match self.branches.last() {
            Some(branch) if branch.edits.is_empty() => drop(self.leave()),
            _ => self.publish(),
        }
        refused.then(say::refused)
    }

    /// Leaves the branch for what it branched from, and stands where it did. Gives what was changed.
    pub(crate) fn leave(&mut self) -> Option<Vec<Edit>> {
        let branch = self.branches.pop()?;
        self.arguments.forget();
        self.timeline.take_back(branch.future);
        self.chapters.join(branch.chapters);
        (self.recorder, self.phase, self.busy) = (branch.recorder, branch.phase, branch.busy);
        self.keys.clear();
        self.stand_at = None;
        if branch.is_retold {
            self.take_down();
        }
        self.write_history();
        self.go_to(branch.at);
        Some(branch.edits)
    }
}
