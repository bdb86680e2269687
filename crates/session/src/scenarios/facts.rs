//! What can be said of a run: found in its crossings, calls and functions, and read from the machine at positions of it. No
//! words are here.

use std::rc::Rc;

use inspector::Kernel;
use isa::csr::{pte, satp};
use machine::{Crossing, CrossingKind, Machine, Mode};
use timeline::Timeline;

use crate::guest::Guest;
use crate::recorder::{Crossed, Record};
use crate::scene::{Call, Run};
use crate::view::{Moment, disassembled};

/// The cause of a system call, without the bit for interrupts.
const CALL: u64 = 8;

/// A run that is over, and the machine to look at it.
pub(crate) struct Facts<'a> {
    pub run: Rc<Run>,
    pub record: Rc<Record>,
    pub guest: &'a Guest,
    pub timeline: &'a mut Timeline,
}

/// An instruction that was not done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Fault {
    /// The position behind the trap.
    pub at: u64,
    /// `scause`.
    pub cause: u64,
    /// `stval`.
    pub about: u64,
    /// Where the instruction is.
    pub pc: u64,
    /// The instruction, in the assembler's words.
    pub text: String,
    /// The page-table entry of the address, if the walk found one that is valid.
    pub entry: Option<u64>,
    /// Who.
    pub pid: u32,
}

/// What a process did in both modes.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Bill {
    /// Instructions in user mode, `ecall`s included.
    pub user: u64,
    /// Steps in the kernel on its behalf, in system calls.
    pub kernel: u64,
    /// System calls.
    pub calls: u64,
    /// Traps into the kernel, of whatever kind.
    pub traps: u64,
    /// Those of them by which the timer took the hart.
    pub timer: u64,
}

/// A page that was copied because it was written to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Copied {
    /// The address that was written to.
    pub va: u64,
    /// The physical page of both before.
    pub shared: u64,
    /// The physical page of the child afterwards.
    pub own: u64,
    /// The position behind the trap, and behind the return to the instruction.
    pub at: u64,
    pub back: u64,
    /// What the parent read there in the end, and what the child had there.
    pub values: (u64, u64),
}

impl Facts<'_> {
    fn crossings<'r>(record: &'r Record, program: &'r str) -> impl Iterator<Item = (usize, &'r Crossed)> {
        let of_program =
            move |crossed: &Crossed| crossed.process.as_ref().is_some_and(|process| process.name == program);
        record.crossings.iter().enumerate().filter(move |(_, crossed)| of_program(crossed))
    }

    /// The first process that executed the program.
    pub fn pid(&self, program: &str) -> Option<u32> {
        let (_, first) = Self::crossings(&self.record, program).next()?;
        first.process.as_ref().map(|process| process.pid)
    }

    /// The page faults and refused instructions of the program in user mode.
    pub fn faults(&mut self, program: &str) -> Vec<Fault> {
        let record = self.record.clone();
        let fault = |(_, crossed): (usize, &Crossed)| match crossed.crossing.kind {
            CrossingKind::Trap { cause, .. }
                if crossed.crossing.from == Mode::U && !cause.interrupt && cause.bits() != CALL =>
            {
                Some((crossed.crossing, crossed.process.as_ref().map_or(0, |process| process.pid)))
            }
            CrossingKind::Trap { .. } | CrossingKind::Return { .. } => None,
        };
        let found: Vec<_> = Self::crossings(&record, program).filter_map(fault).collect();
        found.into_iter().filter_map(|(crossing, pid)| self.fault(&crossing, pid)).collect()
    }

    /// The one that was the program's last.
    pub fn last_fault(&mut self, program: &str) -> Option<Fault> {
        let last = self.faults(program).pop()?;
        let after = |crossed: &Crossed| crossed.crossing.at > last.at && crossed.crossing.to == Mode::U;
        let came_back = Self::crossings(&self.record, program).any(|(_, crossed)| after(crossed));
        (!came_back).then_some(last)
    }

    fn fault(&mut self, crossing: &Crossing, pid: u32) -> Option<Fault> {
        let CrossingKind::Trap { cause, epc, tval } = crossing.kind else { return None };
        self.timeline.seek(crossing.at - 1);
        let machine = self.timeline.machine();
        let text = disassembled(&Moment::new(machine, self.guest, &self.run, &self.record), epc);
        let leaf = machine.walk(satp_of(machine), tval).leaf().map(|entry| entry.bits);
        let entry = leaf.filter(|bits| pte::V.get(*bits) == 1 && matches!(cause.code, 12 | 13 | 15));
        Some(Fault { at: crossing.at, cause: cause.bits(), about: tval, pc: epc, text, entry, pid })
    }

    /// What the first process of the program did.
    pub fn bill(&self, program: &str) -> Bill {
        let mut bill = Bill::default();
        let pid = self.pid(program);
        let mut came = None;
        for (_, crossed) in Self::crossings(&self.record, program) {
            let Crossing { at, from, to, kind, .. } = crossed.crossing;
            if crossed.process.as_ref().map(|process| process.pid) != pid {
                continue;
            }
            match kind {
                CrossingKind::Return { .. } if to == Mode::U => came = Some(at),
                CrossingKind::Trap { cause, .. } if from == Mode::U => {
                    let is_call = cause.bits() == CALL;
                    // The step of a trap is an instruction only if that was an `ecall`.
                    bill.user += came.take().map_or(0, |came| at - came - 1) + u64::from(is_call);
                    bill.calls += u64::from(is_call);
                    bill.traps += 1;
                    bill.timer += u64::from(cause.interrupt && cause.code == 5);
                }
                CrossingKind::Trap { .. } | CrossingKind::Return { .. } => {}
            }
        }
        bill.kernel = self.calls(program).map(|call| call.steps).sum();
        bill
    }

    /// The calls of the program.
    pub fn calls<'f>(&'f self, program: &'f str) -> impl Iterator<Item = &'f Call> {
        self.run.calls.iter().filter(move |call| call.process == program)
    }

    /// How a process ended, as its parent was told: the name of a signal or an exit status.
    pub fn ending(&self, pid: u32) -> Option<String> {
        let waits = self.run.calls.iter().filter(|call| call.name == "wait4");
        let mut told = waits.filter(|call| call.result.as_deref() == Some(&*pid.to_string()));
        let status = &told.next()?.args.get(1)?.1;
        let word = status.rsplit("== ").next()?.trim_end_matches(['}', ']', ')']);
        Some(if status.contains("WIFSIGNALED") { word.to_string() } else { texts::scenarios::status(word) })
    }

    /// How often a function of the program was entered.
    pub fn n_entered(&self, name: &str) -> u64 {
        self.run.functions.iter().filter(|span| span.entered && &*span.name == name).count() as u64
    }

    /// The first page that a child of the program had copied.
    pub fn copied(&mut self, program: &str) -> Option<Copied> {
        let parent = self.pid(program)?;
        let fault =
            self.faults(program).into_iter().find(|fault| fault.pid != parent && fault.cause == 15)?;
        let record = self.record.clone();
        let of = |pid| {
            let crossings = record.crossings.iter().filter(|crossed| crossed.crossing.at > fault.at);
            crossings.filter(move |crossed| crossed.process.as_ref().is_some_and(|it| it.pid == pid))
        };
        let back = of(fault.pid).find(|crossed| crossed.crossing.to == Mode::U)?.crossing.at;
        // The child's next trap is its `exit_group`: the store is done. The parent's last one likewise.
        let done = of(fault.pid).find(|crossed| crossed.crossing.at > back)?.crossing.at;
        let end = of(parent).rfind(|crossed| crossed.crossing.from == Mode::U)?.crossing.at;
        let shared = self.page(fault.at, fault.about)?;
        let own = self.page(back, fault.about)?;
        let values = (self.word(end, fault.about)?, self.word(done, fault.about)?);
        Some(Copied { va: fault.about, shared, own, at: fault.at, back, values })
    }

    /// The physical page of an address, in the address space at a position.
    fn page(&mut self, at: u64, va: u64) -> Option<u64> {
        self.timeline.seek(at);
        let machine = self.timeline.machine();
        machine.peek_virtual(satp_of(machine), va).ok().map(|pa| pa & !0xfff)
    }

    fn word(&mut self, at: u64, va: u64) -> Option<u64> {
        self.timeline.seek(at);
        let machine = self.timeline.machine();
        let mut bytes = [0; 8];
        machine.read_virtual(satp_of(machine), va, &mut bytes).ok()?;
        Some(u64::from_le_bytes(bytes))
    }

    /// What the system-call table says of a number, at a position.
    pub fn entry(&mut self, at: u64, number: u64) -> Option<u64> {
        self.timeline.seek(at);
        let kernel = Kernel::find(self.timeline.machine(), &self.guest.types).ok()?;
        let rows = kernel.syscall_table().ok()?;
        rows.into_iter().find(|(row, _)| *row == number).map(|(_, handler)| handler)
    }

    /// The trap by which the kernel itself met an instruction that could not be done: it does not survive that.
    pub fn fatal(&self) -> Option<Crossing> {
        let fatal = |crossing: &Crossing| match crossing.kind {
            CrossingKind::Trap { cause, .. } => crossing.from == Mode::S && !cause.interrupt,
            CrossingKind::Return { .. } => false,
        };
        self.record.crossings.iter().map(|crossed| crossed.crossing).find(fatal)
    }
}

fn satp_of(machine: &Machine) -> u64 {
    machine.csr(satp::NUMBER).unwrap_or(0)
}
