//! Registers of devices, at the addresses where the kernel's page table has them.

use board::Window;

use crate::layout::PhysAddr;

/// The address of a register of `len` bytes. Panics if it is not inside the window of a device.
fn register<T>(window: Window, offset: u64) -> *mut T {
    let len = size_of::<T>() as u64;
    assert!(offset + len <= window.len && window.base + window.len <= board::RAM_BASE);
    PhysAddr(window.base + offset).to_kernel().0 as *mut T
}

/// Reads a register of a device.
pub fn read8(window: Window, offset: u64) -> u8 {
    // SAFETY: The address is a device's, below all RAM: no Rust object is there.
    unsafe { register::<u8>(window, offset).read_volatile() }
}

/// Writes a register of a device.
pub fn write8(window: Window, offset: u64, value: u8) {
    // SAFETY: As above. No device of this board writes to memory by itself.
    unsafe { register::<u8>(window, offset).write_volatile(value) }
}

/// Reads a register of a device.
pub fn read32(window: Window, offset: u64) -> u32 {
    // SAFETY: As above; every register of 32 bits is aligned.
    unsafe { register::<u32>(window, offset).read_volatile() }
}

/// Writes a register of a device.
pub fn write32(window: Window, offset: u64, value: u32) {
    // SAFETY: As above.
    unsafe { register::<u32>(window, offset).write_volatile(value) }
}
