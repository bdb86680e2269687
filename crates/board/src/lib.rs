//! The contract between machine and kernel: where things are on the board, which register does what, which
//! device raises which interrupt. Numbers only: it knows nobody and does nothing.
//!
//! The board is QEMU's `virt` (`hw/riscv/virt.c`, `virt_memmap`), so that a kernel written for it runs here and ours
//! runs there.
#![no_std]
#![forbid(unsafe_code)]

/// Ticks of `mtime` in a second; QEMU's `virt` says the same in its device tree (`timebase-frequency`).
pub const TIMEBASE_HZ: u64 = 10_000_000;

/// First byte of RAM, and where the hart starts after reset code in ROM would have jumped.
pub const RAM_BASE: u64 = 0x8000_0000;

/// Bytes of RAM when nobody asks for another size.
pub const RAM_LEN: u64 = 128 << 20;

/// A device's window in the physical address space.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    /// First byte.
    pub base: u64,
    /// Length in bytes.
    pub len: u64,
}

impl Window {
    /// Where `pa` is inside the window, in bytes from its base.
    pub const fn offset(self, pa: u64) -> Option<u64> {
        if pa >= self.base && pa - self.base < self.len { Some(pa - self.base) } else { None }
    }
}

/// SiFive test finisher: powers the board off.
pub const TEST: Window = Window { base: 0x10_0000, len: 0x1000 };
/// Core-local interruptor: software interrupt and timer.
pub const CLINT: Window = Window { base: 0x200_0000, len: 0x1_0000 };
/// Platform-level interrupt controller.
pub const PLIC: Window = Window { base: 0xc00_0000, len: 0x60_0000 };
/// 16550 UART.
pub const UART: Window = Window { base: 0x1000_0000, len: 0x100 };
/// Slots for virtio devices, the lowest; the next follows at once, up to [`virtio::SLOTS`].
pub const VIRTIO: Window = Window { base: 0x1000_1000, len: 0x1000 };

/// Registers of the test finisher (`hw/misc/sifive_test.c`).
pub mod test {
    /// Written at offset 0: stop, the guest succeeded.
    pub const PASS: u32 = 0x5555;
    /// Written at offset 0 with an exit status in the upper half: stop, the guest failed.
    pub const FAIL: u32 = 0x3333;
    /// Written at offset 0: reset the board.
    pub const RESET: u32 = 0x7777;
}

/// Registers of the CLINT, in bytes from its base. SiFive FU540 manual, chapter "Core-Local Interruptor".
pub mod clint {
    /// Software interrupt pending, hart 0, 32 bits.
    pub const MSIP: u64 = 0;
    /// Timer compare, hart 0, 64 bits.
    pub const MTIMECMP: u64 = 0x4000;
    /// Time, 64 bits.
    pub const MTIME: u64 = 0xbff8;
}

/// Registers of the PLIC, in bytes from its base. RISC-V PLIC Specification 1.0.0, §3 "Memory Map".
pub mod plic {
    /// Priority of source `n` is at `4 * n`, 32 bits.
    pub const PRIORITY: u64 = 0;
    /// Pending bits, one per source.
    pub const PENDING: u64 = 0x1000;
    /// Enable bits, one per source, a block per context.
    pub const ENABLE: u64 = 0x2000;
    /// Distance between the enable blocks of two contexts.
    pub const ENABLE_STRIDE: u64 = 0x80;
    /// Threshold of a context; claim/complete is four bytes behind it.
    pub const THRESHOLD: u64 = 0x20_0000;
    /// Claim (on read) and complete (on write) of a context.
    pub const CLAIM: u64 = 0x20_0004;
    /// Distance between the threshold blocks of two contexts.
    pub const CONTEXT_STRIDE: u64 = 0x1000;
    /// Context of hart 0 in M-mode.
    pub const CONTEXT_M: u64 = 0;
    /// Context of hart 0 in S-mode.
    pub const CONTEXT_S: u64 = 1;
    /// Sources on this board, source 0 ("no interrupt") included.
    pub const SOURCES: u32 = 96;
}

/// Interrupt sources of the PLIC.
pub mod irq {
    /// The lowest virtio slot; the next has the next number.
    pub const VIRTIO: u32 = 1;
    /// The UART.
    pub const UART: u32 = 10;
}

/// Registers of the 16550, in bytes from its base. National Semiconductor PC16550D data sheet, §8 "Registers".
pub mod uart {
    /// Receiver buffer (read) and transmitter holding (write).
    pub const RBR_THR: u64 = 0;
    /// Interrupt enable.
    pub const IER: u64 = 1;
    /// Interrupt identification (read) and FIFO control (write).
    pub const IIR_FCR: u64 = 2;
    /// Line control.
    pub const LCR: u64 = 3;
    /// Modem control.
    pub const MCR: u64 = 4;
    /// Line status.
    pub const LSR: u64 = 5;
    /// Modem status.
    pub const MSR: u64 = 6;
    /// Scratch.
    pub const SCR: u64 = 7;

    /// IER: interrupt when a byte has arrived.
    pub const IER_RX: u8 = 1;
    /// IER: interrupt when the transmitter can take a byte.
    pub const IER_TX: u8 = 2;
    /// LCR: registers 0 and 1 are the divisor latch.
    pub const LCR_DLAB: u8 = 0x80;
    /// LSR: a byte has arrived.
    pub const LSR_RX_READY: u8 = 1;
    /// LSR: the transmitter holding register is empty.
    pub const LSR_TX_EMPTY: u8 = 0x20;
    /// LSR: the transmitter has sent everything.
    pub const LSR_TX_IDLE: u8 = 0x40;
}

/// Registers of a virtio slot, in bytes from its base. Virtual I/O Device (VIRTIO) Version 1.2, §4.2.2 "MMIO Device
/// Register Layout", §4.2.4 "Legacy interface".
pub mod virtio {
    /// Slots on this board.
    pub const SLOTS: u64 = 8;

    /// [`MAGIC`].
    pub const MAGIC_VALUE: u64 = 0x00;
    /// Layout of the registers: 1 is legacy, 2 is modern.
    pub const VERSION: u64 = 0x04;
    /// Kind of the device; 0 is an empty slot.
    pub const DEVICE_ID: u64 = 0x08;
    /// Who made it.
    pub const VENDOR_ID: u64 = 0x0c;
    /// What the device can, 32 bits of it.
    pub const DEVICE_FEATURES: u64 = 0x10;
    /// Which 32 bits.
    pub const DEVICE_FEATURES_SEL: u64 = 0x14;
    /// What the driver wants, 32 bits of it.
    pub const DRIVER_FEATURES: u64 = 0x20;
    /// Which 32 bits.
    pub const DRIVER_FEATURES_SEL: u64 = 0x24;
    /// Legacy: unit of [`QUEUE_PFN`], in bytes.
    pub const GUEST_PAGE_SIZE: u64 = 0x28;
    /// The queue that the next registers are about.
    pub const QUEUE_SEL: u64 = 0x30;
    /// Most entries it can have; 0 if there is no such queue.
    pub const QUEUE_NUM_MAX: u64 = 0x34;
    /// Entries it has.
    pub const QUEUE_NUM: u64 = 0x38;
    /// Legacy: alignment of its used ring, in bytes.
    pub const QUEUE_ALIGN: u64 = 0x3c;
    /// Legacy: where it lies, in pages; 0 is nowhere.
    pub const QUEUE_PFN: u64 = 0x40;
    /// Modern: 1 while the device may use it.
    pub const QUEUE_READY: u64 = 0x44;
    /// Written with the number of a queue: it has new buffers.
    pub const QUEUE_NOTIFY: u64 = 0x50;
    /// Why the interrupt line is up.
    pub const INTERRUPT_STATUS: u64 = 0x60;
    /// Takes bits of that down.
    pub const INTERRUPT_ACK: u64 = 0x64;
    /// How far the driver is; 0 resets the device.
    pub const STATUS: u64 = 0x70;
    /// Modern: address of the descriptor table; the upper half is four bytes behind it, as of the next two.
    pub const QUEUE_DESC: u64 = 0x80;
    /// Modern: address of the available ring.
    pub const QUEUE_DRIVER: u64 = 0x90;
    /// Modern: address of the used ring.
    pub const QUEUE_DEVICE: u64 = 0xa0;
    /// Modern: length of the shared memory, of which there is none.
    pub const SHM_LEN: u64 = 0xb0;
    /// Modern: changes with the configuration.
    pub const CONFIG_GENERATION: u64 = 0xfc;
    /// The configuration of the device's kind.
    pub const CONFIG: u64 = 0x100;

    /// "virt", little-endian.
    pub const MAGIC: u32 = 0x7472_6976;
    /// [`DEVICE_ID`] of a block device. §5.2 "Block Device".
    pub const ID_BLOCK: u32 = 2;

    /// [`STATUS`]: the driver is set up.
    pub const STATUS_DRIVER_OK: u8 = 4;
    /// [`STATUS`]: the device accepts the features.
    pub const STATUS_FEATURES_OK: u8 = 8;
    /// [`STATUS`]: the device has met an error from which only a reset helps.
    pub const STATUS_NEEDS_RESET: u8 = 64;

    /// [`INTERRUPT_STATUS`]: buffers were used.
    pub const INTERRUPT_USED: u32 = 1;
    /// [`INTERRUPT_STATUS`]: the configuration, or [`STATUS_NEEDS_RESET`], has changed.
    pub const INTERRUPT_CONFIG: u32 = 2;
}
