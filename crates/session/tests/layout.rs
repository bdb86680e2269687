//! The kernel that was built has every structure and field that the host looks at.

use debuginfo::{Packed, Shape};

#[test]
fn every_mirrored_field_exists_in_the_built_kernel() {
    let kernel = Packed::read(guest_images::DEBUG).take(guest_images::KERNEL).unwrap();
    for (path, fields) in inspector::MIRRORS {
        let ty = kernel.types.named(path).unwrap_or_else(|| panic!("there is no type `{path}`"));
        let Shape::Struct(there) = &ty.shape else {
            panic!("`{path}` is not a structure");
        };
        for field in *fields {
            assert!(there.iter().any(|found| *found.name == **field), "`{path}` has no field `{field}`");
        }
    }
}
