//! Development tasks: what `cargo xtask` does, as functions, so that the tests of the page use the very same ones.
//!
//! Each task sets up what it needs and is missing, says what it does, and how long it took.

pub mod archive;
pub mod arrows;
pub mod boot;
pub mod budget;
pub mod bundle;
pub mod check;
pub mod cli;
mod compress;
pub mod dist;
mod error;
pub mod export;
pub mod fuzz;
pub mod guest;
mod headers;
mod html;
mod icon;
mod keyboard;
mod poster;
mod process;
pub mod root;
pub mod run;
pub mod serve;
mod shorten;
pub mod split;
pub mod stage;
pub mod terminal;
pub mod test;
pub mod tidy;
pub mod tools;

pub use error::{Error, Explain, Result};
