//! `test`

use abi::AT_FDCWD;
use user::file::kind;
use user::{Failed, Outcome, arch, say};

pub const USAGE: &str = "test a = b: succeeds if so; also != -eq -ne -lt -le -gt -ge, -e -f -d -L -s path, -n -z word, ! ...";

#[inline(never)]
pub fn main() -> Outcome {
    let args = user::args();
    let words: alloc::vec::Vec<&str> = args.iter().skip(1).map(|word| word.as_str()).collect();
    match holds(&words) {
        Some(true) => Ok(()),
        Some(false) => Err(Failed),
        None => Err(say("usage: test a = b, test -f path, test ! ...")),
    }
}

fn holds(words: &[&str]) -> Option<bool> {
    match words {
        ["!", rest @ ..] => holds(rest).map(|holds| !holds),
        [] => Some(false),
        [word] => Some(!word.is_empty()),
        [flag, word] => {
            let stat = if *flag == "-L" { arch::lstat(AT_FDCWD, word) } else { arch::stat(AT_FDCWD, word) };
            let is = |wanted| stat.is_ok_and(|stat| kind(&stat) == wanted);
            Some(match *flag {
                "-n" => !word.is_empty(),
                "-z" => word.is_empty(),
                "-e" => stat.is_ok(),
                "-s" => stat.is_ok_and(|stat| stat.st_size > 0),
                "-f" => is(abi::S_IFREG),
                "-d" => is(abi::S_IFDIR),
                "-L" => is(abi::S_IFLNK),
                _ => return None,
            })
        }
        [a, "=", b] => Some(a == b),
        [a, "!=", b] => Some(a != b),
        [a, operator, b] => {
            let (a, b) = (a.parse::<i64>().ok()?, b.parse::<i64>().ok()?);
            Some(match *operator {
                "-eq" => a == b,
                "-ne" => a != b,
                "-lt" => a < b,
                "-le" => a <= b,
                "-gt" => a > b,
                "-ge" => a >= b,
                _ => return None,
            })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_are_compared() {
        assert_eq!(holds(&["a", "=", "a"]), Some(true));
        assert_eq!(holds(&["!", "2", "-lt", "10"]), Some(false));
        assert_eq!(holds(&["-z", ""]), Some(true));
        assert_eq!(holds(&["x", "-lt", "10"]), None);
        assert_eq!(holds(&["a", "b", "c", "d"]), None);
    }
}
