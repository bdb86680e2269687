//! Asks the kernel to write from the kernel's own memory. This program could not read there; the kernel could, but looks
//! whose memory it is, and answers `EFAULT`.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

use user::{Outcome, arch, complain, say};

user::program!(main);

/// Where the kernel sees the first byte of RAM.
const KERNEL: u64 = 0xffff_ffff_8000_0000;

#[inline(never)]
fn main() -> Outcome {
    match arch::write_from(1, KERNEL, 16) {
        Ok(_) => Err(say("badptr: the kernel gave its memory away. This must not happen.")),
        Err(error) => {
            let _ = complain("badptr", "write from the kernel's memory", error);
            Ok(())
        }
    }
}
