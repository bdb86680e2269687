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
    /// The rounding mode.
    pub rounding: Rounding,
    /// Bits of [`fflags`]; operations only set them.
    pub flags: u64,
    /// Inexact is set already, and ties go to even: then the host's arithmetic, which raises no flags, may be asked.
    quick: bool,
}

impl Env {
    /// Before an operation, with `flags` set by those before.
    pub fn new(rounding: Rounding, flags: u64) -> Self {
        let quick = rounding == Rounding::NearestEven && flags & fflags::NX.mask() != 0;
        Self { rounding, flags, quick }
    }

    fn raise(&mut self, flag: isa::csr::Field) {
        self.flags |= flag.mask();
    }

    /// The answer to an operation that has none.
    fn invalid<F: Format>(&mut self) -> u64 {
        self.raise(fflags::NV);
        F::NAN
    }

    /// The answer to an operation with a NaN among its operands: never one of them. RISC-V Unprivileged ISA 20240411,
    /// "F" Extension, "NaN Generation and Propagation".
    fn nan<F: Format>(&mut self, operands: &[Number]) -> u64 {
        if operands.contains(&Number::Nan { signalling: true }) { self.invalid::<F>() } else { F::NAN }
    }
}

/// A binary interchange format, in the low bits of a `u64`.
pub trait Format {
    /// Bits of the fraction.
    const FRACTION: u32;
    /// Bits of the exponent.
    const EXPONENT: u32;

    /// The sign.
    const SIGN: u64 = 1 << (Self::FRACTION + Self::EXPONENT);
    /// Positive infinity.
    const INFINITY: u64 = ((1 << Self::EXPONENT) - 1) << Self::FRACTION;
    /// The canonical NaN.
    const NAN: u64 = Self::INFINITY | Self::QUIET;
    /// The bit of the fraction that tells quiet NaNs.
    const QUIET: u64 = 1 << (Self::FRACTION - 1);
    /// The least positive normal number.
    const NORMAL: u64 = 1 << Self::FRACTION;
    /// Exponent of the least normal number.
    const MIN_EXPONENT: i32 = 2 - (1 << (Self::EXPONENT - 1));
    /// Bits below those that a normal number keeps of an integer with its top bit set.
    const SPARE: u32 = 63 - Self::FRACTION;

    /// The host's sum, rounded to nearest; of NaNs any.
    fn host_add(a: u64, b: u64) -> u64;
    /// The host's product.
    fn host_mul(a: u64, b: u64) -> u64;
    /// The host's quotient.
    fn host_div(a: u64, b: u64) -> u64;
    /// The host's fused multiply-add.
    fn host_fma(a: u64, b: u64, c: u64) -> u64;
    /// The host's square root.
    fn host_sqrt(a: u64) -> u64;
}

macro_rules! format {
    ($(#[$doc:meta])* $name:ident $float:ident $bits:ident $exponent:literal) => {
        $(#[$doc])*
        pub struct $name;

        impl Format for $name {
            const FRACTION: u32 = $float::MANTISSA_DIGITS - 1;
            const EXPONENT: u32 = $exponent;

            fn host_add(a: u64, b: u64) -> u64 {
                ($float::from_bits(a as $bits) + $float::from_bits(b as $bits)).to_bits() as u64
            }
            fn host_mul(a: u64, b: u64) -> u64 {
                ($float::from_bits(a as $bits) * $float::from_bits(b as $bits)).to_bits() as u64
            }
            fn host_div(a: u64, b: u64) -> u64 {
                ($float::from_bits(a as $bits) / $float::from_bits(b as $bits)).to_bits() as u64
            }
            fn host_fma(a: u64, b: u64, c: u64) -> u64 {
                let [a, b, c] = [a, b, c].map(|bits| $float::from_bits(bits as $bits));
                a.mul_add(b, c).to_bits() as u64
            }
            fn host_sqrt(a: u64) -> u64 {
                $float::from_bits(a as $bits).sqrt().to_bits() as u64
            }
        }
    };
}

format! {
    /// IEEE 754 binary32.
    Single f32 u32 8
}
format! {
    /// IEEE 754 binary64.
    Double f64 u64 11
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
fn unpack<F: Format>(bits: u64) -> (bool, Number) {
    let sign = bits & F::SIGN != 0;
    let magnitude = bits & (F::SIGN - 1);
    let fraction = magnitude & (F::NORMAL - 1);
    let exponent = (magnitude >> F::FRACTION) as i32;
    let number = if magnitude == 0 {
        Number::Zero
    } else if magnitude > F::INFINITY {
        Number::Nan { signalling: bits & F::QUIET == 0 }
    } else if magnitude == F::INFINITY {
        Number::Infinity
    } else if exponent == 0 {
        let shift = fraction.leading_zeros();
        let exponent = F::MIN_EXPONENT - F::FRACTION as i32 - shift as i32;
        Number::Finite { exponent, significand: fraction << shift }
    } else {
        let exponent = F::MIN_EXPONENT - 64 + exponent;
        Number::Finite { exponent, significand: (F::NORMAL | fraction) << F::SPARE }
    };
    (sign, number)
}

const fn signed<F: Format>(sign: bool, magnitude: u64) -> u64 {
    magnitude | if sign { F::SIGN } else { 0 }
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
#[inline(always)]
fn round<F: Format>(env: &mut Env, sign: bool, exponent: i32, significand: u64) -> u64 {
    let exponent = exponent + 63;
    let below = F::MIN_EXPONENT - exponent;
    let shift = F::SPARE + below.max(0) as u32;
    let (kept, rest) = split(significand, shift);
    let magnitude = kept + env.rounding.goes_up(sign, kept & 1 != 0, rest) as u64;
    if rest != 0 {
        env.raise(fflags::NX);
    }
    if below > 0 {
        if rest != 0 && is_tiny::<F>(env.rounding, sign, below, significand) {
            env.raise(fflags::UF);
        }
        return signed::<F>(sign, magnitude);
    }
    // The top bit of `magnitude` is the exponent's lowest; if rounding carried, it counts twice, as it should. An exponent
    // beyond all is infinity's or more.
    let biased = ((-below) as u64).min(F::INFINITY >> F::FRACTION);
    let magnitude = (biased << F::FRACTION) + magnitude;
    if magnitude < F::INFINITY {
        return signed::<F>(sign, magnitude);
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
    signed::<F>(sign, if infinite { F::INFINITY } else { F::INFINITY - 1 })
}

/// Whether a number whose exponent is `below` less than the least normal one is still less when rounded as if exponents
/// had no end. IEEE 754-2019 §7.5 "Underflow", (a).
fn is_tiny<F: Format>(rounding: Rounding, sign: bool, below: i32, significand: u64) -> bool {
    let (kept, rest) = split(significand, F::SPARE);
    let magnitude = kept + rounding.goes_up(sign, kept & 1 != 0, rest) as u64;
    below > 1 || magnitude < F::NORMAL << 1
}
