//! A line of the shell, taken apart: commands in pipelines, pipelines in chains. Words keep their quotes and dollars; what
//! these stand for is found out when the command's turn comes, in [`expand`](crate::expand).
//!
//! Simplified: there are no loops, no conditions, no functions and no parentheses.

use alloc::string::String;
use alloc::vec::Vec;
use core::mem::take;

use user::text::push;

/// Pipelines that are joined by `&&` and `||`, up to a `;` or a `&`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Chain {
    /// When each is run, and its commands.
    pub pipelines: Vec<(When, Vec<Command>)>,
    /// Whether it ended with `&`: nobody waits for it.
    pub background: bool,
}

/// When a pipeline is run.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum When {
    /// In any case.
    #[default]
    Always,
    /// If the one before has succeeded: `&&`.
    Success,
    /// If the one before has failed: `||`.
    Failure,
}

/// A program with its arguments, and where its descriptors lead.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Command {
    /// The program's name and its arguments.
    pub words: Vec<String>,
    /// In the order of the line.
    pub redirections: Vec<Redirection>,
}

/// `n< word`, and so on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Redirection {
    /// The descriptor.
    pub fd: i32,
    /// What is done with it.
    pub how: How,
    /// A path; for [`How::Same`] a descriptor.
    pub word: String,
}

/// Where a descriptor leads.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// `<`: to a file, for reading.
    Read,
    /// `>`: to a file, which is emptied or made.
    Write,
    /// `>>`: to the end of a file.
    Append,
    /// `>&`: where another descriptor leads.
    Same,
}

/// A piece of a line.
#[derive(PartialEq)]
enum Token {
    Word(String),
    Redirect(i32, How),
    /// `&&` or `||`.
    Join(When),
    Pipe,
    /// `;` or `&`.
    End {
        background: bool,
    },
}

/// Takes a line apart. What makes no sense is said in a sentence.
pub fn parse(line: &str) -> Result<Vec<Chain>, &'static str> {
    let mut chains = Vec::new();
    let mut chain = Chain::default();
    let mut when = When::Always;
    let mut pipeline = Vec::new();
    let mut command = Command::default();
    let mut tokens = split(line)?.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            Token::Word(word) => command.words.push(word),
            Token::Redirect(fd, how) => {
                let Some(Token::Word(word)) = tokens.next() else { return Err("a path is missing") };
                command.redirections.push(Redirection { fd, how, word });
            }
            Token::Pipe => pipeline.push(whole(take(&mut command))?),
            Token::Join(next) => {
                pipeline.push(whole(take(&mut command))?);
                chain.pipelines.push((when, take(&mut pipeline)));
                when = next;
            }
            Token::End { background } => {
                pipeline.push(whole(take(&mut command))?);
                chain.pipelines.push((when, take(&mut pipeline)));
                when = When::Always;
                chains.push(Chain { background, ..take(&mut chain) });
                if tokens.peek().is_none() {
                    return Ok(chains);
                }
            }
        }
    }
    let nothing = chains.is_empty() && chain.pipelines.is_empty() && pipeline.is_empty();
    if nothing && command == Command::default() {
        return Ok(chains);
    }
    pipeline.push(whole(command)?);
    chain.pipelines.push((when, pipeline));
    chains.push(chain);
    Ok(chains)
}

fn whole(command: Command) -> Result<Command, &'static str> {
    if command == Command::default() { Err("a command is missing") } else { Ok(command) }
}

fn split(line: &str) -> Result<Vec<Token>, &'static str> {
    let mut tokens = Vec::new();
    let mut word = String::new();
    let mut chars = line.chars().peekable();
    while let Some(next) = chars.next() {
        let operator = match next {
            '#' if word.is_empty() => break,
            '<' | '>' => {
                // A digit that stands before it at once is no word, but the descriptor.
                let digit = word.parse::<u8>().ok().filter(|_| word.len() == 1);
                let fd = digit.map_or(i32::from(next == '>'), |digit| {
                    word.clear();
                    digit.into()
                });
                let how = match next {
                    '<' => How::Read,
                    _ if chars.next_if_eq(&'>').is_some() => How::Append,
                    _ if chars.next_if_eq(&'&').is_some() => How::Same,
                    _ => How::Write,
                };
                Token::Redirect(fd, how)
            }
            '|' if chars.next_if_eq(&'|').is_some() => Token::Join(When::Failure),
            '&' if chars.next_if_eq(&'&').is_some() => Token::Join(When::Success),
            '|' => Token::Pipe,
            '&' | ';' => Token::End { background: next == '&' },
            _ if next.is_ascii_whitespace() => {
                end_word(&mut word, &mut tokens);
                continue;
            }
            _ => {
                push(&mut word, next);
                quoted(next, &mut chars, &mut word)?;
                continue;
            }
        };
        end_word(&mut word, &mut tokens);
        tokens.push(operator);
    }
    end_word(&mut word, &mut tokens);
    Ok(tokens)
}

fn end_word(word: &mut String, tokens: &mut Vec<Token>) {
    if !word.is_empty() {
        tokens.push(Token::Word(take(word)));
    }
}

/// Adds to `word` what the quote or backslash `mark` keeps together.
fn quoted(mark: char, chars: &mut dyn Iterator<Item = char>, word: &mut String) -> Result<(), &'static str> {
    match mark {
        '\\' => chars.next().into_iter().for_each(|next| push(word, next)),
        '\'' | '"' => loop {
            let next = chars.next().ok_or("a quote is not closed")?;
            push(word, next);
            match next {
                '\\' if mark == '"' => chars.next().into_iter().for_each(|next| push(word, next)),
                _ if next == mark => break,
                _ => {}
            }
        },
        _ => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    /// Writes a line down again, one blank between its parts, each pipeline's end marked.
    #[track_caller]
    fn check(line: &str, wanted: &str) {
        let mut text = String::new();
        for chain in parse(line).unwrap() {
            for (when, pipeline) in &chain.pipelines {
                text += match when {
                    When::Always => "",
                    When::Success => "&& ",
                    When::Failure => "|| ",
                };
                let command = |command: &Command| {
                    let mut parts = command.words.clone();
                    parts.extend(
                        command.redirections.iter().map(|it| format!("{}{:?}({})", it.fd, it.how, it.word)),
                    );
                    parts.join(" ")
                };
                text += &pipeline.iter().map(command).collect::<Vec<_>>().join(" | ");
                text += " ";
            }
            text += if chain.background { "& " } else { "; " };
        }
        let text = text.strip_suffix(" ; ").unwrap_or(&text);
        assert_eq!(text.trim_end(), wanted);
    }

    #[test]
    fn words_are_what_stands_between_spaces() {
        check("  ls   -l /home ", "ls -l /home");
        check("", "");
    }

    #[test]
    fn quotes_keep_spaces_and_operators_together() {
        check(r#"echo 'a  b|' "c'd\" >" '' e\ f \;"#, r#"echo 'a  b|' "c'd\" >" '' e\ f \;"#);
    }

    #[test]
    fn redirections_need_no_spaces() {
        check("cat<in>out", "cat 0Read(in) 1Write(out)");
        check("ls x22 2>>log >&2", "ls x22 2Append(log) 1Same(2)");
        check("echo a2>f 2 >f", "echo a2 2 1Write(f) 1Write(f)");
        check(">f", "1Write(f)");
    }

    #[test]
    fn pipelines_chains_and_ends_have_their_rank() {
        check("a|b&&c||d;e|f&g", "a | b && c || d ; e | f & g");
        check("a;", "a");
        check("a &", "a &");
    }

    #[test]
    fn a_comment_is_no_command() {
        check("ls # all of them", "ls");
        check("echo a#b", "echo a#b");
    }

    #[test]
    fn what_makes_no_sense_is_refused() {
        for line in
            ["echo 'a", "echo \"a\\\"", "cat <", "cat > > x", "a |", "| a", "a && ; b", "; a", "a ;; b"]
        {
            assert!(parse(line).is_err(), "{line}");
        }
    }
}
