//! A line of the shell, taken apart: words, with quotes gone, and where input and output go.

use alloc::string::String;
use alloc::vec::Vec;

/// What a line asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Command {
    /// The program and its arguments.
    pub words: Vec<String>,
    /// `< path`
    pub input: Option<String>,
    /// `> path` or `>> path`
    pub output: Option<String>,
    /// Whether it was `>>`.
    pub append: bool,
}

/// A piece of a line.
#[derive(PartialEq)]
enum Token {
    Word(String),
    Less,
    Greater,
    GreaterGreater,
}

impl Command {
    /// Takes a line apart. What makes no sense is said in a sentence.
    pub fn parse(line: &str) -> Result<Command, &'static str> {
        let mut command = Command::default();
        let mut tokens = split(line)?.into_iter();
        while let Some(token) = tokens.next() {
            let operator = match token {
                Token::Word(word) => {
                    command.words.push(word);
                    continue;
                }
                operator => operator,
            };
            let Some(Token::Word(path)) = tokens.next() else { return Err("a path is missing") };
            if operator == Token::Less {
                command.input = Some(path);
            } else {
                command.output = Some(path);
                command.append = operator == Token::GreaterGreater;
            }
        }
        Ok(command)
    }
}

fn split(line: &str) -> Result<Vec<Token>, &'static str> {
    let mut tokens = Vec::new();
    // `Some` while in a word: a word may be empty, as '' is.
    let mut word: Option<String> = None;
    let mut chars = line.chars().peekable();
    while let Some(next) = chars.next() {
        match next {
            '#' if word.is_none() => break,
            '\'' | '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match chars.next() {
                        Some(quoted) if quoted == next => break,
                        Some(quoted) => word.push(quoted),
                        None => return Err("a quote is not closed"),
                    }
                }
            }
            '\\' => word.get_or_insert_default().extend(chars.next()),
            '|' | '&' | ';' => return Err("this shell has no pipes, no lists and no background"),
            '<' | '>' => {
                tokens.extend(word.take().map(Token::Word));
                let twice = next == '>' && chars.next_if_eq(&'>').is_some();
                tokens.push(match next {
                    '<' => Token::Less,
                    _ if twice => Token::GreaterGreater,
                    _ => Token::Greater,
                });
            }
            _ if next.is_whitespace() => tokens.extend(word.take().map(Token::Word)),
            _ => word.get_or_insert_default().push(next),
        }
    }
    tokens.extend(word.take().map(Token::Word));
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, words: &[&str], input: Option<&str>, output: Option<(&str, bool)>) {
        let command = Command::parse(line).unwrap();
        assert_eq!(command.words, words);
        assert_eq!(command.input.as_deref(), input);
        assert_eq!(command.output.as_deref().map(|path| (path, command.append)), output);
    }

    #[test]
    fn words_are_what_stands_between_spaces() {
        check("  ls   -l /home ", &["ls", "-l", "/home"], None, None);
        check("", &[], None, None);
    }

    #[test]
    fn quotes_keep_spaces_and_may_be_empty() {
        check("echo 'a  b' \"c'd\" '' e\\ f", &["echo", "a  b", "c'd", "", "e f"], None, None);
    }

    #[test]
    fn redirections_need_no_spaces() {
        check("cat<in>out", &["cat"], Some("in"), Some(("out", false)));
        check("echo hi >>out", &["echo", "hi"], None, Some(("out", true)));
    }

    #[test]
    fn a_comment_is_no_command() {
        check("ls # all of them", &["ls"], None, None);
        check("echo a#b", &["echo", "a#b"], None, None);
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in ["echo 'a", "cat <", "cat > > x", "a | b"] {
            assert!(Command::parse(line).is_err(), "{line}");
        }
    }
}
