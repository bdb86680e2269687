//! The command line of a program, taken apart as its usage says.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::text::concat;
use crate::{Failed, args, say};

/// Options and what stands behind them.
pub struct Options {
    usage: &'static str,
    /// The letters that were given, and what belongs to them.
    given: Vec<(char, String)>,
    /// The other arguments.
    rest: Vec<String>,
}

impl Options {
    /// Reads the arguments. In `usage`, which is closed by a colon or ends, `[-r]` is an option and `[-n lines]` one with a
    /// value; at least `at_least` arguments must follow, or the usage is said. The answer stays to the program's end.
    #[inline(never)]
    pub fn read(usage: &'static str, at_least: usize) -> Result<&'static Self, Failed> {
        let mut options = Self { usage, given: Vec::new(), rest: Vec::new() };
        let mut args = args().iter().skip(1);
        while let Some(arg) = args.next() {
            let letters =
                arg.strip_prefix('-').filter(|letters| !letters.is_empty() && options.rest.is_empty());
            let Some(letters) = letters else {
                options.rest.push(arg.clone());
                continue;
            };
            if letters == "-" {
                options.rest.extend(args.by_ref().cloned());
            } else {
                options.letters(letters, &mut args)?;
            }
        }
        if options.rest.len() < at_least { Err(options.wrong()) } else { Ok(Box::leak(Box::new(options))) }
    }

    fn letters(
        &mut self,
        letters: &str,
        args: &mut dyn Iterator<Item = &'static String>,
    ) -> Result<(), Failed> {
        let mut letters = letters.chars();
        while let Some(letter) = letters.next() {
            match takes_value(self.usage, letter) {
                Some(false) => self.given.push((letter, String::new())),
                Some(true) => {
                    let here = letters.as_str();
                    let value = if here.is_empty() { args.next().cloned() } else { Some(here.into()) };
                    self.given.push((letter, value.ok_or_else(|| self.wrong())?));
                    return Ok(());
                }
                None => return Err(self.wrong()),
            }
        }
        Ok(())
    }

    /// Says how the program is to be used.
    pub fn wrong(&self) -> Failed {
        say(&concat(&["usage: ", self.usage.split(':').next().unwrap_or_default()]))
    }

    /// Whether this option was given.
    pub fn has(&self, letter: char) -> bool {
        self.given.iter().any(|(given, _)| *given == letter)
    }

    /// The number that was given with this option, or `otherwise`.
    pub fn number(&self, letter: char, otherwise: u64) -> Result<u64, Failed> {
        match self.given.iter().rfind(|(given, _)| *given == letter) {
            Some((_, value)) => value.parse().map_err(|_| self.wrong()),
            None => Ok(otherwise),
        }
    }

    /// The arguments that are no options.
    pub fn rest(&self) -> &[String] {
        &self.rest
    }
}

/// Whether the option `letter` of `usage` has a value; `None` if there is no such option.
fn takes_value(usage: &str, letter: char) -> Option<bool> {
    // By characters, here and in the tools: the search for a longer text is longer than most of them.
    usage.split('[').skip(1).find_map(|option| {
        let behind = option.strip_prefix('-')?.strip_prefix(letter)?;
        Some(!behind.starts_with(']'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usage_says_which_options_there_are_and_which_have_a_value() {
        let usage = "head [-q] [-n lines] [path ...]: prints the beginning [-x]";
        assert_eq!(takes_value(usage, 'q'), Some(false));
        assert_eq!(takes_value(usage, 'n'), Some(true));
        assert_eq!(takes_value(usage, 'p'), None);
    }
}
