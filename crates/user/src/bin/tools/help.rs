//! `help`

use user::Outcome;
use user::out::Out;
use user::text::left;

pub const USAGE: &str = "help: prints this";

/// Columns of the usages.
const WIDTH: usize = 32;

/// What is no tool: programs of their own, and what the shell itself knows.
const MORE: &[&str] = &[
    "ls [-a] [-l] [-d] [path ...]: lists directories",
    "sh [-c line | path [word ...]]: runs a line, or the lines of a file",
    "hello, twins, orphan, loop: show how processes live",
    "crash, badptr, overflow, privileged: break the rules, and end alone",
    "cd, exit, export, unset, wait, history: the shell itself does these",
    "a | b   a && b   a || b   a ; b   a &: pipes, if well, if not, then, meanwhile",
    "< in   > out   >> out   2> errors   2>&1: lead descriptors elsewhere",
    "$?   $$   $NAME   'as it is'   \"$NAME\"   *.txt   ?   [a-z]: words",
    "arrows, Tab, Ctrl-A E K U W L C D: edit the line, complete, stop, end",
];

#[inline(never)]
pub fn main() -> Outcome {
    let mut out = Out::stdout();
    let tools = crate::TOOLS.iter().map(|(usage, _)| *usage);
    for usage in tools.chain(MORE.iter().copied()) {
        let (how, what) = usage.split_once(':').unwrap_or((usage, ""));
        out.text(&[&left(how, WIDTH), " ", what, "\n"]);
    }
    Ok(())
}
