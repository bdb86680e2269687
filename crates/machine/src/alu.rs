//! Arithmetic that takes more than an operator.

/// The low 32 bits of `value`, sign-extended.
#[inline(always)]
pub fn word(value: u64) -> u64 {
    value as i32 as u64
}

/// High 64 bits of the product, both signed.
pub fn mulh(a: u64, b: u64) -> u64 {
    ((a as i64 as i128 * b as i64 as i128) >> 64) as u64
}

/// High 64 bits of the product, signed and unsigned.
pub fn mulhsu(a: u64, b: u64) -> u64 {
    ((a as i64 as i128 * b as i128) >> 64) as u64
}

/// High 64 bits of the product, both unsigned.
pub fn mulhu(a: u64, b: u64) -> u64 {
    ((a as u128 * b as u128) >> 64) as u64
}

// RISC-V Unprivileged ISA 20240411, "M" Extension, "Division Operations": nothing traps, by zero gives all ones and the
// dividend, overflow gives the dividend and 0.

/// Signed quotient.
pub fn div(a: u64, b: u64) -> u64 {
    if b == 0 { u64::MAX } else { (a as i64).wrapping_div(b as i64) as u64 }
}

/// Unsigned quotient.
pub fn divu(a: u64, b: u64) -> u64 {
    a.checked_div(b).unwrap_or(u64::MAX)
}

/// Signed remainder.
pub fn rem(a: u64, b: u64) -> u64 {
    if b == 0 { a } else { (a as i64).wrapping_rem(b as i64) as u64 }
}

/// Unsigned remainder.
pub fn remu(a: u64, b: u64) -> u64 {
    a.checked_rem(b).unwrap_or(a)
}

/// Signed quotient of 32 bits.
pub fn divw(a: u64, b: u64) -> u64 {
    let (a, b) = (a as i32, b as i32);
    if b == 0 { u64::MAX } else { a.wrapping_div(b) as u64 }
}

/// Unsigned quotient of 32 bits.
pub fn divuw(a: u64, b: u64) -> u64 {
    (a as u32).checked_div(b as u32).map_or(u64::MAX, |quotient| quotient as i32 as u64)
}

/// Signed remainder of 32 bits.
pub fn remw(a: u64, b: u64) -> u64 {
    let (a, b) = (a as i32, b as i32);
    if b == 0 { a as u64 } else { a.wrapping_rem(b) as u64 }
}

/// Unsigned remainder of 32 bits.
pub fn remuw(a: u64, b: u64) -> u64 {
    (a as u32).checked_rem(b as u32).unwrap_or(a as u32) as i32 as u64
}
