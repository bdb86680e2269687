//! Numbers as text. The formatting of `core` would do it as well, and make each program half as long again.

use alloc::string::String;

/// All of `parts`, one after the other.
#[inline(never)]
pub fn concat(parts: &[&str]) -> String {
    let mut text = String::with_capacity(parts.iter().map(|part| part.len()).sum());
    parts.iter().for_each(|part| text.push_str(part));
    text
}

/// Adds a character. A function of its own: the code that encodes it is longer than a call.
#[inline(never)]
pub fn push(text: &mut String, character: char) {
    text.push(character);
}

/// A number in decimal.
pub fn decimal(number: u64) -> String {
    digits(number, 10, 1)
}

/// A number in another base, with zeros in front up to `width` digits.
#[inline(never)]
pub fn digits(number: u64, base: u64, width: usize) -> String {
    let mut digits = [b'0'; 64];
    let (mut rest, mut at) = (number, digits.len());
    while rest > 0 {
        at -= 1;
        digits[at] = b"0123456789abcdef"[(rest % base) as usize];
        rest /= base;
    }
    let from = at.min(digits.len() - width);
    digits[from..].iter().map(|&digit| char::from(digit)).collect()
}

/// Puts `items` in order; `before` says whether the first of two belongs before the second. A heap sort: what `core` has
/// is faster, and ten times as long.
#[inline(never)]
pub fn sort(items: &mut [String], before: &dyn Fn(&str, &str) -> bool) {
    // Lets the item at `at` of the heap sink to where no child belongs behind it.
    let sink = |heap: &mut [String], mut at: usize| {
        while let Some(mut child) = Some(2 * at + 1).filter(|&child| child < heap.len()) {
            if child + 1 < heap.len() && before(&heap[child], &heap[child + 1]) {
                child += 1;
            }
            if !before(&heap[at], &heap[child]) {
                return;
            }
            heap.swap(at, child);
            at = child;
        }
    };
    for at in (0..items.len() / 2).rev() {
        sink(items, at);
    }
    for len in (1..items.len()).rev() {
        items.swap(0, len);
        sink(&mut items[..len], 0);
    }
}

/// `text` at the right end of `width` columns.
pub fn right(text: &str, width: usize) -> String {
    let mut padded = String::new();
    (text.len()..width).for_each(|_| padded.push(' '));
    padded.push_str(text);
    padded
}

/// `text` at the left end of `width` columns.
pub fn left(text: &str, width: usize) -> String {
    let mut padded = String::from(text);
    (text.len()..width).for_each(|_| padded.push(' '));
    padded
}

/// A time as in `2026-01-01 12:00:00`, in UTC, from seconds since 1970. From days to year, month and day: Howard Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`.
pub fn time(seconds: i64) -> String {
    let days = seconds.div_euclid(86_400) + 719_468;
    let second = seconds.rem_euclid(86_400);
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    let two = |number: i64| digits(number as u64, 10, 2);
    let (hour, minute) = (two(second / 3600), two(second / 60 % 60));
    let (month, day, second) = (two(month), two(day), two(second % 60));
    concat(&[&decimal(year as u64), "-", &month, "-", &day, " ", &hour, ":", &minute, ":", &second])
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn numbers_have_the_digits_of_their_base() {
        assert_eq!([decimal(0), decimal(907), decimal(u64::MAX)], ["0", "907", "18446744073709551615"]);
        assert_eq!([digits(0, 8, 4), digits(0o644, 8, 4), digits(0xbeef, 16, 2)], ["0000", "0644", "beef"]);
    }

    #[test]
    fn sorting_puts_every_item_in_its_place() {
        let mut items: Vec<String> = (0..100_u64).map(|n| decimal(n * 37 % 101)).collect();
        let mut wanted = items.clone();
        wanted.sort();
        sort(&mut items, &|a, b| a < b);
        assert_eq!(items, wanted);
    }

    #[test]
    fn padding_never_cuts() {
        assert_eq!([right("ab", 4), left("ab", 4), right("abc", 2)], ["  ab", "ab  ", "abc"]);
    }

    #[test]
    fn a_time_has_the_day_of_the_gregorian_calendar() {
        assert_eq!(time(0), "1970-01-01 00:00:00");
        assert_eq!(time(951_782_399), "2000-02-28 23:59:59");
        assert_eq!(time(1_767_225_600), "2026-01-01 00:00:00");
    }
}
