//! An assembler over the instruction table: a row's fixed bits with operands put where the manual's formats have them. It
//! knows no encoding but the formats.

use std::collections::HashMap;

use isa::{ROWS, Row};

/// The row of the instruction with this mnemonic. Panics without one: the callers name instructions of the table.
pub fn row(name: &str) -> &'static Row {
    ROWS.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no instruction {name}"))
}

fn put(name: &str, operands: u32) -> u32 {
    let row = row(name);
    assert!(operands & row.mask == 0, "{name} has no such operands: {operands:#x}");
    row.bits | operands
}

const fn registers(rd: u32, rs1: u32, rs2: u32) -> u32 {
    rd << 7 | rs1 << 15 | rs2 << 20
}

/// `name rd, rs1, rs2`.
pub fn r(name: &str, rd: u32, rs1: u32, rs2: u32) -> u32 {
    put(name, registers(rd, rs1, rs2))
}

/// `name rd, rs1, imm` and `name rd, imm(rs1)`, and shifts.
pub fn i(name: &str, rd: u32, rs1: u32, imm: i32) -> u32 {
    assert!((-2048..2048).contains(&imm), "{imm}");
    // The upper bits of a shift's immediate are fixed.
    put(name, registers(rd, rs1, 0) | (imm as u32) << 20)
}

/// `name rs2, imm(rs1)`.
pub fn s(name: &str, rs2: u32, rs1: u32, imm: i32) -> u32 {
    assert!((-2048..2048).contains(&imm), "{imm}");
    put(name, registers(imm as u32 & 31, rs1, rs2) | (imm as u32 >> 5) << 25)
}

/// `name rd, imm`: the upper 20 bits.
pub fn u(name: &str, rd: u32, imm: u32) -> u32 {
    put(name, rd << 7 | imm << 12)
}

/// `name rs1, rs2, offset`.
pub fn b(name: &str, rs1: u32, rs2: u32, offset: i32) -> u32 {
    assert!((-4096..4096).contains(&offset), "{offset}");
    let o = offset as u32;
    let low = (o >> 1 & 15) << 1 | o >> 11 & 1;
    put(name, registers(low, rs1, rs2) | (o >> 12 & 1) << 31 | (o >> 5 & 63) << 25)
}

/// `jal rd, offset`.
pub fn j(rd: u32, offset: i32) -> u32 {
    let o = offset as u32;
    let imm = (o >> 20 & 1) << 31 | (o >> 1 & 0x3ff) << 21 | (o >> 11 & 1) << 20 | (o >> 12 & 0xff) << 12;
    put("jal", rd << 7 | imm)
}

/// `name rd, csr, rs1` or `name rd, csr, uimm`.
pub fn csr(name: &str, rd: u32, csr: u16, operand: u32) -> u32 {
    put(name, registers(rd, operand, 0) | (csr as u32) << 20)
}

/// An instruction without operands.
pub fn plain(name: &str) -> u32 {
    put(name, 0)
}

/// The instructions that put `value` into `rd`.
pub fn li(rd: u32, value: u64) -> Vec<u32> {
    let signed = value as i64;
    let low = (signed << 52 >> 52) as i32;
    if low as i64 == signed {
        return vec![i("addi", rd, 0, low)];
    }
    if signed as i32 as i64 == signed {
        let upper = u("lui", rd, (value as u32).wrapping_add(0x800) >> 12);
        return if low == 0 { vec![upper] } else { vec![upper, i("addiw", rd, rd, low)] };
    }
    let rest = signed.wrapping_sub(low as i64) >> 12;
    let zeros = rest.trailing_zeros();
    let mut words = li(rd, (rest >> zeros) as u64);
    words.push(i("slli", rd, rd, 12 + zeros as i32));
    if low != 0 {
        words.push(i("addi", rd, rd, low));
    }
    words
}

/// Code with labels.
#[derive(Default)]
pub struct Asm {
    words: Vec<u32>,
    labels: HashMap<String, usize>,
    jumps: Vec<(usize, String)>,
}

impl Asm {
    /// Appends instructions.
    pub fn add(&mut self, words: impl IntoIterator<Item = u32>) {
        self.words.extend(words);
    }

    /// Names this place.
    pub fn label(&mut self, name: &str) {
        let twice = self.labels.insert(name.to_string(), self.words.len());
        assert!(twice.is_none(), "two places are called {name}");
    }

    /// Appends a branch to `label`, or with the name `jal` a jump.
    pub fn to(&mut self, name: &str, rs1: u32, rs2: u32, label: &str) {
        self.jumps.push((self.words.len(), label.to_string()));
        self.words.push(if name == "jal" { j(0, 0) } else { b(name, rs1, rs2, 0) });
    }

    /// Where `label` is, in bytes from the beginning.
    pub fn offset(&self, label: &str) -> u64 {
        4 * self.labels[label] as u64
    }

    /// The code.
    pub fn finish(&self) -> Vec<u32> {
        let mut words = self.words.clone();
        for (at, label) in &self.jumps {
            let offset = 4 * (self.labels[label] as i32 - *at as i32);
            words[*at] |=
                if words[*at] & 0x7f == 0x6f { j(0, offset) & !0x7f } else { branch_offset(offset) };
        }
        words
    }
}

/// The bits of a branch's offset.
pub fn branch_offset(offset: i32) -> u32 {
    b("beq", 0, 0, offset) & !row("beq").mask
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: u32, text: &str) {
        assert_eq!(isa::decode(word).unwrap().to_string(), text);
    }

    #[test]
    fn what_is_assembled_is_what_the_disassembler_reads() {
        check(r("sub", 1, 2, 3), "sub ra, sp, gp");
        check(i("srai", 10, 11, 63), "srai a0, a1, 63");
        check(s("sd", 5, 31, -8), "sd t0, -8(t6)");
        check(b("bgeu", 1, 2, -4096), "bgeu ra, sp, -4096");
        check(j(1, -1_048_576), "jal ra, -1048576");
        check(j(0, 2046), "jal zero, 2046");
        check(csr("csrrwi", 0, 0x300, 8), "csrrwi zero, mstatus, 8");
    }

    #[test]
    fn a_constant_is_loaded_whatever_it_is() {
        for value in [0, 1, 0x7ff, 0x800, 0x8020_1000, u64::MAX, 1 << 63, 0x1234_5678_9abc_def0, 0x7fff_ffff]
        {
            let mut machine = machine::Machine::new(1 << 20);
            let code: Vec<u8> = li(5, value).into_iter().flat_map(u32::to_le_bytes).collect();
            assert!(machine.write_ram(board::RAM_BASE, &code));
            for _ in 0..code.len() / 4 {
                machine.step();
            }
            assert_eq!(machine.hart.x[5], value);
        }
    }
}
