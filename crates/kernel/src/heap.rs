//! How the kernel's heap is kept from running out. Rust has no answer to an allocation that fails but to stop, and the
//! kernel must not stop for a program: so whoever makes something that stays asks first.

use abi::Errno;

use crate::arch;
use crate::limits::HEAP_RESERVE;

/// Whether there is room for something that stays after the call. `ENOMEM` if not.
pub fn room() -> Result<(), Errno> {
    if arch::heap_free() < HEAP_RESERVE { Err(Errno::NoMem) } else { Ok(()) }
}
