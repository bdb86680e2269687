//! The devices of the board and the window each answers in. They act when they are accessed, never by themselves: what
//! changes with time is asked for by its time.

mod clint;
mod plic;
mod uart;
mod virtio;

use board::{CLINT, PLIC, TEST, UART, VIRTIO, Window, irq, test};
use isa::csr::mip;

use crate::Machine;
use crate::watch::Exit;
pub(crate) use clint::Clint;
pub(crate) use plic::Plic;
pub(crate) use uart::Uart;
pub use virtio::Layout;
pub(crate) use virtio::Virtio;

/// The slots for virtio devices, together.
const SLOTS: Window = Window { base: VIRTIO.base, len: VIRTIO.len * board::virtio::SLOTS };

/// All devices. All of it is architectural state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Devices {
    pub clint: Clint,
    pub plic: Plic,
    pub uart: Uart,
    /// The lowest virtio slot; the others are empty.
    pub virtio: Virtio,
    /// What was written to the test finisher.
    pub exit: Option<Exit>,
}

impl Devices {
    pub fn new() -> Self {
        Self {
            clint: Clint::new(),
            plic: Plic::new(),
            uart: Uart::new(),
            virtio: Virtio::new(Layout::Legacy),
            exit: None,
        }
    }

    /// The bits of `mip` that devices drive.
    pub fn interrupts(&self, at: u64) -> u64 {
        let mut mip = 0;
        for (wire, bit) in [
            (self.clint.software, mip::MSIP),
            (self.clint.timer(at), mip::MTIP),
            (self.plic.signals(board::plic::CONTEXT_M), mip::MEIP),
            (self.plic.signals(board::plic::CONTEXT_S), mip::SEIP),
        ] {
            if wire {
                mip |= bit.mask();
            }
        }
        mip
    }

    /// Carries the devices' interrupt lines to the PLIC.
    pub fn settle(&mut self) {
        self.plic.set_level(irq::UART, self.uart.interrupts());
        self.plic.set_level(irq::VIRTIO, self.virtio.interrupts());
    }
}

impl Machine {
    /// Reads `size` bytes of a device; `None` where there is none, or none that takes that size.
    pub(crate) fn device_load(&mut self, pa: u64, size: usize) -> Option<u64> {
        let (at, devices) = (self.at, &mut self.devices);
        let value = if let Some(offset) = UART.offset(pa) {
            devices.uart.read(offset) as u64
        } else if let Some(offset) = PLIC.offset(pa) {
            devices.plic.read(offset, size)? as u64
        } else if let Some(offset) = CLINT.offset(pa) {
            devices.clint.read(offset, size, at)?
        } else if let Some(offset) = SLOTS.offset(pa) {
            let n_sectors = if offset < VIRTIO.len { self.disk.n_sectors() } else { 0 };
            devices.virtio.read(offset % VIRTIO.len, size, n_sectors)
        } else {
            TEST.offset(pa).filter(|_| matches!(size, 2 | 4)).map(|_| 0)?
        };
        self.devices_changed();
        Some(value)
    }

    /// Writes `size` bytes of a device; `None` where there is none, or none that takes that size.
    pub(crate) fn device_store(&mut self, pa: u64, size: usize, value: u64) -> Option<()> {
        let (at, devices) = (self.at, &mut self.devices);
        if let Some(offset) = UART.offset(pa) {
            if let Some(byte) = devices.uart.write(offset, value as u8) {
                self.sent.push(crate::Sent { at, byte });
            }
        } else if let Some(offset) = PLIC.offset(pa) {
            devices.plic.write(offset, size, value as u32)?;
        } else if let Some(offset) = CLINT.offset(pa) {
            devices.clint.write(offset, size, value, at)?;
        } else if let Some(offset) = SLOTS.offset(pa) {
            let present = offset < VIRTIO.len && self.disk.n_sectors() > 0;
            if present && devices.virtio.write(offset, size, value as u32) {
                self.serve();
            }
        } else {
            let offset = TEST.offset(pa).filter(|_| matches!(size, 2 | 4))?;
            devices.exit = devices.exit.or(finish(offset, value as u32));
        }
        self.devices_changed();
        Some(())
    }

    /// Interrupts may be pending that were not, or the board may be off: look before the next instruction.
    pub(crate) fn devices_changed(&mut self) {
        self.devices.settle();
        self.horizon = 0;
    }
}

/// What the test finisher makes of a store (QEMU's `hw/misc/sifive_test.c`).
fn finish(offset: u64, value: u32) -> Option<Exit> {
    match value & 0xffff {
        _ if offset != 0 => None,
        test::PASS => Some(Exit::Pass),
        test::FAIL => Some(Exit::Fail((value >> 16) as u16)),
        test::RESET => Some(Exit::Reset),
        _ => None,
    }
}
