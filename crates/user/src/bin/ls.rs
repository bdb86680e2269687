//! `ls [-a] [-l] [-d] [path ...]`: lists directories.
//!
//! It asks the kernel to open the directory, for its names, with `-l` for the facts of each, and at last to write what
//! it has put together.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;

use abi::{AT_FDCWD, Stat};
use user::dir::read_names;
use user::file::{is_directory, kind, mode_text, owner_text};
use user::options::Options;
use user::out::Out;
use user::text::{decimal, left, right, sort, time};
use user::{Errno, Failed, Outcome, arch, complain};

user::program!(main);

/// Columns of a time up to its minutes.
const MINUTES: usize = 16;

const USAGE: &str = "ls [-a] [-l] [-d] [path ...]";

/// Columns of the terminal.
const COLUMNS: usize = 80;

#[inline(never)]
fn main() -> Outcome {
    let options = Options::read(USAGE, 0)?;
    let here = [String::from(".")];
    let paths = if options.rest().is_empty() { &here } else { options.rest() };
    let mut out = Out::stdout();
    let outcome = list_paths(&mut out, paths, options);
    out.finish().map_err(|error| complain("ls", "standard output", error))?;
    outcome
}

/// First the paths that are files, then the directories, each with its name if there are several.
#[inline(never)]
fn list_paths(out: &mut Out, paths: &[String], options: &Options) -> Outcome {
    let mut outcome = Ok(());
    let (mut files, mut directories) = (Vec::new(), Vec::new());
    for path in paths {
        // What leads nowhere is shown as the link that it is.
        match arch::stat(AT_FDCWD, path).or_else(|error| arch::lstat(AT_FDCWD, path).map_err(|_| error)) {
            Ok(stat) if is_directory(&stat) && !options.has('d') => directories.push(path),
            Ok(_) => files.push(path.clone()),
            Err(error) => outcome = Err(complain("ls", path, error)),
        }
    }
    let mut first = files.is_empty();
    if let Err(error) = print_names(out, AT_FDCWD, &files, options) {
        outcome = Err::<(), Failed>(complain("ls", "files", error));
    }
    for path in directories {
        if paths.len() > 1 {
            out.text(&[if first { "" } else { "\n" }, path, ":\n"]);
        }
        first = false;
        if let Err(error) = list_dir(out, path, options) {
            outcome = Err(complain("ls", path, error));
        }
    }
    outcome
}

/// Lists one directory.
#[inline(never)]
fn list_dir(out: &mut Out, path: &str, options: &Options) -> Result<(), Errno> {
    let fd = arch::open(path, abi::O_RDONLY | abi::O_DIRECTORY, 0)?;
    let listed = read_names(fd).and_then(|mut names| {
        names.retain(|name| options.has('a') || !name.starts_with('.'));
        sort(&mut names, &|a, b| a < b);
        print_names(out, fd, &names, options)
    });
    arch::close(fd)?;
    listed
}

fn print_names(out: &mut Out, dir: i32, names: &[String], options: &Options) -> Result<(), Errno> {
    if options.has('l') {
        return print_long(out, dir, names);
    }
    // A person gets the names side by side, a file gets one on each line.
    let to_terminal = arch::fstat(1).is_ok_and(|stat| kind(&stat) == abi::S_IFCHR);
    let longest = names.iter().map(String::len).max().unwrap_or(0) + 2;
    let in_a_row = match names.iter().map(|name| name.len() + 2).sum::<usize>() <= COLUMNS {
        _ if !to_terminal => 1,
        true => names.len(),
        false => (COLUMNS / longest).max(1),
    };
    for row in names.chunks(in_a_row.max(1)) {
        let width = if in_a_row < names.len() { longest - 2 } else { 0 };
        let row: Vec<String> = row.iter().map(|name| left(name, width)).collect();
        out.text(&[row.join("  ").trim_end(), "\n"]);
    }
    Ok(())
}

/// One line for each name: type and permissions, links, owner, group, bytes, time, name.
#[inline(never)]
fn print_long(out: &mut Out, dir: i32, names: &[String]) -> Result<(), Errno> {
    let stats: Vec<Stat> = names.iter().map(|name| arch::lstat(dir, name)).collect::<Result<_, _>>()?;
    let width = |number: fn(&Stat) -> String| stats.iter().map(|stat| number(stat).len()).max().unwrap_or(0);
    let (links, size) = (width(links_text), width(size_text));
    for (name, stat) in names.iter().zip(&stats) {
        let mode = mode_text(stat.st_mode);
        let (links, size) = (right(&links_text(stat), links), right(&size_text(stat), size));
        let (owner, group) = (owner_text(stat.st_uid), owner_text(stat.st_gid));
        let time = time(stat.st_mtim.tv_sec);
        let time = time.get(..MINUTES).unwrap_or(&time);
        out.text(&[&mode, " ", &links, " ", &owner, " ", &group, " ", &size, " ", time, " ", name]);
        if kind(stat) == abi::S_IFLNK {
            out.text(&[" -> ", &arch::readlink(dir, name)?]);
        }
        out.text(&["\n"]);
    }
    Ok(())
}

fn links_text(stat: &Stat) -> String {
    decimal(stat.st_nlink.into())
}

fn size_text(stat: &Stat) -> String {
    decimal(stat.st_size as u64)
}
