//! Which line of which source file an instruction comes from.

use std::collections::HashMap;
use std::ops::Range;
use std::rc::Rc;

use addr2line::Context;
use gimli::{EndianSlice, LittleEndian};
use object::{Object, ObjectSection};

type Slice<'d> = EndianSlice<'d, LittleEndian>;

/// A line of a source file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// The path, as the compiler was given it.
    pub file: Rc<str>,
    /// The number, from 1.
    pub number: u32,
}

/// Instructions in a row that come from one line.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Run {
    pub va: u64,
    pub len: u64,
    pub line: Line,
}

/// The lines of an image, by address; none if the file does not tell.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Lines {
    pub(crate) sorted: Vec<Run>,
}

impl Lines {
    /// Reads the line table. What of it cannot be read is left out.
    pub(crate) fn read<'data>(file: &impl Object<'data>) -> Self {
        Self::try_read(file).unwrap_or_default()
    }

    fn try_read<'data>(file: &impl Object<'data>) -> gimli::Result<Self> {
        let dwarf = gimli::Dwarf::load(|id| {
            let data = file.section_by_name(id.name()).and_then(|section| section.data().ok());
            Ok::<_, gimli::Error>(Slice::new(data.unwrap_or(&[]), LittleEndian))
        })?;
        let context = Context::from_dwarf(dwarf)?;
        let mut files: HashMap<&str, Rc<str>> = HashMap::new();
        let mut lines = Self::default();
        for (va, len, location) in context.find_location_range(0, u64::MAX)? {
            let (Some(file), Some(number)) = (location.file, location.line) else { continue };
            let file = files.entry(file).or_insert_with(|| file.into()).clone();
            lines.add(va, len, Line { file, number });
        }
        lines.sorted.sort_by_key(|run| run.va);
        Ok(lines)
    }

    /// Adds `len` bytes of instructions from `va` on, which lies behind all that was added. None if they have no end.
    pub fn add(&mut self, va: u64, len: u64, line: Line) {
        match self.sorted.last_mut() {
            _ if len == 0 || va.checked_add(len).is_none() => {}
            Some(last) if last.va + last.len == va && last.line == line => last.len += len,
            _ => self.sorted.push(Run { va, len, line }),
        }
    }

    /// The paths of the source files.
    pub fn files(&self) -> impl Iterator<Item = &Rc<str>> {
        self.sorted.iter().map(|run| &run.line.file)
    }

    /// The same of an image that lies `by` bytes above where it was linked to.
    pub fn moved(mut self, by: u64) -> Self {
        self.sorted.retain_mut(|run| {
            run.va = run.va.wrapping_add(by);
            run.va.checked_add(run.len).is_some()
        });
        self
    }

    /// The addresses of the instructions that come from a line.
    pub fn ranges(&self, file: &str, number: u32) -> impl Iterator<Item = Range<u64>> {
        let of_line = move |run: &&Run| run.line.number == number && *run.line.file == *file;
        self.sorted.iter().filter(of_line).map(|run| run.va..run.va + run.len)
    }

    /// The line that the instruction at `va` comes from.
    pub fn at(&self, va: u64) -> Option<&Line> {
        self.run(va).map(|run| &run.line)
    }

    /// The addresses around `va` whose instructions, in a row, come from the same line, or from none.
    pub fn around(&self, va: u64) -> Range<u64> {
        around(&self.sorted, va, |run| run.va..run.va + run.len)
    }

    fn run(&self, va: u64) -> Option<&Run> {
        let after = self.sorted.partition_point(|run| run.va <= va);
        let run = &self.sorted[after.checked_sub(1)?];
        (va - run.va < run.len).then_some(run)
    }
}

/// The range of one of `sorted`, cut where the next begins, that `va` is in, or the gap between two.
pub(crate) fn around<T>(sorted: &[T], va: u64, range: impl Fn(&T) -> Range<u64>) -> Range<u64> {
    let after = sorted.partition_point(|item| range(item).start <= va);
    let next = sorted.get(after).map_or(u64::MAX, |item| range(item).start);
    match after.checked_sub(1).map(|last| range(&sorted[last])) {
        Some(last) if va < last.end => last.start..last.end.min(next),
        Some(last) => last.end..next,
        None => 0..next,
    }
}
