//! `sort`

use alloc::string::String;
use alloc::vec::Vec;

use user::Outcome;
use user::input::for_each;
use user::options::Options;
use user::out::Out;
use user::text;

pub const USAGE: &str = "sort [-n] [-r] [-u] [path ...]: puts lines in order; by number, backwards, each once";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 0)?;
    let mut lines: Vec<String> = Vec::new();
    let read = for_each("sort", options.rest(), &mut |_, input| {
        lines.extend(input.lines()?);
        Ok(())
    });
    let before = |a: &str, b: &str| match options.has('n') {
        true => (number(a), a) < (number(b), b),
        false => a < b,
    };
    text::sort(&mut lines, &|a, b| if options.has('r') { before(b, a) } else { before(a, b) });
    if options.has('u') {
        lines.dedup();
    }
    let mut out = Out::stdout();
    lines.iter().for_each(|line| out.text(&[line, "\n"]));
    read
}

/// The number at the beginning of a line; 0 if there is none.
fn number(line: &str) -> i64 {
    let line = line.trim_start();
    let end = line.bytes().enumerate().position(|(at, byte)| !(byte.is_ascii_digit() || at == 0 && byte == b'-'));
    line[..end.unwrap_or(line.len())].parse().unwrap_or(0)
}
