//! `grep`

use user::input::for_each;
use user::options::Options;
use user::out::Out;
use user::text::{concat, decimal};
use user::{Failed, Outcome};

pub const USAGE: &str =
    "grep [-i] [-v] [-n] [-c] pattern [path ...]: prints the lines that hold the pattern, where . * [a-z] ^ $ have their meanings";

#[inline(never)]
pub fn main() -> Outcome {
    let options = Options::read(USAGE, 1)?;
    let Some((pattern, paths)) = options.rest().split_first() else { return Err(options.wrong()) };
    let fold = |text: &str| if options.has('i') { text.to_ascii_lowercase() } else { text.into() };
    let pattern = fold(pattern);
    let mut out = Out::stdout();
    let mut found = false;
    let read = for_each("grep", paths, &mut |path, input| {
        let path = if paths.len() > 1 { concat(&[path, ":"]) } else { "".into() };
        let (mut number, mut count) = (0, 0);
        while let Some(line) = input.line()? {
            number += 1;
            if holds(&pattern, &fold(&line)) == options.has('v') {
                continue;
            }
            count += 1;
            if !options.has('c') {
                let number = if options.has('n') { concat(&[&decimal(number), ":"]) } else { "".into() };
                out.text(&[&path, &number, &line, "\n"]);
            }
        }
        found |= count > 0;
        if options.has('c') {
            out.text(&[&path, &decimal(count), "\n"]);
        }
        Ok(())
    });
    read.and(if found { Ok(()) } else { Err(Failed) })
}

/// Whether the pattern is found anywhere in the text.
#[inline(never)]
fn holds(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    match pattern.strip_prefix(b"^") {
        Some(rest) => begins(rest, text),
        None => (0..=text.len()).any(|at| begins(pattern, &text[at..])),
    }
}

/// Whether the text begins with the pattern.
fn begins(pattern: &[u8], text: &[u8]) -> bool {
    let mut text = text;
    let mut pattern = pattern;
    loop {
        if pattern.is_empty() || pattern == b"$" && text.is_empty() {
            return true;
        }
        let (one, rest) = pattern.split_at(len_of_one(pattern));
        if let Some(rest) = rest.strip_prefix(b"*") {
            let most = text.iter().take_while(|&&byte| fits(one, byte)).count();
            return (0..=most).any(|n| begins(rest, &text[n..]));
        }
        match text.split_first() {
            Some((&byte, behind)) if fits(one, byte) => (pattern, text) = (rest, behind),
            _ => return false,
        }
    }
}

/// Bytes of the pattern that stand for one byte of text.
fn len_of_one(pattern: &[u8]) -> usize {
    match pattern {
        [b'\\', _, ..] => 2,
        // A bracket that stands first in the set does not close it; one that is never closed is itself.
        [b'[', set @ ..] => {
            let first = 1 + usize::from(set.first() == Some(&b'^'));
            set.iter().skip(first).position(|&byte| byte == b']').map_or(1, |at| at + first + 2)
        }
        _ => 1,
    }
}

fn fits(one: &[u8], byte: u8) -> bool {
    match one {
        [b'.'] => true,
        [b'\\', itself] => *itself == byte,
        [b'[', b'^', set @ .., b']'] => !in_set(set, byte),
        [b'[', set @ .., b']'] => in_set(set, byte),
        _ => one[0] == byte,
    }
}

fn in_set(set: &[u8], byte: u8) -> bool {
    match set {
        [low, b'-', high, rest @ ..] => (*low..=*high).contains(&byte) || in_set(rest, byte),
        [one, rest @ ..] => *one == byte || in_set(rest, byte),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, holding: &[&str], others: &[&str]) {
        holding.iter().for_each(|text| assert!(holds(pattern, text), "{pattern} {text}"));
        others.iter().for_each(|text| assert!(!holds(pattern, text), "{pattern} {text}"));
    }

    #[test]
    fn patterns_have_the_meanings_of_grep() {
        check("b", &["abc"], &["", "ac"]);
        check("^b*c$", &["c", "bbc"], &["abc", "cb"]);
        check("a.c", &["xabcx"], &["ac"]);
        check("[a-c]1[^0-9]", &["b1x"], &["d1x", "a12"]);
        check("[]x]$", &["]", "x"], &["[", "x]a"]);
        check("a\\.b$", &["a.b"], &["axb"]);
        check("", &["", "a"], &[]);
        check("[a", &["[a"], &["a"]);
        check("a$b", &["a$b"], &["ab"]);
        check("x*", &["", "y"], &[]);
    }
}
