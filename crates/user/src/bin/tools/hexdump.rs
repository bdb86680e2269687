//! `hexdump`

use alloc::string::String;
use alloc::vec::Vec;

use user::Outcome;
use user::input::for_each;
use user::options::Options;
use user::out::Out;
use user::text::{digits, left};

pub const USAGE: &str = "hexdump [path ...]: prints bytes in hexadecimal, 16 to a line";

/// Columns of the bytes of a line.
const WIDTH: usize = 49;

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 0)?;
    let mut out = Out::stdout();
    let mut line = Vec::new();
    let mut at = 0;
    let read = for_each("hexdump", options.rest(), &mut |_, input| {
        loop {
            let bytes = input.bytes()?;
            if bytes.is_empty() {
                return Ok(());
            }
            for &byte in bytes {
                line.push(byte);
                if line.len() == 16 {
                    print_line(&mut out, at, &line);
                    at += 16;
                    line.clear();
                }
            }
        }
    });
    if !line.is_empty() {
        print_line(&mut out, at, &line);
    }
    // Where it ends: of nothing that could be read, there is no end.
    if read.is_ok() || at + line.len() as u64 > 0 {
        out.text(&[&digits(at + line.len() as u64, 16, 8), "\n"]);
    }
    read
}

fn print_line(out: &mut Out, at: u64, bytes: &[u8]) {
    let mut hexadecimal = String::new();
    for (n, &byte) in bytes.iter().enumerate() {
        hexadecimal.push_str(if n == 8 { "  " } else { " " });
        hexadecimal.push_str(&digits(byte.into(), 16, 2));
    }
    let shown = |&byte: &u8| if (b' '..0x7f).contains(&byte) { char::from(byte) } else { '.' };
    let text: String = bytes.iter().map(shown).collect();
    out.text(&[&digits(at, 16, 8), " ", &left(&hexadecimal, WIDTH), "  |", &text, "|\n"]);
}
