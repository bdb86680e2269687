//! Conversions between formats and with integers. IEEE 754-2019 §5.4.2 "Conversion operations", §5.8 "Details of
//! conversions from floating-point to integer formats".

use isa::csr::fflags;

use super::{Env, Format, Number, round, signed, split, unpack};

/// `bits` of format `F` in format `G`.
pub fn convert<F: Format, G: Format>(env: &mut Env, bits: u64) -> u64 {
    let (sign, number) = unpack::<F>(bits);
    match number {
        Number::Nan { .. } => env.nan::<G>(&[number]),
        Number::Infinity => signed::<G>(sign, G::INFINITY),
        Number::Zero => signed::<G>(sign, 0),
        Number::Finite { exponent, significand } => round::<G>(env, sign, exponent, significand),
    }
}

/// The integer with this sign and magnitude in the format.
fn from_magnitude<F: Format>(env: &mut Env, sign: bool, magnitude: u64) -> u64 {
    if magnitude == 0 {
        return 0;
    }
    let shift = magnitude.leading_zeros();
    round::<F>(env, sign, -(shift as i32), magnitude << shift)
}

/// A signed integer in the format.
pub fn from_signed<F: Format>(env: &mut Env, value: i64) -> u64 {
    from_magnitude::<F>(env, value < 0, value.unsigned_abs())
}

/// An unsigned integer in the format.
pub fn from_unsigned<F: Format>(env: &mut Env, value: u64) -> u64 {
    from_magnitude::<F>(env, false, value)
}

/// An integer type to convert to: its least value, negated, and its greatest.
#[derive(Clone, Copy)]
pub struct Range {
    least: u64,
    greatest: u64,
}

/// 32 bits, signed.
pub const I32: Range = Range { least: 1 << 31, greatest: i32::MAX as u64 };
/// 32 bits, unsigned.
pub const U32: Range = Range { least: 0, greatest: u32::MAX as u64 };
/// 64 bits, signed.
pub const I64: Range = Range { least: 1 << 63, greatest: i64::MAX as u64 };
/// 64 bits, unsigned.
pub const U64: Range = Range { least: 0, greatest: u64::MAX };

/// `bits` as an integer: what does not fit is invalid and becomes the nearest that does, a NaN the greatest. RISC-V
/// Unprivileged ISA 20240411, "F" Extension, "Single-Precision Floating-Point Conversion and Move Instructions".
pub fn to_integer<F: Format>(env: &mut Env, bits: u64, range: Range) -> u64 {
    let (sign, number) = unpack::<F>(bits);
    let (magnitude, rest) = match number {
        Number::Zero => return 0,
        Number::Nan { .. } => {
            env.raise(fflags::NV);
            return range.greatest;
        }
        Number::Finite { exponent: 0, significand } => (Some(significand), 0),
        Number::Finite { exponent, significand } if exponent < 0 => {
            let (kept, rest) = split(significand, exponent.unsigned_abs());
            (Some(kept + env.rounding.goes_up(sign, kept & 1 != 0, rest) as u64), rest)
        }
        // 2⁶⁴ or more.
        Number::Finite { .. } | Number::Infinity => (None, 0),
    };
    let bound = if sign { range.least } else { range.greatest };
    let magnitude = match magnitude {
        Some(magnitude) if magnitude <= bound => {
            if rest != 0 {
                env.raise(fflags::NX);
            }
            magnitude
        }
        _ => {
            env.raise(fflags::NV);
            bound
        }
    };
    if sign { magnitude.wrapping_neg() } else { magnitude }
}
