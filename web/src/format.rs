//! Numbers as the page writes them, and reads them. Text only; it knows no DOM.

pub use texts::thousands as count;

/// A value in hexadecimal, in groups of four digits: `8020_3a1e`.
pub fn hex(value: u64) -> String {
    group(&format!("{value:x}"))
}

/// An address, at least eight digits wide, in groups of four.
pub fn address(value: u64) -> String {
    group(&format!("{value:08x}"))
}

/// An address where there is little room: of those of the kernel's half only what differs.
pub fn short_address(value: u64) -> String {
    match value >> 32 {
        0xffff_ffff => format!("…{}", address(value & 0xffff_ffff)),
        _ => address(value),
    }
}

fn group(digits: &str) -> String {
    let mut text = String::with_capacity(digits.len() * 2);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(4) {
            text.push('_');
        }
        text.push(digit);
    }
    text
}

/// Reads a number of 64 bits, decimal, or hexadecimal behind `0x`.
pub fn number(text: &str) -> Option<u64> {
    let text = text.trim().replace('_', "");
    match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) if !digits.starts_with('+') => u64::from_str_radix(digits, 16).ok(),
        Some(_) => None,
        None => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_and_rubbish_is_not() {
        assert_eq!(
            (number(" 0x2A "), number("42"), number("0xffff_ffff_ffff_ffff")),
            (Some(42), Some(42), Some(u64::MAX))
        );
        for text in ["", "0x", "x", "-1", "0x+1", "18446744073709551616", "0x1_0000_0000_0000_0000"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(count(7), "7");
        assert_eq!(count(999), "999");
        assert_eq!(count(21_907), "21\u{202f}907");
        assert_eq!(count(1_000_000), "1\u{202f}000\u{202f}000");
    }

    #[test]
    fn hexadecimal_comes_in_groups_of_four() {
        assert_eq!(hex(0), "0");
        assert_eq!(hex(0x8020_3a1e), "8020_3a1e");
        assert_eq!(hex(u64::MAX), "ffff_ffff_ffff_ffff");
        assert_eq!(address(0x102b4), "0001_02b4");
        assert_eq!(short_address(0x102b4), "0001_02b4");
        assert_eq!(short_address(0xffff_ffff_8001_755c), "…8001_755c");
    }
}
