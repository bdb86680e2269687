//! Mirrors: structures of the host that are filled from structures of the guest, field by field and by name.

/// Declares mirrors. Each row names the guest's type by its path and the fields that are read; a field's type says
/// how. [`fields`](crate::mirrors) lists them all, so that a test can ask the built kernel whether each exists.
macro_rules! mirror {
    ($($(#[$doc:meta])* $name:ident of $path:literal { $($(#[$field_doc:meta])* $field:ident: $ty:ty,)* })*) => {
        $(
            $(#[$doc])*
            #[derive(Clone, PartialEq, Debug)]
            pub struct $name {
                $($(#[$field_doc])* pub $field: $ty,)*
            }

            impl $crate::value::FromGuest for $name {
                fn from_guest(value: $crate::value::Value<'_>) -> Result<Self, $crate::value::LayoutError> {
                    Ok(Self { $($field: value.get(stringify!($field))?,)* })
                }
            }
        )*

        /// Every mirrored type by its path in the kernel, with the fields that are read.
        pub const MIRRORS: &[(&str, &[&str])] = &[$(($path, &[$(stringify!($field),)*]),)*];
    };
}

pub(crate) use mirror;
