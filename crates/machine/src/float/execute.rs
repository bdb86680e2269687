//! The floating-point instructions: registers, NaN boxes, rounding modes and `mstatus.FS` around the arithmetic. RISC-V
//! Unprivileged ISA 20240411, "F" Extension for Single-Precision Floating-Point and "D" Extension for Double-Precision
//! Floating-Point.

use isa::Insn;
use isa::csr::mstatus;

use super::convert::Range;
use super::{Env, Format, Kind, Rounding, arithmetic, compare, convert};
use crate::Machine;
use crate::hart::Hart;
use crate::system::Denied;

impl Format {
    /// The bits above the format's: all set around a valid value. "D" Extension, "NaN Boxing of Narrower Values".
    const fn boxing(self) -> u64 {
        !((self.sign() << 1).wrapping_sub(1))
    }

    fn unboxed(self, register: u64) -> u64 {
        let boxing = self.boxing();
        if register & boxing == boxing { register & !boxing } else { self.nan() }
    }
}

/// `a` with the sign of `b`.
pub fn sgnj(env: &mut Env, a: u64, b: u64) -> u64 {
    a & !env.format.sign() | b & env.format.sign()
}

/// `a` with the sign that `b` has not.
pub fn sgnjn(env: &mut Env, a: u64, b: u64) -> u64 {
    a & !env.format.sign() | !b & env.format.sign()
}

/// `a` with its sign changed if `b` has one.
pub fn sgnjx(env: &mut Env, a: u64, b: u64) -> u64 {
    a ^ b & env.format.sign()
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
    fn operand<F: Kind>(&self, register: usize) -> u64 {
        F::FORMAT.unboxed(self.f[register])
    }

    /// What the instruction's rounding mode and the flags so far are.
    fn env(&self, insn: Insn, format: Format) -> Result<Env, Denied> {
        const DYNAMIC: usize = 7;
        self.may_float()?;
        let bits = if insn.rounding() == DYNAMIC { self.csrs.frm } else { insn.rounding() as u64 };
        Ok(Env::new(format, Rounding::from_bits(bits).ok_or(Denied)?, self.csrs.fflags))
    }

    /// Keeps the flags.
    fn accrue(&mut self, env: &Env) {
        if self.csrs.fflags != env.flags {
            self.csrs.fflags = env.flags;
            self.csrs.mstatus |= mstatus::FS.mask();
        }
    }

    /// Keeps the flags and the result.
    fn retire<F: Kind>(&mut self, insn: Insn, env: &Env, result: u64) {
        self.accrue(env);
        self.write_float(insn.rd(), result | F::FORMAT.boxing());
    }
}

impl Machine {
    /// An operation with two operands.
    #[inline(never)]
    pub(crate) fn float_binary<F: Kind>(
        &mut self,
        insn: Insn,
        operation: impl Fn(&mut Env, u64, u64) -> u64,
    ) -> Result<(), Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn, F::FORMAT)?;
        let result = operation(&mut env, hart.operand::<F>(insn.rs1()), hart.operand::<F>(insn.rs2()));
        hart.retire::<F>(insn, &env, result);
        Ok(())
    }

    /// A fused multiply-add, with the product or the addend negated.
    #[inline(never)]
    pub(crate) fn float_fused<F: Kind>(
        &mut self,
        insn: Insn,
        product: bool,
        addend: bool,
    ) -> Result<(), Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn, F::FORMAT)?;
        let [a, b, c] = [insn.rs1(), insn.rs2(), insn.rs3()].map(|register| hart.operand::<F>(register));
        let negated = |bits: u64, negated: bool| if negated { bits ^ F::FORMAT.sign() } else { bits };
        let result = arithmetic::fma(&mut env, negated(a, product), b, negated(c, addend));
        hart.retire::<F>(insn, &env, result);
        Ok(())
    }

    /// A square root.
    #[inline(never)]
    pub(crate) fn float_sqrt<F: Kind>(&mut self, insn: Insn) -> Result<(), Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn, F::FORMAT)?;
        let result = arithmetic::sqrt(&mut env, hart.operand::<F>(insn.rs1()));
        hart.retire::<F>(insn, &env, result);
        Ok(())
    }

    /// A comparison, for an integer register.
    #[inline(never)]
    pub(crate) fn float_compare<F: Kind>(
        &mut self,
        insn: Insn,
        holds: impl Fn(&mut Env, u64, u64) -> bool,
    ) -> Result<u64, Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn, F::FORMAT)?;
        let result = holds(&mut env, hart.operand::<F>(insn.rs1()), hart.operand::<F>(insn.rs2()));
        hart.accrue(&env);
        Ok(result as u64)
    }

    /// The class, for an integer register.
    pub(crate) fn float_class<F: Kind>(&self, insn: Insn) -> Result<u64, Denied> {
        self.hart.may_float()?;
        Ok(compare::class(F::FORMAT, self.hart.operand::<F>(insn.rs1())))
    }

    /// A conversion to an integer, for an integer register.
    #[inline(never)]
    pub(crate) fn float_to_integer<F: Kind>(&mut self, insn: Insn, range: Range) -> Result<u64, Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn, F::FORMAT)?;
        let result = convert::to_integer(&mut env, hart.operand::<F>(insn.rs1()), range);
        hart.accrue(&env);
        Ok(result)
    }

    /// A conversion from the signed integer `value`.
    #[inline(never)]
    pub(crate) fn float_from_signed<F: Kind>(&mut self, insn: Insn, value: i64) -> Result<(), Denied> {
        let mut env = self.hart.env(insn, F::FORMAT)?;
        let result = convert::from_signed(&mut env, value);
        self.hart.retire::<F>(insn, &env, result);
        Ok(())
    }

    /// A conversion from the unsigned integer `value`.
    #[inline(never)]
    pub(crate) fn float_from_unsigned<F: Kind>(&mut self, insn: Insn, value: u64) -> Result<(), Denied> {
        let mut env = self.hart.env(insn, F::FORMAT)?;
        let result = convert::from_unsigned(&mut env, value);
        self.hart.retire::<F>(insn, &env, result);
        Ok(())
    }

    /// A conversion from one format to the other.
    #[inline(never)]
    pub(crate) fn float_convert<F: Kind, G: Kind>(&mut self, insn: Insn) -> Result<(), Denied> {
        let hart = &mut self.hart;
        let mut env = hart.env(insn, G::FORMAT)?;
        let result = convert::convert(&mut env, F::FORMAT, hart.operand::<F>(insn.rs1()));
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
    pub(crate) fn float_move_in<F: Kind>(&mut self, insn: Insn, bits: u64) -> Result<(), Denied> {
        self.hart.may_float()?;
        self.hart.write_float(insn.rd(), bits | F::FORMAT.boxing());
        Ok(())
    }
}

const _: () = assert!(Format::Double.boxing() == 0);
