//! Comparisons, least and greatest, classes. IEEE 754-2019 §5.11 "Details of comparison predicates", §9.6 "Minimum and
//! maximum operations".

use isa::csr::fflags;

use super::{Env, Format, Number, unpack};

/// A place in the order of numbers that are no NaN: both zeros have the same.
fn place(format: Format, bits: u64) -> i64 {
    let magnitude = (bits & (format.sign() - 1)) as i64;
    if bits & format.sign() != 0 { -magnitude } else { magnitude }
}

/// Whether one of the two is a NaN, and whether one is a signalling one.
fn nans(format: Format, a: u64, b: u64) -> (bool, bool) {
    let numbers = [unpack(format, a).1, unpack(format, b).1];
    let is_nan = |number: &Number| matches!(number, Number::Nan { .. });
    (numbers.iter().any(is_nan), numbers.contains(&Number::Nan { signalling: true }))
}

/// Whether `a == b`; a quiet NaN is no exception.
#[inline(never)]
pub fn eq(env: &mut Env, a: u64, b: u64) -> bool {
    let (any, signalling) = nans(env.format, a, b);
    if signalling {
        env.raise(fflags::NV);
    }
    !any && place(env.format, a) == place(env.format, b)
}

#[inline(never)]
fn ordered(env: &mut Env, a: u64, b: u64, holds: fn(&i64, &i64) -> bool) -> bool {
    if nans(env.format, a, b).0 {
        env.raise(fflags::NV);
        return false;
    }
    holds(&place(env.format, a), &place(env.format, b))
}

/// Whether `a < b`; a NaN is invalid.
pub fn lt(env: &mut Env, a: u64, b: u64) -> bool {
    ordered(env, a, b, i64::lt)
}

/// Whether `a <= b`; a NaN is invalid.
pub fn le(env: &mut Env, a: u64, b: u64) -> bool {
    ordered(env, a, b, i64::le)
}

/// `minimumNumber`, or `maximumNumber` if `greatest`: the operand that is no NaN, if one is.
#[inline(never)]
fn extreme(env: &mut Env, a: u64, b: u64, greatest: bool) -> u64 {
    if nans(env.format, a, b).1 {
        env.raise(fflags::NV);
    }
    let is_nan = |bits: u64| bits & (env.format.sign() - 1) > env.format.infinity();
    match (is_nan(a), is_nan(b)) {
        (true, true) => env.format.nan(),
        (true, false) => b,
        (false, true) => a,
        (false, false) => {
            // -0 is less than +0.
            let order = |bits: u64| (place(env.format, bits), bits & env.format.sign() == 0);
            if (order(a) < order(b)) == greatest { b } else { a }
        }
    }
}

/// The lesser.
pub fn min(env: &mut Env, a: u64, b: u64) -> u64 {
    extreme(env, a, b, false)
}

/// The greater.
pub fn max(env: &mut Env, a: u64, b: u64) -> u64 {
    extreme(env, a, b, true)
}

/// One bit that says what `bits` are. RISC-V Unprivileged ISA 20240411, "F" Extension, "Single-Precision Floating-Point
/// Classify Instruction".
#[inline(never)]
pub fn class(format: Format, bits: u64) -> u64 {
    let (sign, number) = unpack(format, bits);
    let subnormal = bits & (format.sign() - 1) < format.normal();
    1 << match (number, sign) {
        (Number::Infinity, true) => 0,
        (Number::Finite { .. }, true) => 1 + subnormal as u32,
        (Number::Zero, true) => 3,
        (Number::Zero, false) => 4,
        (Number::Finite { .. }, false) => 6 - subnormal as u32,
        (Number::Infinity, false) => 7,
        (Number::Nan { signalling: true }, _) => 8,
        (Number::Nan { signalling: false }, _) => 9,
    }
}
