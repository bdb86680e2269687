//! `seq`

use user::Outcome;
use user::options::Options;
use user::out::Out;
use user::text::decimal;

pub const USAGE: &str = "seq [first] last: prints numbers, one to a line";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 1)?;
    let number = |text: &str| text.parse::<u64>().map_err(|_| options.wrong());
    let (first, last) = match options.rest() {
        [first, last] => (number(first)?, number(last)?),
        [last] => (1, number(last)?),
        _ => return Err(options.wrong()),
    };
    let mut out = Out::stdout();
    (first..=last).for_each(|n| out.text(&[&decimal(n), "\n"]));
    Ok(())
}
