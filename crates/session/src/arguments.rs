//! What the functions on the stack were given: the machine goes back to where each was entered and looks. What it has seen
//! is kept, for the past does not change.

use std::rc::Rc;

use debuginfo::Parameter;
use machine::Machine;

use crate::scene::{Argument, StackFrame};
use crate::session::Session;
use crate::sorted::Sorted;
use crate::text::number;
use crate::view::Moment;

/// Most functions whose arguments are kept.
const MAX_KNOWN: usize = 4_096;

/// The arguments of functions, by the position at which they were entered.
#[derive(Default)]
pub(crate) struct Arguments(Sorted<u64, Rc<[Argument]>>);

impl Arguments {
    /// Something else happens from here on.
    pub fn forget(&mut self) {
        self.0.clear();
    }
}

impl Session {
    /// Says with each frame what its function was given, where it was entered in this run and the image tells. The machine
    /// stands afterwards where it stood.
    pub(crate) fn add_arguments(&mut self, frames: &mut [StackFrame]) {
        let at = self.timeline.at();
        for frame in frames.iter_mut().filter(|frame| frame.entered) {
            frame.arguments = self.arguments_at(frame.from);
        }
        if self.timeline.at() != at {
            self.timeline.seek(at);
        }
    }

    fn arguments_at(&mut self, entered: u64) -> Rc<[Argument]> {
        if let Some(known) = self.arguments.0.get(&entered) {
            return known.clone();
        }
        self.timeline.seek(entered);
        let chapter = self.chapters.shown();
        let moment = Moment::new(self.timeline.machine(), &self.guest, &chapter.run, &chapter.record);
        let pc = self.guest.linked(moment.machine.hart.pc);
        let parameters = moment.names().0.parameters.of(pc);
        let arguments: Rc<[Argument]> =
            parameters.iter().map(|parameter| argument(parameter, moment.machine)).collect();
        if self.arguments.0.len() >= MAX_KNOWN {
            self.arguments.forget();
        }
        self.arguments.0.insert(entered, arguments.clone());
        arguments
    }
}

fn argument(parameter: &Parameter, machine: &Machine) -> Argument {
    let values = parameter.registers.iter().map(|register| number(machine.hart.x[usize::from(*register)]));
    Argument { name: parameter.name.clone(), value: values.collect::<Vec<_>>().join(", ") }
}
