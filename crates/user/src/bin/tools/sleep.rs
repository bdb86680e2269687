//! `sleep`

use abi::Timespec;
use user::options::Options;
use user::{Outcome, arch, complain};

pub const USAGE: &str = "sleep seconds: waits, while others may run; 0.5 is half a second";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 1)?;
    let time = parse(&options.rest()[0]).ok_or_else(|| options.wrong())?;
    arch::sleep(time).map_err(|error| complain("sleep", &options.rest()[0], error))
}

fn parse(text: &str) -> Option<Timespec> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digit = |at| part.as_bytes().get(at).copied().unwrap_or(b'0');
    let all_digits = part.bytes().all(|byte| byte.is_ascii_digit());
    let tv_nsec = (0..9).fold(0, |nsec, at| nsec * 10 + i64::from(digit(at).wrapping_sub(b'0')));
    let tv_sec = if whole.is_empty() && !part.is_empty() { 0 } else { whole.parse::<u32>().ok()?.into() };
    all_digits.then_some(Timespec { tv_sec, tv_nsec })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_may_have_a_fraction() {
        let check = |text: &str, wanted| assert_eq!(parse(text).map(|it| (it.tv_sec, it.tv_nsec)), wanted, "{text}");
        check("2", Some((2, 0)));
        check("0.25", Some((0, 250_000_000)));
        check(".1234567891", Some((0, 123_456_789)));
        ["", ".", "x", "1.x", "-1", "1.-"].iter().for_each(|rubbish| check(rubbish, None));
    }
}
