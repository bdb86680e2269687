//! The instructions that change what the hart may do: CSR accesses, fences, `wfi`.

use isa::csr::*;
use isa::{Insn, Op};

use crate::Machine;
use crate::hart::Mode;

/// The access is not allowed: the caller raises an illegal-instruction exception.
pub(crate) struct Denied;

impl Machine {
    /// A CSR instruction, with `operand` the value of `rs1` or the immediate: the CSR's value before, for `rd`. RISC-V
    /// Unprivileged ISA 20240411, "Zicsr" Extension for Control and Status Register (CSR) Instructions.
    #[inline(never)]
    pub(crate) fn access_csr(&mut self, insn: Insn, operand: u64, at: u64) -> Result<u64, Denied> {
        self.at = at;
        let number = insn.csr();
        let swap = matches!(insn.op, Op::Csrrw | Op::Csrrwi);
        let write = swap || insn.rs1() != 0;
        if !self.may_access(number, write) {
            return Err(Denied);
        }
        let value = self.csr(number).ok_or(Denied)?;
        if write {
            let old = self.csr_to_modify(number, value);
            let new = if swap {
                operand
            } else if matches!(insn.op, Op::Csrrs | Op::Csrrsi) {
                old | operand
            } else {
                old & !operand
            };
            self.write_csr_and_settle(number, new);
        }
        Ok(value)
    }

    /// Writes a CSR and sees to what depends on it: translations, interrupts.
    fn write_csr_and_settle(&mut self, number: u16, value: u64) {
        let (status, root) = (self.hart.csrs.mstatus, self.hart.csrs.satp);
        self.write_csr(number, value);
        match number {
            sstatus::NUMBER | mstatus::NUMBER => {
                if (status ^ self.hart.csrs.mstatus) & mstatus::MXR.mask() != 0 {
                    self.flush_tlbs();
                }
                self.enter_contexts();
                self.horizon = 0;
            }
            satp::NUMBER if root != self.hart.csrs.satp => {
                self.flush_tlbs();
                self.horizon = 0;
            }
            pmpcfg0::NUMBER | pmpcfg2::NUMBER | pmpaddr0::NUMBER..=pmpaddr15::NUMBER => {
                self.flush_tlbs();
                self.horizon = 0;
            }
            sie::NUMBER | sip::NUMBER | mie::NUMBER | mip::NUMBER | mideleg::NUMBER => self.horizon = 0,
            stimecmp::NUMBER | menvcfg::NUMBER => self.horizon = 0,
            _ => {}
        }
    }

    /// `sfence.vma`: everything is forgotten, whatever it names. RISC-V Privileged ISA 20240411 §10.2.1 "Supervisor
    /// Memory-Management Fence Instruction", §3.1.6.5 "Virtualization Support in mstatus Register": `TVM`.
    pub(crate) fn sfence_vma(&mut self) -> Result<(), Denied> {
        let trapped = self.hart.csrs.mstatus & mstatus::TVM.mask() != 0;
        if self.hart.mode == Mode::U || self.hart.mode == Mode::S && trapped {
            return Err(Denied);
        }
        self.flush_tlbs();
        self.horizon = 0;
        Ok(())
    }

    /// `wfi`: waits from the next step on. RISC-V Privileged ISA 20240411 §3.3.3 "Wait for Interrupt", §3.1.6.5
    /// "Virtualization Support in mstatus Register": `TW`. In U-mode it is illegal at once, as on QEMU.
    pub(crate) fn wait_for_interrupt(&mut self) -> Result<(), Denied> {
        let trapped = self.hart.csrs.mstatus & mstatus::TW.mask() != 0;
        if self.hart.mode == Mode::U || self.hart.mode == Mode::S && trapped {
            return Err(Denied);
        }
        self.hart.waiting = true;
        self.horizon = 0;
        Ok(())
    }
}
