//! The application without a screen: [`Command`] in, [`Scene`] out. Native and in a page alike; it knows no browser,
//! no terminal, no clock, and not where its images come from.
#![forbid(unsafe_code)]

mod address;
mod arguments;
mod branch;
mod chapters;
mod command;
mod details;
mod drawing;
mod frames;
mod guest;
mod keys;
mod lanes;
mod language;
mod lines;
mod look;
mod moment;
mod narration;
mod own_kernel;
mod parts;
mod places;
mod positions;
mod poster;
mod program;
mod quest;
mod recorder;
mod scenarios;
mod scene;
mod sentence;
mod session;
mod sorted;
mod story;
mod terminal;
mod text;
mod travel;
mod unfit;
mod view;

pub use command::{Command, Level, Place, Way};
pub use details::{DETAILS, Details};
pub use look::{FileChoice, Look, MemoryChoice};
pub use machine::Edit;
pub use moment::{Event, MAX_LINK_LEN, Moment, MomentError, WARN_LINK_LEN};
pub use own_kernel::{MAX_KERNEL_LEN, OwnKernel};
pub use poster::{Paint, Poster, Shape, Words};
pub use program::{MAX_PROGRAM_LEN, MAX_PROGRAMS, MAX_PROGRAMS_LEN, Program, add_program, with_programs};
pub use scenarios::{Answer, Played, Scenario, Sight};
pub use scene::*;
pub use sentence::{Sentence, Span, SpanKind};
pub use session::{ELF_READER, ElfReader, ImageError, Images, Session};
pub use unfit::Unfit;
