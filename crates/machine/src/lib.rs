//! A RISC-V machine with the memory map of QEMU's `virt` board, as a value that steps: same state and same input, same
//! future. It runs any RV64 program; it has no clock, does no I/O and knows no kernel.
//!
//! ```
//! use machine::{Boot, Machine, Stop, Unwatched};
//! let mut machine = Machine::new(8 << 20);
//! // addi a0, zero, 42; wfi
//! let program = [0x13, 0x05, 0xa0, 0x02, 0x73, 0x00, 0x50, 0x10];
//! let boot = Boot { segments: &[(0x8000_0000, &program)], entry: 0x8000_0000, initrd: None, bootargs: "" };
//! machine.boot(&boot).unwrap();
//! assert_eq!(machine.run(1_000, &mut Unwatched), Stop::Idle);
//! assert_eq!((machine.hart.x[10], machine.at), (42, 2));
//! ```
#![forbid(unsafe_code)]

mod access;
mod alu;
mod boot;
mod code;
mod csr;
mod device;
mod digest;
mod disk;
mod edit;
mod execute;
mod float;
mod hart;
mod mmu;
mod pmp;
mod ram;
mod run;
mod system;
mod tlb;
mod trap;
mod watch;

use device::Devices;
use ram::Ram;
use tlb::Tlbs;

pub use boot::{Boot, BootError};
pub use device::Layout;
pub use disk::{Disk, SECTOR_LEN};
pub use edit::Edit;
pub use hart::{Hart, Mode};
pub use mmu::{Access, Passage, PteAt, Refusal, Walk};
pub use ram::{PAGE_LEN, Page, PageImage};
pub use trap::{Cause, Trap};
pub use watch::{Crossing, CrossingKind, Crossings, Exit, Jump, Stop, Unwatched, Watch, Writes};

/// The machine. Equal machines with equal input have equal futures; a clone is another machine.
#[derive(Clone)]
pub struct Machine {
    /// The hart.
    pub hart: Hart,
    /// Steps since reset, the only clock: one per retired instruction or taken trap; `wfi` skips to the next event. `mtime`
    /// ticks once per step, so that at 10 MHz a step is 100 ns of guest time.
    pub at: u64,
    devices: Devices,
    ram: Ram,
    disk: Disk,
    /// What the guest sent and nobody took. Not part of the state.
    sent: Vec<Sent>,
    tlbs: Tlbs,
    /// The step at which the inner loop must end; 0 to end it after the present instruction. Not part of the state.
    horizon: u64,
}

/// Registers, CSRs and devices: everything but RAM and disk. Small, so that a checkpoint can keep one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct State {
    at: u64,
    hart: Hart,
    devices: Devices,
}

impl State {
    /// Steps since reset.
    pub fn at(&self) -> u64 {
        self.at
    }

    /// Steps that `wfi` skipped since reset.
    pub fn skipped(&self) -> u64 {
        self.hart.csrs.skipped
    }
}

/// A byte that the UART sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sent {
    /// Steps before the store that sent it.
    pub at: u64,
    /// The byte.
    pub byte: u8,
}

impl Machine {
    /// A machine with `ram_len` bytes of RAM, rounded up to whole pages, at [`board::RAM_BASE`], as after reset. A page costs
    /// memory of the host once the guest has stored to it.
    pub fn new(ram_len: u64) -> Self {
        Self {
            hart: Hart::new(),
            at: 0,
            devices: Devices::new(),
            ram: Ram::new(ram_len),
            disk: Disk::new(0),
            sent: Vec::new(),
            tlbs: Tlbs::new(),
            horizon: 0,
        }
    }

    /// Puts a disk into the lowest virtio slot, whose registers have this layout; one without a sector leaves it empty.
    pub fn attach(&mut self, disk: Disk, layout: Layout) {
        self.disk = disk;
        self.devices.virtio = device::Virtio::new(layout);
    }

    /// The disk, as the guest has left it.
    pub fn disk(&self) -> &Disk {
        &self.disk
    }

    /// `mtime`: ticks of the board's clock, [`board::TIMEBASE_HZ`] a second. It is `at` unless the guest set its clock.
    pub fn mtime(&self) -> u64 {
        self.devices.clint.time(self.at)
    }

    /// Steps that `wfi` skipped since reset: they took guest time but no work.
    pub fn skipped(&self) -> u64 {
        self.hart.csrs.skipped
    }

    /// Queues bytes for the UART's receiver, which takes them as the guest makes room in its FIFO.
    pub fn input(&mut self, bytes: &[u8]) {
        self.devices.uart.input(bytes);
        self.devices_changed();
    }

    /// Takes what the guest transmitted since the last call.
    pub fn take_output(&mut self) -> Vec<u8> {
        self.take_sent().into_iter().map(|sent| sent.byte).collect()
    }

    /// Takes what the guest transmitted since the last call, with positions.
    pub fn take_sent(&mut self) -> Vec<Sent> {
        std::mem::take(&mut self.sent)
    }

    /// Bytes transmitted since reset.
    pub fn transmitted(&self) -> u64 {
        self.devices.uart.transmitted
    }

    /// How the guest switched the board off, if it did.
    pub fn exit(&self) -> Option<Exit> {
        self.devices.exit
    }

    /// Bytes of RAM.
    pub fn ram_len(&self) -> u64 {
        self.ram.len()
    }

    /// Copies RAM from physical address `pa`; false, and nothing copied, if that is not all RAM.
    pub fn read_ram(&self, pa: u64, bytes: &mut [u8]) -> bool {
        self.ram.read(pa, bytes)
    }

    /// Writes RAM at physical address `pa`; false, and nothing written, if that is not all RAM.
    pub fn write_ram(&mut self, pa: u64, bytes: &[u8]) -> bool {
        let Some(stale) = self.ram.write(pa, bytes) else { return false };
        if stale {
            self.ram_moved();
        }
        true
    }

    /// Watches the 8 bytes at physical address `pa`, a multiple of 8, or nothing any more: a run under a watch with
    /// [`Watch::WRITES`] stops after each step that writes any of them, whoever does it and by whatever mapping. Not part of
    /// the state; stores elsewhere are as fast as without.
    pub fn watch(&mut self, pa: Option<u64>) {
        self.ram.watch(pa);
        self.tlbs.store.clear();
    }

    /// Everything but RAM and disk.
    pub fn state(&self) -> State {
        State { at: self.at, hart: self.hart.clone(), devices: self.devices.clone() }
    }

    /// Begins an interval: from here on the first store to each page keeps the page as it is now.
    pub fn begin_interval(&mut self) {
        self.ram.begin_interval();
        self.disk.begin_interval();
        self.tlbs.store.clear();
    }

    /// The pages stored to since the interval began, with what they held then, sorted by number (counted from the start of
    /// RAM; those of the disk follow). The interval is over: begin the next.
    pub fn take_dirty(&mut self) -> Vec<(u32, PageImage)> {
        let mut pages = self.ram.take_kept();
        let n_pages = self.ram.n_pages();
        pages.extend(self.disk.take_kept().into_iter().map(|(page, image)| (n_pages + page, image)));
        pages
    }

    /// The page, counted as in [`Machine::take_dirty`], that holds physical address `pa`, if that is RAM.
    pub fn page_of(&self, pa: u64) -> Option<u32> {
        self.ram.page(pa)
    }

    /// What a page, counted as in [`Machine::take_dirty`], holds.
    pub fn page_image(&self, page: u32) -> PageImage {
        match page.checked_sub(self.ram.n_pages()) {
            Some(page) => self.disk.image(page),
            None => self.ram.image(page),
        }
    }

    /// Goes back, or forward, to `state`, with `pages` put into RAM and disk, and begins an interval. Output not yet taken is
    /// dropped.
    pub fn restore<'a>(&mut self, state: &State, pages: impl IntoIterator<Item = (u32, &'a PageImage)>) {
        State { at: self.at, hart: self.hart, devices: self.devices } = state.clone();
        for (page, image) in pages {
            match page.checked_sub(self.ram.n_pages()) {
                Some(page) => self.disk.put_image(page, image),
                None => self.ram.put_image(page, image),
            }
        }
        self.sent.clear();
        self.flush_tlbs();
        self.begin_interval();
    }
}
