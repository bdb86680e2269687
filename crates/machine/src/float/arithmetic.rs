//! Sums, products, quotients, square roots. IEEE 754-2019 §5.4.1 "Arithmetic operations", §6 "Infinity, NaNs, and sign bit".

use isa::csr::fflags;

use super::{Env, Format, Number, Rounding, normalize, round, signed, unpack};

/// The host's result, where it must be ours: the flags of a normal result other than inexact, which is set already, are
/// clear. The least normal number may have been rounded up from less.
#[inline(always)]
fn certain<F: Format>(env: &Env, host: impl FnOnce() -> u64) -> Option<u64> {
    if !env.quick {
        return None;
    }
    let result = host();
    let magnitude = result & (F::SIGN - 1);
    (magnitude > F::NORMAL && magnitude < F::INFINITY).then_some(result)
}

/// A finite number, not 0: `significand * 2^exponent`.
#[derive(Clone, Copy)]
struct Term {
    sign: bool,
    exponent: i32,
    significand: u128,
}

/// `wide` without its lowest `shift` bits; the lowest bit left is set if any of them was.
fn jam(wide: u128, shift: u32) -> u128 {
    match shift {
        0 => wide,
        1..128 => wide >> shift | (wide << (128 - shift) != 0) as u128,
        128.. => (wide != 0) as u128,
    }
}

/// The sign of a sum that is exactly 0. IEEE 754-2019 §6.3 "The sign bit".
fn zero<F: Format>(env: &Env, a: bool, b: bool) -> u64 {
    signed::<F>(if a == b { a } else { env.rounding == Rounding::Down }, 0)
}

/// The sum of two terms. Bit 125 of both significands is set, the two above are room for the carry, and where one has more
/// than 64 bits the lowest 20 are clear: then what [`jam`] loses never reaches the bits that decide.
fn sum<F: Format>(env: &mut Env, a: Term, b: Term) -> u64 {
    let (mut a, mut b) = (a, b);
    if (a.exponent, a.significand) < (b.exponent, b.significand) {
        (a, b) = (b, a);
    }
    let aligned = jam(b.significand, (a.exponent - b.exponent) as u32);
    let total = if a.sign == b.sign { a.significand + aligned } else { a.significand - aligned };
    if total == 0 {
        return zero::<F>(env, a.sign, b.sign);
    }
    let (exponent, significand) = normalize(a.exponent, total);
    round::<F>(env, a.sign, exponent, significand)
}

/// Puts the top bit at 125.
fn term(sign: bool, exponent: i32, significand: u64) -> Term {
    Term { sign, exponent: exponent - 62, significand: (significand as u128) << 62 }
}

/// `a + b`.
pub fn add<F: Format>(env: &mut Env, a: u64, b: u64) -> u64 {
    if let Some(result) = certain::<F>(env, || F::host_add(a, b)) {
        return result;
    }
    let ((a_sign, left), (b_sign, right)) = (unpack::<F>(a), unpack::<F>(b));
    match (left, right) {
        (Number::Nan { .. }, _) | (_, Number::Nan { .. }) => env.nan::<F>(&[left, right]),
        (Number::Infinity, Number::Infinity) if a_sign != b_sign => env.invalid::<F>(),
        (Number::Infinity, _) => a,
        (_, Number::Infinity) => b,
        (Number::Zero, Number::Zero) => zero::<F>(env, a_sign, b_sign),
        (_, Number::Zero) => a,
        (Number::Zero, _) => b,
        (
            Number::Finite { exponent, significand },
            Number::Finite { exponent: b_exponent, significand: b_significand },
        ) => sum::<F>(env, term(a_sign, exponent, significand), term(b_sign, b_exponent, b_significand)),
    }
}

/// `a - b`.
pub fn sub<F: Format>(env: &mut Env, a: u64, b: u64) -> u64 {
    add::<F>(env, a, b ^ F::SIGN)
}

/// `a * b`.
pub fn mul<F: Format>(env: &mut Env, a: u64, b: u64) -> u64 {
    if let Some(result) = certain::<F>(env, || F::host_mul(a, b)) {
        return result;
    }
    let ((a_sign, left), (b_sign, right)) = (unpack::<F>(a), unpack::<F>(b));
    let sign = a_sign != b_sign;
    match (left, right) {
        (Number::Nan { .. }, _) | (_, Number::Nan { .. }) => env.nan::<F>(&[left, right]),
        (Number::Infinity, Number::Zero) | (Number::Zero, Number::Infinity) => env.invalid::<F>(),
        (Number::Infinity, _) | (_, Number::Infinity) => signed::<F>(sign, F::INFINITY),
        (Number::Zero, _) | (_, Number::Zero) => signed::<F>(sign, 0),
        (
            Number::Finite { exponent, significand },
            Number::Finite { exponent: b_exponent, significand: b_significand },
        ) => {
            let product = significand as u128 * b_significand as u128;
            let (exponent, significand) = normalize(exponent + b_exponent, product);
            round::<F>(env, sign, exponent, significand)
        }
    }
}

/// `a / b`.
pub fn div<F: Format>(env: &mut Env, a: u64, b: u64) -> u64 {
    if let Some(result) = certain::<F>(env, || F::host_div(a, b)) {
        return result;
    }
    let ((a_sign, left), (b_sign, right)) = (unpack::<F>(a), unpack::<F>(b));
    let sign = a_sign != b_sign;
    match (left, right) {
        (Number::Nan { .. }, _) | (_, Number::Nan { .. }) => env.nan::<F>(&[left, right]),
        (Number::Infinity, Number::Infinity) | (Number::Zero, Number::Zero) => env.invalid::<F>(),
        (Number::Infinity, _) => signed::<F>(sign, F::INFINITY),
        (Number::Zero, _) | (_, Number::Infinity) => signed::<F>(sign, 0),
        (Number::Finite { .. }, Number::Zero) => {
            env.raise(fflags::DZ);
            signed::<F>(sign, F::INFINITY)
        }
        (
            Number::Finite { exponent, significand },
            Number::Finite { exponent: b_exponent, significand: b_significand },
        ) => {
            let (dividend, divisor) = ((significand as u128) << 63, b_significand as u128);
            let (quotient, rest) = (dividend / divisor, dividend % divisor);
            // One more bit says whether more would follow.
            let (exponent, significand) =
                normalize(exponent - b_exponent - 64, quotient << 1 | (rest != 0) as u128);
            round::<F>(env, sign, exponent, significand)
        }
    }
}

/// The square root of `a`.
pub fn sqrt<F: Format>(env: &mut Env, a: u64) -> u64 {
    if let Some(result) = certain::<F>(env, || F::host_sqrt(a)) {
        return result;
    }
    let (sign, number) = unpack::<F>(a);
    match number {
        Number::Nan { .. } => env.nan::<F>(&[number]),
        Number::Zero => a,
        Number::Infinity | Number::Finite { .. } if sign => env.invalid::<F>(),
        Number::Infinity => a,
        Number::Finite { exponent, significand } => {
            // The exponent must be even to be halved.
            let shift = 62 + (exponent & 1);
            let square = (significand as u128) << shift;
            let root = square.isqrt();
            let (exponent, significand) =
                normalize((exponent - shift) / 2 - 1, root << 1 | (root * root != square) as u128);
            round::<F>(env, false, exponent, significand)
        }
    }
}

/// `a * b + c`, rounded once. Infinity times 0 is invalid even where `c` is a NaN. RISC-V Unprivileged ISA 20240411, "F"
/// Extension, "Single-Precision Floating-Point Computational Instructions".
pub fn fma<F: Format>(env: &mut Env, a: u64, b: u64, c: u64) -> u64 {
    if let Some(result) = certain::<F>(env, || F::host_fma(a, b, c)) {
        return result;
    }
    let ((a_sign, left), (b_sign, right), (c_sign, addend)) =
        (unpack::<F>(a), unpack::<F>(b), unpack::<F>(c));
    let sign = a_sign != b_sign;
    match (left, right, addend) {
        (Number::Infinity, Number::Zero, _) | (Number::Zero, Number::Infinity, _) => env.invalid::<F>(),
        (Number::Nan { .. }, _, _) | (_, Number::Nan { .. }, _) | (_, _, Number::Nan { .. }) => {
            env.nan::<F>(&[left, right, addend])
        }
        (Number::Infinity, _, _) | (_, Number::Infinity, _) => {
            if addend == Number::Infinity && sign != c_sign {
                return env.invalid::<F>();
            }
            signed::<F>(sign, F::INFINITY)
        }
        (_, _, Number::Infinity) => c,
        (Number::Zero, _, Number::Zero) | (_, Number::Zero, Number::Zero) => zero::<F>(env, sign, c_sign),
        (Number::Zero, _, _) | (_, Number::Zero, _) => c,
        (
            Number::Finite { exponent, significand },
            Number::Finite { exponent: b_exponent, significand: b_significand },
            _,
        ) => {
            let product = significand as u128 * b_significand as u128;
            let exponent = exponent + b_exponent;
            let Number::Finite { exponent: c_exponent, significand: c_significand } = addend else {
                let (exponent, significand) = normalize(exponent, product);
                return round::<F>(env, sign, exponent, significand);
            };
            // Of a product the lowest 22 bits are clear, so that two more below the top are no loss.
            let shift = product.leading_zeros();
            let product =
                Term { sign, exponent: exponent + 2 - shift as i32, significand: product << shift >> 2 };
            sum::<F>(env, product, term(c_sign, c_exponent, c_significand))
        }
    }
}
