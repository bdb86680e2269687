//! A value in the guest's memory, read as its type says: field by field, by name, without a single offset written
//! down on the host's side.

use std::fmt;

use debuginfo::{Shape, Type, TypeId, Types};
use machine::Machine;

/// Longest vector or string that is read, in elements: what is longer is rubbish, seen while the guest builds it.
const MAX_ELEMENTS: u64 = 1 << 16;

/// Why a value cannot be read. It is a pointer: every field that is read may hand it on, and hardly one does.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LayoutError(pub Box<Flaw>);

/// What a [`LayoutError`] says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Flaw {
    /// The image has no static of this name.
    MissingStatic {
        /// Its path.
        name: String,
    },
    /// The image has no type of this name.
    MissingType {
        /// Its path.
        name: String,
    },
    /// The type has no such field.
    MissingField {
        /// The type's path.
        type_name: String,
        /// The field.
        field: String,
    },
    /// The type is made otherwise than its reader thinks.
    NotA {
        /// The type's path.
        type_name: String,
        /// What the reader wants.
        wanted: &'static str,
    },
    /// Nothing is mapped at an address that had to be read: the guest has not come so far, or is just at it.
    Unmapped {
        /// The address.
        va: u64,
    },
}

impl Flaw {
    /// The error that says so.
    pub fn error(self) -> LayoutError {
        LayoutError(Box::new(self))
    }
}

impl fmt::Display for LayoutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            Flaw::MissingStatic { name } => write!(f, "there is no static `{name}`"),
            Flaw::MissingType { name } => write!(f, "there is no type `{name}`"),
            Flaw::MissingField { type_name, field } => write!(f, "`{type_name}` has no field `{field}`"),
            Flaw::NotA { type_name, wanted } => write!(f, "`{type_name}` is not {wanted}"),
            Flaw::Unmapped { va } => write!(f, "nothing is mapped at {va:#x}"),
        }
    }
}

impl std::error::Error for LayoutError {}

/// Guest memory as the kernel sees it, and the types it is read by.
#[derive(Clone, Copy)]
pub struct Memory<'a> {
    /// The machine.
    pub machine: &'a Machine,
    /// The types of the kernel.
    pub types: &'a Types,
}

impl<'a> Memory<'a> {
    /// Fills `into` from `va` in the address space that is in force.
    pub fn read(&self, va: u64, into: &mut [u8]) -> Result<(), LayoutError> {
        if crate::peek(self.machine, va, into) { Ok(()) } else { Err(Flaw::Unmapped { va }.error()) }
    }

    /// The static of this path.
    pub fn static_named(self, name: &str) -> Result<Value<'a>, LayoutError> {
        let found = self.types.static_named(name);
        let (va, ty) = found.ok_or_else(|| Flaw::MissingStatic { name: name.to_string() }.error())?;
        Ok(Value { memory: self, ty, va })
    }
}

/// A place in memory and the type of what is there.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    memory: Memory<'a>,
    ty: TypeId,
    /// Where it is, as a virtual address.
    pub va: u64,
}

impl<'a> Value<'a> {
    /// The type.
    pub fn ty(self) -> Result<&'a Type, LayoutError> {
        let ty = self.memory.types.get(self.ty);
        ty.ok_or_else(|| Flaw::MissingType { name: format!("{:?}", self.ty) }.error())
    }

    pub(crate) fn not_a(self, wanted: &'static str) -> LayoutError {
        Flaw::NotA { type_name: self.ty().map(|ty| ty.name.to_string()).unwrap_or_default(), wanted }.error()
    }

    fn of(self, ty: TypeId, va: u64) -> Self {
        Self { memory: self.memory, ty, va }
    }

    /// The field of this name.
    pub fn field(self, name: &str) -> Result<Self, LayoutError> {
        let ty = self.ty()?;
        let Shape::Struct(fields) = &ty.shape else { return Err(self.not_a("a structure")) };
        let field = fields.iter().find(|field| *field.name == *name);
        let field = field.ok_or_else(|| missing_field(ty, name))?;
        Ok(self.of(field.ty, self.va.wrapping_add(field.offset)))
    }

    /// What the field of this name holds.
    #[inline(never)] // Of the mirrors each field is one call, by its type.
    pub fn get<T: FromGuest>(self, name: &str) -> Result<T, LayoutError> {
        T::from_guest(self.field(name)?)
    }

    /// The field at the end of a path of fields: `"buf.inner.ptr"`.
    pub fn path(self, path: &str) -> Result<Self, LayoutError> {
        path.split('.').try_fold(self, Value::field)
    }

    /// The number here; a structure around a single field of any length is looked through.
    pub fn number(self) -> Result<u64, LayoutError> {
        let ty = self.ty()?;
        match &ty.shape {
            Shape::Struct(fields) => {
                let sized =
                    |field: &&debuginfo::Field| self.memory.types.get(field.ty).is_some_and(|ty| ty.len > 0);
                match fields.iter().filter(sized).collect::<Vec<_>>()[..] {
                    [field] => self.of(field.ty, self.va.wrapping_add(field.offset)).number(),
                    _ => Err(self.not_a("a number")),
                }
            }
            Shape::Scalar | Shape::Names(_) | Shape::Pointer { .. } if ty.len <= 8 => {
                let mut bytes = [0; 8];
                self.memory.read(self.va, &mut bytes[..ty.len as usize])?;
                Ok(u64::from_le_bytes(bytes))
            }
            _ => Err(self.not_a("a number")),
        }
    }

    /// What the pointer here points at.
    pub fn target(self) -> Result<Self, LayoutError> {
        match self.ty()?.shape {
            Shape::Pointer { to: Some(to) } => Ok(self.of(to, self.number()?)),
            _ => Err(self.not_a("a pointer")),
        }
    }

    /// The case that the enum here is in: its name and its content.
    pub fn case(self) -> Result<(&'a str, Self), LayoutError> {
        let ty = self.ty()?;
        match &ty.shape {
            Shape::Names(names) => {
                let value = self.number()?;
                let name = names
                    .iter()
                    .find(|name| name.value == value)
                    .ok_or_else(|| self.not_a("in a known case"))?;
                Ok((&name.name, self))
            }
            Shape::Enum { tag, cases } => {
                let value = match tag {
                    Some(tag) => Some(self.of(tag.ty, self.va.wrapping_add(tag.offset)).number()?),
                    None => None,
                };
                let exact = cases.iter().find(|case| case.tag.is_some() && case.tag == value);
                let case = exact.or_else(|| cases.iter().find(|case| case.tag.is_none()));
                let case = case.ok_or_else(|| self.not_a("in a known case"))?;
                Ok((&case.name, self.of(case.ty, self.va)))
            }
            _ => Err(self.not_a("an enum")),
        }
    }

    /// What the `Option` here holds.
    pub fn content(self) -> Result<Option<Self>, LayoutError> {
        match self.case()? {
            ("Some", content) => content.field("__0").map(Some),
            _ => Ok(None),
        }
    }

    /// The elements of the array, vector or slice here.
    pub fn elements(self) -> Result<Vec<Self>, LayoutError> {
        let ty = self.ty()?;
        if let Shape::Array { of, count } = ty.shape {
            return self.row(of, self.va, count);
        }
        if ty.name.starts_with("alloc::vec::Vec<") {
            let of = self.parameter("T")?;
            let first = self.path("buf.inner.ptr")?.number()?;
            return self.row(of, first, self.field("len")?.number()?);
        }
        if let Ok(data) = self.field("data_ptr") {
            let Shape::Pointer { to: Some(of) } = data.ty()?.shape else { return Err(self.not_a("a slice")) };
            return self.row(of, data.number()?, self.field("length")?.number()?);
        }
        Err(self.not_a("a row of elements"))
    }

    fn row(self, of: TypeId, first: u64, count: u64) -> Result<Vec<Self>, LayoutError> {
        let len = self.memory.types.get(of).map_or(0, |ty| ty.len);
        if count > MAX_ELEMENTS {
            return Err(self.not_a("of a sane length"));
        }
        Ok((0..count).map(|index| self.of(of, first.wrapping_add(index * len))).collect())
    }

    fn parameter(self, name: &str) -> Result<TypeId, LayoutError> {
        let ty = self.ty()?;
        let found = ty.parameters.iter().find(|(parameter, _)| **parameter == *name);
        found.map(|(_, ty)| *ty).ok_or_else(|| missing_field(ty, name))
    }

    /// The bytes of the string, byte vector or byte array here; an array ends at its first zero.
    pub fn bytes(self) -> Result<Vec<u8>, LayoutError> {
        let ty = self.ty()?;
        if &*ty.name == "alloc::string::String" {
            return self.field("vec")?.bytes();
        }
        let elements = self.elements()?;
        let mut bytes = vec![0; elements.len()];
        if let Some(first) = elements.first() {
            self.memory.read(first.va, &mut bytes)?;
        }
        if matches!(ty.shape, Shape::Array { .. }) {
            bytes.truncate(bytes.iter().position(|&byte| byte == 0).unwrap_or(bytes.len()));
        }
        Ok(bytes)
    }
}

fn missing_field(ty: &Type, field: &str) -> LayoutError {
    Flaw::MissingField { type_name: ty.name.to_string(), field: field.to_string() }.error()
}

/// What can be read out of guest memory.
pub trait FromGuest: Sized {
    /// Reads it.
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError>;
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl FromGuest for $number {
            fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
                Ok(value.number()? as $number)
            }
        }
    )*};
}
numbers! { u8 u16 u32 u64 i32 i64 }

impl FromGuest for bool {
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
        Ok(value.number()? != 0)
    }
}

impl FromGuest for String {
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
        Ok(String::from_utf8_lossy(&value.bytes()?).into_owned())
    }
}

impl<T: FromGuest> FromGuest for Vec<T> {
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
        value.elements()?.into_iter().map(T::from_guest).collect()
    }
}

impl<T: FromGuest> FromGuest for Option<T> {
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
        value.content()?.map(T::from_guest).transpose()
    }
}

/// What a box holds.
#[derive(Clone, PartialEq, Debug)]
pub struct Boxed<T>(pub T);

impl<T: FromGuest> FromGuest for Boxed<T> {
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
        T::from_guest(value.target()?).map(Boxed)
    }
}

/// The bytes of a ring buffer (`VecDeque<u8>`), first in first.
#[derive(Clone, PartialEq, Debug)]
pub struct Queue(pub Vec<u8>);

impl FromGuest for Queue {
    fn from_guest(value: Value<'_>) -> Result<Self, LayoutError> {
        let number = |path| value.path(path)?.number();
        let (first, room) = (number("buf.inner.ptr")?, number("buf.inner.cap")?);
        let (head, len) = (number("head")?, number("len")?);
        if head > room || len > room || room > MAX_ELEMENTS {
            return Err(value.not_a("of a sane length"));
        }
        let mut bytes = vec![0; len as usize];
        let (front, back) = bytes.split_at_mut(len.min(room - head) as usize);
        value.memory.read(first + head, front)?;
        value.memory.read(first, back)?;
        Ok(Self(bytes))
    }
}
