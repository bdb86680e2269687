//! Unpacks. Each thing that is read takes a byte at least, so that nothing here can be longer than what it is read from.

use std::rc::Rc;

use super::Packed;
use super::columns::{ARRAY, Column, ENUM, N_COLUMNS, NAMES, POINTER, Recent, SCALAR, STRUCT};
use crate::{
    Case, Enumerator, Field, Line, Lines, Meaning, Parameter, Parameters, Shape, Symbol, Symbols, Type,
    TypeId, Types,
};

impl Packed {
    /// Reads what was packed; of what makes no sense nothing is known.
    pub fn read(bytes: &[u8]) -> Self {
        Self { executables: executables(bytes).unwrap_or_default() }
    }
}

fn executables(mut bytes: &[u8]) -> Option<Vec<(u32, Meaning)>> {
    let lens = [(); N_COLUMNS].map(|()| number(&mut bytes));
    let mut columns = [&bytes[..0]; N_COLUMNS];
    for (column, len) in columns.iter_mut().zip(lens) {
        (*column, bytes) = bytes.split_at_checked(usize::try_from(len?).ok()?)?;
    }
    let mut reader = Reader { columns, names: Vec::new(), files: Vec::new() };
    reader.list(|reader| {
        let (key, rest) = reader.columns[Column::Key as usize].split_first_chunk()?;
        reader.columns[Column::Key as usize] = rest;
        let symbols = reader.symbols()?;
        let (lines, parameters) = (reader.lines()?, reader.parameters(&symbols)?);
        let meaning = Meaning { symbols, lines, parameters, types: reader.types()? };
        Some((u32::from_le_bytes(*key), meaning))
    })
}

struct Reader<'a> {
    columns: [&'a [u8]; N_COLUMNS],
    names: Vec<Rc<str>>,
    files: Vec<Rc<str>>,
}

impl Reader<'_> {
    fn number(&mut self, column: Column) -> Option<u64> {
        number(&mut self.columns[column as usize])
    }

    fn difference(&mut self, column: Column, from: u64) -> Option<u64> {
        let difference = self.number(column)?;
        Some(from.wrapping_add((difference >> 1) ^ (difference & 1).wrapping_neg()))
    }

    /// As many as the column says; each must read something.
    fn list<T>(&mut self, mut read: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number(Column::Count)?;
        let mut list = Vec::new();
        for _ in 0..count {
            list.push(read(self)?);
        }
        Some(list)
    }

    fn name(&mut self, column: Column) -> Option<Rc<str>> {
        let Some(ago) = self.number(column)?.checked_sub(1) else {
            let text = &mut self.columns[Column::Text as usize];
            let (name, rest) = text.split_at_checked(text.iter().position(|byte| *byte == 0)?)?;
            *text = &rest[1..];
            self.names.push(str::from_utf8(name).ok()?.into());
            return self.names.last().cloned();
        };
        self.names.iter().rev().nth(usize::try_from(ago).ok()?).cloned()
    }

    fn symbols(&mut self) -> Option<Symbols> {
        let (mut start, mut end) = (0, 0);
        let sorted = self.list(|reader| {
            let va = reader.difference(Column::SymbolGap, end).filter(|va| *va >= start)?;
            let len = reader.number(Column::SymbolLen)?;
            (start, end) = (va, va.checked_add(len)?);
            Some(Symbol { va, len, name: reader.name(Column::SymbolName)? })
        })?;
        Some(Symbols { sorted })
    }

    fn lines(&mut self) -> Option<Lines> {
        let (mut end, mut recent, mut last) = (0u64, Recent::default(), Vec::new());
        let (mut lines, count) = (Lines::default(), self.number(Column::Count)?);
        for _ in 0..count {
            let va = end.checked_add(self.number(Column::LineGap)?.rotate_left(1))?;
            let len = self.number(Column::LineLen)?.rotate_left(1);
            end = va.checked_add(len)?;
            let line = match self.number(Column::LineRecent)?.checked_sub(1) {
                Some(place) => recent.again(usize::try_from(place).ok()?)?,
                None => {
                    let file = usize::try_from(self.number(Column::LineFile)?).ok()?;
                    if file == self.files.len() {
                        let path = self.name(Column::LineFile)?;
                        self.files.push(path);
                    }
                    last.resize(self.files.len(), 0);
                    let number = self.difference(Column::LineStep, *last.get(file)?)?;
                    let line = (file, u32::try_from(number).ok()?);
                    recent.add(line);
                    line
                }
            };
            last[line.0] = line.1.into();
            lines.add(va, len, Line { file: self.files[line.0].clone(), number: line.1 });
        }
        Some(lines)
    }

    fn parameters(&mut self, symbols: &Symbols) -> Option<Parameters> {
        let mut index = 0u64;
        let sorted = self.list(|reader| {
            index = index.checked_add(reader.number(Column::Function)?)?;
            let va = symbols.sorted.get(usize::try_from(index).ok()?)?.va;
            Some((va, reader.list(Self::parameter)?))
        })?;
        Some(Parameters { sorted })
    }

    fn parameter(&mut self) -> Option<Parameter> {
        let (name, mut registers) = (self.name(Column::Parameter)?, Vec::new());
        loop {
            match self.number(Column::Register)? {
                0 => return Some(Parameter { name, registers }),
                register => registers.push(u8::try_from(register).ok()?),
            }
        }
    }

    fn types(&mut self) -> Option<Types> {
        let mut here = 0;
        let all = self.list(|reader| {
            let (name, len) = (reader.name(Column::TypeName)?, reader.number(Column::TypeLen)?);
            let shape = reader.shape(here)?;
            let parameters = reader.members(here, |name, _, ty| (name, ty))?;
            here += 1;
            Some((TypeId(here as usize - 1), Type { name, len, shape, parameters }))
        })?;
        let statics = self.list(|reader| {
            let (path, va) = (reader.name(Column::Static)?, reader.number(Column::Address)?);
            Some((path, (va, reader.made(0)?)))
        })?;
        statics.is_sorted_by(|(one, _), (next, _)| one < next).then_some(Types { all, statics })
    }

    fn shape(&mut self, here: u64) -> Option<Shape> {
        let field = |name, offset, ty| Field { name, offset, ty };
        Some(match self.number(Column::Shape)? {
            SCALAR => Shape::Scalar,
            STRUCT => Shape::Struct(self.members(here, field)?),
            ENUM => {
                let tag = self.members(here, field)?.pop();
                let mut cases = self.members(here, |name, tag, ty| Case { tag: Some(tag), name, ty })?;
                for case in &mut cases {
                    case.tag = case.tag.filter(|_| self.number(Column::Shape) == Some(1));
                }
                Shape::Enum { tag, cases }
            }
            NAMES => Shape::Names(self.members(here, |name, value, _| Enumerator { name, value })?),
            ARRAY => Shape::Array { count: self.number(Column::Value)?, of: self.made(here)? },
            POINTER => Shape::Pointer { to: self.members(here, |_, _, ty| ty)?.pop() },
            _ => return None,
        })
    }

    /// A list of things with a name, a number, and a type.
    fn members<T>(&mut self, here: u64, thing: impl Fn(Rc<str>, u64, TypeId) -> T) -> Option<Vec<T>> {
        self.list(|reader| {
            let (name, value) = (reader.name(Column::Member)?, reader.number(Column::Value)?);
            Some(thing(name, value, reader.made(here)?))
        })
    }

    fn made(&mut self, here: u64) -> Option<TypeId> {
        usize::try_from(self.difference(Column::Made, here)?).ok().map(TypeId)
    }
}

fn number(bytes: &mut &[u8]) -> Option<u64> {
    let (mut value, mut shift) = (0, 0);
    loop {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return Some(value);
        }
        shift += 7;
    }
}
