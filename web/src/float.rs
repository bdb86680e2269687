//! Numbers with a fraction, written and held within bounds. What `core` has for that writes any number exactly, also in the
//! panic of `f64::clamp`, and is four kilobytes of program that nothing else needs.

/// A length to a tenth, as style sheets and SVG read it.
pub fn tenths(value: f64) -> String {
    let n = (value * 10.0).round_ties_even() as i64;
    let sign = if n < 0 { "-" } else { "" };
    let n = n.unsigned_abs();
    format!("{sign}{}.{}", n / 10, n % 10)
}

/// The number of a range that is next to `value`; `low`, where they cross.
pub fn within(value: f64, low: f64, high: f64) -> f64 {
    value.min(high).max(low)
}

/// The logarithm to the base of 2 of a number from 1 on, along straight lines between the powers of 2: good enough for a
/// picture, and without the tables by which it is found exactly.
pub fn logarithm(n: u64) -> f64 {
    let power = n.ilog2();
    f64::from(power) + n as f64 / (1_u64 << power) as f64 - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_is_written_to_a_tenth() {
        let written = [0.0, 12.34, -0.04, -0.06, -7.96, 1e7].map(tenths);
        assert_eq!(written, ["0.0", "12.3", "0.0", "-0.1", "-8.0", "10000000.0"]);
    }

    #[test]
    fn a_logarithm_is_exact_at_the_powers_of_two_and_close_between_them() {
        assert_eq!([1, 2, 1024, 1 << 63].map(logarithm), [0.0, 1.0, 10.0, 63.0]);
        for n in 1..100_000 {
            assert!((logarithm(n) - (n as f64).log2()).abs() < 0.09, "{n}");
        }
    }
}
