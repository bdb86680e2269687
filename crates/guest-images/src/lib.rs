//! The guest as bytes: a kernel and the file system that it starts with. `build.rs` makes them from the sources in this
//! repository; the same sources give the same bytes.
#![no_std]
#![forbid(unsafe_code)]

/// The kernel: an ELF for QEMU's `virt` board. Its segments go to their physical addresses, and the hart starts at the first
/// byte of RAM.
pub const KERNEL: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/kernel.elf"));

/// The initial file system, a cpio archive. Each program in its `bin` and `demo` is a static ELF.
pub const INITRD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/initrd.cpio"));

/// What the addresses in the kernel and in the programs mean, as `debuginfo` has packed it; the files themselves have
/// neither symbols nor debug information.
pub const DEBUG: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/debug.bin"));

/// The source files that the code of kernel and programs comes from: path from the top of this repository, and text. As
/// [`DEBUG`] names them.
pub const SOURCES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/sources.rs"));

/// Another initial file system, for the tests alone: programs that test the kernel from inside. Who does not name it does
/// not carry it.
pub const TESTS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/tests.cpio"));
