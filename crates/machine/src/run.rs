//! The outer loop: interrupts, traps, waiting, stopping. Between two of those the inner loop of `execute.rs` runs alone.

use isa::Op;
use isa::csr::{mie, mstatus};

use crate::Machine;
use crate::hart::Mode;
use crate::trap::{Cause, Trap};
use crate::watch::{Crossing, CrossingKind, Stop, Unwatched, Watch};

/// Why the inner loop ended.
pub(crate) enum Leave {
    /// `at` has come to the horizon, or something happened that this loop must look at.
    Horizon,
    /// The watch wants to stop before the instruction at `pc`.
    Place,
    /// The instruction at `pc` trapped.
    Trap(Trap),
    /// The instruction at `pc` is not allowed here.
    Illegal,
    /// The instruction at `pc` is this one of `sret` and `mret`.
    Return(Op),
}

impl Machine {
    /// Runs until `at` is `until`, or something stops it earlier. Where runs are cut changes nothing: to run to a position
    /// in pieces or at once gives the same machine.
    pub fn run<W: Watch>(&mut self, until: u64, watch: &mut W) -> Stop {
        self.enter_contexts();
        if W::WRITES {
            self.ram.take_written();
        }
        loop {
            if let Some(exit) = self.devices.exit {
                return Stop::PowerOff(exit);
            }
            if self.at >= until {
                return Stop::Reached;
            }
            let (before, pending) = (self.at, self.pending());
            let crossing = if let Some(cause) = self.hart.interrupt(pending) {
                Some(self.trap(cause, 0))
            } else if self.hart.waiting && pending & self.hart.csrs.mie == 0 {
                let Some(wake) = self.deadline() else { return Stop::Idle };
                self.skip_to(wake.min(until));
                None
            } else {
                self.hart.waiting = false;
                self.horizon = self.deadline().map_or(until, |deadline| deadline.min(until));
                // A fetch has set the A bit in a watched entry: the step that it belongs to is still to be done.
                if W::WRITES && self.ram.is_written() {
                    self.horizon = self.at + 1;
                }
                match self.burst(watch) {
                    Leave::Horizon => None,
                    Leave::Place => return Stop::Place,
                    Leave::Trap(trap) => Some(self.exception(trap)),
                    Leave::Illegal => Some(self.illegal()),
                    Leave::Return(op) => Some(self.trap_return(op)),
                }
            };
            if W::WRITES && self.at > before && self.ram.take_written() {
                return Stop::Wrote;
            }
            if let Some(crossing) = crossing
                && W::CROSSINGS
            {
                return Stop::Crossed(crossing);
            }
        }
    }

    /// Runs one step.
    pub fn step(&mut self) -> Stop {
        self.run(self.at + 1, &mut Unwatched)
    }

    /// The next step at which a timer interrupt that `mie` enables becomes pending.
    fn deadline(&self) -> Option<u64> {
        let (csrs, clint) = (&self.hart.csrs, &self.devices.clint);
        let enabled = |field: isa::csr::Field| csrs.mie & field.mask() != 0;
        let machine = if enabled(mie::MTIE) { clint.deadline(self.at) } else { None };
        let sstc = enabled(mie::STIE) && csrs.sstc();
        let supervisor = if sstc { clint.when(csrs.stimecmp, self.at) } else { None };
        [machine, supervisor].into_iter().flatten().min()
    }

    /// `wfi`: time passes, nothing retires.
    fn skip_to(&mut self, at: u64) {
        self.hart.csrs.skipped += at - self.at;
        self.at = at;
    }

    /// Takes a trap: one step.
    fn trap(&mut self, cause: Cause, tval: u64) -> Crossing {
        let (from, from_pc) = (self.hart.mode, self.hart.pc);
        self.hart.take_trap(cause, tval);
        self.hart.csrs.traps += 1;
        self.crossed(from, from_pc, CrossingKind::Trap { cause, epc: from_pc, tval })
    }

    fn exception(&mut self, trap: Trap) -> Crossing {
        self.trap(Cause { interrupt: false, code: trap.code() }, trap.tval())
    }

    /// The instruction at `pc` is known to RISC-V but not allowed here.
    fn illegal(&mut self) -> Crossing {
        let word = match self.fetch(self.hart.pc) {
            Ok((word, _)) => word,
            // It was fetched just now.
            Err(_) => 0,
        };
        self.exception(Trap::IllegalInstruction { word })
    }

    /// `sret` or `mret`, if the mode may: one step either way. RISC-V Privileged ISA 20240411 §3.3.2 "Trap-Return
    /// Instructions", §3.1.6.5 "Virtualization Support in mstatus Register": `TSR`.
    fn trap_return(&mut self, op: Op) -> Crossing {
        let (from, from_pc) = (self.hart.mode, self.hart.pc);
        let trapped = self.hart.csrs.mstatus & mstatus::TSR.mask() != 0;
        let supervisor = op == Op::Sret;
        let allowed = from == Mode::M || supervisor && from == Mode::S && !trapped;
        if !allowed {
            return self.illegal();
        }
        if supervisor {
            self.hart.sret()
        } else {
            self.hart.mret()
        };
        self.crossed(from, from_pc, CrossingKind::Return { op })
    }

    fn crossed(&mut self, from: Mode, from_pc: u64, kind: CrossingKind) -> Crossing {
        self.at += 1;
        self.enter_contexts();
        Crossing { at: self.at, from, to: self.hart.mode, kind, from_pc, to_pc: self.hart.pc }
    }

    /// Tells the TLBs on whose behalf they translate.
    pub(crate) fn enter_contexts(&mut self) {
        let (data, code) = (self.data_context(), self.code_context());
        self.tlbs.enter(data, code);
    }

    /// Forgets all translations.
    pub(crate) fn flush_tlbs(&mut self) {
        self.tlbs.flush();
        self.enter_contexts();
    }
}
