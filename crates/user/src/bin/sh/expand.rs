//! What a word stands for: `$NAME`, `$?`, `$!`, quotes, `~`, patterns of names.
//!
//! Simplified: what a variable holds is never taken apart at its blanks, and there is no `$(command)`.

use alloc::string::String;
use alloc::vec::Vec;
use core::iter::Peekable;
use core::str::Chars;

use user::arch;
use user::text::{decimal, push};

use crate::pattern;
use crate::shell::Shell;

/// The arguments that `word` stands for: one, none if it comes to nothing and has no quotes, or all paths that it is a
/// pattern of.
#[inline(never)]
pub fn fields(shell: &Shell, word: &str) -> Vec<String> {
    let pattern = to_pattern(shell, word);
    if pattern::is_magic(&pattern) {
        let paths = pattern::paths(&pattern);
        if !paths.is_empty() {
            return paths;
        }
    }
    if pattern.is_empty() && !word.contains(['\'', '"']) {
        return Vec::new();
    }
    Vec::from([pattern::plain(&pattern)])
}

/// The one text that `word` stands for, whatever files there are.
pub fn text(shell: &Shell, word: &str) -> String {
    pattern::plain(&to_pattern(shell, word))
}

/// The word as a pattern: what was quoted stands behind backslashes.
fn to_pattern(shell: &Shell, word: &str) -> String {
    let mut out = String::new();
    let mut chars = word.chars().peekable();
    if word == "~" || word.starts_with("~/") {
        chars.next();
        out.push_str(shell.variable("HOME").unwrap_or("/").trim_end_matches('/'));
        if word == "~" {
            push(&mut out, '/');
        }
    }
    let mut in_double = false;
    while let Some(next) = chars.next() {
        match next {
            '"' => in_double = !in_double,
            '\'' if !in_double => {
                while let Some(quoted) = chars.next().filter(|&quoted| quoted != '\'') {
                    push(&mut out, '\\');
                    push(&mut out, quoted);
                }
            }
            '\\' => {
                // Between double quotes a backslash only means something before these.
                if in_double && !matches!(chars.peek(), Some('"' | '\\' | '$')) {
                    push(&mut out, '\\');
                }
                push(&mut out, '\\');
                if let Some(next) = chars.next() {
                    push(&mut out, next);
                }
            }
            '$' => {
                let value = value(shell, &mut chars);
                for character in value.chars() {
                    if in_double || character == '\\' {
                        push(&mut out, '\\');
                    }
                    push(&mut out, character);
                }
            }
            _ if in_double => {
                push(&mut out, '\\');
                push(&mut out, next);
            }
            _ => push(&mut out, next),
        }
    }
    out
}

/// The value of what stands behind a `$`.
fn value(shell: &Shell, chars: &mut Peekable<Chars<'_>>) -> String {
    let is_name = |character: &char| character.is_ascii_alphanumeric() || *character == '_';
    let name = match chars.peek() {
        Some('?') => {
            chars.next();
            return decimal(shell.status as u64);
        }
        Some('$') => {
            chars.next();
            return decimal(arch::getpid() as u64);
        }
        Some('!') => {
            chars.next();
            return shell.last_background.map_or(String::new(), |pid| decimal(pid as u64));
        }
        Some('{') => {
            chars.next();
            let mut name = String::new();
            while let Some(next) = chars.next().filter(|&next| next != '}') {
                push(&mut name, next);
            }
            name
        }
        _ => {
            let mut name = String::new();
            while let Some(next) = chars.next_if(is_name) {
                push(&mut name, next);
            }
            name
        }
    };
    if name.is_empty() {
        return String::from("$");
    }
    match name.parse::<usize>() {
        Ok(index) => shell.args.get(index).cloned().unwrap_or_default(),
        Err(_) => shell.variable(&name).map(String::from).unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, wanted: &[&str]) {
        let mut shell = Shell { status: 7, args: ["sh".into(), "one".into()].into(), ..Shell::default() };
        shell.set("A=x *");
        assert_eq!(fields(&shell, word), wanted, "{word}");
    }

    #[test]
    fn variables_have_their_values() {
        check("a$?b", &["a7b"]);
        check("$A", &["x *"]);
        check("${A}b$1", &["x *bone"]);
        check("$none", &[]);
        check("\"$none\"", &[""]);
        check("$", &["$"]);
    }

    #[test]
    fn quotes_take_the_magic_away() {
        check("'$A'", &["$A"]);
        check("\"$A\\$\\x\"", &["x *$\\x"]);
        check("\\$A'a b'\"'\"", &["$Aa b'"]);
        check("*.nothing", &["*.nothing"]);
        check("~/x", &["/x"]);
        check("'~'", &["~"]);
    }
}
