//! Comparisons, least and greatest, classes. IEEE 754-2019 §5.11 "Details of comparison predicates", §9.6 "Minimum and
//! maximum operations".

use isa::csr::fflags;

use super::{Env, Format, Number, unpack};

/// A place in the order of numbers that are no NaN: both zeros have the same.
fn place<F: Format>(bits: u64) -> i64 {
    let magnitude = (bits & (F::SIGN - 1)) as i64;
    if bits & F::SIGN != 0 { -magnitude } else { magnitude }
}

/// Whether one of the two is a NaN, and whether one is a signalling one.
fn nans<F: Format>(a: u64, b: u64) -> (bool, bool) {
    let numbers = [unpack::<F>(a).1, unpack::<F>(b).1];
    let is_nan = |number: &Number| matches!(number, Number::Nan { .. });
    (numbers.iter().any(is_nan), numbers.contains(&Number::Nan { signalling: true }))
}

/// Whether `a == b`; a quiet NaN is no exception.
pub fn eq<F: Format>(env: &mut Env, a: u64, b: u64) -> bool {
    let (any, signalling) = nans::<F>(a, b);
    if signalling {
        env.raise(fflags::NV);
    }
    !any && place::<F>(a) == place::<F>(b)
}

fn ordered<F: Format>(env: &mut Env, a: u64, b: u64, holds: fn(&i64, &i64) -> bool) -> bool {
    if nans::<F>(a, b).0 {
        env.raise(fflags::NV);
        return false;
    }
    holds(&place::<F>(a), &place::<F>(b))
}

/// Whether `a < b`; a NaN is invalid.
pub fn lt<F: Format>(env: &mut Env, a: u64, b: u64) -> bool {
    ordered::<F>(env, a, b, i64::lt)
}

/// Whether `a <= b`; a NaN is invalid.
pub fn le<F: Format>(env: &mut Env, a: u64, b: u64) -> bool {
    ordered::<F>(env, a, b, i64::le)
}

/// `minimumNumber`, or `maximumNumber` if `greatest`: the operand that is no NaN, if one is.
fn extreme<F: Format>(env: &mut Env, a: u64, b: u64, greatest: bool) -> u64 {
    if nans::<F>(a, b).1 {
        env.raise(fflags::NV);
    }
    let is_nan = |bits: u64| bits & (F::SIGN - 1) > F::INFINITY;
    match (is_nan(a), is_nan(b)) {
        (true, true) => F::NAN,
        (true, false) => b,
        (false, true) => a,
        (false, false) => {
            // -0 is less than +0.
            let order = |bits: u64| (place::<F>(bits), bits & F::SIGN == 0);
            if (order(a) < order(b)) == greatest { b } else { a }
        }
    }
}

/// The lesser.
pub fn min<F: Format>(env: &mut Env, a: u64, b: u64) -> u64 {
    extreme::<F>(env, a, b, false)
}

/// The greater.
pub fn max<F: Format>(env: &mut Env, a: u64, b: u64) -> u64 {
    extreme::<F>(env, a, b, true)
}

/// One bit that says what `bits` are. RISC-V Unprivileged ISA 20240411, "F" Extension, "Single-Precision Floating-Point
/// Classify Instruction".
pub fn class<F: Format>(bits: u64) -> u64 {
    let (sign, number) = unpack::<F>(bits);
    let subnormal = bits & (F::SIGN - 1) < F::NORMAL;
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
