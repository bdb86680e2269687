//! From files to a machine before its first instruction: a kernel, with or without firmware below it, ELF or flat; an
//! initial file system; a disk. Files come in as bytes, and each may be rubbish. It never looks at a path, a terminal or
//! what the kernel is.
//!
//! Where things go is what QEMU's `virt` board does with `-bios`, `-kernel`, `-initrd` and `-append` (`hw/riscv/boot.c`):
//! an ELF file where it says, a flat one at the start of RAM, and a flat kernel above firmware at the next multiple of
//! 2 MiB. The hart starts with the firmware; without, with the kernel.
#![forbid(unsafe_code)]

mod error;
mod htif;
mod image;

use board::RAM_BASE;
use machine::{Boot, Machine};

pub use debuginfo::MAX_LEN;
pub use error::{LoadError, Part};
pub use htif::{Htif, Told};
use image::Loadable;

/// A flat kernel behind firmware lies at a multiple of this, in bytes.
const KERNEL_ALIGN: u64 = 2 << 20;

/// What a machine shall run, as the contents of files.
#[derive(Clone, Copy, Default, Debug)]
pub struct Files<'a> {
    /// What starts in M-mode and starts the kernel in S-mode.
    pub firmware: Option<&'a [u8]>,
    /// The kernel; without firmware it starts in M-mode.
    pub kernel: Option<&'a [u8]>,
    /// An initial file system for the kernel.
    pub initrd: Option<&'a [u8]>,
    /// The kernel's command line.
    pub bootargs: &'a str,
}

/// Puts `files` into the RAM of `machine`, which is as after reset, and sets the hart to where it starts. The answer is the
/// channel on which a test program reports, if the kernel has one.
pub fn load(files: &Files, machine: &mut Machine) -> Result<Option<Htif>, LoadError> {
    let ram = RAM_BASE..RAM_BASE + machine.ram_len();
    let mut parts = Vec::new();
    if let Some(bytes) = files.firmware {
        parts.push(Loadable::read(Part::Firmware, bytes, RAM_BASE, &ram)?);
    }
    if let Some(bytes) = files.kernel {
        let firmware_end = parts.first().map_or(RAM_BASE, Loadable::end);
        let pa = firmware_end.next_multiple_of(KERNEL_ALIGN);
        parts.push(Loadable::read(Part::Kernel, bytes, pa, &ram)?);
    }
    let (Some(first), Some(last)) = (parts.first(), parts.last()) else { return Err(LoadError::Nothing) };
    image::apart(&parts)?;
    let mut segments: Vec<(u64, &[u8])> = Vec::new();
    for segment in parts.iter().flat_map(|part| &part.segments) {
        segments.push((segment.pa, &segment.bytes));
        segments.push((segment.end(), &[]));
    }
    let boot =
        Boot { segments: &segments, entry: first.entry, initrd: files.initrd, bootargs: files.bootargs };
    machine.boot(&boot).map_err(LoadError::Boot)?;
    if files.firmware.is_some() {
        machine.announce(files.kernel.map_or(0, |_| last.entry));
    }
    Ok(last.tohost.map(Htif::new))
}
