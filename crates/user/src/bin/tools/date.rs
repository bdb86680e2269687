//! `date`

use user::options::Options;
use user::out::Out;
use user::text::time;
use user::{Outcome, arch, complain};

pub const USAGE: &str = "date: prints the machine's time, which counts its instructions";

#[inline(never)]
pub fn main() -> Outcome {
    Options::read(USAGE, 0)?;
    let now = arch::clock_gettime(abi::CLOCK_REALTIME).map_err(|error| complain("date", "clock", error))?;
    Out::stdout().text(&[&time(now.tv_sec), " UTC\n"]);
    Ok(())
}
