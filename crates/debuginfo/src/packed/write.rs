//! Packs. This happens where the executables are built.

use std::collections::HashMap;

use super::columns::{ARRAY, Column, ENUM, N_COLUMNS, NAMES, POINTER, Recent, SCALAR, STRUCT};
use super::{Packed, identity};
use crate::{Lines, Meaning, Parameters, Shape, Symbols, TypeId, Types};

impl Packed {
    /// What is known of these files as bytes.
    pub fn pack(executables: &[(impl AsRef<[u8]>, Meaning)]) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.number(Column::Count, executables.len() as u64);
        for (file, meaning) in executables {
            writer.columns[Column::Key as usize].extend(identity(&[file.as_ref()]).to_le_bytes());
            writer.symbols(&meaning.symbols);
            writer.lines(&meaning.lines);
            writer.parameters(&meaning.parameters, &meaning.symbols);
            writer.types(&meaning.types);
        }
        let mut bytes = Vec::new();
        for column in &writer.columns {
            number(&mut bytes, column.len() as u64);
        }
        bytes.extend(writer.columns.concat());
        bytes
    }
}

#[derive(Default)]
struct Writer {
    columns: [Vec<u8>; N_COLUMNS],
    names: HashMap<String, u64>,
    files: HashMap<String, usize>,
}

impl Writer {
    fn number(&mut self, column: Column, value: u64) {
        number(&mut self.columns[column as usize], value);
    }

    fn difference(&mut self, column: Column, value: u64, from: u64) {
        let difference = value.wrapping_sub(from) as i64;
        self.number(column, ((difference << 1) ^ (difference >> 63)) as u64);
    }

    /// How many names ago it came first; 0 if it comes now.
    fn name(&mut self, column: Column, name: &str) {
        let n_names = self.names.len() as u64;
        let place = *self.names.entry(name.into()).or_insert_with(|| {
            let text = &mut self.columns[Column::Text as usize];
            text.extend(name.bytes().filter(|byte| *byte != 0));
            text.push(0);
            n_names
        });
        self.number(column, n_names - place);
    }

    fn symbols(&mut self, symbols: &Symbols) {
        self.number(Column::Count, symbols.sorted.len() as u64);
        let mut end = 0;
        for symbol in &symbols.sorted {
            self.difference(Column::SymbolGap, symbol.va, end);
            self.number(Column::SymbolLen, symbol.len);
            self.name(Column::SymbolName, &symbol.name);
            end = symbol.va + symbol.len;
        }
    }

    fn lines(&mut self, lines: &Lines) {
        self.number(Column::Count, lines.sorted.len() as u64);
        let (mut end, mut recent, mut last) = (0, Recent::default(), HashMap::new());
        for run in &lines.sorted {
            // Instructions have an even length: then it is half of that. What is odd becomes long, but stays what it is.
            self.number(Column::LineGap, run.va.wrapping_sub(end).rotate_right(1));
            self.number(Column::LineLen, run.len.rotate_right(1));
            end = run.va + run.len;
            let n_files = self.files.len();
            let (path, number) = (&*run.line.file, run.line.number);
            let file = self.files.get(path).copied().unwrap_or(n_files);
            let place = recent.place((file, number));
            self.number(Column::LineRecent, place.map_or(0, |place| place as u64 + 1));
            if let Some(place) = place {
                recent.again(place);
            } else {
                recent.add((file, number));
                self.number(Column::LineFile, file as u64);
                if file == n_files {
                    self.files.insert(path.into(), file);
                    self.name(Column::LineFile, path);
                }
                let from = last.get(&file).copied().unwrap_or_default();
                self.difference(Column::LineStep, number.into(), from);
            }
            last.insert(file, number.into());
        }
    }

    /// The parameters of those functions that are symbols.
    fn parameters(&mut self, parameters: &Parameters, symbols: &Symbols) {
        let functions = symbols.sorted.iter().zip(0u64..);
        let functions = functions.map(|(symbol, index)| (parameters.of(symbol.va), index));
        let functions: Vec<_> = functions.filter(|(parameters, _)| !parameters.is_empty()).collect();
        self.number(Column::Count, functions.len() as u64);
        let mut last = 0;
        for (parameters, index) in functions {
            self.number(Column::Function, index - last);
            last = index;
            self.number(Column::Count, parameters.len() as u64);
            for parameter in parameters {
                self.name(Column::Parameter, &parameter.name);
                parameter.registers.iter().for_each(|it| self.number(Column::Register, (*it).into()));
                self.number(Column::Register, 0);
            }
        }
    }

    fn types(&mut self, types: &Types) {
        self.number(Column::Count, types.all.len() as u64);
        let places: HashMap<usize, u64> = types.all.iter().map(|(id, _)| id.0).zip(0..).collect();
        // Who has been left out stands behind all others, also where a `usize` has 32 bits.
        let place = |id: TypeId| places.get(&id.0).copied().unwrap_or(u64::from(u32::MAX >> 1));
        for (here, ty) in (0..).zip(types.all.iter().map(|(_, ty)| ty)) {
            self.name(Column::TypeName, &ty.name);
            self.number(Column::TypeLen, ty.len);
            self.shape(&ty.shape, |id| place(id).wrapping_sub(here));
            self.members(ty.parameters.iter().map(|(name, ty)| (&**name, 0, place(*ty).wrapping_sub(here))));
        }
        self.number(Column::Count, types.statics.len() as u64);
        for (path, (va, ty)) in &types.statics {
            self.name(Column::Static, path);
            self.number(Column::Address, *va);
            self.difference(Column::Made, place(*ty), 0);
        }
    }

    /// What a type is made of; `from` says how many types behind this one another is.
    fn shape(&mut self, shape: &Shape, from: impl Fn(TypeId) -> u64) {
        match shape {
            Shape::Scalar => self.number(Column::Shape, SCALAR),
            Shape::Struct(fields) => {
                self.number(Column::Shape, STRUCT);
                self.members(fields.iter().map(|it| (&*it.name, it.offset, from(it.ty))));
            }
            Shape::Enum { tag, cases } => {
                self.number(Column::Shape, ENUM);
                self.members(tag.iter().map(|it| (&*it.name, it.offset, from(it.ty))));
                self.members(cases.iter().map(|it| (&*it.name, it.tag.unwrap_or_default(), from(it.ty))));
                cases.iter().for_each(|it| self.number(Column::Shape, it.tag.is_some().into()));
            }
            Shape::Names(names) => {
                self.number(Column::Shape, NAMES);
                self.members(names.iter().map(|it| (&*it.name, it.value, 0)));
            }
            Shape::Array { of, count } => {
                self.number(Column::Shape, ARRAY);
                self.number(Column::Value, *count);
                self.difference(Column::Made, from(*of), 0);
            }
            Shape::Pointer { to } => {
                self.number(Column::Shape, POINTER);
                self.members(to.iter().map(|to| ("", 0, from(*to))));
            }
        }
    }

    /// A list of things with a name, a number, and a type.
    fn members<'n>(&mut self, members: impl ExactSizeIterator<Item = (&'n str, u64, u64)>) {
        self.number(Column::Count, members.len() as u64);
        for (name, value, from) in members {
            self.name(Column::Member, name);
            self.number(Column::Value, value);
            self.difference(Column::Made, from, 0);
        }
    }
}

fn number(bytes: &mut Vec<u8>, mut value: u64) {
    while value > 0x7f {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}
