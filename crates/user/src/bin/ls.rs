//! `ls [-a] [-l] [-d] [path ...]`: lists directories.
//!
//! It asks the kernel to open the directory, for its names, with `-l` for the facts of each, and at last to write what
//! it has put together.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

extern crate alloc;

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::Write;

use abi::{AT_FDCWD, Stat};
use user::dir::read_names;
use user::out::Out;
use user::{Errno, Failed, Outcome, arch, complain, say};

user::program!(main);

/// What the options ask for.
#[derive(Clone, Copy, Default)]
struct Options {
    /// `-a`: also names that begin with a dot.
    all: bool,
    /// `-l`: the facts of each file.
    long: bool,
    /// `-d`: a directory itself, not what is in it.
    directory: bool,
}

#[inline(never)]
fn main() -> Outcome {
    let args = user::args();
    let mut options = Options::default();
    let mut paths = Vec::new();
    for arg in args.iter().skip(1) {
        match arg.strip_prefix('-') {
            Some(letters) if !letters.is_empty() => parse_options(letters, &mut options)?,
            _ => paths.push(arg.clone()),
        }
    }
    if paths.is_empty() {
        paths.push(String::from("."));
    }
    let mut out = Out::stdout();
    let outcome = list_paths(&mut out, &paths, options);
    out.finish().map_err(|error| complain("ls", "standard output", error))?;
    outcome
}

fn parse_options(letters: &str, options: &mut Options) -> Outcome {
    for letter in letters.chars() {
        match letter {
            'a' => options.all = true,
            'l' => options.long = true,
            'd' => options.directory = true,
            _ => return Err(say("usage: ls [-a] [-l] [-d] [path ...]")),
        }
    }
    Ok(())
}

/// First the paths that are files, then the directories, each with its name if there are several.
#[inline(never)]
fn list_paths(out: &mut Out, paths: &[String], options: Options) -> Outcome {
    let mut outcome = Ok(());
    let (mut files, mut directories) = (Vec::new(), Vec::new());
    for path in paths {
        match arch::stat(AT_FDCWD, path) {
            Ok(stat) if is_directory(&stat) && !options.directory => directories.push(path),
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
            let _ = writeln!(out, "{}{path}:", if first { "" } else { "\n" });
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
fn list_dir(out: &mut Out, path: &str, options: Options) -> Result<(), Errno> {
    let fd = arch::open(path, abi::O_RDONLY | abi::O_DIRECTORY, 0)?;
    let listed = read_names(fd).and_then(|mut names| {
        names.retain(|name| options.all || !name.starts_with('.'));
        names.sort_unstable();
        print_names(out, fd, &names, options)
    });
    arch::close(fd)?;
    listed
}

fn print_names(out: &mut Out, dir: i32, names: &[String], options: Options) -> Result<(), Errno> {
    if options.long {
        return print_long(out, dir, names);
    }
    // A person gets the names side by side, a file gets one on each line.
    let to_terminal = arch::fstat(1).is_ok_and(|stat| u64::from(stat.st_mode) & abi::S_IFMT == abi::S_IFCHR);
    let end = if to_terminal { "  " } else { "\n" };
    for (n, name) in names.iter().enumerate() {
        let last = n + 1 == names.len();
        let _ = write!(out, "{name}{}", if last { "\n" } else { end });
    }
    Ok(())
}

/// One line for each name: type and permissions, links, owner, group, bytes, time, name.
#[inline(never)]
fn print_long(out: &mut Out, dir: i32, names: &[String]) -> Result<(), Errno> {
    let stats: Vec<Stat> = names.iter().map(|name| arch::stat(dir, name)).collect::<Result<_, _>>()?;
    let width = |number: fn(&Stat) -> i64| {
        stats.iter().map(|stat| number(stat).checked_ilog10().unwrap_or(0) as usize + 1).max().unwrap_or(1)
    };
    let links = width(|stat| i64::from(stat.st_nlink));
    let size = width(|stat| stat.st_size);
    for (name, stat) in names.iter().zip(&stats) {
        let mode = mode_text(stat.st_mode);
        let owner = owner_text(stat.st_uid);
        let group = owner_text(stat.st_gid);
        let time = time_text(stat.st_mtim.tv_sec);
        let _ = writeln!(
            out,
            "{mode} {:links$} {owner} {group} {:size$} {time} {name}",
            stat.st_nlink, stat.st_size
        );
    }
    Ok(())
}

fn is_directory(stat: &Stat) -> bool {
    u64::from(stat.st_mode) & abi::S_IFMT == abi::S_IFDIR
}

/// As in `drwxr-xr-x`.
fn mode_text(mode: u32) -> String {
    let kind = match u64::from(mode) & abi::S_IFMT {
        abi::S_IFDIR => 'd',
        abi::S_IFCHR => 'c',
        abi::S_IFREG => '-',
        _ => '?',
    };
    let mut text = String::from(kind);
    for (n, letter) in "rwxrwxrwx".chars().enumerate() {
        text.push(if mode & (0o400 >> n) != 0 { letter } else { '-' });
    }
    text
}

/// The kernel knows one user.
fn owner_text(id: u32) -> String {
    if id == 0 { String::from("root") } else { alloc::format!("{id}") }
}

/// As in `2026-01-01 12:00`, in UTC. From days to year, month and day: Howard Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", `civil_from_days`.
fn time_text(seconds: i64) -> String {
    let days = seconds.div_euclid(86_400) + 719_468;
    let minutes = seconds.rem_euclid(86_400) / 60;
    let (era, day_of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = era * 400 + year_of_era + i64::from(month <= 2);
    alloc::format!("{year}-{month:02}-{day:02} {:02}:{:02}", minutes / 60, minutes % 60)
}
