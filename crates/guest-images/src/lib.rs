//! The guest as bytes: a kernel and the file system that it starts with. `build.rs` makes them from the sources in this
//! repository; the same sources give the same bytes.
#![no_std]
#![forbid(unsafe_code)]

/// The kernel: an ELF for QEMU's `virt` board, with symbols and debug information. Its segments go to their physical
/// addresses, and the hart starts at the first byte of RAM.
pub const KERNEL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/kernel.elf"));

/// The initial file system, a cpio archive. Each program in its `bin` and `demo` is a static ELF with its symbols.
pub const INITRD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/initrd.cpio"));

/// The source files that the code of kernel and programs comes from: path from the top of this repository, and text. As the
/// line tables in their ELF files name them.
pub const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// Another initial file system, for the tests alone: programs that test the kernel from inside. Who does not name it does
/// not carry it.
pub const TESTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tests.cpio"));
