//! RISC-V instructions and CSRs as tables: what a word means, how it is written, where a field lies. Facts only: it
//! runs nothing and knows nobody.
#![no_std]
#![forbid(unsafe_code)]

pub mod csr;
