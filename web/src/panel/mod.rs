//! The panels: each draws its part of a scene, and none asks anybody else anything.

mod boundary;
mod branch;
mod calls;
mod code;
mod cpu;
mod facts;
mod files;
mod functions;
mod go_to;
mod header;
mod help;
mod language;
mod memory;
mod narration;
mod notice;
mod open;
mod phase_bar;
mod processes;
mod share;
mod stack;
mod terminal;
mod timeline;
mod transport;
mod trial;
mod what_if;
mod whose;

pub use boundary::Boundary;
pub use branch::Branch;
pub use calls::Calls;
pub use code::Code;
pub use cpu::Cpu;
pub use files::{Files, FilesProps};
pub use go_to::GoToField;
pub use header::Header;
pub use help::{Help, HelpProps};
pub use memory::{Memory, MemoryProps};
pub use narration::Narration;
pub use notice::Notice;
pub use open::{Drop, Names, Open};
pub use phase_bar::PhaseBar;
pub use processes::Processes;
pub use share::{Share, ShareProps};
pub use stack::{Stack, StackProps};
pub use terminal::Terminal;
pub use timeline::{List, ListProps, SEARCH_FIELD, Timeline};
pub use transport::Transport;
pub use trial::{Trial, TrialProps};
pub use what_if::{Change, WhatIfProps};

use std::rc::Rc;

use session::Scene;
use yew::prelude::*;

/// What most panels need: what is to be seen.
#[derive(Properties, PartialEq)]
pub struct SceneProps {
    /// What is to be seen.
    pub scene: Rc<Scene>,
}
