//! Instruction formats: where the operands lie in a word and how they are written in assembly.

use core::fmt;

use crate::csr;
use crate::insn::Insn;

/// Which operands an instruction has. RISC-V Unprivileged ISA 20240411 §2.3 "Immediate Encoding Variants"; the names say
/// how they are written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// `rd, imm`: the upper 20 bits.
    Upper,
    /// `rd, offset`.
    Jump,
    /// `rs1, rs2, offset`.
    Branch,
    /// `rd, imm(rs1)`.
    Load,
    /// `rs2, imm(rs1)`.
    Store,
    /// `rd, rs1, imm`.
    Immediate,
    /// `rd, rs1, shamt`.
    Shift,
    /// `rd, rs1, rs2`.
    Register,
    /// `pred, succ`.
    Fence,
    /// `rd, csr, rs1`.
    Csr,
    /// `rd, csr, uimm`.
    CsrImmediate,
    /// No operands.
    Plain,
    /// `rs1, rs2`.
    VmaFence,
    /// `rd, (rs1)`.
    LoadReserved,
    /// `rd, rs2, (rs1)`.
    Atomic,
    /// `rd, imm(rs1)`, where `rd` is a floating-point register; so are all registers below unless said.
    FloatLoad,
    /// `rs2, imm(rs1)`.
    FloatStore,
    /// `rd, rs1, rs2, rs3, rm`.
    FloatFused,
    /// `rd, rs1, rs2, rm`.
    FloatRounded,
    /// `rd, rs1, rs2`.
    FloatRegister,
    /// `rd, rs1, rm`.
    FloatUnary,
    /// `rd, rs1, rm`; nothing is ever rounded, and assemblers write 0 for `rm`.
    FloatWiden,
    /// `rd, rs1, rm`, where `rd` is an integer register.
    FloatToInteger,
    /// `rd, rs1, rm`, where `rs1` is an integer register.
    FloatFromInteger,
    /// The same, where nothing is ever rounded, and assemblers write 0 for `rm`.
    FloatFromWord,
    /// `rd, rs1, rs2`, where `rd` is an integer register.
    FloatCompare,
    /// `rd, rs1`, where `rd` is an integer register.
    FloatMoveOut,
    /// `rd, rs1`, where `rs1` is an integer register.
    FloatMoveIn,
}

/// Rounding modes as assemblers write them, by the value of `rm`; 7 is what `frm` says. RISC-V Unprivileged ISA 20240411,
/// "F" Extension, "Floating-Point Control and Status Register".
const ROUNDING_MODES: [Option<&str>; 8] =
    [Some("rne"), Some("rtz"), Some("rdn"), Some("rup"), Some("rmm"), None, None, Some("dyn")];

/// Bits `low` and up of `word`, `width` of them.
const fn bits(word: u32, low: u32, width: u32) -> u32 {
    word >> low & ((1 << width) - 1)
}

impl Format {
    /// The immediate operand of `word`.
    pub(crate) const fn immediate(self, word: u32) -> i32 {
        let signed = word as i32;
        match self {
            Self::Upper => signed & !0xfff,
            Self::Jump => {
                (signed >> 31 << 20)
                    | (bits(word, 12, 8) << 12 | bits(word, 20, 1) << 11 | bits(word, 21, 10) << 1) as i32
            }
            Self::Branch => {
                (signed >> 31 << 12)
                    | (bits(word, 7, 1) << 11 | bits(word, 25, 6) << 5 | bits(word, 8, 4) << 1) as i32
            }
            Self::Load | Self::Immediate | Self::FloatLoad => signed >> 20,
            Self::Store | Self::FloatStore => signed >> 25 << 5 | bits(word, 7, 5) as i32,
            Self::Shift => bits(word, 20, 6) as i32,
            Self::Fence | Self::Csr | Self::CsrImmediate => bits(word, 20, 12) as i32,
            Self::Register | Self::Plain | Self::VmaFence => 0,
            // The bits `aq` and `rl`.
            Self::LoadReserved | Self::Atomic => bits(word, 25, 2) as i32,
            // `rm`, and above it `rs3`.
            Self::FloatFused => (bits(word, 12, 3) | bits(word, 27, 5) << 3) as i32,
            Self::FloatRounded | Self::FloatUnary | Self::FloatWiden => bits(word, 12, 3) as i32,
            Self::FloatToInteger | Self::FloatFromInteger | Self::FloatFromWord => bits(word, 12, 3) as i32,
            Self::FloatRegister | Self::FloatCompare | Self::FloatMoveOut | Self::FloatMoveIn => 0,
        }
    }

    /// Whether the instruction names a rounding mode.
    pub const fn is_rounded(self) -> bool {
        match self {
            Self::FloatFused | Self::FloatRounded | Self::FloatUnary | Self::FloatWiden => true,
            Self::FloatToInteger | Self::FloatFromInteger | Self::FloatFromWord => true,
            Self::Upper | Self::Jump | Self::Branch | Self::Load | Self::Store | Self::Immediate => false,
            Self::Shift | Self::Register | Self::Fence | Self::Csr | Self::CsrImmediate | Self::Plain => {
                false
            }
            Self::VmaFence | Self::LoadReserved | Self::Atomic | Self::FloatLoad | Self::FloatStore => false,
            Self::FloatRegister | Self::FloatCompare | Self::FloatMoveOut | Self::FloatMoveIn => false,
        }
    }

    /// Whether the manual reserves `word` for what it says about rounding.
    pub(crate) const fn reserves(self, word: u32) -> bool {
        self.is_rounded() && ROUNDING_MODES[bits(word, 12, 3) as usize].is_none()
    }

    /// Which of the register fields `rd`, `rs1`, `rs2` are operands.
    pub(crate) const fn registers(self) -> (bool, bool, bool) {
        match self {
            Self::Upper | Self::Jump => (true, false, false),
            Self::Branch | Self::Store | Self::VmaFence => (false, true, true),
            Self::Load | Self::Immediate | Self::Shift => (true, true, false),
            Self::Csr | Self::CsrImmediate | Self::LoadReserved => (true, true, false),
            Self::Register | Self::Atomic => (true, true, true),
            Self::Fence | Self::Plain => (false, false, false),
            Self::FloatLoad | Self::FloatUnary | Self::FloatWiden => (true, true, false),
            Self::FloatToInteger | Self::FloatFromInteger | Self::FloatFromWord => (true, true, false),
            Self::FloatMoveOut | Self::FloatMoveIn => (true, true, false),
            Self::FloatStore => (false, true, true),
            Self::FloatFused | Self::FloatRounded | Self::FloatRegister | Self::FloatCompare => {
                (true, true, true)
            }
        }
    }
}

/// The ABI names of the integer registers, by number. RISC-V ABIs Specification 1.0, "Integer Register Convention".
pub const REGISTERS: [&str; 32] = [
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4", "a5", "a6",
    "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
];

/// The ABI names of the floating-point registers, by number. RISC-V ABIs Specification 1.0, "Floating-point Register
/// Convention".
pub const FLOAT_REGISTERS: [&str; 32] = [
    "ft0", "ft1", "ft2", "ft3", "ft4", "ft5", "ft6", "ft7", "fs0", "fs1", "fa0", "fa1", "fa2", "fa3", "fa4",
    "fa5", "fa6", "fa7", "fs2", "fs3", "fs4", "fs5", "fs6", "fs7", "fs8", "fs9", "fs10", "fs11", "ft8",
    "ft9", "ft10", "ft11",
];

impl fmt::Display for Insn {
    /// Standard assembler syntax, without pseudo-instructions; jumps and branches show the offset.
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write(f, *self, None)
    }
}

/// An instruction at an address: jumps and branches show the target.
#[derive(Clone, Copy, Debug)]
pub struct Located {
    pub(crate) insn: Insn,
    pub(crate) pc: u64,
}

impl fmt::Display for Located {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write(f, self.insn, Some(self.pc))
    }
}

/// A CSR by name, or by number if the listing lacks it.
struct CsrName(u16);

impl fmt::Display for CsrName {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match csr::find(self.0) {
            Some(csr) => f.write_str(csr.name),
            None => write!(f, "{:#x}", self.0),
        }
    }
}

/// One side of a fence: any of `i`, `o`, `r`, `w`, or 0.
struct Accesses(i32);

impl fmt::Display for Accesses {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        if self.0 & 15 == 0 {
            return f.write_str("0");
        }
        for (bit, name) in [(8, "i"), (4, "o"), (2, "r"), (1, "w")] {
            if self.0 & bit != 0 {
                f.write_str(name)?;
            }
        }
        Ok(())
    }
}

/// Where a jump or branch goes: an address if `pc` is known, else the offset.
struct Target(Option<u64>, i64);

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.0 {
            Some(pc) => write!(f, "{:#x}", pc.wrapping_add_signed(self.1)),
            None => write!(f, "{}", self.1),
        }
    }
}

/// A rounding mode behind the other operands; nothing where it is the one that assemblers put if none is written.
struct Rounding(usize, usize);

impl fmt::Display for Rounding {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match ROUNDING_MODES[self.0] {
            Some(name) if self.0 != self.1 => write!(f, ", {name}"),
            _ => Ok(()),
        }
    }
}

fn write(f: &mut fmt::Formatter, insn: Insn, pc: Option<u64>) -> fmt::Result {
    let row = insn.op.row();
    let [rd, rs1, rs2] = [insn.rd(), insn.rs1(), insn.rs2()].map(|number| REGISTERS[number]);
    let (name, imm, csr, target) = (row.name, insn.imm, CsrName(insn.csr()), Target(pc, insn.imm()));
    let [fd, fs1, fs2, fs3] =
        [insn.rd(), insn.rs1(), insn.rs2(), insn.rs3()].map(|number| FLOAT_REGISTERS[number]);
    let (rm, rm_if_exact) = (Rounding(insn.rounding(), 7), Rounding(insn.rounding(), 0));
    let order = ["", ".rl", ".aq", ".aqrl"][(imm & 3) as usize];
    match row.format {
        Format::Upper => write!(f, "{name} {rd}, {:#x}", imm as u32 >> 12),
        Format::Jump => write!(f, "{name} {rd}, {target}"),
        Format::Branch => write!(f, "{name} {rs1}, {rs2}, {target}"),
        Format::Load => write!(f, "{name} {rd}, {imm}({rs1})"),
        Format::Store => write!(f, "{name} {rs2}, {imm}({rs1})"),
        Format::Immediate | Format::Shift => write!(f, "{name} {rd}, {rs1}, {imm}"),
        Format::Register => write!(f, "{name} {rd}, {rs1}, {rs2}"),
        Format::Fence if imm == 0x833 => write!(f, "fence.tso"),
        Format::Fence => write!(f, "{name} {}, {}", Accesses(imm >> 4), Accesses(imm)),
        Format::Csr => write!(f, "{name} {rd}, {csr}, {rs1}"),
        Format::CsrImmediate => write!(f, "{name} {rd}, {csr}, {}", insn.rs1()),
        Format::Plain => f.write_str(name),
        Format::VmaFence => write!(f, "{name} {rs1}, {rs2}"),
        Format::LoadReserved => write!(f, "{name}{order} {rd}, ({rs1})"),
        Format::Atomic => write!(f, "{name}{order} {rd}, {rs2}, ({rs1})"),
        Format::FloatLoad => write!(f, "{name} {fd}, {imm}({rs1})"),
        Format::FloatStore => write!(f, "{name} {fs2}, {imm}({rs1})"),
        Format::FloatFused => write!(f, "{name} {fd}, {fs1}, {fs2}, {fs3}{rm}"),
        Format::FloatRounded => write!(f, "{name} {fd}, {fs1}, {fs2}{rm}"),
        Format::FloatRegister => write!(f, "{name} {fd}, {fs1}, {fs2}"),
        Format::FloatUnary => write!(f, "{name} {fd}, {fs1}{rm}"),
        Format::FloatWiden => write!(f, "{name} {fd}, {fs1}{rm_if_exact}"),
        Format::FloatToInteger => write!(f, "{name} {rd}, {fs1}{rm}"),
        Format::FloatFromInteger => write!(f, "{name} {fd}, {rs1}{rm}"),
        Format::FloatFromWord => write!(f, "{name} {fd}, {rs1}{rm_if_exact}"),
        Format::FloatCompare => write!(f, "{name} {rd}, {fs1}, {fs2}"),
        Format::FloatMoveOut => write!(f, "{name} {rd}, {fs1}"),
        Format::FloatMoveIn => write!(f, "{name} {fd}, {rs1}"),
    }
}
