//! What of a session not everybody asks for: the panels beside the picture, and the answers of the experiments. It is handed
//! to a session as a table of functions, so that a page can fetch their code when somebody does ask.

use crate::scenarios::{Answer, Facts, Scenario, answer};
use crate::scene::{Files, Memory, Processes};
use crate::view::{self, Before, Moment};
use crate::{Look, MemoryChoice};

/// The functions.
pub struct Details {
    pub(crate) files: fn(&Moment<'_>, &Look) -> Option<Files>,
    pub(crate) processes: fn(&Moment<'_>, &Look) -> Option<Processes>,
    pub(crate) memory: fn(&Moment<'_>, &Before, &MemoryChoice) -> Memory,
    pub(crate) answer: fn(Scenario, &mut Facts<'_>) -> Answer,
}

/// All of them.
pub static DETAILS: Details =
    Details { files: view::files, processes: view::processes, memory: view::memory, answer };
