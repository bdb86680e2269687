//! `wc`

use user::Outcome;
use user::input::for_each;
use user::options::Options;
use user::out::Out;
use user::text::{decimal, right};

pub const USAGE: &str = "wc [-l] [-w] [-c] [path ...]: counts lines, words and bytes";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 0)?;
    let all = !"lwc".chars().any(|letter| options.has(letter));
    let mut out = Out::stdout();
    let mut print = |counts: [u64; 3], path: &str| {
        for (count, letter) in counts.into_iter().zip("lwc".chars()) {
            if all || options.has(letter) {
                out.text(&[&right(&decimal(count), 7)]);
            }
        }
        out.text(&[if path == "-" { "" } else { " " }, path.trim_start_matches('-'), "\n"]);
    };
    let mut total = [0; 3];
    let read = for_each("wc", options.rest(), &mut |path, input| {
        let [mut lines, mut words, mut len] = [0; 3];
        let mut in_word = false;
        loop {
            let bytes = input.bytes()?;
            if bytes.is_empty() {
                break;
            }
            len += bytes.len() as u64;
            for byte in bytes {
                lines += u64::from(*byte == b'\n');
                let blank = byte.is_ascii_whitespace();
                words += u64::from(!blank && !in_word);
                in_word = !blank;
            }
        }
        let counts = [lines, words, len];
        total.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        print(counts, path);
        Ok(())
    });
    if options.rest().len() > 1 {
        print(total, "total");
    }
    read
}
