//! Pieces that know no panel.

mod address;
mod arrows;
mod lamp;
mod menu;
mod rows;
mod scrubber;
mod size;
mod swipe;
mod tabs;
mod term;
mod words;

pub use address::{Address, Addresses};
pub use arrows::{Arrow, Arrows, Run as ArrowRun};
pub use lamp::Lamp;
pub use menu::{Menu, MenuItem};
pub use rows::RowList;
pub use scrubber::Scrubber;
pub use size::use_size;
pub use swipe::use_swipe;
pub use tabs::Tabs;
pub use words::Words;
