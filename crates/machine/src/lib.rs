//! A RISC-V machine with the memory map of QEMU's `virt` board, as a value that steps: same state and same input, same
//! future. It runs any RV64 program; it has no clock, does no I/O and knows no kernel.
#![forbid(unsafe_code)]

mod csr;
mod hart;
mod trap;
mod watch;

pub use hart::{Hart, Mode};
pub use trap::Cause;
pub use watch::{Crossing, CrossingKind, Crossings, Exit, Jump, Stop, Unwatched, Watch};

use std::rc::Rc;

/// Four kibibytes of RAM.
#[derive(Clone, PartialEq, Eq, Debug)]
#[repr(align(8))]
pub struct Page(pub [u8; 4096]);

/// The contents of a page at some moment; `None` is a page of zeros.
pub type PageImage = Option<Rc<Page>>;

/// What to put into RAM before the first instruction.
#[derive(Clone, Copy, Debug)]
pub struct Boot<'a> {
    /// Physical addresses and the bytes to put there.
    pub segments: &'a [(u64, &'a [u8])],
    /// Where the hart starts, in M-mode.
    pub entry: u64,
    /// An initial file system; the device tree says where it is (`linux,initrd-start`, `linux,initrd-end`).
    pub initrd: Option<&'a [u8]>,
    /// The command line (`bootargs` of the device tree's `chosen`).
    pub bootargs: &'a str,
}

/// Why a machine could not be booted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BootError {
    /// The segment at `pa` does not fit into RAM.
    SegmentOutsideRam {
        /// Its first byte.
        pa: u64,
        /// Its length in bytes.
        len: u64,
    },
    /// There is no room for the initial file system.
    InitrdTooLong {
        /// Its length in bytes.
        len: u64,
    },
    /// There is no room for the device tree, or the command line holds a NUL.
    DeviceTree,
}

/// Registers, CSRs and devices: everything but RAM. Small, so that a checkpoint can keep one.
#[derive(Clone, Debug)]
pub struct State {
    at: u64,
    hart: Hart,
}

/// A byte that the UART sent.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Sent {
    /// Steps before the store that sent it.
    pub at: u64,
    /// The byte.
    pub byte: u8,
}

/// A page-table entry that a walk read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PteAt {
    /// 2 at the root, 0 for 4 KiB pages.
    pub level: u8,
    /// Physical address of the entry.
    pub pa: u64,
    /// Its 64 bits; see [`isa::csr::pte`].
    pub bits: u64,
}

/// Why an address leads nowhere.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WalkError {
    /// The page tables do not map it.
    PageFault,
    /// A page table lies outside RAM.
    AccessFault,
}

/// A walk through the page tables, for showing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Walk {
    /// The entries read, root first; without translation there are none.
    pub entries: [Option<PteAt>; 3],
    /// The physical address. Permissions are not looked at: the last entry has them.
    pub pa: Result<u64, WalkError>,
}

/// The machine.
#[derive(Clone)]
pub struct Machine {
    /// The hart.
    pub hart: Hart,
    /// Steps since reset, the only clock: one per retired instruction or taken trap; `wfi` skips to the next event. `mtime`
    /// ticks once per step, so that at 10 MHz a step is 100 ns of guest time.
    pub at: u64,
}

#[allow(unused_variables, missing_docs)]
impl Machine {
    /// A machine with `ram_len` bytes of RAM at [`board::RAM_BASE`], as after reset.
    pub fn new(ram_len: u64) -> Self {
        Self { hart: Hart::new(), at: 0 }
    }
    /// Puts `boot` into RAM and sets the hart to its entry, `a0` to the hart's number, `a1` to the device tree.
    pub fn boot(&mut self, boot: &Boot) -> Result<(), BootError> {
        unimplemented!()
    }
    /// Runs until `at` is `until`, or something stops it earlier.
    pub fn run<W: Watch>(&mut self, until: u64, watch: &mut W) -> Stop {
        unimplemented!()
    }
    /// Runs one step.
    pub fn step(&mut self) -> Stop {
        self.run(self.at + 1, &mut Unwatched)
    }
    /// The value of a CSR, read without side effect in any mode; `None` if the hart has no such CSR.
    pub fn csr(&self, number: u16) -> Option<u64> {
        unimplemented!()
    }
    /// Queues bytes for the UART's receiver.
    pub fn input(&mut self, bytes: &[u8]) {
        unimplemented!()
    }
    /// Takes what the guest transmitted since the last call. Not part of the state.
    pub fn take_output(&mut self) -> Vec<u8> {
        unimplemented!()
    }
    /// The same with positions.
    pub fn take_sent(&mut self) -> Vec<Sent> {
        unimplemented!()
    }
    /// Bytes transmitted since reset.
    pub fn transmitted(&self) -> u64 {
        unimplemented!()
    }
    /// Copies RAM from physical address `pa`; false, and nothing copied, if it is not all RAM.
    pub fn read_ram(&self, pa: u64, bytes: &mut [u8]) -> bool {
        unimplemented!()
    }
    /// Writes RAM at physical address `pa`; false, and nothing written, if it is not all RAM.
    pub fn write_ram(&mut self, pa: u64, bytes: &[u8]) -> bool {
        unimplemented!()
    }
    /// Walks the page tables that `satp` names. Sets no A or D bit, so panels may ask at every frame.
    pub fn walk(&self, satp: u64, va: u64) -> Walk {
        unimplemented!()
    }
    /// Where `va` leads by the page tables that `satp` names. Sets no A or D bit.
    pub fn peek_virtual(&self, satp: u64, va: u64) -> Result<u64, WalkError> {
        self.walk(satp, va).pa
    }
    /// Copies memory from virtual address `va` by the page tables that `satp` names. Sets no A or D bit.
    pub fn read_virtual(&self, satp: u64, va: u64, bytes: &mut [u8]) -> Result<(), WalkError> {
        unimplemented!()
    }
    /// Architectural state and RAM as one number; the same for equal machines, natively and in WASM.
    pub fn digest(&self) -> u64 {
        unimplemented!()
    }
    /// Everything but RAM.
    pub fn state(&self) -> State {
        State { at: self.at, hart: self.hart.clone() }
    }
    /// Begins an interval: from here on the first store to each page keeps the page as it is now.
    pub fn begin_interval(&mut self) {
        unimplemented!()
    }
    /// The pages stored to since the interval began, with what they held then, by number from the start of RAM.
    pub fn take_dirty(&mut self) -> Vec<(u32, PageImage)> {
        unimplemented!()
    }
    /// Goes back, or forward, to `state`, putting `pages` into RAM, and begins an interval.
    pub fn restore<'a>(&mut self, state: &State, pages: impl IntoIterator<Item = (u32, &'a PageImage)>) {
        unimplemented!()
    }
}
