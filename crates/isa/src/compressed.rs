//! The compressed instructions: one row says which 32-bit instruction a 16-bit one stands for.
//!
//! Source: RISC-V Instruction Set Manual, Volume I: Unprivileged Architecture, version 20240411, chapter "C" Extension
//! for Compressed Instructions; sections are cited by title, in the manual's order.

use crate::insn::Insn;
use crate::table::{Op, picture};

/// Where the operands of a compressed instruction lie. Names are the manual's formats (§ "Compressed Instruction
/// Formats") and what sets their immediates apart.
#[derive(Clone, Copy)]
enum Shape {
    /// CI, load from the stack, 4 bytes; `rd` is not `x0`.
    LoadSp4,
    /// CI, load from the stack, 8 bytes; `rd` is not `x0`.
    LoadSp8,
    /// CI, load a floating-point register from the stack, 8 bytes.
    FloatLoadSp8,
    /// CSS, store to the stack, 4 bytes.
    StoreSp4,
    /// CSS, store to the stack, 8 bytes.
    StoreSp8,
    /// CL, 4 bytes.
    Load4,
    /// CL, 8 bytes.
    Load8,
    /// CS, 4 bytes.
    Store4,
    /// CS, 8 bytes.
    Store8,
    /// CJ.
    Jump,
    /// CR, jump to `rs1`, which is not `x0`, without a link.
    JumpRegister,
    /// CR, jump to `rs1`, which is not `x0`, with a link.
    CallRegister,
    /// CB, compare with zero.
    Branch,
    /// CI, `rd = imm`.
    LoadImmediate,
    /// CI, `rd = imm << 12`; `imm` is not 0.
    LoadUpper,
    /// CI, `rd = rd + imm`.
    AddImmediate,
    /// CI, the same, where `rd` is not `x0`.
    AddImmediateWord,
    /// CI, `sp = sp + 16 * imm`; `imm` is not 0.
    AddSp16,
    /// CIW, `rd = sp + 4 * imm`; `imm` is not 0.
    AddSp4,
    /// CI, a shift amount.
    Shift,
    /// CB, a shift amount.
    ShiftShort,
    /// CB, an immediate.
    AndImmediate,
    /// CR, `rd = rs2`.
    Move,
    /// CR, `rd = rd + rs2`.
    Add,
    /// CA, `rd = rd op rs2`.
    Arithmetic,
    /// No operands.
    Plain,
}

struct Row {
    mask: u32,
    bits: u32,
    op: Op,
    shape: Shape,
}

// One row is one compressed instruction: its picture, the instruction it stands for, its operands. Of two rows that match,
// the first counts.
macro_rules! compressed {
    ($($name:literal $picture:literal = $op:ident $shape:ident;)*) => {
        const ROWS: &[Row] = &[$({
            let (mask, bits) = picture($picture, 16);
            Row { mask, bits, op: Op::$op, shape: Shape::$shape }
        },)*];
    };
}

compressed! {
    // "Stack-Pointer-Based Loads and Stores".
    "c.lwsp" "010 . ..... ..... 10" = Lw LoadSp4;
    "c.ldsp" "011 . ..... ..... 10" = Ld LoadSp8;
    "c.fldsp" "001 . ..... ..... 10" = Fld FloatLoadSp8;
    "c.swsp" "110 ...... ..... 10" = Sw StoreSp4;
    "c.sdsp" "111 ...... ..... 10" = Sd StoreSp8;
    "c.fsdsp" "101 ...... ..... 10" = Fsd StoreSp8;
    // "Register-Based Loads and Stores".
    "c.lw" "010 ... ... .. ... 00" = Lw Load4;
    "c.ld" "011 ... ... .. ... 00" = Ld Load8;
    "c.fld" "001 ... ... .. ... 00" = Fld Load8;
    "c.sw" "110 ... ... .. ... 00" = Sw Store4;
    "c.sd" "111 ... ... .. ... 00" = Sd Store8;
    "c.fsd" "101 ... ... .. ... 00" = Fsd Store8;
    // "Control Transfer Instructions".
    "c.j" "101 ........... 01" = Jal Jump;
    "c.jr" "1000 ..... 00000 10" = Jalr JumpRegister;
    "c.ebreak" "1001 00000 00000 10" = Ebreak Plain;
    "c.jalr" "1001 ..... 00000 10" = Jalr CallRegister;
    "c.beqz" "110 ... ... ..... 01" = Beq Branch;
    "c.bnez" "111 ... ... ..... 01" = Bne Branch;
    // "Integer Constant-Generation Instructions".
    "c.li" "010 . ..... ..... 01" = Addi LoadImmediate;
    "c.addi16sp" "011 . 00010 ..... 01" = Addi AddSp16;
    "c.lui" "011 . ..... ..... 01" = Lui LoadUpper;
    // "Integer Register-Immediate Operations".
    "c.addi" "000 . ..... ..... 01" = Addi AddImmediate;
    "c.addiw" "001 . ..... ..... 01" = Addiw AddImmediateWord;
    "c.addi4spn" "000 ........ ... 00" = Addi AddSp4;
    "c.slli" "000 . ..... ..... 10" = Slli Shift;
    "c.srli" "100 . 00 ... ..... 01" = Srli ShiftShort;
    "c.srai" "100 . 01 ... ..... 01" = Srai ShiftShort;
    "c.andi" "100 . 10 ... ..... 01" = Andi AndImmediate;
    // "Integer Register-Register Operations".
    "c.mv" "1000 ..... ..... 10" = Add Move;
    "c.add" "1001 ..... ..... 10" = Add Add;
    "c.and" "100011 ... 11 ... 01" = And Arithmetic;
    "c.or" "100011 ... 10 ... 01" = Or Arithmetic;
    "c.xor" "100011 ... 01 ... 01" = Xor Arithmetic;
    "c.sub" "100011 ... 00 ... 01" = Sub Arithmetic;
    "c.addw" "100111 ... 01 ... 01" = Addw Arithmetic;
    "c.subw" "100111 ... 00 ... 01" = Subw Arithmetic;
}

/// The instruction that `half` stands for, with length 2.
pub(crate) fn decode(half: u16) -> Option<Insn> {
    let half = half as u32;
    let row = ROWS.iter().find(|row| half & row.mask == row.bits)?;
    let (registers, imm) = operands(row.shape, half)?;
    Some(Insn::new(row.op, registers, imm, 2))
}

/// An immediate gathered from pieces of `half`: each is its highest bit there, its lowest bit there, and the lowest bit of
/// the immediate it gives.
fn gather(half: u32, pieces: &[(u32, u32, u32)]) -> i32 {
    pieces.iter().fold(0, |imm, &(high, low, to)| imm | (half >> low & ((2 << (high - low)) - 1)) << to)
        as i32
}

/// `imm`, whose highest bit is bit `sign`, sign-extended.
fn extend(imm: i32, sign: u32) -> i32 {
    imm << (31 - sign) >> (31 - sign)
}

/// `rd`, `rs1`, `rs2` and the immediate; `None` where the manual reserves the encoding.
fn operands(shape: Shape, half: u32) -> Option<([u8; 3], i32)> {
    const RA: u8 = 1;
    const SP: u8 = 2;
    // Full register fields, and those of three bits, which name x8 to x15.
    let (full, full2) = ((half >> 7 & 31) as u8, (half >> 2 & 31) as u8);
    let (short, short2) = ((half >> 7 & 7) as u8 + 8, (half >> 2 & 7) as u8 + 8);
    let imm6 = extend(gather(half, &[(12, 12, 5), (6, 2, 0)]), 5);
    let word = || gather(half, &[(12, 10, 3), (6, 6, 2), (5, 5, 6)]);
    let double_sp = || gather(half, &[(12, 12, 5), (6, 5, 3), (4, 2, 6)]);
    let double = || gather(half, &[(12, 10, 3), (6, 5, 6)]);
    Some(match shape {
        Shape::LoadSp4 if full != 0 => ([full, SP, 0], gather(half, &[(12, 12, 5), (6, 4, 2), (3, 2, 6)])),
        Shape::LoadSp8 if full != 0 => ([full, SP, 0], double_sp()),
        Shape::FloatLoadSp8 => ([full, SP, 0], double_sp()),
        Shape::StoreSp4 => ([0, SP, full2], gather(half, &[(12, 9, 2), (8, 7, 6)])),
        Shape::StoreSp8 => ([0, SP, full2], gather(half, &[(12, 10, 3), (9, 7, 6)])),
        Shape::Load4 => ([short2, short, 0], word()),
        Shape::Load8 => ([short2, short, 0], double()),
        Shape::Store4 => ([0, short, short2], word()),
        Shape::Store8 => ([0, short, short2], double()),
        Shape::Jump => {
            const PIECES: &[(u32, u32, u32)] = &[
                (12, 12, 11),
                (11, 11, 4),
                (10, 9, 8),
                (8, 8, 10),
                (7, 7, 6),
                (6, 6, 7),
                (5, 3, 1),
                (2, 2, 5),
            ];
            ([0, 0, 0], extend(gather(half, PIECES), 11))
        }
        Shape::JumpRegister if full != 0 => ([0, full, 0], 0),
        Shape::CallRegister if full != 0 => ([RA, full, 0], 0),
        Shape::Branch => {
            const PIECES: &[(u32, u32, u32)] = &[(12, 12, 8), (11, 10, 3), (6, 5, 6), (4, 3, 1), (2, 2, 5)];
            ([0, short, 0], extend(gather(half, PIECES), 8))
        }
        Shape::LoadImmediate => ([full, 0, 0], imm6),
        Shape::LoadUpper if imm6 != 0 => ([full, 0, 0], imm6 << 12),
        Shape::AddImmediate => ([full, full, 0], imm6),
        Shape::AddImmediateWord if full != 0 => ([full, full, 0], imm6),
        Shape::AddSp16 if imm6 != 0 => {
            const PIECES: &[(u32, u32, u32)] = &[(12, 12, 9), (6, 6, 4), (5, 5, 6), (4, 3, 7), (2, 2, 5)];
            ([SP, SP, 0], extend(gather(half, PIECES), 9))
        }
        Shape::AddSp4 => {
            let imm = gather(half, &[(12, 11, 4), (10, 7, 6), (6, 6, 2), (5, 5, 3)]);
            if imm == 0 {
                return None;
            }
            ([short2, SP, 0], imm)
        }
        Shape::Shift => ([full, full, 0], imm6 & 63),
        Shape::ShiftShort => ([short, short, 0], imm6 & 63),
        Shape::AndImmediate => ([short, short, 0], imm6),
        Shape::Move => ([full, 0, full2], 0),
        Shape::Add => ([full, full, full2], 0),
        Shape::Arithmetic => ([short, short, short2], 0),
        Shape::Plain => ([0, 0, 0], 0),
        Shape::LoadSp4 | Shape::LoadSp8 | Shape::JumpRegister | Shape::CallRegister => return None,
        Shape::LoadUpper | Shape::AddImmediateWord | Shape::AddSp16 => return None,
    })
}
