//! Loads, stores, atomics and fetches: the short way through the TLBs, and the long way round.

use std::rc::Rc;

use isa::Insn;

use crate::Machine;
use crate::code::CodePage;
use crate::mmu::{Access, Refusal};
use crate::ram::PAGE_LEN;
use crate::trap::Trap;

/// Bytes that are fetched at once.
const HALF: usize = 2;

/// `size` bytes at `offset`, zero-extended; `offset` is a multiple of `size`.
#[inline(always)]
fn get<const SIZE: usize>(page: &[u8; PAGE_LEN], offset: u64) -> u64 {
    // The mask tells the compiler that the bytes are inside the page.
    let offset = offset as usize & (PAGE_LEN - SIZE);
    let mut bytes = [0; 8];
    bytes[..SIZE].copy_from_slice(&page[offset..offset + SIZE]);
    u64::from_le_bytes(bytes)
}

#[inline(always)]
fn put<const SIZE: usize>(page: &mut [u8; PAGE_LEN], offset: u64, value: u64) {
    let offset = offset as usize & (PAGE_LEN - SIZE);
    page[offset..offset + SIZE].copy_from_slice(&value.to_le_bytes()[..SIZE]);
}

impl Machine {
    /// Loads `SIZE` bytes, zero-extended. `at` is the step count, for a device that asks the time.
    #[inline(always)]
    pub(crate) fn load<const SIZE: usize>(&mut self, va: u64, at: u64) -> Result<u64, Trap> {
        if let Some(frame) = self.tlbs.load.find(va, SIZE as u64, self.tlbs.data)
            && let Some(page) = self.ram.frames.get(frame as usize)
        {
            return Ok(get::<SIZE>(&page.0, va));
        }
        self.at = at;
        self.load_slowly(va, SIZE)
    }

    /// Stores the low `SIZE` bytes of `value`.
    #[inline(always)]
    pub(crate) fn store<const SIZE: usize>(&mut self, va: u64, value: u64, at: u64) -> Result<(), Trap> {
        if let Some(frame) = self.tlbs.store.find(va, SIZE as u64, self.tlbs.data)
            && let Some(page) = self.ram.frames.get_mut(frame as usize)
        {
            put::<SIZE>(&mut page.0, va, value);
            return Ok(());
        }
        self.at = at;
        self.store_slowly(va, SIZE, value)
    }

    #[inline(never)]
    fn load_slowly(&mut self, va: u64, size: usize) -> Result<u64, Trap> {
        if !va.is_multiple_of(size as u64) {
            return self.load_misaligned(va, size);
        }
        let pa = self.translate(va, size, Access::Load)?;
        let Some(page) = self.ram.page(pa) else {
            return self.device_load(pa, size).ok_or(Trap::LoadAccessFault { va });
        };
        let frame = self.ram.frame(page);
        if self.hart.csrs.pmp.is_uniform(pa) {
            self.tlbs.load.insert(va, self.tlbs.data, frame);
        }
        let (mut bytes, offset) = ([0; 8], pa as usize % PAGE_LEN);
        bytes[..size].copy_from_slice(&self.ram.frames[frame as usize].0[offset..offset + size]);
        Ok(u64::from_le_bytes(bytes))
    }

    #[inline(never)]
    fn store_slowly(&mut self, va: u64, size: usize, value: u64) -> Result<(), Trap> {
        if !va.is_multiple_of(size as u64) {
            return self.store_misaligned(va, size, value);
        }
        let pa = self.translate(va, size, Access::Store)?;
        let Some(page) = self.ram.page(pa) else {
            return self.device_store(pa, size, value).ok_or(Trap::StoreAccessFault { va });
        };
        if self.ram.write_page(page, pa as usize % PAGE_LEN, &value.to_le_bytes()[..size]) {
            self.ram_moved();
        }
        // The next store to the page goes the short way, unless decoded instructions or protected bytes lie there.
        let frame = self.ram.frame(page);
        if !self.ram.has_code(frame) && !self.ram.is_watched(page) && self.hart.csrs.pmp.is_uniform(pa) {
            self.tlbs.store.insert(va, self.tlbs.data, frame);
        }
        Ok(())
    }

    /// Forgets where pages lie and which instructions are decoded, as a write to RAM asks for.
    pub(crate) fn ram_moved(&mut self) {
        self.flush_tlbs();
        self.horizon = 0;
    }

    /// Where the two parts of a misaligned access lie and how long the first is; both are translated before anything is
    /// moved. Devices take no misaligned access.
    fn misaligned(&mut self, va: u64, size: usize, access: Access) -> Result<(u64, u64, usize), Trap> {
        let first = size.min(PAGE_LEN - va as usize % PAGE_LEN);
        let pa = self.translate(va, first, access)?;
        let mut rest = pa.wrapping_add(first as u64);
        if first < size {
            rest = self.translate(va.wrapping_add(first as u64), size - first, access)?;
        }
        match (self.ram.page(pa), self.ram.page(rest)) {
            (Some(_), Some(_)) => Ok((pa, rest, first)),
            (None, _) => Err(access.fault(Refusal::NoMemory, va)),
            (_, None) if first == size => Ok((pa, rest, first)),
            (_, None) => Err(access.fault(Refusal::NoMemory, va.wrapping_add(first as u64))),
        }
    }

    fn load_misaligned(&mut self, va: u64, size: usize) -> Result<u64, Trap> {
        let (pa, rest, first) = self.misaligned(va, size, Access::Load)?;
        let mut bytes = [0; 8];
        let read = self.ram.read(pa, &mut bytes[..first]) && self.ram.read(rest, &mut bytes[first..size]);
        if read { Ok(u64::from_le_bytes(bytes)) } else { Err(Trap::LoadAccessFault { va }) }
    }

    fn store_misaligned(&mut self, va: u64, size: usize, value: u64) -> Result<(), Trap> {
        let (pa, rest, first) = self.misaligned(va, size, Access::Store)?;
        let bytes = value.to_le_bytes();
        let written = self.write_ram(pa, &bytes[..first]) && self.write_ram(rest, &bytes[first..size]);
        if written { Ok(()) } else { Err(Trap::StoreAccessFault { va }) }
    }

    /// Replaces `SIZE` bytes at `va` by what `change` makes of them and `operand`, both sign-extended; gives what was there. A and D are set
    /// and permission to write is needed even if nothing changes. RISC-V Unprivileged ISA 20240411, "Zaamo" Extension for
    /// Atomic Memory Operations.
    #[inline(never)]
    pub(crate) fn amo<const SIZE: usize>(
        &mut self,
        va: u64,
        operand: i64,
        change: fn(i64, i64) -> i64,
    ) -> Result<u64, Trap> {
        let pa = self.atomic_address::<SIZE>(va)?;
        let mut bytes = [0; 8];
        self.ram.read(pa, &mut bytes[..SIZE]);
        let unused = 64 - 8 * SIZE as u32;
        let extend = |value: i64| value << unused >> unused;
        let old = extend(i64::from_le_bytes(bytes));
        self.write_ram(pa, &change(old, extend(operand)).to_le_bytes()[..SIZE]);
        Ok(old as u64)
    }

    /// Where an atomic store at `va` goes: only RAM takes one.
    fn atomic_address<const SIZE: usize>(&mut self, va: u64) -> Result<u64, Trap> {
        if !va.is_multiple_of(SIZE as u64) {
            return Err(Trap::StoreAddressMisaligned { va });
        }
        let pa = self.translate(va, SIZE, Access::Store)?;
        if self.ram.page(pa).is_some() { Ok(pa) } else { Err(Trap::StoreAccessFault { va }) }
    }

    /// Loads `SIZE` bytes, zero-extended, and reserves them.
    pub(crate) fn load_reserved<const SIZE: usize>(&mut self, va: u64) -> Result<u64, Trap> {
        if !va.is_multiple_of(SIZE as u64) {
            return Err(Trap::LoadAddressMisaligned { va });
        }
        let pa = self.translate(va, SIZE, Access::Load)?;
        let mut bytes = [0; 8];
        if !self.ram.read(pa, &mut bytes[..SIZE]) {
            return Err(Trap::LoadAccessFault { va });
        }
        self.hart.reservation = Some(pa);
        Ok(u64::from_le_bytes(bytes))
    }

    /// Stores if `va` is still reserved, and ends the reservation in any case: 0 if it stored, else 1.
    pub(crate) fn store_conditional<const SIZE: usize>(&mut self, va: u64, value: u64) -> Result<u64, Trap> {
        let pa = self.atomic_address::<SIZE>(va)?;
        if self.hart.reservation.take() != Some(pa) {
            return Ok(1);
        }
        self.write_ram(pa, &value.to_le_bytes()[..SIZE]);
        Ok(0)
    }

    /// The decoded instructions of the page that `pc` is in.
    pub(crate) fn code_at(&mut self, pc: u64) -> Result<Rc<CodePage>, Trap> {
        let frame = match self.tlbs.fetch.find(pc, 1, self.tlbs.code) {
            Some(frame) => frame,
            None => {
                let pa = self.translate(pc, HALF, Access::Fetch)?;
                let page = self.ram.page(pa).ok_or(Trap::InstructionAccessFault { va: pc })?;
                if !self.hart.csrs.pmp.is_uniform(pa) {
                    // Nobody fills this one: each instruction is fetched, and asked for, by itself.
                    return Ok(CodePage::new());
                }
                let frame = self.ram.frame(page);
                self.tlbs.fetch.insert(pc, self.tlbs.code, frame);
                frame
            }
        };
        let (code, new) = self.ram.code(frame);
        if new {
            self.tlbs.store.clear();
        }
        Ok(code)
    }

    /// Fetches and decodes the instruction at `pc`, whose page's decoded instructions are `code`.
    #[inline(never)]
    pub(crate) fn decode(&mut self, pc: u64, code: &CodePage) -> Result<Insn, Trap> {
        let (word, whole) = self.fetch(pc)?;
        let insn = isa::decode(word).ok_or(Trap::IllegalInstruction { word })?;
        if whole {
            code.set(pc, insn);
        }
        Ok(insn)
    }

    /// The instruction at `pc`, and whether it lies in one page that may be executed as a whole; of a compressed one the upper half is 0.
    pub(crate) fn fetch(&mut self, pc: u64) -> Result<(u32, bool), Trap> {
        let (low, uniform) = self.fetch_half(pc)?;
        if isa::length(low) == 2 {
            return Ok((low as u32, uniform));
        }
        let next = pc.wrapping_add(2);
        let (high, _) = self.fetch_half(next)?;
        Ok(((high as u32) << 16 | low as u32, uniform && !next.is_multiple_of(PAGE_LEN as u64)))
    }

    /// Two bytes of an instruction, and whether memory protection is the same all over their page.
    fn fetch_half(&mut self, va: u64) -> Result<(u16, bool), Trap> {
        let pa = self.translate(va, HALF, Access::Fetch)?;
        let mut half = [0; HALF];
        if !self.ram.read(pa, &mut half) {
            return Err(Trap::InstructionAccessFault { va });
        }
        Ok((u16::from_le_bytes(half), self.hart.csrs.pmp.is_uniform(pa)))
    }
}
