//! `head`

use user::Outcome;
use user::input::for_each;
use user::options::Options;
use user::out::Out;

pub const USAGE: &str = "head [-n lines] [path ...]: prints the first lines, 10 if nothing else is said";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 0)?;
    let n_lines = options.number('n', 10)?;
    let mut out = Out::stdout();
    for_each("head", options.rest(), &mut |_, input| {
        for _ in 0..n_lines {
            let Some(line) = input.line()? else { break };
            out.text(&[&line, "\n"]);
        }
        Ok(())
    })
}
