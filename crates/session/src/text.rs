//! Names and numbers as a person reads them.

pub(crate) use texts::thousands;

/// A function's path as panels write it, without the kernel's crate.
pub(crate) fn short(name: &str) -> &str {
    name.strip_prefix("kernel::").unwrap_or(name).trim_start_matches('&')
}

/// Small numbers as a person counts, addresses in hexadecimal.
pub(crate) fn number(value: u64) -> String {
    match value as i64 {
        number @ -4095..=0xffff => number.to_string(),
        _ => format!("{value:#x}"),
    }
}

/// A time in seconds since 1970 as a date and an hour: `"2026-01-01 00:00:00"`.
pub(crate) fn date(seconds: i64) -> String {
    let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Years begin in March, so that the leap day is the last one; 400 of them have always as many days.
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let (day, month) = (day - (153 * month + 2) / 5 + 1, if month < 10 { month + 3 } else { month - 9 });
    let year = year + era * 400 + i64::from(month <= 2);
    format!("{year}-{month:02}-{day:02} {:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_called_by_its_place_in_the_kernel() {
        assert_eq!(short("kernel::vfs::iterate_dir"), "vfs::iterate_dir");
        assert_eq!(short("&kernel::vfs::Vfs::walk"), "kernel::vfs::Vfs::walk");
        assert_eq!(short("ls::main"), "ls::main");
        assert_eq!(short("uservec"), "uservec");
    }

    #[test]
    fn a_time_is_a_date() {
        assert_eq!(date(0), "1970-01-01 00:00:00");
        assert_eq!(date(951_782_400), "2000-02-29 00:00:00");
        assert_eq!(date(1_767_225_599), "2025-12-31 23:59:59");
        assert_eq!(date(1_767_225_600), "2026-01-01 00:00:00");
    }

    #[test]
    fn numbers_are_grouped_and_nouns_agree() {
        assert_eq!(thousands(21907), "21\u{202f}907");
        assert_eq!(thousands(7), "7");
    }
}
