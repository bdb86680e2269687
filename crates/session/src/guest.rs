//! What the session knows of the images before the machine starts: symbols, lines, types, the programs of the archive, and
//! the source files.

use std::io::Cursor;
use std::ops::Range;
use std::rc::Rc;

use debuginfo::{Image, Lines, Meaning, Packed, Parameters, Symbols, Types};
use inspector::Kernel;

use crate::program::FOLDER;
use crate::sorted::Sorted;
use crate::text::short;
use crate::{ImageError, Images};

/// Largest program whose symbols are looked for, in bytes.
const MAX_PROGRAM: u32 = 64 << 20;

/// Longest source file, in bytes.
const MAX_SOURCE: usize = 4 << 20;
/// Most source files.
const MAX_SOURCES: usize = 1_000;

/// What code addresses mean: names of functions, and source lines.
#[derive(Default)]
pub(crate) struct Names {
    /// The functions.
    pub symbols: Rc<Symbols>,
    /// The lines.
    pub lines: Lines,
    /// What the functions are given.
    pub parameters: Parameters,
    /// The names of the functions as a person reads them, with their addresses, sorted.
    pub functions: Rc<[(Rc<str>, u64)]>,
}

/// The lines of a source file.
pub(crate) type Text = Rc<[Rc<str>]>;

/// The kernel and the programs, as files.
pub(crate) struct Guest {
    /// The kernel's image.
    pub kernel: Image,
    /// What the kernel's memory is made of.
    pub types: Types,
    /// What the kernel's addresses mean.
    pub names: Names,
    /// The same of each program, by its file's name.
    programs: Sorted<String, Rc<Names>>,
    none: Names,
    /// Whether the kernel is made like ours: then its processes and files can be read out of its memory.
    pub is_known: bool,
    sources: Sorted<Rc<str>, Text>,
    /// The source files of the programs, and of the kernel, that the person has brought, by their paths.
    foreign: Sorted<Rc<str>, ()>,
}

/// The programs of an archive, by their files' names, and the source files of those in `/home`.
#[derive(Default)]
struct Programs {
    by_name: Sorted<String, Rc<Names>>,
    foreign: Sorted<Rc<str>, ()>,
}

impl Guest {
    pub fn read(images: &Images<'_>) -> Result<Self, ImageError> {
        let mut kernel =
            Image::parse(images.kernel).map_err(|error| ImageError(format!("kernel: {error}")))?;
        // A kernel lies where it says.
        kernel.movable = false;
        let mut packed = Packed::read(images.debug);
        let mut meaning = meaning_of(&mut packed, images.kernel, images.elf.map(|elf| elf.kernel));
        let types = std::mem::take(&mut meaning.types);
        let is_known = Kernel::is_known(&types);
        let names = names(&kernel, meaning);
        let program = |file: &[u8]| meaning_of(&mut packed, file, images.elf.map(|elf| elf.program));
        let Programs { by_name: programs, foreign } = programs(images.initrd, program)
            .map_err(|error| ImageError(format!("initial file system: {error}")))?;
        let mut sources = Sorted::default();
        images.sources.iter().for_each(|(path, source)| sources.insert(Rc::from(*path), text(source)));
        Ok(Self { kernel, types, names, programs, none: Names::default(), is_known, sources, foreign })
    }

    /// What the addresses of the program of this name mean; nothing if the archive did not bring it. A kernel that is not
    /// like ours brings its programs itself.
    pub fn program(&self, name: &str) -> &Names {
        match self.programs.get(name) {
            _ if !self.is_known => &self.names,
            Some(names) => names,
            None => &self.none,
        }
    }

    /// Physical address of the kernel's first instruction.
    pub fn entry(&self) -> u64 {
        let first = || self.kernel.segments.first().map_or(0, |first| first.pa);
        self.kernel.pa(self.kernel.entry).unwrap_or_else(first)
    }

    /// The kernel is one that the person has brought.
    pub fn is_brought(&mut self) {
        self.names.lines.files().for_each(|file| self.foreign.insert(file.clone(), ()));
    }

    /// The instructions that a source line became, in the kernel and in every program.
    pub fn ranges(&self, file: &str, number: u32) -> Vec<Range<u64>> {
        let names = self.programs.iter().map(|(_, names)| &**names).chain([&self.names]);
        let mut ranges: Vec<_> = names.flat_map(|names| names.lines.ranges(file, number)).collect();
        ranges.sort_unstable_by_key(|range| (range.start, range.end));
        ranges.dedup();
        ranges
    }

    /// The address that the kernel's symbols know `pc` by: its first instructions run at physical addresses.
    pub fn linked(&self, pc: u64) -> u64 {
        let segments = &self.kernel.segments;
        let linked = segments.iter().any(|segment| pc.wrapping_sub(segment.va) < segment.len);
        let loaded = segments.iter().find(|segment| pc.wrapping_sub(segment.pa) < segment.len);
        match loaded {
            Some(segment) if !linked => segment.va + (pc - segment.pa),
            _ => pc,
        }
    }

    /// Takes a source file, if there is room for it.
    pub fn add_source(&mut self, path: &str, source: &str) {
        if source.len() <= MAX_SOURCE && self.sources.len() < MAX_SOURCES {
            self.sources.insert(path.into(), text(source));
        }
    }

    /// The source file of this path, if somebody has handed it in. Of what the person has brought, a file
    /// of the same name will do: where it lay when it was compiled nobody knows here.
    pub fn source(&self, path: &str) -> Option<&Text> {
        let foreign = || self.sources.get(last_part(path)).filter(|_| self.is_foreign(path));
        self.sources.get(path).or_else(foreign)
    }

    /// Whether it is a source file of what the person has brought: nobody else has it.
    pub fn is_foreign(&self, path: &str) -> bool {
        self.foreign.get(path).is_some()
    }
}

/// The name of a file.
fn last_part(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or_default()
}

fn text(source: &str) -> Text {
    source.lines().map(Rc::from).collect()
}

/// What the addresses in a file mean: what came with it, or else what the file says.
fn meaning_of(packed: &mut Packed, file: &[u8], read: Option<fn(&[u8]) -> Meaning>) -> Meaning {
    packed.take(file).or_else(|| Some(read?(file))).unwrap_or_default()
}

fn names(image: &Image, meaning: Meaning) -> Names {
    let first = image.segments.first().map_or(0, |first| first.va / abi::PAGE_LEN * abi::PAGE_LEN);
    let by = if image.movable { abi::PROGRAM_BASE.wrapping_sub(first) } else { 0 };
    let symbols = meaning.symbols.moved(by);
    let mut functions: Vec<(Rc<str>, u64)> =
        symbols.iter().map(|symbol| (short(&symbol.name).into(), symbol.va)).collect();
    functions.sort();
    let (lines, parameters) = (meaning.lines.moved(by), meaning.parameters.moved(by));
    Names { symbols: Rc::new(symbols), lines, parameters, functions: functions.into() }
}

/// What the addresses of every ELF file in the archive mean, by the last part of its path; a symbolic link to one is a
/// name of it.
fn programs(archive: &[u8], mut meaning: impl FnMut(&[u8]) -> Meaning) -> std::io::Result<Programs> {
    let mut programs = Programs::default();
    let mut links = Vec::new();
    let mut rest = Cursor::new(archive);
    loop {
        let mut entry = cpio::newc::Reader::new(rest)?;
        if entry.entry().is_trailer() {
            for (name, target) in links {
                if let Some(names) = programs.by_name.get(&target).cloned() {
                    programs.by_name.get_or_make(name, || names);
                }
            }
            return Ok(programs);
        }
        let is_link = u64::from(entry.entry().mode()) & abi::S_IFMT == abi::S_IFLNK;
        let path = entry.entry().name().to_string();
        let name = last_part(&path).to_string();
        let len = entry.entry().file_size();
        let mut bytes = Vec::new();
        if len <= MAX_PROGRAM {
            std::io::Read::read_to_end(&mut entry, &mut bytes)?;
        }
        if is_link {
            links.push((name, last_part(&String::from_utf8_lossy(&bytes)).to_string()));
        } else if let Ok(image) = Image::parse(&bytes) {
            let names = names(&image, meaning(&bytes));
            if path.starts_with(FOLDER) {
                names.lines.files().for_each(|file| programs.foreign.insert(file.clone(), ()));
            }
            programs.by_name.insert(name, Rc::new(names));
        }
        rest = entry.finish()?;
    }
}
