//! RISC-V instructions and CSRs as tables: what a word means, how it is written, where a field lies. Facts only: it
//! runs nothing and knows nobody.
#![no_std]
#![forbid(unsafe_code)]

mod compressed;
pub mod csr;
mod format;
mod insn;
mod table;

pub use format::{FLOAT_REGISTERS, Format, Located, REGISTERS};
pub use insn::{Insn, Memory, decode, length};
pub use table::{Op, ROWS, Row};
