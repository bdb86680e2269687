//! The small tools, in one file: `/bin/cat`, `/bin/wc` and so on are symbolic links to it, and which of them it is, it
//! sees from its first argument. Each has a file here, with its usage and its `main`. In files of their own they would
//! carry the same library forty times.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use user::file::last_part;
use user::text::concat;
use user::{Outcome, say};

user::program!(main);

macro_rules! tools {
    ($($name:ident)*) => {
        $(mod $name;)*
        /// The usage of each, which begins with its name, and what it does.
        const TOOLS: &[(&str, fn() -> Outcome)] = &[$(($name::USAGE, $name::main),)*];
    };
}

tools! {
    cat chmod clear cp date echo env r#false grep head help hexdump id kill ln mkdir mv ps pwd rm rmdir seq sleep sort
    stat tail tee test touch tree r#true uname uniq wc yes
}

#[inline(never)]
fn main() -> Outcome {
    let args = user::args();
    let name = args.first().map_or("", |name| last_part(name));
    let is_it = |usage: &str| usage.split([' ', ':']).next() == Some(name);
    match TOOLS.iter().find(|(usage, _)| is_it(usage)) {
        Some((_, main)) => main(),
        None => Err(say(&concat(&["tools: there is no ", name, "; try help"]))),
    }
}
