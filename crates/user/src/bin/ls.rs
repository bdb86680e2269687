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
use user::out::Out;
use user::text::{decimal, right, sort, time};
use user::{Errno, Failed, Outcome, arch, complain, say};

user::program!(main);

/// Columns of a time up to its minutes.
const MINUTES: usize = 16;

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
fn list_dir(out: &mut Out, path: &str, options: Options) -> Result<(), Errno> {
    let fd = arch::open(path, abi::O_RDONLY | abi::O_DIRECTORY, 0)?;
    let listed = read_names(fd).and_then(|mut names| {
        names.retain(|name| options.all || !name.starts_with('.'));
        sort(&mut names, &|a, b| a < b);
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
        out.text(&[name, if last { "\n" } else { end }]);
    }
    Ok(())
}

/// One line for each name: type and permissions, links, owner, group, bytes, time, name.
#[inline(never)]
fn print_long(out: &mut Out, dir: i32, names: &[String]) -> Result<(), Errno> {
    let stats: Vec<Stat> = names.iter().map(|name| arch::stat(dir, name)).collect::<Result<_, _>>()?;
    let width = |number: fn(&Stat) -> String| stats.iter().map(|stat| number(stat).len()).max().unwrap_or(0);
    let (links, size) = (width(links_text), width(size_text));
    for (name, stat) in names.iter().zip(&stats) {
        let mode = mode_text(stat.st_mode);
        let (links, size) = (right(&links_text(stat), links), right(&size_text(stat), size));
        let (owner, group) = (owner_text(stat.st_uid), owner_text(stat.st_gid));
        let time = time(stat.st_mtim.tv_sec);
        let time = time.get(..MINUTES).unwrap_or(&time);
        out.text(&[&mode, " ", &links, " ", &owner, " ", &group, " ", &size, " ", time, " ", name, "\n"]);
    }
    Ok(())
}

fn links_text(stat: &Stat) -> String {
    decimal(stat.st_nlink.into())
}

fn size_text(stat: &Stat) -> String {
    decimal(stat.st_size as u64)
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
    if id == 0 { String::from("root") } else { decimal(id.into()) }
}
