//! ELF files for tests, good ones and bad ones.
#![allow(dead_code)]

/// Lengths of the headers, and of an entry of the symbol table. Tool Interface Standard, Executable and Linking Format,
/// version 1.2, as System V ABI has it for 64 bits.
const HEADER_LEN: u64 = 64;
const SEGMENT_LEN: u64 = 56;
const SYMBOL_LEN: u64 = 24;

/// What goes into a segment: virtual and physical address, the bytes, and how many there are in memory.
pub type Segment = (u64, u64, Vec<u8>, u64);

/// An executable for RISC-V with these segments and symbols.
pub fn elf(entry: u64, segments: &[Segment], symbols: &[(&str, u64)]) -> Vec<u8> {
    let mut file = b"\x7fELF\x02\x01\x01".to_vec();
    file.resize(16, 0);
    let data_at = HEADER_LEN + SEGMENT_LEN * segments.len() as u64;
    let data_len: u64 = segments.iter().map(|(_, _, bytes, _)| bytes.len() as u64).sum();
    let mut names = vec![0];
    let mut table = vec![0; SYMBOL_LEN as usize];
    for (name, va) in symbols {
        let word = names.len() as u64 | 0x10 << 32 | 0xfff1 << 48;
        table.extend([word, *va, 0].map(u64::to_le_bytes).concat());
        names.extend(name.bytes().chain([0]));
    }
    let (table_at, names_at) = (data_at + data_len, data_at + data_len + table.len() as u64);
    let sections_at = names_at + names.len() as u64;
    // Executable for RISC-V, version 1; entry, program headers, section headers.
    file.extend((2u64 | 243 << 16 | 1 << 32).to_le_bytes());
    file.extend([entry, HEADER_LEN, sections_at].map(u64::to_le_bytes).concat());
    file.extend([0, 0, 64, 56, segments.len() as u16, 64, 3, 2].map(u16::to_le_bytes).concat());
    let mut at = data_at;
    for (va, pa, bytes, len) in segments {
        let words = [1 | 7 << 32, at, *va, *pa, bytes.len() as u64, *len, 1];
        file.extend(words.map(u64::to_le_bytes).concat());
        at += bytes.len() as u64;
    }
    segments.iter().for_each(|(_, _, bytes, _)| file.extend(bytes));
    file.extend(&table);
    file.extend(&names);
    let mut section = |kind: u64, at: u64, len: usize, link: u64, entry_len: u64| {
        let words = [kind << 32, 0, 0, at, len as u64, link | 1 << 32, 8, entry_len];
        file.extend(words.map(u64::to_le_bytes).concat());
    };
    section(0, 0, 0, 0, 0);
    section(2, table_at, table.len(), 2, SYMBOL_LEN);
    section(3, names_at, names.len(), 0, 0);
    file
}
