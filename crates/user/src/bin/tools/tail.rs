//! `tail`

use user::Outcome;
use user::input::for_each;
use user::options::Options;
use user::out::Out;

pub const USAGE: &str = "tail [-n lines] [path ...]: prints the last lines, 10 if nothing else is said";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 0)?;
    let n_lines = options.number('n', 10)? as usize;
    let mut out = Out::stdout();
    for_each("tail", options.rest(), &mut |_, input| {
        let lines = input.lines()?;
        let last = lines.iter().skip(lines.len().saturating_sub(n_lines));
        last.for_each(|line| out.text(&[line, "\n"]));
        Ok(())
    })
}
