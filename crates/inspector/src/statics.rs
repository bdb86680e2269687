//! Names for what lies in the kernel's own memory: a static, and the field in it.

use std::fmt::Write;

use debuginfo::{Shape, TypeId, Types};

/// Deepest field that is named.
const MAX_DEPTH: u32 = 8;

/// The static that covers `va`, and the field of it that does: `"KERNEL.vfs.mounts+8"`.
pub fn static_at(types: &Types, va: u64) -> Option<String> {
    let covers = |ty: TypeId, start: u64| types.get(ty).is_some_and(|ty| va.wrapping_sub(start) < ty.len);
    let (path, start, ty) = types.statics().find(|(_, start, ty)| covers(*ty, *start))?;
    let mut name = path.rsplit("::").next().unwrap_or(path).to_string();
    let (mut ty, mut offset) = (ty, va - start);
    for _ in 0..MAX_DEPTH {
        let Some(Shape::Struct(fields)) = types.get(ty).map(|ty| &ty.shape) else { break };
        let within = |field: &&debuginfo::Field| {
            types.get(field.ty).is_some_and(|ty| offset.wrapping_sub(field.offset) < ty.len)
        };
        let Some(field) = fields.iter().find(within) else { break };
        // Of a structure around one thing the thing has no name worth saying. A `String` never fails to take text.
        if &*field.name != "__0" {
            let _ = write!(name, ".{}", field.name);
        }
        (ty, offset) = (field.ty, offset - field.offset);
    }
    if offset > 0 {
        let _ = write!(name, "+{offset}");
    }
    Some(name)
}

/// The address of the static of this path, or of this last part of a path.
pub fn static_named(types: &Types, name: &str) -> Option<u64> {
    let is_it = |path: &str| path == name || path.rsplit("::").next() == Some(name);
    types.statics().find(|(path, _, _)| is_it(path)).map(|(_, va, _)| va)
}
