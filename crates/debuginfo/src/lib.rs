//! An ELF file as questions: what to load, which symbol and which source line
//! an address has, how a type lies in memory. The answers can be packed, to
//! travel without the file. It knows files, not runs: nothing here ever looks
//! at a machine.
#![forbid(unsafe_code)]

mod dwarf;
mod image;
mod lines;
mod meaning;
mod name;
mod packed;
mod parameters;
mod symbols;
mod types;

pub use image::{Image, ImageError, MAX_LEN, Segment, address_of};
pub use lines::{Line, Lines};
pub use meaning::Meaning;
pub use packed::{Packed, identity};
pub use parameters::{Parameter, Parameters};
pub use symbols::{Symbol, Symbols};
pub use types::{Case, Enumerator, Field, Shape, Type, TypeId, Types};
