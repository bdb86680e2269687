//! What the addresses in some executables mean, packed: it travels apart from the files, which need no symbols and no debug
//! information then, and is read without a reader of those.
//!
//! Numbers of one kind stand together, in a column, as differences: what will compress it finds like beside like. Names
//! stand there once.

mod columns;
mod read;
mod write;

use crate::Meaning;

/// What is known of executables, each of which is known by its bytes.
#[derive(Default)]
pub struct Packed {
    /// Their identities, and what their addresses mean.
    executables: Vec<(u32, Meaning)>,
}

impl Packed {
    /// What is known of this file; nothing if it is not one of the executables, to the byte.
    pub fn take(&mut self, file: &[u8]) -> Option<Meaning> {
        let key = identity(&[file]);
        let index = self.executables.iter().position(|(found, _)| *found == key)?;
        Some(self.executables.swap_remove(index).1)
    }
}

/// A short name for bytes: FNV-1a over words of eight bytes, which is quick, folded to 32 bits.
pub fn identity(parts: &[&[u8]]) -> u32 {
    let mix = |hash: u64, word: u64| (hash ^ word).wrapping_mul(0x0000_0100_0000_01b3);
    let hash = parts.iter().fold(0xcbf2_9ce4_8422_2325, |hash, bytes| {
        let (words, rest) = bytes.as_chunks::<8>();
        let hash = words.iter().fold(hash, |hash, word| mix(hash, u64::from_le_bytes(*word)));
        rest.iter().fold(mix(hash, bytes.len() as u64), |hash, byte| mix(hash, u64::from(*byte)))
    });
    (hash ^ (hash >> 32)) as u32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        Case, Enumerator, Field, Line, Lines, Parameter, Parameters, Shape, Symbol, Symbols, Type, TypeId,
        Types,
    };

    fn meaning() -> Meaning {
        let mut lines = Lines::default();
        for (va, len, file, number) in [
            (0x8000, 2, "a.rs", 7),
            (0x8002, 4, "b.rs", 1),
            (0x8006, 2, "a.rs", 7),
            (0x9001, 3, "a.rs", 5),
            (u64::MAX - 9, 9, "c.rs", u32::MAX),
        ] {
            lines.add(va, len, Line { file: file.into(), number });
        }
        let symbol = |va, len, name: &str| Symbol { va, len, name: name.into() };
        let sorted =
            vec![symbol(0x8000, 0x20, "outer"), symbol(0x8004, 4, "inner"), symbol(u64::MAX - 9, 9, "outer")];
        let parameter =
            |name: &str, registers: &[u8]| Parameter { name: name.into(), registers: registers.into() };
        let parameters = Parameters {
            sorted: vec![
                (0x8004, vec![parameter("text", &[10, 11]), parameter("", &[12])]),
                (u64::MAX - 9, vec![parameter("outer", &[17])]),
            ],
        };
        Meaning { symbols: Symbols { sorted }, lines, parameters, types: types() }
    }

    fn types() -> Types {
        let field = |name: &str, offset, ty| Field { name: name.into(), offset, ty: TypeId(ty) };
        let case = |tag, name: &str| Case { tag, name: name.into(), ty: TypeId(0) };
        let shapes = [
            Shape::Scalar,
            Shape::Struct(vec![field("first", 0, 0), field("second", 8, 5)]),
            Shape::Enum {
                tag: Some(field("", 0, 0)),
                cases: vec![case(Some(u64::MAX), "A"), case(None, "B")],
            },
            Shape::Enum { tag: None, cases: vec![case(None, "Only")] },
            Shape::Names(vec![Enumerator { name: "Red".into(), value: 3 }]),
            Shape::Array { of: TypeId(1), count: 1 << 40 },
            Shape::Pointer { to: Some(TypeId(6)) },
            Shape::Pointer { to: None },
        ];
        let ty = |(index, shape)| {
            let name = format!("module::Type{index}").into();
            (TypeId(index), Type { name, len: 16, shape, parameters: vec![("T".into(), TypeId(index))] })
        };
        let statics = [("module::STATIC".into(), (0x8_0000, TypeId(2)))].into();
        Types { all: shapes.into_iter().enumerate().map(ty).collect(), statics }
    }

    fn packed() -> Vec<u8> {
        Packed::pack(&[(b"one", meaning()), (b"two", Meaning::default()), (b"six", meaning())])
    }

    #[test]
    fn what_is_unpacked_is_what_was_packed_and_known_by_the_file_alone() {
        let mut read = Packed::read(&packed());
        assert_eq!(read.take(b"six"), Some(meaning()));
        assert_eq!(read.take(b"one"), Some(meaning()));
        assert_eq!(read.take(b"two"), Some(Meaning::default()));
        assert_eq!(read.take(b"ten"), None);
    }

    #[test]
    fn of_no_bytes_nothing_is_known() {
        assert!(Packed::read(b"").executables.is_empty());
    }

    proptest! {
        #[test]
        fn mutated_bytes_are_read_or_not_and_never_panic(
            edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
            len in any::<prop::sample::Index>(),
            va in any::<u64>(),
        ) {
            let mut bytes = packed();
            for (at, byte) in edits {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            bytes.truncate(bytes.len() - len.index(bytes.len()) / 64);
            for (_, Meaning { symbols, lines, parameters, types }) in Packed::read(&bytes).executables {
                let (symbols, lines) = (symbols.moved(va), lines.moved(va));
                for va in [va, va.wrapping_add(0x8004), u64::MAX] {
                    let _ = (symbols.at(va), symbols.around(va), lines.at(va), lines.around(va));
                    let _ = parameters.of(va);
                }
                lines.ranges("a.rs", 7).for_each(drop);
                types.some(|_| true);
            }
        }
    }
}
