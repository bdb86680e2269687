//! A table whose rows have stable numbers: how processes, inodes, dentries and open files refer to each other.
//!
//! A row's number is its handle, of a type of its own (`InodeId`, ...), so that a dentry cannot be asked for as an
//! inode. The kernel has no pointer between these things, and neither needs a reader of its memory to follow any.

use alloc::vec::Vec;
use core::ops::{Index, IndexMut};

/// The number of a row in a [`Slab`].
pub trait Handle: Copy {
    /// The handle of row `index`.
    fn from_index(index: usize) -> Self;
    /// The row.
    fn index(self) -> usize;
}

/// What a [`Slab`] can hold: a type that has a handle of its own.
pub trait Stored {
    /// The type of its handles.
    type Id: Handle;
}

/// Declares the handle type of a stored type.
macro_rules! handle {
    ($(#[$doc:meta])* $id:ident of $stored:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
        pub struct $id(pub u32);

        impl $crate::slab::Handle for $id {
            fn from_index(index: usize) -> Self {
                $id(index as u32)
            }
            fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl $crate::slab::Stored for $stored {
            type Id = $id;
        }
    };
}
pub(crate) use handle;

/// A table of `T`; a removed row leaves a hole that the next insertion fills.
pub struct Slab<T> {
    /// Row by row; `None` is a hole.
    pub slots: Vec<Option<T>>,
}

impl<T: Stored> Slab<T> {
    /// The empty table.
    pub const fn new() -> Self {
        Self { slots: Vec::new() }
    }

    /// Puts `value` in the first free row.
    pub fn insert(&mut self, value: T) -> T::Id {
        let index = match self.slots.iter().position(Option::is_none) {
            Some(hole) => hole,
            None => {
                self.slots.push(None);
                self.slots.len() - 1
            }
        };
        self.slots[index] = Some(value);
        T::Id::from_index(index)
    }

    /// Takes the row's value out.
    pub fn remove(&mut self, id: T::Id) -> Option<T> {
        self.slots.get_mut(id.index()).and_then(Option::take)
    }

    /// The row's value, if it has one.
    pub fn get(&self, id: T::Id) -> Option<&T> {
        self.slots.get(id.index()).and_then(Option::as_ref)
    }

    /// Every value with its handle, in the order of the rows.
    pub fn iter(&self) -> impl Iterator<Item = (T::Id, &T)> {
        self.slots
            .iter()
            .enumerate()
            .filter_map(|(index, slot)| Some((T::Id::from_index(index), slot.as_ref()?)))
    }

    /// Every value, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.slots.iter_mut().flatten()
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.slots.iter().flatten().count()
    }

    /// Whether there are no values.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl<T: Stored> Default for Slab<T> {
    fn default() -> Self {
        Self::new()
    }
}

// Of all that is done in the kernel, this is done most often: it is no call, and what it needs is little.
impl<T: Stored<Id = I>, I: Handle> Index<I> for Slab<T> {
    type Output = T;
    #[inline(always)]
    fn index(&self, id: I) -> &T {
        self.get(id).unwrap_or_else(|| no_row())
    }
}

impl<T: Stored<Id = I>, I: Handle> IndexMut<I> for Slab<T> {
    #[inline(always)]
    fn index_mut(&mut self, id: I) -> &mut T {
        self.slots.get_mut(id.index()).and_then(Option::as_mut).unwrap_or_else(|| no_row())
    }
}

/// A handle of a row that does not exist is a mistake of the kernel, never of a program: it stops. The call stack tells
/// whose mistake it is; to say a place in the source, each caller would have to bring it.
#[cold]
#[inline(never)]
fn no_row() -> ! {
    panic!("a handle without a row")
}
