//! `uniq`

use alloc::string::String;

use user::Outcome;
use user::input::for_each;
use user::options::Options;
use user::out::Out;
use user::text::{decimal, right};

pub const USAGE: &str = "uniq [-c] [path ...]: prints lines that follow themselves once; with -c how often they did";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 0)?;
    let mut out = Out::stdout();
    let mut print = |line: &Option<String>, count: u64| {
        let Some(line) = line else { return };
        if options.has('c') {
            out.text(&[&right(&decimal(count), 7), " "]);
        }
        out.text(&[line, "\n"]);
    };
    let (mut before, mut count) = (None, 0);
    let read = for_each("uniq", options.rest(), &mut |_, input| {
        while let Some(line) = input.line()? {
            if before.as_ref() != Some(&line) {
                print(&before, count);
                (before, count) = (Some(line), 0);
            }
            count += 1;
        }
        Ok(())
    });
    print(&before, count);
    read
}
