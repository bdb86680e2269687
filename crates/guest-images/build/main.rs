//! Builds the kernel and the programs for riscv64 with a cargo of its own, and packs the initial file system.
//!
//! The images must be the same bytes wherever they are built: no path of the builder's machine may get into them, and
//! nothing that the outer cargo was told.

mod debug;
mod lines;
#[path = "../src/turn.rs"]
mod turn;

use std::collections::BTreeSet;
use std::env;
use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use cpio::NewcBuilder;
use debuginfo::{Meaning, Packed};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const TARGET: &str = "riscv64imac-unknown-none-elf";

/// The time of every file: 2026-01-01 00:00 UTC.
const MTIME: u32 = 1_767_225_600;

/// How the programs are built: they are downloaded with the page, and what they do is mostly done by the kernel.
const SMALL: &[&str] = &["profile.guest.opt-level=\"z\""];

fn main() {
    if let Err(error) = build() {
        // A panic would hide the sentence behind a backtrace.
        eprintln!("guest-images: {error}");
        std::process::exit(1);
    }
}

fn build() -> Result<()> {
    let here = PathBuf::from(variable("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(variable("OUT_DIR")?);
    let workspace = here.parent().and_then(Path::parent).ok_or("no workspace above")?.to_path_buf();
    watch(&workspace);
    ensure_target(&workspace)?;

    let guest = Guest { target_dir: out.join("guest"), workspace };
    let kernel = guest.cargo("kernel", &[])?;
    let mut known = Known::default();
    let kernel = known.add(&fs::read(kernel.join("kernel"))?, true)?;

    let mut files = Vec::new();
    collect(&here.join("root"), "", &mut files)?;
    files.extend(guest.programs("user", "bin", &mut known)?);
    files.extend(guest.programs("demo", "demo", &mut known)?);
    unlike(&files)?;
    for (name, ending, mut image) in [("kernel", "elf", kernel), ("initrd", "cpio", pack(files)?)] {
        fs::write(out.join(format!("{name}.{ending}")), &image)?;
        turn::turn(&mut image, false);
        fs::write(out.join(format!("{name}.turned")), image)?;
    }
    fs::write(out.join("sources.rs"), list(&guest.workspace, &known.sources()))?;
    fs::write(out.join("debug.bin"), Packed::pack(&known.executables))?;

    // These are for tests, and stay at home with their sources.
    let tests = guest.programs("guest-tests", "bin", &mut Known::default())?;
    fs::write(out.join("tests.cpio"), pack(tests)?)?;
    Ok(())
}

/// Stops if two programs have the same name: a process tells no more of its program, so that the lines of one would be taken
/// for those of the other.
fn unlike(files: &[File]) -> Result<()> {
    let mut names = BTreeSet::new();
    for file in files.iter().filter(|file| file.mode & 0o111 != 0 && file.mode & 0o040000 == 0) {
        let name = file.path.rsplit('/').next().unwrap_or_default();
        if !names.insert(name) {
            return Err(
                format!("there are two programs of the name `{name}`; call one of them otherwise").into()
            );
        }
    }
    Ok(())
}

fn variable(name: &str) -> Result<String> {
    env::var(name).map_err(|error| format!("{name}: {error}").into())
}

/// Tells cargo what the images are made of.
fn watch(workspace: &Path) {
    let crates = workspace.join("crates");
    for name in ["abi", "board", "demo", "guest-tests", "isa", "kernel", "user"] {
        for part in ["src", "Cargo.toml", "build.rs", "demo.ld", "kernel.ld", "user.ld"] {
            let path = crates.join(name).join(part);
            if path.exists() {
                println!("cargo:rerun-if-changed={}", path.display());
            }
        }
    }
    for path in ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", "crates/guest-images/root"] {
        println!("cargo:rerun-if-changed={}", workspace.join(path).display());
    }
    println!("cargo:rerun-if-changed=build");
}

/// Adds the guest's target to a toolchain that lacks it, as rustup does by itself unless it is told not to; stops with
/// advice where that cannot be.
fn ensure_target(workspace: &Path) -> Result<()> {
    let output = Command::new(rustc()).args(["--print", "target-libdir", "--target", TARGET]).output()?;
    if PathBuf::from(String::from_utf8(output.stdout)?.trim()).is_dir() {
        return Ok(());
    }
    let added = Command::new("rustup").args(["target", "add", TARGET]).current_dir(workspace).status();
    if added.is_ok_and(|status| status.success()) {
        return Ok(());
    }
    Err(format!("the compiler cannot build for the guest; run: rustup target add {TARGET}").into())
}

fn rustc() -> OsString {
    env::var_os("RUSTC").unwrap_or_else(|| "rustc".into())
}

/// The executables that were made, and what their addresses mean.
#[derive(Default)]
struct Known {
    executables: Vec<(Vec<u8>, Meaning)>,
}

impl Known {
    /// Takes an executable as it was built; makes the one that travels.
    fn add(&mut self, elf: &[u8], types: bool) -> Result<Vec<u8>> {
        let stripped = debug::stripped(elf)?;
        self.executables.push((stripped.clone(), debug::meaning(elf, types)?));
        Ok(stripped)
    }

    /// The files that their lines are from.
    fn sources(&self) -> BTreeSet<Rc<str>> {
        self.executables.iter().flat_map(|(_, meaning)| meaning.lines.files().cloned()).collect()
    }
}

/// How the guest is built.
struct Guest {
    workspace: PathBuf,
    target_dir: PathBuf,
}

impl Guest {
    /// Builds the binaries of a package; says in which folder they are.
    fn cargo(&self, package: &str, config: &[&str]) -> Result<PathBuf> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(&self.workspace);
        // What cargo and its callers say to the outer build (flags, wrappers, another target) is not meant for this one.
        for (name, _) in env::vars_os() {
            let name = name.to_string_lossy();
            let keep = ["CARGO_HOME", "CARGO_HTTP", "CARGO_NET"].iter().any(|kept| name.starts_with(kept));
            if !keep && (name.starts_with("CARGO") || name.starts_with("RUSTC") || name == "RUSTFLAGS") {
                command.env_remove(&*name);
            }
        }
        command.env("CARGO_ENCODED_RUSTFLAGS", self.flags()?.join("\u{1f}"));
        command.args(["build", "--locked", "--quiet", "--bins", "--profile", "guest", "--target", TARGET]);
        command.args(["--package", package]).arg("--target-dir").arg(&self.target_dir);
        for line in config {
            command.args(["--config", line]);
        }
        let status = command.status()?;
        if status.success() {
            Ok(self.target_dir.join(TARGET).join("guest"))
        } else {
            Err(format!("cargo could not build `{package}` for {TARGET}; its message is above").into())
        }
    }

    /// The binaries of a package, as programs in the folder of this name.
    fn programs(&self, package: &str, folder: &str, known: &mut Known) -> Result<Vec<File>> {
        let built = self.cargo(package, SMALL)?;
        let bins = self.workspace.join("crates").join(package).join("src/bin");
        let mut files = vec![File::new(folder, 0o040755, Vec::new())];
        for source in sorted(&bins)? {
            let name = stem(&source);
            let program = known.add(&fs::read(built.join(&name))?, false)?;
            files.push(File::new(&format!("{folder}/{name}"), 0o100755, program));
            // Each tool is a name of the program that they are all in.
            let tools = if name == TOOLS { sorted(&source)? } else { Vec::new() };
            for tool in tools.iter().map(|path| stem(path)).filter(|tool| tool != "main") {
                files.push(File::new(&format!("{folder}/{tool}"), 0o120777, name.clone().into()));
            }
        }
        Ok(files)
    }

    fn flags(&self) -> Result<Vec<String>> {
        let output = Command::new(rustc()).args(["--print", "sysroot"]).output()?;
        let sysroot = String::from_utf8(output.stdout)?.trim().to_owned();
        let cargo_home =
            env::var("CARGO_HOME").or_else(|_| env::var("HOME").map(|home| format!("{home}/.cargo")))?;
        let workspace = self.workspace.display();
        Ok(vec![
            // The host follows the chain of frame pointers to draw a call stack. It costs a register and two
            // instructions per function.
            "-Cforce-frame-pointers=yes".to_owned(),
            // The older way to name symbols ends each with a hash, which cannot be compressed.
            "-Csymbol-mangling-version=v0".to_owned(),
            // Code is downloaded, so it is to be short after compression. Instructions in the order of the source are more
            // like each other than in an order for a pipeline, which this machine does not have; they are read more
            // easily, too. A jump is shorter than a second copy of its target. What "z" takes out of several functions
            // to call it is a function that is nowhere in the source, and its calls can hardly be compressed.
            "-Cllvm-args=-enable-misched=false".to_owned(),
            "-Cllvm-args=-tail-dup-placement=false".to_owned(),
            "-Cllvm-args=-enable-machine-outliner=never".to_owned(),
            // A function gets what its source says, not what a pointer that it is given leads to: `caller`, for one.
            "-Cllvm-args=-opt-disable=argpromotion".to_owned(),
            format!("--remap-path-prefix={cargo_home}/registry/src=registry"),
            format!("--remap-path-prefix={sysroot}/lib/rustlib/src/rust=rust"),
            format!("--remap-path-prefix={workspace}="),
        ])
    }
}

/// The source files as Rust: pairs of path and text.
fn list(workspace: &Path, sources: &BTreeSet<Rc<str>>) -> String {
    let row = |path: &Rc<str>| format!("({path:?}, include_str!({:?})),", workspace.join(&**path));
    format!("&[{}]", sources.iter().map(row).collect::<String>())
}

/// Packs files, with the empty directories that the kernel and the shell expect.
fn pack(mut files: Vec<File>) -> Result<Vec<u8>> {
    files.push(File::new("dev", 0o040755, Vec::new()));
    files.push(File::new("tmp", 0o041777, Vec::new()));
    // A directory stands before what is in it.
    files.sort_by(|a, b| a.path.cmp(&b.path));

    let entries = files
        .into_iter()
        .map(|file| (NewcBuilder::new(&file.path).mode(file.mode).mtime(MTIME), Cursor::new(file.content)));
    Ok(cpio::write_cpio(entries, Vec::new())?)
}

/// The folder of the program that is many small ones.
const TOOLS: &str = "tools";

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

/// What stands in the archive.
struct File {
    path: String,
    /// Type and permissions, as in `st_mode`.
    mode: u32,
    /// The bytes of a file; the path that a link says.
    content: Vec<u8>,
}

impl File {
    fn new(path: &str, mode: u32, content: Vec<u8>) -> Self {
        Self { path: path.into(), mode, content }
    }
}

/// Everything below `folder`.
fn collect(folder: &Path, prefix: &str, files: &mut Vec<File>) -> Result<()> {
    for path in sorted(folder)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let inside = format!("{prefix}{name}");
        if path.is_dir() {
            files.push(File::new(&inside, 0o040755, Vec::new()));
            collect(&path, &format!("{inside}/"), files)?;
        } else {
            files.push(File::new(&inside, 0o100644, fs::read(&path)?));
        }
    }
    Ok(())
}

/// What is in `folder`, in an order that does not depend on the disk.
fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}
