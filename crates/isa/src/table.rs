//! The instruction table: one row is one instruction. Decoder, disassembler and executor are read off it; it runs
//! nothing.
//!
//! Sources: RISC-V Instruction Set Manual, Volume I: Unprivileged Architecture, version 20240411, and Volume II:
//! Privileged Architecture, version 20240411 ("Priv."); sections are cited by title, in the manual's order.

use crate::format::Format;

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// The instruction.
    pub op: Op,
    /// Its mnemonic.
    pub name: &'static str,
    /// Its operands: where they lie and how they are written.
    pub format: Format,
    /// The bits that tell it from others.
    pub mask: u32,
    /// The values of those bits.
    pub bits: u32,
}

/// Mask and value of a picture: `0` and `1` are fixed bits, `.` an operand bit, spaces divide fields.
pub(crate) const fn picture(text: &str, width: u32) -> (u32, u32) {
    let (text, mut mask, mut bits, mut seen, mut index) = (text.as_bytes(), 0u32, 0u32, 0, 0);
    while index < text.len() {
        if text[index] != b' ' {
            mask = mask << 1 | (text[index] != b'.') as u32;
            bits = bits << 1 | (text[index] == b'1') as u32;
            seen += 1;
        }
        index += 1;
    }
    assert!(seen == width);
    (mask, bits)
}

// One row is one variant of `Op`, with its documentation, and one `Row`.
macro_rules! instructions {
    ($($(#[$doc:meta])* $op:ident $name:literal $format:ident $picture:literal;)*) => {
        /// What an instruction does.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
        #[repr(u8)]
        pub enum Op { $($(#[$doc])* $op,)* }

        /// Every instruction, in the manual's order, which is that of [`Op`].
        pub const ROWS: &[Row] = &[$({
            let (mask, bits) = picture($picture, 32);
            Row { op: Op::$op, name: $name, format: Format::$format, mask, bits }
        },)*];
    };
}

impl Op {
    /// The instruction's row.
    pub const fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }
}

instructions! {
    // "Integer Register-Immediate Instructions" (RV32I and RV64I).
    /// `rd = rs1 + imm`.
    Addi "addi" Immediate "............ ..... 000 ..... 0010011";
    /// `rd = 1` if `rs1 < imm`, signed, else 0.
    Slti "slti" Immediate "............ ..... 010 ..... 0010011";
    /// `rd = 1` if `rs1 < imm`, unsigned, else 0.
    Sltiu "sltiu" Immediate "............ ..... 011 ..... 0010011";
    /// `rd = rs1 ^ imm`.
    Xori "xori" Immediate "............ ..... 100 ..... 0010011";
    /// `rd = rs1 | imm`.
    Ori "ori" Immediate "............ ..... 110 ..... 0010011";
    /// `rd = rs1 & imm`.
    Andi "andi" Immediate "............ ..... 111 ..... 0010011";
    /// `rd = rs1 << imm`.
    Slli "slli" Shift "000000 ...... ..... 001 ..... 0010011";
    /// `rd = rs1 >> imm`, zeros in.
    Srli "srli" Shift "000000 ...... ..... 101 ..... 0010011";
    /// `rd = rs1 >> imm`, sign bits in.
    Srai "srai" Shift "010000 ...... ..... 101 ..... 0010011";
    /// `rd =` the low 32 bits of `rs1 + imm`, sign-extended.
    Addiw "addiw" Immediate "............ ..... 000 ..... 0011011";
    /// `rd =` the low 32 bits of `rs1 << imm`, sign-extended.
    Slliw "slliw" Shift "0000000 ..... ..... 001 ..... 0011011";
    /// `rd =` the low 32 bits of `rs1`, `>> imm`, zeros in, sign-extended.
    Srliw "srliw" Shift "0000000 ..... ..... 101 ..... 0011011";
    /// `rd =` the low 32 bits of `rs1`, `>> imm`, sign bits in, sign-extended.
    Sraiw "sraiw" Shift "0100000 ..... ..... 101 ..... 0011011";
    /// `rd = imm << 12`, sign-extended.
    Lui "lui" Upper ".................... ..... 0110111";
    /// `rd = pc + (imm << 12)`.
    Auipc "auipc" Upper ".................... ..... 0010111";

    // "Integer Register-Register Operations" (RV32I and RV64I).
    /// `rd = rs1 + rs2`.
    Add "add" Register "0000000 ..... ..... 000 ..... 0110011";
    /// `rd = rs1 - rs2`.
    Sub "sub" Register "0100000 ..... ..... 000 ..... 0110011";
    /// `rd = rs1 << (rs2 & 63)`.
    Sll "sll" Register "0000000 ..... ..... 001 ..... 0110011";
    /// `rd = 1` if `rs1 < rs2`, signed, else 0.
    Slt "slt" Register "0000000 ..... ..... 010 ..... 0110011";
    /// `rd = 1` if `rs1 < rs2`, unsigned, else 0.
    Sltu "sltu" Register "0000000 ..... ..... 011 ..... 0110011";
    /// `rd = rs1 ^ rs2`.
    Xor "xor" Register "0000000 ..... ..... 100 ..... 0110011";
    /// `rd = rs1 >> (rs2 & 63)`, zeros in.
    Srl "srl" Register "0000000 ..... ..... 101 ..... 0110011";
    /// `rd = rs1 >> (rs2 & 63)`, sign bits in.
    Sra "sra" Register "0100000 ..... ..... 101 ..... 0110011";
    /// `rd = rs1 | rs2`.
    Or "or" Register "0000000 ..... ..... 110 ..... 0110011";
    /// `rd = rs1 & rs2`.
    And "and" Register "0000000 ..... ..... 111 ..... 0110011";
    /// `rd =` the low 32 bits of `rs1 + rs2`, sign-extended.
    Addw "addw" Register "0000000 ..... ..... 000 ..... 0111011";
    /// `rd =` the low 32 bits of `rs1 - rs2`, sign-extended.
    Subw "subw" Register "0100000 ..... ..... 000 ..... 0111011";
    /// `rd =` the low 32 bits of `rs1 << (rs2 & 31)`, sign-extended.
    Sllw "sllw" Register "0000000 ..... ..... 001 ..... 0111011";
    /// `rd =` the low 32 bits of `rs1`, `>> (rs2 & 31)`, zeros in, sign-extended.
    Srlw "srlw" Register "0000000 ..... ..... 101 ..... 0111011";
    /// `rd =` the low 32 bits of `rs1`, `>> (rs2 & 31)`, sign bits in, sign-extended.
    Sraw "sraw" Register "0100000 ..... ..... 101 ..... 0111011";

    // "Unconditional Jumps".
    /// `rd = pc + len`; jump to `pc + imm`.
    Jal "jal" Jump ".................... ..... 1101111";
    /// `rd = pc + len`; jump to `(rs1 + imm) & !1`.
    Jalr "jalr" Load "............ ..... 000 ..... 1100111";

    // "Conditional Branches".
    /// Jump to `pc + imm` if `rs1 == rs2`.
    Beq "beq" Branch "....... ..... ..... 000 ..... 1100011";
    /// Jump to `pc + imm` if `rs1 != rs2`.
    Bne "bne" Branch "....... ..... ..... 001 ..... 1100011";
    /// Jump to `pc + imm` if `rs1 < rs2`, signed.
    Blt "blt" Branch "....... ..... ..... 100 ..... 1100011";
    /// Jump to `pc + imm` if `rs1 >= rs2`, signed.
    Bge "bge" Branch "....... ..... ..... 101 ..... 1100011";
    /// Jump to `pc + imm` if `rs1 < rs2`, unsigned.
    Bltu "bltu" Branch "....... ..... ..... 110 ..... 1100011";
    /// Jump to `pc + imm` if `rs1 >= rs2`, unsigned.
    Bgeu "bgeu" Branch "....... ..... ..... 111 ..... 1100011";

    // "Load and Store Instructions" (RV32I and RV64I).
    /// `rd =` the byte at `rs1 + imm`, sign-extended.
    Lb "lb" Load "............ ..... 000 ..... 0000011";
    /// `rd =` the 16 bits at `rs1 + imm`, sign-extended.
    Lh "lh" Load "............ ..... 001 ..... 0000011";
    /// `rd =` the 32 bits at `rs1 + imm`, sign-extended.
    Lw "lw" Load "............ ..... 010 ..... 0000011";
    /// `rd =` the 64 bits at `rs1 + imm`.
    Ld "ld" Load "............ ..... 011 ..... 0000011";
    /// `rd =` the byte at `rs1 + imm`, zero-extended.
    Lbu "lbu" Load "............ ..... 100 ..... 0000011";
    /// `rd =` the 16 bits at `rs1 + imm`, zero-extended.
    Lhu "lhu" Load "............ ..... 101 ..... 0000011";
    /// `rd =` the 32 bits at `rs1 + imm`, zero-extended.
    Lwu "lwu" Load "............ ..... 110 ..... 0000011";
    /// Store the low byte of `rs2` at `rs1 + imm`.
    Sb "sb" Store "....... ..... ..... 000 ..... 0100011";
    /// Store the low 16 bits of `rs2` at `rs1 + imm`.
    Sh "sh" Store "....... ..... ..... 001 ..... 0100011";
    /// Store the low 32 bits of `rs2` at `rs1 + imm`.
    Sw "sw" Store "....... ..... ..... 010 ..... 0100011";
    /// Store `rs2` at `rs1 + imm`.
    Sd "sd" Store "....... ..... ..... 011 ..... 0100011";

    // "Memory Ordering Instructions".
    /// Order the memory accesses before against those after; one hart in program order needs nothing done.
    Fence "fence" Fence "............ ..... 000 ..... 0001111";

    // "Environment Call and Breakpoints".
    /// Trap: ask the mode above for a service.
    Ecall "ecall" Plain "000000000000 00000 000 00000 1110011";
    /// Trap: a breakpoint.
    Ebreak "ebreak" Plain "000000000001 00000 000 00000 1110011";

    // "Zifencei" Extension for Instruction-Fetch Fence.
    /// Stores before it are seen by instruction fetches after it.
    FenceI "fence.i" Plain "............ ..... 001 ..... 0001111";

    // "Zicsr" Extension for Control and Status Register (CSR) Instructions, "CSR Instructions".
    /// `rd = csr; csr = rs1`; not read if `rd` is `x0`.
    Csrrw "csrrw" Csr "............ ..... 001 ..... 1110011";
    /// `rd = csr; csr |= rs1`; not written if `rs1` is `x0`.
    Csrrs "csrrs" Csr "............ ..... 010 ..... 1110011";
    /// `rd = csr; csr &= !rs1`; not written if `rs1` is `x0`.
    Csrrc "csrrc" Csr "............ ..... 011 ..... 1110011";
    /// `rd = csr; csr = uimm`; not read if `rd` is `x0`.
    Csrrwi "csrrwi" CsrImmediate "............ ..... 101 ..... 1110011";
    /// `rd = csr; csr |= uimm`; not written if `uimm` is 0.
    Csrrsi "csrrsi" CsrImmediate "............ ..... 110 ..... 1110011";
    /// `rd = csr; csr &= !uimm`; not written if `uimm` is 0.
    Csrrci "csrrci" CsrImmediate "............ ..... 111 ..... 1110011";

    // "M" Extension, "Multiplication Operations".
    /// `rd =` the low 64 bits of `rs1 * rs2`.
    Mul "mul" Register "0000001 ..... ..... 000 ..... 0110011";
    /// `rd =` the high 64 bits of `rs1 * rs2`, both signed.
    Mulh "mulh" Register "0000001 ..... ..... 001 ..... 0110011";
    /// `rd =` the high 64 bits of `rs1 * rs2`, signed and unsigned.
    Mulhsu "mulhsu" Register "0000001 ..... ..... 010 ..... 0110011";
    /// `rd =` the high 64 bits of `rs1 * rs2`, both unsigned.
    Mulhu "mulhu" Register "0000001 ..... ..... 011 ..... 0110011";
    /// `rd =` the low 32 bits of `rs1 * rs2`, sign-extended.
    Mulw "mulw" Register "0000001 ..... ..... 000 ..... 0111011";

    // "M" Extension, "Division Operations".
    /// `rd = rs1 / rs2`, signed; -1 by zero, `rs1` on overflow.
    Div "div" Register "0000001 ..... ..... 100 ..... 0110011";
    /// `rd = rs1 / rs2`, unsigned; all ones by zero.
    Divu "divu" Register "0000001 ..... ..... 101 ..... 0110011";
    /// `rd = rs1 % rs2`, signed; `rs1` by zero, 0 on overflow.
    Rem "rem" Register "0000001 ..... ..... 110 ..... 0110011";
    /// `rd = rs1 % rs2`, unsigned; `rs1` by zero.
    Remu "remu" Register "0000001 ..... ..... 111 ..... 0110011";
    /// [`Op::Div`] of the low 32 bits, sign-extended.
    Divw "divw" Register "0000001 ..... ..... 100 ..... 0111011";
    /// [`Op::Divu`] of the low 32 bits, sign-extended.
    Divuw "divuw" Register "0000001 ..... ..... 101 ..... 0111011";
    /// [`Op::Rem`] of the low 32 bits, sign-extended.
    Remw "remw" Register "0000001 ..... ..... 110 ..... 0111011";
    /// [`Op::Remu`] of the low 32 bits, sign-extended.
    Remuw "remuw" Register "0000001 ..... ..... 111 ..... 0111011";

    // "A" Extension, "Zalrsc" Extension for Load-Reserved/Store-Conditional Instructions.
    /// `rd =` the 32 bits at `rs1`, sign-extended; reserve them.
    LrW "lr.w" LoadReserved "00010 .. 00000 ..... 010 ..... 0101111";
    /// If still reserved, store the low 32 bits of `rs2` at `rs1` and `rd = 0`; else `rd = 1`.
    ScW "sc.w" Atomic "00011 .. ..... ..... 010 ..... 0101111";
    /// `rd =` the 64 bits at `rs1`; reserve them.
    LrD "lr.d" LoadReserved "00010 .. 00000 ..... 011 ..... 0101111";
    /// If still reserved, store `rs2` at `rs1` and `rd = 0`; else `rd = 1`.
    ScD "sc.d" Atomic "00011 .. ..... ..... 011 ..... 0101111";

    // "A" Extension, "Zaamo" Extension for Atomic Memory Operations. `rd` is the value before, sign-extended.
    /// Swap the 32 bits at `rs1` with `rs2`.
    AmoswapW "amoswap.w" Atomic "00001 .. ..... ..... 010 ..... 0101111";
    /// Add `rs2` to the 32 bits at `rs1`.
    AmoaddW "amoadd.w" Atomic "00000 .. ..... ..... 010 ..... 0101111";
    /// Exclusive-or `rs2` into the 32 bits at `rs1`.
    AmoxorW "amoxor.w" Atomic "00100 .. ..... ..... 010 ..... 0101111";
    /// And `rs2` into the 32 bits at `rs1`.
    AmoandW "amoand.w" Atomic "01100 .. ..... ..... 010 ..... 0101111";
    /// Or `rs2` into the 32 bits at `rs1`.
    AmoorW "amoor.w" Atomic "01000 .. ..... ..... 010 ..... 0101111";
    /// The lesser of `rs2` and the 32 bits at `rs1`, signed.
    AmominW "amomin.w" Atomic "10000 .. ..... ..... 010 ..... 0101111";
    /// The greater of `rs2` and the 32 bits at `rs1`, signed.
    AmomaxW "amomax.w" Atomic "10100 .. ..... ..... 010 ..... 0101111";
    /// The lesser of `rs2` and the 32 bits at `rs1`, unsigned.
    AmominuW "amominu.w" Atomic "11000 .. ..... ..... 010 ..... 0101111";
    /// The greater of `rs2` and the 32 bits at `rs1`, unsigned.
    AmomaxuW "amomaxu.w" Atomic "11100 .. ..... ..... 010 ..... 0101111";
    /// Swap the 64 bits at `rs1` with `rs2`.
    AmoswapD "amoswap.d" Atomic "00001 .. ..... ..... 011 ..... 0101111";
    /// Add `rs2` to the 64 bits at `rs1`.
    AmoaddD "amoadd.d" Atomic "00000 .. ..... ..... 011 ..... 0101111";
    /// Exclusive-or `rs2` into the 64 bits at `rs1`.
    AmoxorD "amoxor.d" Atomic "00100 .. ..... ..... 011 ..... 0101111";
    /// And `rs2` into the 64 bits at `rs1`.
    AmoandD "amoand.d" Atomic "01100 .. ..... ..... 011 ..... 0101111";
    /// Or `rs2` into the 64 bits at `rs1`.
    AmoorD "amoor.d" Atomic "01000 .. ..... ..... 011 ..... 0101111";
    /// The lesser of `rs2` and the 64 bits at `rs1`, signed.
    AmominD "amomin.d" Atomic "10000 .. ..... ..... 011 ..... 0101111";
    /// The greater of `rs2` and the 64 bits at `rs1`, signed.
    AmomaxD "amomax.d" Atomic "10100 .. ..... ..... 011 ..... 0101111";
    /// The lesser of `rs2` and the 64 bits at `rs1`, unsigned.
    AmominuD "amominu.d" Atomic "11000 .. ..... ..... 011 ..... 0101111";
    /// The greater of `rs2` and the 64 bits at `rs1`, unsigned.
    AmomaxuD "amomaxu.d" Atomic "11100 .. ..... ..... 011 ..... 0101111";

    // "F" Extension for Single-Precision Floating-Point, "Single-Precision Load and Store Instructions".
    /// `rd =` the 32 bits at `rs1 + imm`, NaN-boxed.
    Flw "flw" FloatLoad "............ ..... 010 ..... 0000111";
    /// Store the low 32 bits of `rs2` at `rs1 + imm`.
    Fsw "fsw" FloatStore "....... ..... ..... 010 ..... 0100111";

    // "F" Extension for Single-Precision Floating-Point, "Single-Precision Floating-Point Computational Instructions".
    /// `rd = rs1 * rs2 + rs3`, rounded once.
    FmaddS "fmadd.s" FloatFused "..... 00 ..... ..... ... ..... 1000011";
    /// `rd = rs1 * rs2 - rs3`, rounded once.
    FmsubS "fmsub.s" FloatFused "..... 00 ..... ..... ... ..... 1000111";
    /// `rd = -(rs1 * rs2) + rs3`, rounded once.
    FnmsubS "fnmsub.s" FloatFused "..... 00 ..... ..... ... ..... 1001011";
    /// `rd = -(rs1 * rs2) - rs3`, rounded once.
    FnmaddS "fnmadd.s" FloatFused "..... 00 ..... ..... ... ..... 1001111";
    /// `rd = rs1 + rs2`.
    FaddS "fadd.s" FloatRounded "0000000 ..... ..... ... ..... 1010011";
    /// `rd = rs1 - rs2`.
    FsubS "fsub.s" FloatRounded "0000100 ..... ..... ... ..... 1010011";
    /// `rd = rs1 * rs2`.
    FmulS "fmul.s" FloatRounded "0001000 ..... ..... ... ..... 1010011";
    /// `rd = rs1 / rs2`.
    FdivS "fdiv.s" FloatRounded "0001100 ..... ..... ... ..... 1010011";
    /// `rd =` the square root of `rs1`.
    FsqrtS "fsqrt.s" FloatUnary "0101100 00000 ..... ... ..... 1010011";
    /// `rd =` the lesser of `rs1` and `rs2`; -0 is less than +0, a NaN loses.
    FminS "fmin.s" FloatRegister "0010100 ..... ..... 000 ..... 1010011";
    /// `rd =` the greater of `rs1` and `rs2`; +0 is greater than -0, a NaN loses.
    FmaxS "fmax.s" FloatRegister "0010100 ..... ..... 001 ..... 1010011";

    // "F" Extension for Single-Precision Floating-Point, "Single-Precision Floating-Point Conversion and Move Instructions".
    /// `rd = rs1` as an integer of 32 bits, signed; what does not fit becomes the nearest that does, a NaN the greatest.
    FcvtWS "fcvt.w.s" FloatToInteger "1100000 00000 ..... ... ..... 1010011";
    /// `rd = rs1` as an integer of 32 bits, unsigned; what does not fit becomes the nearest that does, a NaN the greatest.
    FcvtWuS "fcvt.wu.s" FloatToInteger "1100000 00001 ..... ... ..... 1010011";
    /// `rd = rs1` as an integer of 64 bits, signed; what does not fit becomes the nearest that does, a NaN the greatest.
    FcvtLS "fcvt.l.s" FloatToInteger "1100000 00010 ..... ... ..... 1010011";
    /// `rd = rs1` as an integer of 64 bits, unsigned; what does not fit becomes the nearest that does, a NaN the greatest.
    FcvtLuS "fcvt.lu.s" FloatToInteger "1100000 00011 ..... ... ..... 1010011";
    /// `rd =` the integer `rs1`, 32 bits, signed.
    FcvtSW "fcvt.s.w" FloatFromInteger "1101000 00000 ..... ... ..... 1010011";
    /// `rd =` the integer `rs1`, 32 bits, unsigned.
    FcvtSWu "fcvt.s.wu" FloatFromInteger "1101000 00001 ..... ... ..... 1010011";
    /// `rd =` the integer `rs1`, 64 bits, signed.
    FcvtSL "fcvt.s.l" FloatFromInteger "1101000 00010 ..... ... ..... 1010011";
    /// `rd =` the integer `rs1`, 64 bits, unsigned.
    FcvtSLu "fcvt.s.lu" FloatFromInteger "1101000 00011 ..... ... ..... 1010011";
    /// `rd = rs1` with the sign of `rs2`.
    FsgnjS "fsgnj.s" FloatRegister "0010000 ..... ..... 000 ..... 1010011";
    /// `rd = rs1` with the sign that `rs2` has not.
    FsgnjnS "fsgnjn.s" FloatRegister "0010000 ..... ..... 001 ..... 1010011";
    /// `rd = rs1` with its sign changed if `rs2` has one.
    FsgnjxS "fsgnjx.s" FloatRegister "0010000 ..... ..... 010 ..... 1010011";
    /// `rd =` the low 32 bits of `rs1`, sign-extended.
    FmvXW "fmv.x.w" FloatMoveOut "1110000 00000 ..... 000 ..... 1010011";
    /// `rd =` the low 32 bits of `rs1`, NaN-boxed.
    FmvWX "fmv.w.x" FloatMoveIn "1111000 00000 ..... 000 ..... 1010011";

    // "F" Extension for Single-Precision Floating-Point, "Single-Precision Floating-Point Compare Instructions".
    /// `rd = 1` if `rs1 == rs2`, else 0; a quiet NaN is no exception.
    FeqS "feq.s" FloatCompare "1010000 ..... ..... 010 ..... 1010011";
    /// `rd = 1` if `rs1 < rs2`, else 0; any NaN is invalid.
    FltS "flt.s" FloatCompare "1010000 ..... ..... 001 ..... 1010011";
    /// `rd = 1` if `rs1 <= rs2`, else 0; any NaN is invalid.
    FleS "fle.s" FloatCompare "1010000 ..... ..... 000 ..... 1010011";

    // "F" Extension for Single-Precision Floating-Point, "Single-Precision Floating-Point Classify Instruction".
    /// `rd =` one bit that says what `rs1` is: 0 to 9 are -infinity, negative normal, negative subnormal, -0, +0, positive
    /// subnormal, positive normal, +infinity, signalling NaN, quiet NaN.
    FclassS "fclass.s" FloatMoveOut "1110000 00000 ..... 001 ..... 1010011";

    // "D" Extension for Double-Precision Floating-Point, "Double-Precision Load and Store Instructions".
    /// `rd =` the 64 bits at `rs1 + imm`.
    Fld "fld" FloatLoad "............ ..... 011 ..... 0000111";
    /// Store `rs2` at `rs1 + imm`.
    Fsd "fsd" FloatStore "....... ..... ..... 011 ..... 0100111";

    // "D" Extension for Double-Precision Floating-Point, "Double-Precision Floating-Point Computational Instructions".
    /// `rd = rs1 * rs2 + rs3`, rounded once.
    FmaddD "fmadd.d" FloatFused "..... 01 ..... ..... ... ..... 1000011";
    /// `rd = rs1 * rs2 - rs3`, rounded once.
    FmsubD "fmsub.d" FloatFused "..... 01 ..... ..... ... ..... 1000111";
    /// `rd = -(rs1 * rs2) + rs3`, rounded once.
    FnmsubD "fnmsub.d" FloatFused "..... 01 ..... ..... ... ..... 1001011";
    /// `rd = -(rs1 * rs2) - rs3`, rounded once.
    FnmaddD "fnmadd.d" FloatFused "..... 01 ..... ..... ... ..... 1001111";
    /// `rd = rs1 + rs2`.
    FaddD "fadd.d" FloatRounded "0000001 ..... ..... ... ..... 1010011";
    /// `rd = rs1 - rs2`.
    FsubD "fsub.d" FloatRounded "0000101 ..... ..... ... ..... 1010011";
    /// `rd = rs1 * rs2`.
    FmulD "fmul.d" FloatRounded "0001001 ..... ..... ... ..... 1010011";
    /// `rd = rs1 / rs2`.
    FdivD "fdiv.d" FloatRounded "0001101 ..... ..... ... ..... 1010011";
    /// `rd =` the square root of `rs1`.
    FsqrtD "fsqrt.d" FloatUnary "0101101 00000 ..... ... ..... 1010011";
    /// `rd =` the lesser of `rs1` and `rs2`; -0 is less than +0, a NaN loses.
    FminD "fmin.d" FloatRegister "0010101 ..... ..... 000 ..... 1010011";
    /// `rd =` the greater of `rs1` and `rs2`; +0 is greater than -0, a NaN loses.
    FmaxD "fmax.d" FloatRegister "0010101 ..... ..... 001 ..... 1010011";

    // "D" Extension for Double-Precision Floating-Point, "Double-Precision Floating-Point Conversion and Move Instructions".
    /// `rd = rs1` as an integer of 32 bits, signed; what does not fit becomes the nearest that does, a NaN the greatest.
    FcvtWD "fcvt.w.d" FloatToInteger "1100001 00000 ..... ... ..... 1010011";
    /// `rd = rs1` as an integer of 32 bits, unsigned; what does not fit becomes the nearest that does, a NaN the greatest.
    FcvtWuD "fcvt.wu.d" FloatToInteger "1100001 00001 ..... ... ..... 1010011";
    /// `rd = rs1` as an integer of 64 bits, signed; what does not fit becomes the nearest that does, a NaN the greatest.
    FcvtLD "fcvt.l.d" FloatToInteger "1100001 00010 ..... ... ..... 1010011";
    /// `rd = rs1` as an integer of 64 bits, unsigned; what does not fit becomes the nearest that does, a NaN the greatest.
    FcvtLuD "fcvt.lu.d" FloatToInteger "1100001 00011 ..... ... ..... 1010011";
    /// `rd =` the integer `rs1`, 32 bits, signed.
    FcvtDW "fcvt.d.w" FloatFromWord "1101001 00000 ..... ... ..... 1010011";
    /// `rd =` the integer `rs1`, 32 bits, unsigned.
    FcvtDWu "fcvt.d.wu" FloatFromWord "1101001 00001 ..... ... ..... 1010011";
    /// `rd =` the integer `rs1`, 64 bits, signed.
    FcvtDL "fcvt.d.l" FloatFromInteger "1101001 00010 ..... ... ..... 1010011";
    /// `rd =` the integer `rs1`, 64 bits, unsigned.
    FcvtDLu "fcvt.d.lu" FloatFromInteger "1101001 00011 ..... ... ..... 1010011";
    /// `rd = rs1`, from double to single.
    FcvtSD "fcvt.s.d" FloatUnary "0100000 00001 ..... ... ..... 1010011";
    /// `rd = rs1`, from single to double.
    FcvtDS "fcvt.d.s" FloatWiden "0100001 00000 ..... ... ..... 1010011";
    /// `rd = rs1` with the sign of `rs2`.
    FsgnjD "fsgnj.d" FloatRegister "0010001 ..... ..... 000 ..... 1010011";
    /// `rd = rs1` with the sign that `rs2` has not.
    FsgnjnD "fsgnjn.d" FloatRegister "0010001 ..... ..... 001 ..... 1010011";
    /// `rd = rs1` with its sign changed if `rs2` has one.
    FsgnjxD "fsgnjx.d" FloatRegister "0010001 ..... ..... 010 ..... 1010011";
    /// `rd =` the bits of `rs1`.
    FmvXD "fmv.x.d" FloatMoveOut "1110001 00000 ..... 000 ..... 1010011";
    /// `rd =` the bits of `rs1`.
    FmvDX "fmv.d.x" FloatMoveIn "1111001 00000 ..... 000 ..... 1010011";

    // "D" Extension for Double-Precision Floating-Point, "Double-Precision Floating-Point Compare Instructions".
    /// `rd = 1` if `rs1 == rs2`, else 0; a quiet NaN is no exception.
    FeqD "feq.d" FloatCompare "1010001 ..... ..... 010 ..... 1010011";
    /// `rd = 1` if `rs1 < rs2`, else 0; any NaN is invalid.
    FltD "flt.d" FloatCompare "1010001 ..... ..... 001 ..... 1010011";
    /// `rd = 1` if `rs1 <= rs2`, else 0; any NaN is invalid.
    FleD "fle.d" FloatCompare "1010001 ..... ..... 000 ..... 1010011";

    // "D" Extension for Double-Precision Floating-Point, "Double-Precision Floating-Point Classify Instruction".
    /// `rd =` one bit that says what `rs1` is: 0 to 9 are -infinity, negative normal, negative subnormal, -0, +0, positive
    /// subnormal, positive normal, +infinity, signalling NaN, quiet NaN.
    FclassD "fclass.d" FloatMoveOut "1110001 00000 ..... 001 ..... 1010011";

    // Priv. "Trap-Return Instructions".
    /// Return from a trap taken in S-mode: `pc = sepc`, the mode is what `sstatus.SPP` says.
    Sret "sret" Plain "000100000010 00000 000 00000 1110011";
    /// Return from a trap taken in M-mode: `pc = mepc`, the mode is what `mstatus.MPP` says.
    Mret "mret" Plain "001100000010 00000 000 00000 1110011";

    // Priv. "Wait for Interrupt".
    /// Wait until an interrupt is pending.
    Wfi "wfi" Plain "000100000101 00000 000 00000 1110011";

    // Priv. "Supervisor Memory-Management Fence Instruction".
    /// Stores to page tables before it are seen by translations after it: of address `rs1` or all, of space `rs2` or all.
    SfenceVma "sfence.vma" VmaFence "0001001 ..... ..... 000 00000 1110011";
}
