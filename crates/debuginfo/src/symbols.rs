//! Names of code addresses.

use std::ops::Range;
use std::rc::Rc;

use object::{Object, ObjectSection, ObjectSymbol, SectionKind, SymbolKind};

use crate::image::open;
use crate::lines::around;
use crate::name::path;

/// A function, or a label of assembly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Symbol {
    /// First address.
    pub va: u64,
    /// Length in bytes; labels without one reach to the next symbol.
    pub len: u64,
    /// The name as a person reads it: a path, demangled, without hash and generics.
    pub name: Rc<str>,
}

/// The symbols of an image.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Symbols {
    pub(crate) sorted: Vec<Symbol>,
}

impl Symbols {
    /// Reads of an ELF file those whose names, as they stand there, are some; none of what is no such file.
    pub fn read_some(bytes: &[u8], is_name: impl Fn(&str) -> bool) -> Self {
        open(bytes).map_or_else(|_| Self::default(), |file| Self::read(&file, is_name))
    }

    pub(crate) fn read<'data>(file: &impl Object<'data>, is_name: impl Fn(&str) -> bool) -> Self {
        let code: Vec<_> = file
            .sections()
            .filter(|section| section.kind() == SectionKind::Text)
            .map(|section| {
                // The file says any size, but has only so many bytes.
                let len = section.data().map_or(0, |data| data.len() as u64);
                (section.index(), section.address().saturating_add(len))
            })
            .collect();
        let mut sorted: Vec<(Symbol, u64)> = file
            .symbols()
            .filter_map(|symbol| {
                let end = code.iter().find(|(index, _)| Some(*index) == symbol.section_index())?.1;
                let name = symbol.name().ok()?;
                let label =
                    matches!(symbol.kind(), SymbolKind::Text | SymbolKind::Unknown | SymbolKind::Label);
                let internal = name.is_empty() || name.starts_with(['$', '.']) || !is_name(name);
                (label && !internal).then(|| {
                    let name = path(name).into();
                    let va = symbol.address();
                    (Symbol { va, len: symbol.size().min(end.saturating_sub(va)), name }, end)
                })
            })
            .collect();
        sorted.sort_by(|(a, _), (b, _)| (a.va, b.len).cmp(&(b.va, a.len)));
        sorted.dedup_by_key(|(symbol, _)| symbol.va);
        for index in 0..sorted.len() {
            let next = sorted.get(index + 1).map_or(u64::MAX, |(next, _)| next.va);
            let (symbol, section_end) = &mut sorted[index];
            if symbol.len == 0 {
                symbol.len = next.min(*section_end).saturating_sub(symbol.va);
            }
        }
        Self { sorted: sorted.into_iter().map(|(symbol, _)| symbol).collect() }
    }

    /// The same of an image that lies `by` bytes above where it was linked to.
    pub fn moved(mut self, by: u64) -> Self {
        self.sorted.retain_mut(|symbol| {
            symbol.va = symbol.va.wrapping_add(by);
            symbol.va.checked_add(symbol.len).is_some()
        });
        self
    }

    /// The symbol that covers `va`.
    pub fn at(&self, va: u64) -> Option<&Symbol> {
        let after = self.sorted.partition_point(|symbol| symbol.va <= va);
        let symbol = &self.sorted[after.checked_sub(1)?];
        (va - symbol.va < symbol.len).then_some(symbol)
    }

    /// The addresses around `va` that the same symbol covers, or none.
    pub fn around(&self, va: u64) -> Range<u64> {
        around(&self.sorted, va, |symbol| symbol.va..symbol.va.saturating_add(symbol.len))
    }

    /// The first symbol of this name.
    pub fn named(&self, name: &str) -> Option<&Symbol> {
        self.sorted.iter().find(|symbol| &*symbol.name == name)
    }

    /// Every symbol, lowest address first.
    pub fn iter(&self) -> impl Iterator<Item = &Symbol> {
        self.sorted.iter()
    }
}
