//! The CSRs: values, what may be written (WARL), who may look. The time-dependent ones (`mip`, counters) are put together
//! here too, from the devices and the step count.

use isa::csr::*;

use crate::Machine;
use crate::hart::Mode;
use crate::pmp::Pmp;

/// Software, timer and external interrupts of S-mode.
const SUPERVISOR: u64 = sip::SSIP.mask() | sip::STIP.mask() | sip::SEIP.mask();
/// The same of M-mode.
const MACHINE: u64 = mip::MSIP.mask() | mip::MTIP.mask() | mip::MEIP.mask();
/// What S-mode sees of `mstatus`, read-only fields included.
const SSTATUS: u64 = SSTATUS_WRITABLE | sstatus::UXL.mask() | sstatus::SD.mask();
const SSTATUS_WRITABLE: u64 = sstatus::SIE.mask()
    | sstatus::SPIE.mask()
    | sstatus::SPP.mask()
    | sstatus::FS.mask()
    | sstatus::SUM.mask()
    | sstatus::MXR.mask();
const MSTATUS_WRITABLE: u64 = SSTATUS_WRITABLE
    | mstatus::MIE.mask()
    | mstatus::MPIE.mask()
    | mstatus::MPRV.mask()
    | mstatus::TVM.mask()
    | mstatus::TW.mask()
    | mstatus::TSR.mask();
/// Both registers are 64 bits wide: `UXL` and `SXL` hold 2. §3.1.6.3 "Base ISA Control in mstatus Register".
const MSTATUS_RESET: u64 = 2 << 32 | 2 << 34;
/// MXL 64 bits; A, C, D, F, I, M, S, U. §3.1.1 "Machine ISA (misa) Register".
const MISA: u64 = 2 << 62 | 1 << 0 | 1 << 2 | 1 << 3 | 1 << 5 | 1 << 8 | 1 << 12 | 1 << 18 | 1 << 20;
/// The flags of `fcsr`.
const FFLAGS: u64 =
    fflags::NX.mask() | fflags::UF.mask() | fflags::OF.mask() | fflags::DZ.mask() | fflags::NV.mask();
/// Exceptions that can be delegated: all but `ecall` from M-mode and the reserved codes.
const DELEGABLE: u64 = 0xb3ff;
/// `CY`, `TM` and `IR`.
const COUNTERS: u64 = 0b111;

/// The values of the CSRs that are not put together from elsewhere. Named as in the manual.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Csrs {
    /// Without `SD`, which follows from `FS`.
    pub mstatus: u64,
    pub fflags: u64,
    pub frm: u64,
    pub medeleg: u64,
    pub mideleg: u64,
    pub mie: u64,
    /// The bits of `mip` that software writes; the others are wires.
    pub mip: u64,
    pub mtvec: u64,
    pub mcounteren: u64,
    pub menvcfg: u64,
    pub mcountinhibit: u64,
    pub mscratch: u64,
    pub mepc: u64,
    pub mcause: u64,
    pub mtval: u64,
    pub stvec: u64,
    pub scounteren: u64,
    pub senvcfg: u64,
    pub sscratch: u64,
    pub sepc: u64,
    pub scause: u64,
    pub stval: u64,
    pub stimecmp: u64,
    pub satp: u64,
    pub pmp: Pmp,
    pub cycle: Counter,
    pub instret: Counter,
    /// Traps taken: steps that retired no instruction.
    pub traps: u64,
    /// Steps that `wfi` skipped.
    pub skipped: u64,
}

/// A counter that follows another at a distance, unless it stands still.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Counter {
    offset: u64,
    stopped: bool,
}

impl Counter {
    fn value(self, source: u64) -> u64 {
        if self.stopped { self.offset } else { source.wrapping_add(self.offset) }
    }

    fn set(&mut self, value: u64, source: u64) {
        self.offset = if self.stopped { value } else { value.wrapping_sub(source) };
    }

    fn stop(&mut self, stopped: bool, source: u64) {
        let value = self.value(source);
        self.stopped = stopped;
        self.set(value, source);
    }
}

impl Csrs {
    pub fn new() -> Self {
        Self { mstatus: MSTATUS_RESET, ..Self::default() }
    }

    /// `mstatus` as it is read. §3.1.6.6 "Extension Context Status in mstatus Register".
    fn status(&self) -> u64 {
        let dirty = mstatus::FS.get(self.mstatus) == extension_status::DIRTY;
        mstatus::SD.set(self.mstatus, dirty as u64)
    }

    /// Instructions retired in `at` steps.
    fn retired(&self, at: u64) -> u64 {
        at - self.traps - self.skipped
    }

    /// Writes `fcsr` or the part of it that `number` names. Reserved rounding modes are kept, and are illegal to use.
    /// Unprivileged ISA 20240411, "F" Extension, "Floating-Point Control and Status Register".
    fn write_float(&mut self, number: u16, value: u64) {
        if number != frm::NUMBER {
            self.fflags = value & FFLAGS;
        }
        if number != fflags::NUMBER {
            let field = if number == frm::NUMBER { frm::RM } else { fcsr::RM };
            self.frm = field.get(value);
        }
        self.mstatus |= mstatus::FS.mask();
    }

    /// Whether `stimecmp` is there and drives `mip.STIP`. "Sstc" Extension, version 1.0.
    pub fn sstc(&self) -> bool {
        self.menvcfg & menvcfg::STCE.mask() != 0
    }
}

impl Machine {
    /// The value of a CSR, read without side effect and whatever the mode; `None` if the hart has no such CSR.
    pub fn csr(&self, number: u16) -> Option<u64> {
        let csrs = &self.hart.csrs;
        Some(match number {
            fflags::NUMBER => csrs.fflags,
            frm::NUMBER => csrs.frm,
            fcsr::NUMBER => fcsr::RM.set(csrs.fflags, csrs.frm),
            sstatus::NUMBER => csrs.status() & SSTATUS,
            sie::NUMBER => csrs.mie & csrs.mideleg,
            stvec::NUMBER => csrs.stvec,
            scounteren::NUMBER => csrs.scounteren,
            senvcfg::NUMBER => csrs.senvcfg,
            sscratch::NUMBER => csrs.sscratch,
            sepc::NUMBER => csrs.sepc,
            scause::NUMBER => csrs.scause,
            stval::NUMBER => csrs.stval,
            sip::NUMBER => self.pending() & csrs.mideleg,
            stimecmp::NUMBER => csrs.stimecmp,
            satp::NUMBER => csrs.satp,
            mstatus::NUMBER => csrs.status(),
            misa::NUMBER => MISA,
            medeleg::NUMBER => csrs.medeleg,
            mideleg::NUMBER => csrs.mideleg,
            mie::NUMBER => csrs.mie,
            mtvec::NUMBER => csrs.mtvec,
            mcounteren::NUMBER => csrs.mcounteren,
            menvcfg::NUMBER => csrs.menvcfg,
            mcountinhibit::NUMBER => csrs.mcountinhibit,
            mscratch::NUMBER => csrs.mscratch,
            mepc::NUMBER => csrs.mepc,
            mcause::NUMBER => csrs.mcause,
            mtval::NUMBER => csrs.mtval,
            mip::NUMBER => self.pending(),
            pmpcfg0::NUMBER => csrs.pmp.config(0),
            pmpcfg2::NUMBER => csrs.pmp.config(8),
            pmpaddr0::NUMBER..=pmpaddr15::NUMBER => csrs.pmp.address((number - pmpaddr0::NUMBER) as usize),
            mcycle::NUMBER | cycle::NUMBER => csrs.cycle.value(self.at),
            minstret::NUMBER | instret::NUMBER => csrs.instret.value(csrs.retired(self.at)),
            time::NUMBER => self.mtime(),
            mvendorid::NUMBER | marchid::NUMBER | mimpid::NUMBER | mhartid::NUMBER | mconfigptr::NUMBER => 0,
            number if is_zero(number) => 0,
            _ => return None,
        })
    }

    /// Interrupts pending: the bits that software wrote and the wires. §3.1.9 "Machine Interrupt (mip and mie) Registers".
    pub(crate) fn pending(&self) -> u64 {
        let csrs = &self.hart.csrs;
        let wires = self.devices.interrupts(self.at);
        let timer = csrs.sstc() && self.mtime() >= csrs.stimecmp;
        csrs.mip | wires | if timer { mip::STIP.mask() } else { 0 }
    }

    /// The value that `csrrs` and `csrrc` modify: of `mip` only what software wrote, so that a wire does not become
    /// software's.
    pub(crate) fn csr_to_modify(&self, number: u16, value: u64) -> u64 {
        if number == mip::NUMBER { self.hart.csrs.mip } else { value }
    }

    /// Writes what of `value` the register takes. The caller has seen to it that it exists and may be written.
    pub(crate) fn write_csr(&mut self, number: u16, value: u64) {
        let csrs = &mut self.hart.csrs;
        // Counters are written after this step has been counted: the next instruction reads what was written.
        let (next, retired) = (self.at + 1, csrs.retired(self.at + 1));
        let masked = |old: u64, mask: u64| old & !mask | value & mask;
        match number {
            fflags::NUMBER | frm::NUMBER | fcsr::NUMBER => csrs.write_float(number, value),
            sstatus::NUMBER => csrs.mstatus = masked(csrs.mstatus, SSTATUS_WRITABLE),
            sie::NUMBER => csrs.mie = masked(csrs.mie, csrs.mideleg & SUPERVISOR),
            stvec::NUMBER if value & 3 < 2 => csrs.stvec = value,
            scounteren::NUMBER => csrs.scounteren = value & COUNTERS,
            senvcfg::NUMBER => csrs.senvcfg = value & senvcfg::FIOM.mask(),
            sscratch::NUMBER => csrs.sscratch = value,
            sepc::NUMBER => csrs.sepc = value & !1,
            scause::NUMBER => csrs.scause = value,
            stval::NUMBER => csrs.stval = value,
            sip::NUMBER => csrs.mip = masked(csrs.mip, csrs.mideleg & sip::SSIP.mask()),
            stimecmp::NUMBER => csrs.stimecmp = value,
            satp::NUMBER if matches!(satp::MODE.get(value), 0 | 8) => csrs.satp = value,
            mstatus::NUMBER => {
                csrs.mstatus = masked(csrs.mstatus, MSTATUS_WRITABLE);
                if Mode::from_bits(mstatus::MPP.get(value)).is_some() {
                    csrs.mstatus = mstatus::MPP.set(csrs.mstatus, mstatus::MPP.get(value));
                }
            }
            medeleg::NUMBER => csrs.medeleg = value & DELEGABLE,
            mideleg::NUMBER => csrs.mideleg = value & SUPERVISOR,
            mie::NUMBER => csrs.mie = value & (SUPERVISOR | MACHINE),
            mtvec::NUMBER if value & 3 < 2 => csrs.mtvec = value,
            mcounteren::NUMBER => csrs.mcounteren = value & COUNTERS,
            menvcfg::NUMBER => {
                csrs.menvcfg = value & (menvcfg::FIOM.mask() | menvcfg::STCE.mask());
                // With Sstc the timer bit is a wire.
                if csrs.sstc() {
                    csrs.mip &= !mip::STIP.mask();
                }
            }
            mcountinhibit::NUMBER => {
                csrs.mcountinhibit = value & (mcountinhibit::CY.mask() | mcountinhibit::IR.mask());
                csrs.cycle.stop(mcountinhibit::CY.get(value) != 0, next);
                csrs.instret.stop(mcountinhibit::IR.get(value) != 0, retired);
            }
            mscratch::NUMBER => csrs.mscratch = value,
            mepc::NUMBER => csrs.mepc = value & !1,
            mcause::NUMBER => csrs.mcause = value,
            mtval::NUMBER => csrs.mtval = value,
            mip::NUMBER => {
                let wire = if csrs.sstc() { mip::STIP.mask() } else { 0 };
                csrs.mip = value & SUPERVISOR & !wire;
            }
            pmpcfg0::NUMBER => csrs.pmp.set_config(0, value),
            pmpcfg2::NUMBER => csrs.pmp.set_config(8, value),
            pmpaddr0::NUMBER..=pmpaddr15::NUMBER => {
                csrs.pmp.set_address((number - pmpaddr0::NUMBER) as usize, value);
            }
            mcycle::NUMBER => csrs.cycle.set(value, next),
            minstret::NUMBER => csrs.instret.set(value, retired),
            // Reserved values of the registers above, `misa`, and registers that are always 0.
            _ => {}
        }
    }

    /// Whether the mode may access the CSR, to write it if `write`. §2.1 "CSR Address Mapping Conventions"; §3.1.6.5
    /// "Virtualization Support in mstatus Register"; §3.1.11 "Machine Counter-Enable (mcounteren) Register".
    pub(crate) fn may_access(&self, number: u16, write: bool) -> bool {
        let (csrs, mode) = (&self.hart.csrs, self.hart.mode);
        if (mode as u16) < number >> 8 & 3 || write && number >> 10 == 3 {
            return false;
        }
        match number {
            fflags::NUMBER | frm::NUMBER | fcsr::NUMBER => csrs.mstatus & mstatus::FS.mask() != 0,
            satp::NUMBER => mode == Mode::M || csrs.mstatus & mstatus::TVM.mask() == 0,
            stimecmp::NUMBER => {
                mode == Mode::M || csrs.sstc() && csrs.mcounteren & mcounteren::TM.mask() != 0
            }
            0xc00..=0xc1f => {
                let counter = 1 << (number & 31);
                let supervisor = mode == Mode::M || csrs.mcounteren & counter != 0;
                supervisor && (mode != Mode::U || csrs.scounteren & counter != 0)
            }
            _ => true,
        }
    }
}

/// Registers that this hart has as the manual lets it: always 0. These are event counters and their selectors. §3.1.10
/// "Hardware Performance Monitor".
fn is_zero(number: u16) -> bool {
    matches!(number, 0xb03..=0xb1f | 0x323..=0x33f | 0xc03..=0xc1f)
}
