//! The kernel's command line: which program is the first one, and its arguments. Linux 6.12,
//! `Documentation/admin-guide/kernel-parameters.rst`: `init=`, `quiet`, and all behind `--` is for that program.
//!
//! Simplified: what Linux would take for other parameters is passed over.

use alloc::vec::Vec;

/// What the command line asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Bootargs {
    /// The path of the first program, if it is not the usual one.
    pub init: Option<Vec<u8>>,
    /// The arguments of the first program.
    pub args: Vec<Vec<u8>>,
    /// Whether the kernel says nothing as long as nothing goes wrong.
    pub quiet: bool,
}

/// Reads a command line; it may be anything.
pub fn read(line: &[u8]) -> Bootargs {
    let mut words = words(line).into_iter();
    let mut bootargs = Bootargs::default();
    for word in words.by_ref().take_while(|word| word != b"--") {
        bootargs.init = word.strip_prefix(b"init=").map(<[u8]>::to_vec).or(bootargs.init);
        bootargs.quiet |= word == b"quiet";
    }
    bootargs.args = words.collect();
    bootargs
}

/// The words of a line. What stands between double quotes belongs to one word, which may be empty.
fn words(line: &[u8]) -> Vec<Vec<u8>> {
    let mut words = Vec::new();
    let mut word: Option<Vec<u8>> = None;
    let mut quoted = false;
    for &byte in line.iter().take_while(|&&byte| byte != 0) {
        match byte {
            b'"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            b' ' | b'\t' | b'\n' if !quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(byte),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, path: Option<&str>, args: &[&str]) {
        let found = read(line.as_bytes());
        assert_eq!(found.init.as_deref(), path.map(str::as_bytes));
        assert_eq!(found.quiet, line.contains("quiet"));
        assert_eq!(found.args, args.iter().map(|arg| arg.as_bytes()).collect::<Vec<_>>());
    }

    #[test]
    fn the_first_program_and_its_arguments_are_found() {
        check("", None, &[]);
        check("quiet init=/bin/hello", Some("/bin/hello"), &[]);
        check("init=/a init=/b -- x \"y  z\" \"\"\0", Some("/b"), &["x", "y  z", ""]);
        check("-- init=/a", None, &["init=/a"]);
        check("init=\"/a b\" -- \"open", Some("/a b"), &["open"]);
    }
}
