//! Sv39: from virtual to physical addresses. Walks for showing change nothing; translations for the hart set A and D bits.
//! RISC-V Privileged ISA 20240411 §10.3.2 "Virtual Address Translation Process", §10.4 "Sv39: Page-Based 39-bit
//! Virtual-Memory System".

use isa::csr::{mstatus, pte, satp};

use crate::Machine;
use crate::hart::Mode;
use crate::ram::{PAGE_LEN, Ram};
use crate::tlb::Context;
use crate::trap::Trap;

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

/// Why an access is refused, or an address leads nowhere: one rule of the manual each, in the order in which they are asked.
/// RISC-V Privileged ISA 20240411 §10.3.2 "Virtual Address Translation Process".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Refusal {
    /// Bits 39 to 63 of the address are not all copies of bit 38.
    NotCanonical,
    /// A page table, or what is asked for, lies outside RAM or where no page table may lie.
    NoMemory,
    /// The entry's V bit is 0.
    NotValid,
    /// The entry has a combination of bits, or a bit, that is reserved: W without R, or bits 54 to 63.
    Reserved,
    /// The entry leads to a table, but has A, D or U set, which is reserved there.
    ReservedInBranch,
    /// The entry of the last level leads to another table.
    TooDeep,
    /// The leaf of a large page says an address that is no multiple of its length.
    Misaligned,
    /// U-mode, and the page's U bit is 0.
    SupervisorPage,
    /// S-mode, the page's U bit is 1, and `SUM` is 0; or a fetch, which `SUM` does not help.
    UserPage,
    /// A load, and the R bit is 0; also the X bit or `MXR`.
    NoRead,
    /// A store, and the W bit is 0.
    NoWrite,
    /// A fetch, and the X bit is 0.
    NoExecute,
    /// Physical memory protection forbids it. §3.7 "Physical Memory Protection".
    Protected,
}

impl Refusal {
    /// Whether it raises a page fault; else an access fault.
    pub const fn is_page_fault(self) -> bool {
        !matches!(self, Self::NoMemory | Self::Protected)
    }
}

/// A walk through the page tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Walk {
    /// The entries read, root first; without translation there are none.
    pub entries: [Option<PteAt>; 3],
    /// The physical address. Permissions are not looked at: [`Walk::leaf`] has them.
    pub pa: Result<u64, Refusal>,
}

impl Walk {
    /// The entry that the walk ended at.
    pub fn leaf(&self) -> Option<PteAt> {
        self.entries.into_iter().flatten().last()
    }
}

/// What an access is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// To execute it.
    Fetch,
    /// To load it.
    Load,
    /// To store to it; atomics too.
    Store,
}

impl Access {
    pub(crate) fn fault(self, refusal: Refusal, va: u64) -> Trap {
        match (refusal.is_page_fault(), self) {
            (true, Self::Fetch) => Trap::InstructionPageFault { va },
            (true, Self::Load) => Trap::LoadPageFault { va },
            (true, Self::Store) => Trap::StorePageFault { va },
            (false, Self::Fetch) => Trap::InstructionAccessFault { va },
            (false, Self::Load) => Trap::LoadAccessFault { va },
            (false, Self::Store) => Trap::StoreAccessFault { va },
        }
    }
}

/// Levels of page tables.
const LEVELS: usize = 3;
/// Bits of a virtual page number per level.
const LEVEL_BITS: u32 = 9;

/// Walks the page tables at `root`, a physical page number, as far as the entries at these physical addresses may be read.
fn walk(ram: &Ram, root: u64, va: u64, readable: impl Fn(u64) -> bool) -> Walk {
    let mut entries = [None; LEVELS];
    let pa = descend(ram, root, va, readable, &mut entries);
    Walk { entries, pa }
}

fn descend(
    ram: &Ram,
    root: u64,
    va: u64,
    readable: impl Fn(u64) -> bool,
    entries: &mut [Option<PteAt>; LEVELS],
) -> Result<u64, Refusal> {
    // Bits 39 to 63 are copies of bit 38.
    if (va << 25) as i64 >> 25 != va as i64 {
        return Err(Refusal::NotCanonical);
    }
    let mut table = root;
    for (index, level) in (0..LEVELS as u32).rev().enumerate() {
        let shift = 12 + level * LEVEL_BITS;
        let pa = table * PAGE_LEN as u64 + (va >> shift & ((1 << LEVEL_BITS) - 1)) * 8;
        let bits = ram.word(pa).filter(|_| readable(pa)).ok_or(Refusal::NoMemory)?;
        entries[index] = Some(PteAt { level: level as u8, pa, bits });
        let has = |field: isa::csr::Field| bits & field.mask() != 0;
        if !has(pte::V) {
            return Err(Refusal::NotValid);
        }
        if has(pte::W) && !has(pte::R) || has(pte::RESERVED) {
            return Err(Refusal::Reserved);
        }
        let ppn = pte::PPN.get(bits);
        if has(pte::R) || has(pte::X) {
            let within = (1 << shift) - 1;
            // The lower levels' part of the page number comes from the address: it must be 0 in the entry.
            return if ppn << 12 & within == 0 {
                Ok(ppn << 12 | va & within)
            } else {
                Err(Refusal::Misaligned)
            };
        }
        // In an entry that points to a table these bits are reserved.
        if has(pte::A) || has(pte::D) || has(pte::U) {
            return Err(Refusal::ReservedInBranch);
        }
        table = ppn;
    }
    Err(Refusal::TooDeep)
}

/// Whether a leaf lets `context` do `access`.
fn permits(bits: u64, access: Access, context: Context, mxr: bool) -> Result<(), Refusal> {
    let has = |field: isa::csr::Field| bits & field.mask() != 0;
    let whose = match context {
        Context::User if !has(pte::U) => Err(Refusal::SupervisorPage),
        Context::Supervisor if has(pte::U) => Err(Refusal::UserPage),
        // Supervisor code never runs from users' pages.
        Context::SupervisorUser if has(pte::U) && access == Access::Fetch => Err(Refusal::UserPage),
        Context::User | Context::Supervisor | Context::SupervisorUser | Context::Machine => Ok(()),
    };
    let what = match access {
        Access::Fetch => has(pte::X).then_some(()).ok_or(Refusal::NoExecute),
        Access::Load => (has(pte::R) || mxr && has(pte::X)).then_some(()).ok_or(Refusal::NoRead),
        Access::Store => has(pte::W).then_some(()).ok_or(Refusal::NoWrite),
    };
    whose.and(what)
}

/// An access that is allowed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Passage {
    /// Where it goes.
    pub pa: u64,
    /// The entry as the hardware writes it, if the access sets its A or D bit.
    pub update: Option<PteAt>,
}

impl Machine {
    /// The context of fetches.
    pub(crate) fn code_context(&self) -> Context {
        match self.hart.mode {
            Mode::U => Context::User,
            Mode::S => Context::Supervisor,
            Mode::M => Context::Machine,
        }
    }

    /// The context of loads and stores. §3.1.6.3 "Memory Privilege in mstatus Register": `MPRV`, `SUM`.
    pub(crate) fn data_context(&self) -> Context {
        let status = self.hart.csrs.mstatus;
        let mode = if self.hart.mode == Mode::M && status & mstatus::MPRV.mask() != 0 {
            Mode::from_bits(mstatus::MPP.get(status)).unwrap_or(Mode::U)
        } else {
            self.hart.mode
        };
        match mode {
            Mode::U => Context::User,
            Mode::S if status & mstatus::SUM.mask() != 0 => Context::SupervisorUser,
            Mode::S => Context::Supervisor,
            Mode::M => Context::Machine,
        }
    }

    /// Where `va` leads, for an access by the hart to `len` bytes in one page: sets A and D bits.
    pub(crate) fn translate(&mut self, va: u64, len: usize, access: Access) -> Result<u64, Trap> {
        let context = self.context(access);
        let Passage { pa, update } =
            self.look_up(va, access, context).map_err(|refusal| access.fault(refusal, va))?;
        if let Some(entry) = update {
            self.write_ram(entry.pa, &entry.bits.to_le_bytes());
        }
        if self.is_protected(pa, len, access, context) {
            return Err(access.fault(Refusal::Protected, va));
        }
        Ok(pa)
    }

    fn context(&self, access: Access) -> Context {
        match access {
            Access::Fetch => self.code_context(),
            Access::Load | Access::Store => self.data_context(),
        }
    }

    /// Whether memory protection forbids the access.
    fn is_protected(&self, pa: u64, len: usize, access: Access, context: Context) -> bool {
        !self.hart.csrs.pmp.permits(pa, len as u64, access, context == Context::Machine)
    }

    /// The physical address, and the entry as it must be written if A or D is to be set.
    fn look_up(&self, va: u64, access: Access, context: Context) -> Result<Passage, Refusal> {
        let csrs = &self.hart.csrs;
        if context == Context::Machine || satp::MODE.get(csrs.satp) == 0 {
            return Ok(Passage { pa: va, update: None });
        }
        // The hardware reads and writes page tables as S-mode would. §3.7.2 "Physical Memory Protection and Paging".
        let may = |pa, access| csrs.pmp.permits(pa, size_of::<u64>() as u64, access, false);
        let walk = walk(&self.ram, satp::PPN.get(csrs.satp), va, |pa| may(pa, Access::Load));
        let pa = walk.pa?;
        let Some(leaf) = walk.leaf() else { return Ok(Passage { pa, update: None }) };
        permits(leaf.bits, access, context, csrs.mstatus & mstatus::MXR.mask() != 0)?;
        let set = pte::A.mask() | if access == Access::Store { pte::D.mask() } else { 0 };
        let update = (leaf.bits & set != set).then_some(PteAt { bits: leaf.bits | set, ..leaf });
        if update.is_some() && !may(leaf.pa, Access::Store) {
            return Err(Refusal::Protected);
        }
        Ok(Passage { pa, update })
    }

    /// Whether the hart, as it is, could do `access` to `len` bytes at `va`, all in one page, and if not, by which rule.
    /// Changes nothing, A and D bits included.
    pub fn check(&self, va: u64, len: usize, access: Access) -> Result<Passage, Refusal> {
        let context = self.context(access);
        let passage = self.look_up(va, access, context)?;
        if self.is_protected(passage.pa, len, access, context) {
            Err(Refusal::Protected)
        } else {
            Ok(passage)
        }
    }

    /// Whether the hart, as it is, could do `access` at `va`, and where that leads. Sets no A or D bit.
    pub fn peek(&self, va: u64, access: Access) -> Result<u64, Trap> {
        let found = self.check(va, 1, access);
        found.map(|passage| passage.pa).map_err(|refusal| access.fault(refusal, va))
    }

    /// Walks the page tables that `satp` names, permissions aside. Sets no A or D bit, so panels may ask at every frame.
    pub fn walk(&self, satp: u64, va: u64) -> Walk {
        if satp::MODE.get(satp) == 0 {
            return Walk { entries: [None; LEVELS], pa: Ok(va) };
        }
        walk(&self.ram, satp::PPN.get(satp), va, |_| true)
    }

    /// Where `va` leads by the page tables that `satp` names, permissions aside. Sets no A or D bit.
    pub fn peek_virtual(&self, satp: u64, va: u64) -> Result<u64, Refusal> {
        self.walk(satp, va).pa
    }

    /// Copies memory from virtual address `va` by the page tables that `satp` names, permissions aside; what precedes a
    /// page that is not there is copied. Sets no A or D bit.
    pub fn read_virtual(&self, satp: u64, va: u64, bytes: &mut [u8]) -> Result<(), Refusal> {
        let mut done = 0;
        while done < bytes.len() {
            let va = va.wrapping_add(done as u64);
            let room = PAGE_LEN - va as usize % PAGE_LEN;
            let end = bytes.len().min(done + room);
            let pa = self.peek_virtual(satp, va)?;
            if !self.read_ram(pa, &mut bytes[done..end]) {
                return Err(Refusal::NoMemory);
            }
            done = end;
        }
        Ok(())
    }
}
