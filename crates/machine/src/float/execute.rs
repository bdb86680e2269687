//! The floating-point instructions: registers, NaN boxes, rounding modes and `mstatus.FS` around the arithmetic. RISC-V
//! Unprivileged ISA 20240411, "F" Extension for Single-Precision Floating-Point and "D" Extension for Double-Precision
//! Floating-Point.

use isa::Insn;
use isa::csr::mstatus;

use super::convert::Range;
use super::{Double, Env, Format, Rounding, arithmetic, compare, convert};
use crate::Machine;
use crate::hart::Hart;
use crate::system::Denied;

/// A format's values in 64-bit registers. "D" Extension, "NaN Boxing of Narrower Values".
trait Boxed: Format {
    /// The bits above the format's: all set around a valid value.
    const BOX: u64 = !((Self::SIGN << 1).wrapping_sub(1));

    fn unboxed(register: u64) -> u64 {
        if register & Self::BOX == Self::BOX { register & !Self::BOX } else { Self::NAN }
    }
}

impl<F: Format> Boxed for F {}

/// `a` with the sign of `b`.
pub fn sgnj<F: Format>(_: &mut Env, a: u64, b: u64) -> u64 {
    a & !F::SIGN | b & F::SIGN
}

/// `a` with the sign that `b` has not.
pub fn sgnjn<F: Format>(_: &mut Env, a: u64, b: u64) -> u64 {
    a & !F::SIGN | !b & F::SIGN
}

/// `a` with its sign changed if `b` has one.
pub fn sgnjx<F: Format>(_: &mut Env, a: u64, b: u64) -> u64 {
    a ^ b & F::SIGN
}

impl Hart {
    /// Floating-point state may be used. RISC-V Privileged ISA 20240411 §3.1.6.6 "Extension Context Status in mstatus
    /// Register".
    #[inline(always)]
    pub(crate) fn may_float(&self) -> Result<(), Denied> {
        if self.csrs.mstatus & mstatus::FS.mask() == 0 { Err(Denied) } else { Ok(()) }
    }

    /// Writes a floating-point register: its 64 bits.
    #[inline(always)]
    pub(crate) fn write_float(&mut self, register: usize, bits: u64) {
        self.f[register] = bits;
        self.csrs.mstatus |= mstatus::FS.mask();
    }

    /// The operand of the format in a register.
    fn operand<F: Format>(&self, register: usize) -> u64 {
        F::unboxed(self.f[register])
    }

    /// What the instruction's rounding mode and the flags so far are.
    fn env(&self, insn: Insn) -> Result<Env, Denied> {
        const DYNAMIC: usize = 7;
        self.may_float()?;
        let bits = if insn.rounding() == DYNAMIC { self.csrs.frm } else { insn.rounding() as u64 };
        Ok(Env::new(Rounding::from_bits(bits).ok_or(Denied)?, self.csrs.fflags))
    }

    /// Keeps the flags.
    fn accrue(&mut self, env: &Env) {
        if self.csrs.fflags != env.flags {
            self.csrs.fflags = env.flags;
            self.csrs.mstatus |= mstatus::FS.mask();
        }
    }

    /// Keeps the flags and the result.
    fn retire<F: Format>(&mut self, insn: Insn, env: &Env, result: u64) {
        self.accrue(env);
        self.write_float(insn.rd(), result | F::BOX);
    }
}

impl Machine {
    /// An operation with two operands.
    #[inline(never)]
    pub(crate) fn float_binary<F: Format>(
        &mut self,
        insn: Insn,
        operation: impl Fn(&mut Env, u64, u64) -> u64,
    ) -> Result<(), Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn)?;
        let result = operation(&mut env, hart.operand::<F>(insn.rs1()), hart.operand::<F>(insn.rs2()));
        hart.retire::<F>(insn, &env, result);
        Ok(())
    }

    /// A fused multiply-add, with the product or the addend negated.
    #[inline(never)]
    pub(crate) fn float_fused<F: Format>(
        &mut self,
        insn: Insn,
        product: bool,
        addend: bool,
    ) -> Result<(), Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn)?;
        let [a, b, c] = [insn.rs1(), insn.rs2(), insn.rs3()].map(|register| hart.operand::<F>(register));
        let negated = |bits: u64, negated: bool| if negated { bits ^ F::SIGN } else { bits };
        let result = arithmetic::fma::<F>(&mut env, negated(a, product), b, negated(c, addend));
        hart.retire::<F>(insn, &env, result);
        Ok(())
    }

    /// A square root.
    #[inline(never)]
    pub(crate) fn float_sqrt<F: Format>(&mut self, insn: Insn) -> Result<(), Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn)?;
        let result = arithmetic::sqrt::<F>(&mut env, hart.operand::<F>(insn.rs1()));
        hart.retire::<F>(insn, &env, result);
        Ok(())
    }

    /// A comparison, for an integer register.
    #[inline(never)]
    pub(crate) fn float_compare<F: Format>(
        &mut self,
        insn: Insn,
        holds: impl Fn(&mut Env, u64, u64) -> bool,
    ) -> Result<u64, Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn)?;
        let result = holds(&mut env, hart.operand::<F>(insn.rs1()), hart.operand::<F>(insn.rs2()));
        hart.accrue(&env);
        Ok(result as u64)
    }

    /// The class, for an integer register.
    pub(crate) fn float_class<F: Format>(&self, insn: Insn) -> Result<u64, Denied> {
        self.hart.may_float()?;
        Ok(compare::class::<F>(self.hart.operand::<F>(insn.rs1())))
    }

    /// A conversion to an integer, for an integer register.
    #[inline(never)]
    pub(crate) fn float_to_integer<F: Format>(&mut self, insn: Insn, range: Range) -> Result<u64, Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn)?;
        let result = convert::to_integer::<F>(&mut env, hart.operand::<F>(insn.rs1()), range);
        hart.accrue(&env);
        Ok(result)
    }

    /// A conversion from the signed integer `value`.
    #[inline(never)]
    pub(crate) fn float_from_signed<F: Format>(&mut self, insn: Insn, value: i64) -> Result<(), Denied> {
        let mut env = self.hart.env(insn)?;
        let result = convert::from_signed::<F>(&mut env, value);
        self.hart.retire::<F>(insn, &env, result);
        Ok(())
    }

    /// A conversion from the unsigned integer `value`.
    #[inline(never)]
    pub(crate) fn float_from_unsigned<F: Format>(&mut self, insn: Insn, value: u64) -> Result<(), Denied> {
        let mut env = self.hart.env(insn)?;
        let result = convert::from_unsigned::<F>(&mut env, value);
        self.hart.retire::<F>(insn, &env, result);
        Ok(())
    }

    /// A conversion from one format to the other.
    #[inline(never)]
    pub(crate) fn float_convert<F: Format, G: Format>(&mut self, insn: Insn) -> Result<(), Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn)?;
        let result = convert::convert::<F, G>(&mut env, hart.operand::<F>(insn.rs1()));
        hart.retire::<G>(insn, &env, result);
        Ok(())
    }

    /// A register's bits as they are, for an integer register.
    #[inline(always)]
    pub(crate) fn float_move_out(&self, insn: Insn) -> Result<u64, Denied> {
        self.hart.may_float()?;
        Ok(self.hart.f[insn.rs1()])
    }

    /// `bits` of the format into a register.
    #[inline(always)]
    pub(crate) fn float_move_in<F: Format>(&mut self, insn: Insn, bits: u64) -> Result<(), Denied> {
        self.hart.may_float()?;
        self.hart.write_float(insn.rd(), bits | F::BOX);
        Ok(())
    }
}

const _: () = assert!(Double::BOX == 0);
