//! `uname`

use alloc::vec::Vec;

use user::options::Options;
use user::out::Out;
use user::{Outcome, arch, complain};

pub const USAGE: &str = "uname [-a] [-s] [-n] [-r] [-v] [-m]: prints the names of the system";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 0)?;
    let names = arch::uname().map_err(|error| complain("uname", "system", error))?;
    let wanted = |letter| options.has(letter) || options.has('a');
    let mut shown: Vec<&str> = Vec::new();
    for (name, letter) in names.iter().zip("snrvm".chars()) {
        if wanted(letter) {
            shown.push(name);
        }
    }
    if shown.is_empty() {
        shown.extend(names.first().map(|name| name.as_str()));
    }
    Out::stdout().text(&[&shown.join(" "), "\n"]);
    Ok(())
}
