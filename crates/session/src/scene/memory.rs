//! The Memory panel: the address space, one address followed through the page tables, the bytes there, and what the last
//! step asked of memory.

use serde::{Deserialize, Serialize};
use texts::memory;

use super::{Mode, ProcessName};
use crate::Sentence;

/// The Memory panel.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Memory {
    /// Whose lower half it is; none while only the kernel is mapped.
    pub process: Option<ProcessName>,
    /// Physical address of the root of the page tables; none without translation.
    pub root: Option<u64>,
    /// The address space, highest address first, what is not mapped included.
    pub regions: Vec<Region>,
    /// Where physical memory is, and what the parts of it are for.
    pub ram: PhysicalMemory,
    /// What the last step asked of memory, in order.
    pub accesses: Vec<AccessView>,
    /// The address that is looked at.
    pub spot: Spot,
    /// What is wrong with the address that was typed, in a sentence; the panel shows the last access instead.
    pub error: Option<String>,
    /// The way of a virtual address through the page tables.
    pub walk: Option<WalkView>,
    /// The bytes around the address.
    pub bytes: Bytes,
}

/// An address that is looked at.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Spot {
    /// The virtual address; none if a physical one was asked for.
    pub va: Option<u64>,
    /// Where that leads.
    pub pa: Option<u64>,
    /// What is there, where it has a name: `"sp"`, `"stack"`, `"vfs::iterate_dir+8"`.
    pub name: String,
    /// Virtual addresses at which the same byte is seen, as many as a person would read.
    pub seen_at: Vec<u64>,
}

/// What a stretch of the address space is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum RegionKind {
    /// A program's.
    User,
    /// The kernel's.
    Kernel,
    /// Registers of a device.
    Device,
    /// Nobody's.
    Gap,
    /// Nobody's, on purpose: who runs over the end of his own meets it.
    Guard,
}

/// What may be done at an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Permissions {
    /// Loads.
    pub read: bool,
    /// Stores.
    pub write: bool,
    /// Fetches.
    pub execute: bool,
    /// In user mode.
    pub user: bool,
}

/// A stretch of the address space.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Region {
    /// What it is.
    pub kind: RegionKind,
    /// A few words: `"stack"`, `"code of /bin/ls"`.
    pub name: String,
    /// First virtual address.
    pub from: u64,
    /// Bytes.
    pub len: u64,
    /// What may be done there; of a region that was promised, what was promised.
    pub permissions: Permissions,
    /// Pages of 4 KiB that are mapped now; the others come when they are touched.
    pub present: u64,
    /// Of these, pages that are copied when they are first stored to.
    pub copied_when_written: u64,
    /// Physical addresses and lengths, in the order of the virtual ones, the first few.
    pub physical: Vec<(u64, u64)>,
    /// How many more there are.
    pub more_physical: u64,
    /// What points here: `"pc"`, `"sp"`, `"load"`.
    pub marks: Vec<String>,
}

/// Physical memory.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct PhysicalMemory {
    /// First address of RAM.
    pub from: u64,
    /// Bytes of RAM.
    pub len: u64,
    /// What parts of it are for: first address, bytes.
    pub parts: Vec<(RamPart, u64, u64)>,
}

/// What a part of the RAM is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum RamPart {
    /// The kernel's image.
    Kernel,
    /// Pages of the process in view.
    Process,
    /// Its page tables.
    Tables,
    /// What nobody has asked for yet.
    NeverUsed,
}

/// What an access was for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum AccessKind {
    /// To execute what is there.
    Fetch,
    /// To load it.
    Load,
    /// To store to it.
    Store,
}

impl AccessKind {
    /// Its name in the page's markup.
    pub fn id(self) -> &'static str {
        match self {
            AccessKind::Fetch => "fetch",
            AccessKind::Load => "load",
            AccessKind::Store => "store",
        }
    }

    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            AccessKind::Fetch => memory::fetch(),
            AccessKind::Load => memory::load(),
            AccessKind::Store => memory::store(),
        }
    }
}

/// An access that the hart made, or tried.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct AccessView {
    /// What for.
    pub kind: AccessKind,
    /// Virtual address.
    pub va: u64,
    /// Bytes.
    pub len: u64,
    /// The mode that asked.
    pub mode: Mode,
    /// Whether it was allowed.
    pub passed: bool,
    /// What it was, and which rule let it pass or refused it.
    pub why: Sentence,
}

/// The way of a virtual address through the page tables.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct WalkView {
    /// The address.
    pub va: u64,
    /// The parts of the page number, the root's first: VPN\[2\], VPN\[1\], VPN\[0\].
    pub vpn: [u64; 3],
    /// The place in the page.
    pub offset: u64,
    /// The entries that are read, the root's first.
    pub entries: Vec<PteView>,
    /// The physical address, or none.
    pub pa: Option<u64>,
    /// How it ends, in a sentence.
    pub end: Sentence,
    /// Whether the hart, as it is, could do each access there, and why.
    pub may: Vec<(AccessKind, bool, String)>,
}

/// A page-table entry.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PteView {
    /// 2 at the root, 0 for pages of 4 KiB.
    pub level: u8,
    /// Its physical address.
    pub pa: u64,
    /// Its 64 bits.
    pub bits: u64,
    /// Its one-bit fields, lowest first, with what each says.
    pub flags: Vec<PteFlag>,
    /// The two bits for software.
    pub rsw: u64,
    /// The physical page number.
    pub ppn: u64,
    /// What the entry means, in a few words.
    pub meaning: String,
    /// Whether the last step changed it.
    pub changed: bool,
}

/// A one-bit field of a page-table entry.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PteFlag {
    /// Its letter.
    pub letter: char,
    /// Which bit of the entry it is.
    pub bit: u32,
    /// Whether it is set.
    pub set: bool,
    /// What that means.
    pub meaning: String,
}

/// Bytes around an address, cell by cell.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Bytes {
    /// Whether the addresses are physical.
    pub physical: bool,
    /// The cells, in order.
    pub cells: Vec<ByteCell>,
    /// The cell that is looked at.
    pub cell: Option<Cell>,
}

impl Bytes {
    /// Bytes in all cells.
    pub const LEN: u64 = 256;
}

/// Eight bytes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ByteCell {
    /// The first one's address.
    pub address: u64,
    /// The bytes, where there is RAM.
    pub bytes: Option<[u8; 8]>,
    /// A bit for each byte that the last step changed; bit 0 is the first.
    pub changed: u8,
    /// What is here: what points here, a symbol, what is pointed at.
    pub notes: Vec<String>,
}

/// Eight bytes that are looked at.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Cell {
    /// Their address, as of [`Bytes::cells`].
    pub address: u64,
    /// Their virtual address, if they were asked for by it.
    pub va: Option<u64>,
    /// Their physical address.
    pub pa: u64,
    /// What they hold, as one number.
    pub value: u64,
    /// What that number points at, where it has a name.
    pub points_at: Option<String>,
    /// Who wrote to them with the last step, and what over what.
    pub written: Option<Sentence>,
}
