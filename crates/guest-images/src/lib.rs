//! The guest as bytes: a kernel and the file system that it starts with. `build.rs` makes them from the sources in this
//! repository; the same sources give the same bytes.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;

mod turn;

use alloc::vec::Vec;

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

/// [`KERNEL`] and [`INITRD`] as they pack best, for who carries them over a network: [`turned_back`] makes them of these.
pub const TURNED: [&[u8]; 2] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/kernel.turned")),
    include_bytes!(concat!(env!("OUT_DIR"), "/initrd.turned")),
];

/// An image of [`TURNED`] as it is.
pub fn turned_back(image: &[u8]) -> Vec<u8> {
    let mut bytes = image.to_vec();
    turn::turn(&mut bytes, true);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_turned_can_be_turned_back() {
        for (image, turned) in [KERNEL, INITRD].into_iter().zip(TURNED) {
            assert_ne!(image, turned);
            assert!(image == turned_back(turned));
        }
        // No code at all, at all distances.
        let mut seed = 1_u32;
        let mut rubbish = Vec::new();
        for _ in 0..50_000 {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            rubbish.extend(
                [seed | 0x297, (seed ^ seed << 9) & !0x000f_807f | 0x0002_8067]
                    .map(u32::to_le_bytes)
                    .concat(),
            );
        }
        let mut turned = rubbish.clone();
        turn::turn(&mut turned, false);
        assert!(turned != rubbish && turned_back(&turned) == rubbish);
    }
}
