//! How types lie in memory, found by their names.

use std::collections::BTreeMap;
use std::rc::Rc;

/// A type of an image.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct TypeId(pub(crate) usize);

/// A type: its name, its length, and what it is made of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Type {
    /// Its path, as `"kernel::process::Process"`; empty if it has none.
    pub name: Rc<str>,
    /// Bytes in memory.
    pub len: u64,
    /// What it is made of.
    pub shape: Shape,
    /// What it is generic over, by the names of the parameters: `T`.
    pub parameters: Vec<(Rc<str>, TypeId)>,
}

impl Type {
    /// The types that it names.
    fn made_of(&self) -> Vec<TypeId> {
        let mut types: Vec<TypeId> = match &self.shape {
            Shape::Scalar | Shape::Names(_) => Vec::new(),
            Shape::Struct(fields) => fields.iter().map(|field| field.ty).collect(),
            Shape::Enum { tag, cases } => {
                tag.iter().map(|tag| tag.ty).chain(cases.iter().map(|case| case.ty)).collect()
            }
            Shape::Array { of, .. } => vec![*of],
            Shape::Pointer { to } => to.iter().copied().collect(),
        };
        types.extend(self.parameters.iter().map(|(_, ty)| *ty));
        types
    }
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
    pub name: Rc<str>,
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
    pub name: Rc<str>,
    /// Its content, a structure at the enum's own address.
    pub ty: TypeId,
}

/// A name of a value.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Enumerator {
    /// The name.
    pub name: Rc<str>,
    /// The value.
    pub value: u64,
}

/// The types and statics of an image.
#[derive(Clone, Default, PartialEq, Debug)]
pub struct Types {
    /// The types, sorted by identity.
    pub(crate) all: Vec<(TypeId, Type)>,
    /// Path, address and type of each static, sorted by path.
    pub(crate) statics: Vec<(Rc<str>, (u64, TypeId))>,
}

impl Types {
    /// The type of this identity.
    pub fn get(&self, id: TypeId) -> Option<&Type> {
        let index = self.all.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        Some(&self.all[index].1)
    }

    /// The first type of this path.
    pub fn named(&self, name: &str) -> Option<&Type> {
        self.all.iter().map(|(_, ty)| ty).find(|ty| *ty.name == *name)
    }

    /// Address and type of the static of this path.
    pub fn static_named(&self, name: &str) -> Option<(u64, TypeId)> {
        let index = self.statics.binary_search_by(|(path, _)| (**path).cmp(name)).ok()?;
        Some(self.statics[index].1)
    }

    /// The statics: path, address, type.
    pub fn statics(&self) -> impl Iterator<Item = (&str, u64, TypeId)> {
        self.statics.iter().map(|(name, (va, ty))| (&**name, *va, *ty))
    }

    /// Those statics alone whose paths are some, and what they are made of.
    pub fn some(&self, is_static: impl Fn(&str) -> bool) -> Self {
        let statics = self.statics.iter().filter(|(path, _)| is_static(path));
        let statics: Vec<_> = statics.cloned().collect();
        let mut wanted: Vec<TypeId> = statics.iter().map(|(_, (_, ty))| *ty).collect();
        let mut all = BTreeMap::new();
        while let Some(id) = wanted.pop() {
            if let (false, Some(ty)) = (all.contains_key(&id), self.get(id)) {
                wanted.extend(ty.made_of());
                all.insert(id, ty.clone());
            }
        }
        let all = all.into_iter().collect();
        Self { all, statics }
    }
}
