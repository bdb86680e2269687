//! The rules of crates/STYLE.md that a program can see, over every text file of the checkout.

use std::fs;
use std::path::{Path, PathBuf};

use crate::root::{cargo_home, root};
use crate::{Explain, Result};

/// Longest file, in lines. A file is one idea.
const LINES: usize = 500;
/// Files that are one table each, and may be as long as the manual makes them.
const TABLES: &[&str] = &["crates/isa/src/table.rs", "crates/abi/src/syscall.rs"];
/// The only places with code that the compiler does not check.
const ARCHES: &[&str] = &["crates/kernel/src/arch", "crates/user/src/arch"];
/// The only file with raw colours.
const TOKENS: &str = "web/styles/tokens.css";
/// Directories of what is built or fetched.
const SKIPPED: &[&str] = &["target", "dist", ".git", ".tools", "node_modules"];
/// Where all texts for a person come from the catalogue.
const SPOKEN: &[&str] = &["crates/session/src", "web/src"];
/// What must not be left in a file that is handed on. In pieces, so that this file passes.
const LEFTOVERS: &[&str] =
    &[concat!("TO", "DO"), concat!("FIX", "ME"), concat!("to", "do!("), concat!("unimple", "mented!(")];

/// A text file of the checkout.
struct File {
    /// Its path from the top, with `/`.
    path: String,
    text: String,
}

/// Every broken rule, one sentence each.
pub fn violations() -> Result<Vec<String>> {
    let mut files = Vec::new();
    collect(&root(), &mut files)?;
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let mut private = vec![root().display().to_string()];
    private.extend(cargo_home().map(|path| path.display().to_string()));
    Ok(files.iter().flat_map(|file| check(file, &private)).collect())
}

fn collect(directory: &Path, files: &mut Vec<File>) -> Result<()> {
    let unreadable = |path: &Path| format!("{} cannot be read", path.display());
    for entry in fs::read_dir(directory).explain(|| unreadable(directory))? {
        let path: PathBuf = entry.explain(|| unreadable(directory))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            if !SKIPPED.contains(&&*name) && !path.is_symlink() {
                collect(&path, files)?;
            }
        } else if [".rs", ".css", ".js", ".html", ".toml", ".md", ".sh"].iter().any(|end| name.ends_with(end))
        {
            let text = fs::read_to_string(&path).explain(|| unreadable(&path))?;
            let path = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            files.push(File { path, text });
        }
    }
    Ok(())
}

fn check(file: &File, private: &[String]) -> Vec<String> {
    let mut sentences = Vec::new();
    let path = &file.path;
    let code = [".rs", ".css", ".js"].iter().any(|ending| path.ends_with(ending));
    let count = file.text.lines().count();
    if code && count > LINES && !TABLES.contains(&path.as_str()) {
        sentences.push(format!("{path} has {count} lines; {LINES} are enough for one idea."));
    }
    if path.ends_with(".rs") && !file.text.starts_with("//!") {
        sentences.push(format!("{path} does not begin with `//!`: what it is, and what it never does."));
    }
    let mut tested = path.ends_with("tests.rs");
    for (number, line) in file.text.lines().enumerate() {
        tested |= line == "#[cfg(test)]";
        let mut say = |what: &str| sentences.push(format!("{path}:{}: {what}", number + 1));
        if LEFTOVERS.iter().any(|word| line.contains(word)) {
            say("something was left to be done.");
        }
        if private.iter().any(|place| line.contains(place.as_str())) {
            say("the path of somebody's machine.");
        }
        if path.ends_with(".rs") && !ARCHES.iter().any(|arch| path.starts_with(arch)) && says_unsafe(line) {
            say("`unsafe` is only for kernel/src/arch and user/src/arch.");
        }
        if SPOKEN.iter().any(|place| path.starts_with(place)) && !tested && speaks(line) {
            say("a text for a person; those are in crates/texts, in every language.");
        }
        if path.starts_with("web/styles/") && path != TOKENS && has_colour(line) {
            say("a raw colour; colours have names, in tokens.css.");
        }
    }
    sentences
}

/// Whether the keyword is in the code of a line: not in a comment, a string or a longer word.
fn says_unsafe(line: &str) -> bool {
    let code = line.split("//").next().unwrap_or_default();
    let outside_strings = code.split('"').step_by(2);
    let mut words = outside_strings.flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_'));
    words.any(|word| word == concat!("un", "safe"))
}

/// Whether a string in a line has three words in a row, as only a sentence has. Errors of the images are for who builds them.
fn speaks(line: &str) -> bool {
    let code = line.trim_start();
    let strings = code.split('"').skip(1).step_by(2);
    let is_word = |word: &&str| word.len() > 1 && word.chars().all(|letter| letter.is_ascii_alphabetic());
    let in_a_row = |text: &str| {
        let words: Vec<&str> =
            text.split(' ').map(|word| word.trim_end_matches([',', ':', ';', '.'])).collect();
        words.windows(3).any(|words| words.iter().all(is_word))
    };
    !code.starts_with("//") && !code.contains("ImageError(") && strings.into_iter().any(in_a_row)
}

/// Whether a value of a declaration is a colour in figures.
fn has_colour(line: &str) -> bool {
    let Some((_, value)) = line.split_once(':') else { return false };
    let hexadecimal = value.split('#').skip(1).any(|tail| {
        let digits = tail.chars().take_while(char::is_ascii_hexdigit).count();
        let ends = !tail[digits..].starts_with(|c: char| c.is_alphanumeric() || c == '-' || c == '_');
        matches!(digits, 3 | 4 | 6 | 8) && ends
    });
    hexadecimal
        || ["rgb(", "rgba(", "hsl(", "hsla(", "oklch(", "oklab("].iter().any(|name| value.contains(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checkout_is_tidy() {
        assert_eq!(violations().unwrap(), Vec::<String>::new());
    }

    #[track_caller]
    fn untidy(path: &str, text: &str, sentence: &str) {
        let file = File { path: path.to_string(), text: text.to_string() };
        assert_eq!(check(&file, &["/builder".to_string()]).join(" "), sentence);
    }

    #[test]
    fn each_rule_is_seen_to_be_broken() {
        untidy("a.rs", "fn f() {}", "a.rs does not begin with `//!`: what it is, and what it never does.");
        untidy("a.rs", &"//!\n".repeat(501), "a.rs has 501 lines; 500 are enough for one idea.");
        untidy("a.md", "see /builder/x", "a.md:1: the path of somebody's machine.");
        untidy("a.md", concat!("TO", "DO"), "a.md:1: something was left to be done.");
        let outside = "a.rs:2: `unsafe` is only for kernel/src/arch and user/src/arch.";
        untidy("a.rs", concat!("//!\nun", "safe { }"), outside);
        untidy("crates/kernel/src/arch/a.rs", concat!("//!\nun", "safe { }"), "");
        untidy(
            "web/src/a.rs",
            "//!\nlet text = \"Nothing is here.\";",
            "web/src/a.rs:2: a text for a person; those are in crates/texts, in every language.",
        );
        untidy(
            "web/styles/a.css",
            "a { color: #fff }",
            "web/styles/a.css:1: a raw colour; colours have names, in tokens.css.",
        );
        untidy(TOKENS, "--user: #005a9c;", "");
    }

    #[test]
    fn what_only_looks_like_a_broken_rule_is_let_pass() {
        untidy("a.rs", "//!\n#![forbid(unsafe_code)]", "");
        untidy("a.rs", concat!("//! un", "safe\n\"un", "safe\"; // un", "safe"), "");
        untidy("web/src/a.rs", "//! \"all of it\"\n#[cfg(test)]\nlet text = \"Nothing is here.\";", "");
        untidy("web/styles/a.css", "a { fill: url(#face-of); color: var(--user) }", "");
    }
}
