//! Floating-point arithmetic in integers: the same bits and flags on every host, in every rounding mode. It knows no
//! register and no instruction; `execute.rs` does.
//!
//! RISC-V Unprivileged ISA 20240411, "F" Extension for Single-Precision Floating-Point; IEEE 754-2019. A finite number
//! is taken apart into an integer with its top bit set and a power of two, with room below the bits that are kept for
//! those that decide how to round; [`round`] puts it together again and is the only place that rounds to a format.

pub mod arithmetic;
pub mod compare;
pub mod convert;
pub mod execute;

use isa::csr::fflags;

/// A rounding mode. RISC-V Unprivileged ISA 20240411, "F" Extension, "Floating-Point Control and Status Register".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rounding {
    /// To nearest, ties to even.
    NearestEven,
    /// Towards zero.
    Zero,
    /// Towards negative infinity.
    Down,
    /// Towards positive infinity.
    Up,
    /// To nearest, ties away from zero.
    NearestAway,
}

impl Rounding {
    /// The mode with this encoding.
    fn from_bits(bits: u64) -> Option<Self> {
        match bits {
            0 => Some(Self::NearestEven),
            1 => Some(Self::Zero),
            2 => Some(Self::Down),
            3 => Some(Self::Up),
            4 => Some(Self::NearestAway),
            _ => None,
        }
    }

    /// Whether a magnitude is rounded away from zero, of which `odd` is the lowest bit kept and `rest` what is not, in
    /// units of 2⁻⁶⁴ of that bit.
    fn goes_up(self, sign: bool, odd: bool, rest: u64) -> bool {
        const HALF: u64 = 1 << 63;
        match self {
            Self::NearestEven => rest > HALF || rest == HALF && odd,
            Self::Zero => false,
            Self::Down => sign && rest != 0,
            Self::Up => !sign && rest != 0,
            Self::NearestAway => rest >= HALF,
        }
    }
}

/// What an operation is done under, and what it raises.
pub struct Env {
    /// The format of the result.
    format: Format,
    /// The rounding mode.
    pub rounding: Rounding,
    /// Bits of [`fflags`]; operations only set them.
    pub flags: u64,
    /// Inexact is set already, and ties go to even: then the host's arithmetic, which raises no flags, may be asked.
    quick: bool,
}

impl Env {
    /// Before an operation, with `flags` set by those before.
    pub fn new(format: Format, rounding: Rounding, flags: u64) -> Self {
        let quick = rounding == Rounding::NearestEven && flags & fflags::NX.mask() != 0;
        Self { format, rounding, flags, quick }
    }

    fn raise(&mut self, flag: isa::csr::Field) {
        self.flags |= flag.mask();
    }

    /// The answer to an operation that has none.
    fn invalid(&mut self) -> u64 {
        self.raise(fflags::NV);
        self.format.nan()
    }

    /// The answer to an operation with a NaN among its operands: never one of them. RISC-V Unprivileged ISA 20240411,
    /// "F" Extension, "NaN Generation and Propagation".
    fn nan(&mut self, operands: &[Number]) -> u64 {
        let signalling = operands.contains(&Number::Nan { signalling: true });
        if signalling { self.invalid() } else { self.format.nan() }
    }
}

/// A binary interchange format, in the low bits of a `u64`. It is a value, so that the arithmetic is there once for all.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// IEEE 754 binary32.
    Single,
    /// IEEE 754 binary64.
    Double,
}

/// A format as a type, for what must be quick and is compiled for each.
pub trait Kind {
    /// The format.
    const FORMAT: Format;
}

/// [`Format::Single`].
pub struct Single;

impl Kind for Single {
    const FORMAT: Format = Format::Single;
}

/// [`Format::Double`].
pub struct Double;

impl Kind for Double {
    const FORMAT: Format = Format::Double;
}

impl Format {
    /// Bits of the fraction.
    const fn fraction(self) -> u32 {
        match self {
            Self::Single => f32::MANTISSA_DIGITS - 1,
            Self::Double => f64::MANTISSA_DIGITS - 1,
        }
    }

    /// Bits of the exponent.
    const fn exponent(self) -> u32 {
        match self {
            Self::Single => 8,
            Self::Double => 11,
        }
    }

    /// The sign.
    const fn sign(self) -> u64 {
        1 << (self.fraction() + self.exponent())
    }

    /// Positive infinity.
    const fn infinity(self) -> u64 {
        ((1 << self.exponent()) - 1) << self.fraction()
    }

    /// The canonical NaN.
    const fn nan(self) -> u64 {
        self.infinity() | self.quiet()
    }

    /// The bit of the fraction that tells quiet NaNs.
    const fn quiet(self) -> u64 {
        1 << (self.fraction() - 1)
    }

    /// The least positive normal number.
    const fn normal(self) -> u64 {
        1 << self.fraction()
    }

    /// Exponent of the least normal number.
    const fn min_exponent(self) -> i32 {
        2 - (1 << (self.exponent() - 1))
    }

    /// Bits below those that a normal number keeps of an integer with its top bit set.
    const fn spare(self) -> u32 {
        63 - self.fraction()
    }

    /// What the host makes of `operands`, rounded to nearest; of NaNs any.
    #[inline(always)]
    fn host<const N: usize>(
        self,
        operands: [u64; N],
        single: impl FnOnce([f32; N]) -> f32,
        double: impl FnOnce([f64; N]) -> f64,
    ) -> u64 {
        if self == Self::Double {
            double(operands.map(f64::from_bits)).to_bits()
        } else {
            single(operands.map(|bits| f32::from_bits(bits as u32))).to_bits() as u64
        }
    }
}

/// What bits stand for, sign aside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Number {
    Zero,
    /// `significand * 2^exponent`; the top bit of `significand` is set.
    Finite {
        exponent: i32,
        significand: u64,
    },
    Infinity,
    Nan {
        signalling: bool,
    },
}

/// Takes `bits` apart.
#[inline(always)]
fn unpack(format: Format, bits: u64) -> (bool, Number) {
    let sign = bits & format.sign() != 0;
    let magnitude = bits & (format.sign() - 1);
    let fraction = magnitude & (format.normal() - 1);
    let exponent = (magnitude >> format.fraction()) as i32;
    let number = if magnitude == 0 {
        Number::Zero
    } else if magnitude > format.infinity() {
        Number::Nan { signalling: bits & format.quiet() == 0 }
    } else if magnitude == format.infinity() {
        Number::Infinity
    } else if exponent == 0 {
        let shift = fraction.leading_zeros();
        let exponent = format.min_exponent() - format.fraction() as i32 - shift as i32;
        Number::Finite { exponent, significand: fraction << shift }
    } else {
        let exponent = format.min_exponent() - 64 + exponent;
        Number::Finite { exponent, significand: (format.normal() | fraction) << format.spare() }
    };
    (sign, number)
}

const fn signed(format: Format, sign: bool, magnitude: u64) -> u64 {
    magnitude | if sign { format.sign() } else { 0 }
}

/// `significand * 2^exponent` as an integer with its top bit set and its power of two; the lowest bit is set if bits were
/// lost below it. `significand` is not 0.
#[inline(always)]
fn normalize(exponent: i32, significand: u128) -> (i32, u64) {
    let shift = significand.leading_zeros();
    let wide = significand << shift;
    (exponent + 64 - shift as i32, (wide >> 64) as u64 | (wide as u64 != 0) as u64)
}

/// `integer` without its lowest `shift` bits, which are at least one, and these in units of 2⁻⁶⁴ of the bit above them; of
/// bits far below only whether there are any counts.
#[inline(always)]
fn split(integer: u64, shift: u32) -> (u64, u64) {
    match shift {
        ..64 => (integer >> shift, integer << (64 - shift)),
        64 => (0, integer),
        65.. => (0, (integer != 0) as u64),
    }
}

/// `significand * 2^exponent` in the format, with its flags. The top bit of `significand` is set; its lowest stands for all
/// below it. Tininess is detected after rounding, as RISC-V has it.
#[inline(never)]
fn round(env: &mut Env, sign: bool, exponent: i32, significand: u64) -> u64 {
    let format = env.format;
    let exponent = exponent + 63;
    let below = format.min_exponent() - exponent;
    let shift = format.spare() + below.max(0) as u32;
    let (kept, rest) = split(significand, shift);
    let magnitude = kept + env.rounding.goes_up(sign, kept & 1 != 0, rest) as u64;
    if rest != 0 {
        env.raise(fflags::NX);
    }
    if below > 0 {
        if rest != 0 && is_tiny(format, env.rounding, sign, below, significand) {
            env.raise(fflags::UF);
        }
        return signed(format, sign, magnitude);
    }
    // The top bit of `magnitude` is the exponent's lowest; if rounding carried, it counts twice, as it should. An exponent
    // beyond all is infinity's or more.
    let biased = ((-below) as u64).min(format.infinity() >> format.fraction());
    let magnitude = (biased << format.fraction()) + magnitude;
    if magnitude < format.infinity() {
        return signed(format, sign, magnitude);
    }
    env.raise(fflags::OF);
    env.raise(fflags::NX);
    // What is greater than all goes to infinity if it would go up by the least bit.
    let infinite = match env.rounding {
        Rounding::NearestEven | Rounding::NearestAway => true,
        Rounding::Zero => false,
        Rounding::Down => sign,
        Rounding::Up => !sign,
    };
    signed(format, sign, if infinite { format.infinity() } else { format.infinity() - 1 })
}

/// Whether a number whose exponent is `below` less than the least normal one is still less when rounded as if exponents
/// had no end. IEEE 754-2019 §7.5 "Underflow", (a).
fn is_tiny(format: Format, rounding: Rounding, sign: bool, below: i32, significand: u64) -> bool {
    let (kept, rest) = split(significand, format.spare());
    let magnitude = kept + rounding.goes_up(sign, kept & 1 != 0, rest) as u64;
    below > 1 || magnitude < format.normal() << 1
}
