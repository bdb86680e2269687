//! The reader of the ELF files that a person brings. The built-in images do without it.

use session::{ELF_READER, ElfReader};

/// The reader.
pub fn elf_reader() -> ElfReader {
    ELF_READER
}
