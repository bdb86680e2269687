//! Traps: what can go wrong or interrupt, its number, and what the hardware does about it.

use isa::csr::mstatus;

use crate::hart::{Hart, Mode};

/// An exception: the machine's answer to an instruction that cannot retire. Address-misaligned fetches cannot happen,
/// since compressed instructions lie at every even address. RISC-V Privileged ISA 20240411 §3.1.15 "Machine Cause
/// (mcause) Register"; the values are what `xtval` holds, §3.1.16 "Machine Trap Value (mtval) Register".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trap {
    /// The fetch left RAM.
    InstructionAccessFault {
        /// Virtual address of the part that could not be fetched.
        va: u64,
    },
    /// Unknown, reserved, or not allowed in this mode.
    IllegalInstruction {
        /// The instruction; 16 bits of a compressed one.
        word: u32,
    },
    /// `ebreak`.
    Breakpoint,
    /// An `lr` from an address that is no multiple of its size.
    LoadAddressMisaligned {
        /// The virtual address.
        va: u64,
    },
    /// A load from where nothing is.
    LoadAccessFault {
        /// The virtual address.
        va: u64,
    },
    /// An `sc` or AMO to an address that is no multiple of its size.
    StoreAddressMisaligned {
        /// The virtual address.
        va: u64,
    },
    /// A store or AMO to where nothing is.
    StoreAccessFault {
        /// The virtual address.
        va: u64,
    },
    /// `ecall`, whose code says from which mode.
    Ecall {
        /// The mode.
        from: Mode,
    },
    /// The page tables do not let this be fetched.
    InstructionPageFault {
        /// Virtual address of the part that could not be fetched.
        va: u64,
    },
    /// The page tables do not let this be loaded.
    LoadPageFault {
        /// The virtual address.
        va: u64,
    },
    /// The page tables do not let this be stored to.
    StorePageFault {
        /// The virtual address.
        va: u64,
    },
}

impl Trap {
    /// The exception code.
    pub const fn code(self) -> u8 {
        match self {
            Self::InstructionAccessFault { .. } => 1,
            Self::IllegalInstruction { .. } => 2,
            Self::Breakpoint => 3,
            Self::LoadAddressMisaligned { .. } => 4,
            Self::LoadAccessFault { .. } => 5,
            Self::StoreAddressMisaligned { .. } => 6,
            Self::StoreAccessFault { .. } => 7,
            Self::Ecall { from } => 8 + from as u8,
            Self::InstructionPageFault { .. } => 12,
            Self::LoadPageFault { .. } => 13,
            Self::StorePageFault { .. } => 15,
        }
    }

    /// What `xtval` says about it.
    pub const fn tval(self) -> u64 {
        match self {
            Self::InstructionAccessFault { va }
            | Self::LoadAddressMisaligned { va }
            | Self::LoadAccessFault { va }
            | Self::StoreAddressMisaligned { va }
            | Self::StoreAccessFault { va }
            | Self::InstructionPageFault { va }
            | Self::LoadPageFault { va }
            | Self::StorePageFault { va } => va,
            Self::IllegalInstruction { word } => word as u64,
            Self::Breakpoint | Self::Ecall { .. } => 0,
        }
    }
}

/// Why a trap was taken, as in `scause` and `mcause`. RISC-V Privileged ISA 20240411 §10.1.8 "Supervisor Cause (scause)
/// Register".
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cause {
    /// An interrupt, not an exception.
    pub interrupt: bool,
    /// The exception code.
    pub code: u8,
}

impl Cause {
    /// As the register holds it.
    pub const fn bits(self) -> u64 {
        (self.interrupt as u64) << 63 | self.code as u64
    }
}

/// Interrupt codes, most urgent first. RISC-V Privileged ISA 20240411 §3.1.9 "Machine Interrupt (mip and mie) Registers".
const BY_URGENCY: [u8; 6] = [11, 3, 7, 9, 1, 5];

impl Hart {
    /// The interrupt to take before the next instruction, when those in `pending` are. RISC-V Privileged ISA 20240411
    /// §3.1.9 "Machine Interrupt (mip and mie) Registers".
    pub(crate) fn interrupt(&self, pending: u64) -> Option<Cause> {
        let (enabled, mstatus, mideleg) = (pending & self.csrs.mie, self.csrs.mstatus, self.csrs.mideleg);
        let machine = self.mode < Mode::M || mstatus & mstatus::MIE.mask() != 0;
        let supervisor = self.mode < Mode::S || self.mode == Mode::S && mstatus & mstatus::SIE.mask() != 0;
        let to_machine = if machine { enabled & !mideleg } else { 0 };
        let to_supervisor = if supervisor { enabled & mideleg } else { 0 };
        let takes = if to_machine != 0 { to_machine } else { to_supervisor };
        let code = BY_URGENCY.into_iter().find(|code| takes >> code & 1 != 0)?;
        Some(Cause { interrupt: true, code })
    }

    /// What the hardware does at a trap, and all it does: it turns interrupts off and remembers whether they were on, saves
    /// `pc` and the mode, says why, and goes to the handler. RISC-V Privileged ISA 20240411 §3.1.6.1 "Privilege and Global
    /// Interrupt-Enable Stack in mstatus register", §3.1.7 "Machine Trap-Vector Base-Address (mtvec) Register", §3.1.8
    /// "Machine Trap Delegation (medeleg and mideleg) Registers".
    pub(crate) fn take_trap(&mut self, cause: Cause, tval: u64) {
        let csrs = &mut self.csrs;
        let delegated = if cause.interrupt { csrs.mideleg } else { csrs.medeleg } >> cause.code & 1 != 0;
        let vector = if self.mode <= Mode::S && delegated {
            let (sie, mode) = (mstatus::SIE.get(csrs.mstatus), self.mode as u64);
            csrs.mstatus = mstatus::SPIE.set(csrs.mstatus, sie);
            csrs.mstatus = mstatus::SIE.set(csrs.mstatus, 0);
            csrs.mstatus = mstatus::SPP.set(csrs.mstatus, mode);
            (csrs.sepc, csrs.scause, csrs.stval) = (self.pc, cause.bits(), tval);
            self.mode = Mode::S;
            csrs.stvec
        } else {
            let (mie, mode) = (mstatus::MIE.get(csrs.mstatus), self.mode as u64);
            csrs.mstatus = mstatus::MPIE.set(csrs.mstatus, mie);
            csrs.mstatus = mstatus::MIE.set(csrs.mstatus, 0);
            csrs.mstatus = mstatus::MPP.set(csrs.mstatus, mode);
            (csrs.mepc, csrs.mcause, csrs.mtval) = (self.pc, cause.bits(), tval);
            self.mode = Mode::M;
            csrs.mtvec
        };
        let vectored = vector & 1 != 0 && cause.interrupt;
        self.pc = (vector & !3).wrapping_add(if vectored { 4 * cause.code as u64 } else { 0 });
        self.reservation = None;
        self.waiting = false;
    }

    /// `sret`: back to where [`Hart::take_trap`] came from. RISC-V Privileged ISA 20240411 §3.3.2 "Trap-Return
    /// Instructions".
    pub(crate) fn sret(&mut self) {
        let status = self.csrs.mstatus;
        self.mode = if mstatus::SPP.get(status) != 0 { Mode::S } else { Mode::U };
        let status = mstatus::SIE.set(status, mstatus::SPIE.get(status));
        let status = mstatus::SPP.set(mstatus::SPIE.set(status, 1), Mode::U as u64);
        self.csrs.mstatus = mstatus::MPRV.set(status, 0);
        self.pc = self.csrs.sepc;
        self.reservation = None;
    }

    /// `mret`: the same from M-mode.
    pub(crate) fn mret(&mut self) {
        let status = self.csrs.mstatus;
        // `MPP` never holds the reserved value: writes of it are refused.
        self.mode = Mode::from_bits(mstatus::MPP.get(status)).unwrap_or(Mode::U);
        let status = mstatus::MIE.set(status, mstatus::MPIE.get(status));
        let status = mstatus::MPP.set(mstatus::MPIE.set(status, 1), Mode::U as u64);
        self.csrs.mstatus = if self.mode < Mode::M { mstatus::MPRV.set(status, 0) } else { status };
        self.pc = self.csrs.mepc;
        self.reservation = None;
    }
}
