//! What the addresses in an executable mean, as its ELF file says.

use crate::image::open;
use crate::{Lines, Parameters, Symbols, Types, dwarf};

/// What the addresses in an executable mean.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Meaning {
    /// Names of code addresses.
    pub symbols: Symbols,
    /// Source lines of code addresses; none if the file has no debug information.
    pub lines: Lines,
    /// Parameters of functions; none if the file has no debug information.
    pub parameters: Parameters,
    /// Types and statics; none if the file has no debug information.
    pub types: Types,
}

impl Meaning {
    /// Reads an ELF file's symbols and debug information. What cannot be read is left out: the program runs without it.
    pub fn read(bytes: &[u8]) -> Self {
        let types = open(bytes).ok().and_then(|file| dwarf::types(&file).ok()).unwrap_or_default();
        Self { types, ..Self::read_without_types(bytes) }
    }

    /// Reads an ELF file's symbols, lines and parameters only.
    pub fn read_without_types(bytes: &[u8]) -> Self {
        let Ok(file) = open(bytes) else { return Self::default() };
        let (symbols, lines) = (Symbols::read(&file, |_| true), Lines::read(&file));
        Self { symbols, lines, parameters: Parameters::read(&file), types: Types::default() }
    }
}
