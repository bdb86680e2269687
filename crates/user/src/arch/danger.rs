//! What a program must not do, for the programs that show what happens then. To Rust these are harmless: it is the
//! processor that stops the program.

use core::arch::asm;

/// Loads a byte from any address at all.
#[inline(never)]
pub fn load(address: u64) -> u8 {
    let byte;
    // SAFETY: If the processor allows the load, it changes nothing; else this is the program's last instruction.
    unsafe { asm!("lbu {}, 0({})", out(reg) byte, in(reg) address) };
    byte
}

/// Reads a register that belongs to the kernel.
#[inline(never)]
pub fn read_sstatus() -> u64 {
    let status;
    // SAFETY: As above.
    unsafe { asm!("csrr {}, sstatus", out(reg) status) };
    status
}
