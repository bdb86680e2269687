//! The built-in images, as they come with the program.

use std::sync::LazyLock;

use guest_images::{DEBUG, TURNED, turned_back};
use session::Images;

static IMAGES: LazyLock<[Vec<u8>; 2]> = LazyLock::new(|| TURNED.map(turned_back));

/// The initial file system.
pub fn initrd() -> &'static [u8] {
    &IMAGES[1]
}

/// All of them, with nothing of the person's own.
pub fn built_in() -> Images<'static> {
    Images { kernel: &IMAGES[0], initrd: initrd(), debug: DEBUG, elf: None, sources: &[], bootargs: "" }
}
