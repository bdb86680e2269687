//! A decoded instruction, and the decoder.

use crate::compressed;
use crate::format::{Format, Located};
use crate::table::{Op, ROWS};

/// A decoded instruction: eight bytes, so that a cache of them stays small.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Insn {
    /// What it does.
    pub op: Op,
    rd: u8,
    rs1: u8,
    /// Bits 0 to 4 are `rs2`, bits 5 to 7 the length in bytes: both are needed at every step, and eight bytes are full.
    rs2_len: u8,
    /// The immediate operand, sign-extended; a CSR's number; of atomics `aq` and `rl` (bits 1 and 0); of a fence the
    /// upper 12 bits; of floating-point arithmetic `rm` (bits 0 to 2) and `rs3` (bits 3 to 7).
    pub imm: i32,
}

/// What an instruction does with memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Memory {
    /// It loads.
    pub load: bool,
    /// It stores. What does both needs the permission to store.
    pub store: bool,
    /// Added to `rs1`, gives the address.
    pub offset: i64,
    /// Bytes.
    pub len: u64,
}

impl Insn {
    /// An instruction `len` bytes long; register numbers are below 32.
    pub(crate) const fn new(op: Op, [rd, rs1, rs2]: [u8; 3], imm: i32, len: u8) -> Self {
        Self { op, rd, rs1, rs2_len: rs2 | len << 5, imm }
    }

    /// Number of the destination register, below 32; 0 if there is none.
    #[inline(always)]
    pub const fn rd(self) -> usize {
        (self.rd & 31) as usize
    }

    /// Number of the first source register, below 32; 0 if there is none. Of `csrrwi` and its kin, the operand itself.
    #[inline(always)]
    pub const fn rs1(self) -> usize {
        (self.rs1 & 31) as usize
    }

    /// Number of the second source register, below 32; 0 if there is none.
    #[inline(always)]
    pub const fn rs2(self) -> usize {
        (self.rs2_len & 31) as usize
    }

    /// Number of the third source register of a fused multiply-add.
    #[inline(always)]
    pub const fn rs3(self) -> usize {
        (self.imm >> 3 & 31) as usize
    }

    /// The rounding mode that floating-point arithmetic names, below 8: 7 is what `frm` says, 5 and 6 do not occur.
    #[inline(always)]
    pub const fn rounding(self) -> usize {
        (self.imm & 7) as usize
    }

    /// The immediate operand, sign-extended.
    #[inline(always)]
    pub const fn imm(self) -> i64 {
        self.imm as i64
    }

    /// The number of the CSR of a CSR instruction.
    pub const fn csr(self) -> u16 {
        (self.imm & 0xfff) as u16
    }

    /// Length in bytes: 2 or 4.
    #[inline(always)]
    #[expect(clippy::len_without_is_empty, reason = "an instruction is no collection")]
    pub const fn len(self) -> u64 {
        (self.rs2_len >> 5) as u64
    }

    /// What this instruction does with memory; `None` if nothing. The length is in the width field. RISC-V Unprivileged ISA
    /// 20240411 §2.6 "Load and Store Instructions".
    pub const fn memory(self) -> Option<Memory> {
        let row = self.op.row();
        let (load, store, offset) = match row.format {
            // `jalr` is written as a load is.
            Format::Load => (!matches!(self.op, Op::Jalr), false, self.imm()),
            Format::FloatLoad => (true, false, self.imm()),
            Format::Store | Format::FloatStore => (false, true, self.imm()),
            Format::LoadReserved => (true, false, 0),
            Format::Atomic => (!matches!(self.op, Op::ScW | Op::ScD), true, 0),
            Format::Upper | Format::Jump | Format::Branch | Format::Immediate | Format::Shift => return None,
            Format::Register | Format::Fence | Format::Csr | Format::CsrImmediate | Format::Plain => {
                return None;
            }
            Format::VmaFence | Format::FloatFused | Format::FloatRounded | Format::FloatRegister => {
                return None;
            }
            Format::FloatUnary | Format::FloatWiden | Format::FloatToInteger => return None,
            Format::FloatFromInteger | Format::FloatFromWord | Format::FloatCompare => return None,
            Format::FloatMoveOut | Format::FloatMoveIn => return None,
        };
        if load || store {
            Some(Memory { load, store, offset, len: 1 << (row.bits >> 12 & 3) })
        } else {
            None
        }
    }

    /// To display with the target of a jump or branch instead of its offset.
    pub const fn at(self, pc: u64) -> Located {
        Located { insn: self, pc }
    }

    /// Where this jump or branch at `pc` goes; `None` for others and for `jalr`, which asks a register.
    pub const fn target(self, pc: u64) -> Option<u64> {
        match self.op.row().format {
            Format::Jump | Format::Branch => Some(pc.wrapping_add_signed(self.imm())),
            Format::Upper | Format::Load | Format::Store | Format::Immediate | Format::Shift => None,
            Format::Register | Format::Fence | Format::Csr | Format::CsrImmediate | Format::Plain => None,
            Format::VmaFence | Format::LoadReserved | Format::Atomic => None,
            Format::FloatLoad | Format::FloatStore | Format::FloatFused | Format::FloatRounded => None,
            Format::FloatRegister | Format::FloatUnary | Format::FloatWiden | Format::FloatToInteger => None,
            Format::FloatFromInteger | Format::FloatFromWord | Format::FloatCompare => None,
            Format::FloatMoveOut | Format::FloatMoveIn => None,
        }
    }
}

/// Length in bytes of the instruction that begins with these 16 bits: 2 or 4. RISC-V Unprivileged ISA 20240411 §1.5
/// "Base Instruction-Length Encoding".
pub const fn length(half: u16) -> u64 {
    if half & 3 == 3 { 4 } else { 2 }
}

/// The instruction that `word` begins with; of a compressed one the upper half is not looked at. `None` is an illegal
/// instruction.
pub fn decode(word: u32) -> Option<Insn> {
    if length(word as u16) == 2 {
        return compressed::decode(word as u16);
    }
    let bucket = BUCKETS[(word >> 2 & 31) as usize];
    let row = bucket.iter().take_while(|&&index| index != NO_ROW).find_map(|&index| {
        let row = &ROWS[index as usize];
        (word & row.mask == row.bits).then_some(row)
    })?;
    if row.format.reserves(word) {
        return None;
    }
    let (rd, rs1, rs2) = row.format.registers();
    let register = |used: bool, low: u32| if used { (word >> low & 31) as u8 } else { 0 };
    let registers = [register(rd, 7), register(rs1, 15), register(rs2, 20)];
    Some(Insn::new(row.op, registers, row.format.immediate(word), 4))
}

const NO_ROW: u8 = u8::MAX;

/// Numbers of the rows of each major opcode, bits 2 to 6 of the word, so that few are compared.
static BUCKETS: [[u8; 64]; 32] = {
    let (mut buckets, mut used, mut index) = ([[NO_ROW; 64]; 32], [0; 32], 0);
    while index < ROWS.len() {
        let opcode = (ROWS[index].bits >> 2 & 31) as usize;
        buckets[opcode][used[opcode]] = index as u8;
        used[opcode] += 1;
        index += 1;
    }
    buckets
};
