//! How types lie in memory, found by their names.

use std::collections::HashMap;

/// A type of an image.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct TypeId(pub(crate) usize);

/// A type: its name, its length, and what it is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Type {
    /// Its path, as `"kernel::process::Process"`; empty if it has none.
    pub name: String,
    /// Bytes in memory.
    pub len: u64,
    /// What it is made of.
    pub shape: Shape,
    /// What it is generic over, by the names of the parameters: `T`.
    pub parameters: Vec<(String, TypeId)>,
}

/// What a type is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Shape {
    /// A number, a character or a truth value.
    Scalar,
    /// Fields side by side.
    Struct(Vec<Field>),
    /// One of several cases, told apart by a tag (`None` if there is just one case).
    Enum {
        /// Where the tag is; its type is a scalar.
        tag: Option<Field>,
        /// The cases.
        cases: Vec<Case>,
    },
    /// A number with names for its values.
    Names(Vec<Enumerator>),
    /// Equal elements in a row.
    Array {
        /// Type of an element.
        of: TypeId,
        /// Number of elements.
        count: u64,
    },
    /// An address.
    Pointer {
        /// Type of what is there, where it is known.
        to: Option<TypeId>,
    },
}

/// A field of a structure.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// Its name; `"__0"` for the first of a tuple.
    pub name: String,
    /// Bytes from the start of the structure.
    pub offset: u64,
    /// Its type.
    pub ty: TypeId,
}

/// A case of an enum.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Case {
    /// The tag's value; `None` for the case that all other values mean.
    pub tag: Option<u64>,
    /// Its name.
    pub name: String,
    /// Its content, a structure at the enum's own address.
    pub ty: TypeId,
}

/// A name of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enumerator {
    /// The name.
    pub name: String,
    /// The value.
    pub value: u64,
}

/// The types and statics of an image.
#[derive(Clone, Default, Debug)]
pub struct Types {
    pub(crate) all: HashMap<usize, Type>,
    pub(crate) by_name: HashMap<String, TypeId>,
    pub(crate) statics: HashMap<String, (u64, TypeId)>,
}

impl Types {
    /// The type of this identity.
    pub fn get(&self, id: TypeId) -> Option<&Type> {
        self.all.get(&id.0)
    }

    /// The type of this path.
    pub fn named(&self, name: &str) -> Option<TypeId> {
        self.by_name.get(name).copied()
    }

    /// Address and type of the static of this path.
    pub fn static_named(&self, name: &str) -> Option<(u64, TypeId)> {
        self.statics.get(name).copied()
    }

    /// The statics: path, address, type.
    pub fn statics(&self) -> impl Iterator<Item = (&str, u64, TypeId)> {
        self.statics.iter().map(|(name, (va, ty))| (name.as_str(), *va, *ty))
    }

    /// Number of types, for tests and curiosity.
    pub fn count(&self) -> usize {
        self.all.len()
    }
}
