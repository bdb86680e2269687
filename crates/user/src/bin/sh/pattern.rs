//! Patterns of names: `*` is any text, `?` any character, `[a-z]` one of these, `[!a-z]` one that is none of these. What
//! stands behind a backslash is itself.

use alloc::string::String;
use alloc::vec::Vec;

use user::arch;
use user::dir::read_names;
use user::text::{concat, sort};

/// Whether the pattern means more than itself.
pub fn is_magic(pattern: &str) -> bool {
    let mut chars = pattern.chars();
    while let Some(next) = chars.next() {
        match next {
            '*' | '?' | '[' => return true,
            '\\' => drop(chars.next()),
            _ => {}
        }
    }
    false
}

/// The pattern without its backslashes.
pub fn plain(pattern: &str) -> String {
    let mut chars = pattern.chars();
    let mut text = String::new();
    while let Some(next) = chars.next() {
        text.extend(if next == '\\' { chars.next() } else { Some(next) });
    }
    text
}

/// The paths that there are of those that the pattern means, in order.
#[inline(never)]
pub fn paths(pattern: &str) -> Vec<String> {
    let mut found = Vec::from([String::new()]);
    for part in pattern.split_inclusive('/') {
        let (part, slash) = part.strip_suffix('/').map_or((part, ""), |part| (part, "/"));
        let mut longer = Vec::new();
        for start in &found {
            if is_magic(part) {
                longer.extend(names_in(start, part).iter().map(|name| concat(&[start, name, slash])));
            } else {
                longer.push(concat(&[start, &plain(part), slash]));
            }
        }
        found = longer;
    }
    found.retain(|path| arch::lstat(abi::AT_FDCWD, path).is_ok());
    sort(&mut found, &|a, b| a < b);
    found
}

/// The names in a directory that fit. One that begins with a dot wants a pattern that does.
fn names_in(dir: &str, pattern: &str) -> Vec<String> {
    let dir = if dir.is_empty() { "." } else { dir };
    let Ok(fd) = arch::open(dir, abi::O_RDONLY | abi::O_DIRECTORY, 0) else { return Vec::new() };
    let mut names = read_names(fd).unwrap_or_default();
    let _ = arch::close(fd);
    names.retain(|name| name.starts_with('.') == pattern.starts_with('.') && fits(pattern, name));
    names
}

/// Whether `name` is one that `pattern` means.
#[inline(never)]
pub fn fits(pattern: &str, name: &str) -> bool {
    let (mut pattern, mut name) = (pattern, name);
    // The last `*`: the pattern behind it, and the name from where it has not swallowed yet.
    let mut star: Option<(&str, &str)> = None;
    loop {
        if let Some(rest) = pattern.strip_prefix('*') {
            pattern = rest;
            star = Some((rest, name));
            continue;
        }
        let mut rest = name.chars();
        let step = match rest.next() {
            None if pattern.is_empty() => return true,
            None => return false,
            Some(character) => one(pattern, character),
        };
        if let Some(behind) = step {
            (pattern, name) = (behind, rest.as_str());
            continue;
        }
        let Some((behind, swallowed)) = star else { return false };
        // The `*` swallows a character more.
        let mut rest = swallowed.chars();
        rest.next();
        (pattern, name) = (behind, rest.as_str());
        star = Some((behind, name));
    }
}

/// What of the pattern is left when its first part stands for `character`; `None` if it does not.
fn one(pattern: &str, character: char) -> Option<&str> {
    let mut rest = pattern.chars();
    match rest.next()? {
        '?' => Some(rest.as_str()),
        '[' => match set(rest.as_str(), character) {
            Some((fits, behind)) => fits.then_some(behind),
            // A bracket that is never closed is itself.
            None => (character == '[').then_some(rest.as_str()),
        },
        '\\' => (rest.next()? == character).then_some(rest.as_str()),
        itself => (itself == character).then_some(rest.as_str()),
    }
}

/// Whether `character` is in the set that begins behind a `[`, and what stands behind its `]`.
fn set(set: &str, character: char) -> Option<(bool, &str)> {
    let (set, wanted) = set.strip_prefix(['!', '^']).map_or((set, true), |set| (set, false));
    let mut rest = set.chars();
    let mut found = false;
    let mut first = true;
    loop {
        let low = match rest.next()? {
            ']' if !first => return Some((found == wanted, rest.as_str())),
            '\\' => rest.next()?,
            low => low,
        };
        first = false;
        let mut ahead = rest.clone();
        let high = match (ahead.next(), ahead.next()) {
            (Some('-'), Some(high)) if high != ']' => {
                rest = ahead;
                high
            }
            _ => low,
        };
        found |= (low..=high).contains(&character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, fitting: &[&str], others: &[&str]) {
        fitting.iter().for_each(|name| assert!(fits(pattern, name), "{pattern} {name}"));
        others.iter().for_each(|name| assert!(!fits(pattern, name), "{pattern} {name}"));
    }

    #[test]
    fn a_star_is_any_text() {
        check("*", &["", "a", "äöü"], &[]);
        check("*.txt", &[".txt", "a.txt", "a.txt.txt"], &["a.txt.gz", "txt"]);
        check("a*b*c", &["abc", "axxbxxc", "abbcbc"], &["ab", "abcd"]);
    }

    #[test]
    fn a_question_mark_is_one_character() {
        check("?x", &["ax", "äx"], &["x", "aax"]);
    }

    #[test]
    fn brackets_are_one_of_a_set() {
        check("[a-cx]1", &["a1", "c1", "x1"], &["d1", "-1", "1"]);
        check("[!a-c]", &["d", "]"], &["a", ""]);
        check("[]a]", &["]", "a"], &["b"]);
        check("[a", &["[a"], &["a"]);
        check("[a-]", &["a", "-"], &["b"]);
    }

    #[test]
    fn a_backslash_takes_the_magic_away() {
        check("\\*", &["*"], &["a"]);
        assert!(is_magic("a*") && !is_magic("a\\*b"));
        assert_eq!(plain("a\\*\\\\"), "a*\\");
    }

    #[test]
    fn many_stars_do_not_take_for_ever() {
        assert!(!fits(&"*a".repeat(30), &"a".repeat(29)));
        assert!(!fits("*a*a*a*a*a*a*a*a*b", &"a".repeat(3000)));
    }
}
