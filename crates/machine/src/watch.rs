//! What a run tells its caller: why it stopped, what it crossed, where it jumped. It never changes the machine.

use crate::hart::{Hart, Mode};
use crate::trap::Cause;

/// Why a run ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stop {
    /// `at` is what was asked for.
    Reached,
    /// The hart waits in `wfi` and no timer will ever wake it: only input can.
    Idle,
    /// A trap was taken or returned from; only when [`Watch::CROSSINGS`] is set.
    Crossed(Crossing),
    /// The last step wrote to the watched cell; only when [`Watch::WRITES`] is set. If it crossed too, only this is said.
    Wrote,
    /// The next instruction is one that [`Watch::stops_at`]; only when [`Watch::PLACES`] is set. Running on stops here again:
    /// go one step without the watch.
    Place,
    /// The guest switched the board off. Running on gives the same answer.
    PowerOff(Exit),
}

/// How the guest switched the board off: what it wrote to the SiFive test finisher.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Exit {
    /// It wrote [`board::test::PASS`].
    Pass,
    /// It wrote [`board::test::FAIL`], with this status in the upper half.
    Fail(u16),
    /// It wrote [`board::test::RESET`]; whoever owns the machine may boot it again.
    Reset,
}

/// One passage through the trap machinery, the only thing that changes the mode. From S-mode to S-mode counts too.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Crossing {
    /// Steps since reset once it was done; the crossing was step `at - 1`.
    pub at: u64,
    /// Mode before.
    pub from: Mode,
    /// Mode after.
    pub to: Mode,
    /// Which way, and why.
    pub kind: CrossingKind,
    /// `pc` before: the instruction that trapped or returned, or that an interrupt kept from running.
    pub from_pc: u64,
    /// `pc` after.
    pub to_pc: u64,
}

/// Which way a [`Crossing`] went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CrossingKind {
    /// The hardware took a trap.
    Trap {
        /// As written to `scause` or `mcause`.
        cause: Cause,
        /// As written to `sepc` or `mepc`.
        epc: u64,
        /// As written to `stval` or `mtval`.
        tval: u64,
    },
    /// Software executed `sret` or `mret`.
    Return {
        /// Which of the two.
        op: isa::Op,
    },
}

/// What a jump means by the calling convention: the return-address hints of the manual.
/// RISC-V Unprivileged ISA 20240411 §2.5.1 "Unconditional Jumps".
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Jump {
    /// The link register is `ra` or `t0`.
    Call,
    /// No link, and the target comes from `ra` or `t0`.
    Return,
    /// Neither: a tail call, a loop, a table.
    Jump,
}

/// An observer of a run. The loop is compiled for each watch without what its constants switch off.
pub trait Watch {
    /// Stop after every trap taken and every `sret` and `mret`.
    const CROSSINGS: bool;
    /// Call [`Watch::jump`] for every `jal` and `jalr`, compressed ones included; not for branches.
    const JUMPS: bool;
    /// Stop after every step that writes to the cell of [`Machine::watch`](crate::Machine::watch).
    const WRITES: bool = false;
    /// Stop before every instruction that [`Watch::stops_at`].
    const PLACES: bool = false;
    /// The jump at `from` goes to `to`. `hart` is as the jump finds it: `pc` is `from`, the link is not yet written; `at`
    /// counts the steps before it.
    fn jump(&mut self, hart: &Hart, at: u64, from: u64, to: u64, link: Jump) {
        let _ = (hart, at, from, to, link);
    }
    /// Whether to stop before the instruction at this virtual address.
    fn stops_at(&self, pc: u64) -> bool {
        let _ = pc;
        false
    }
}

/// Nobody watches: the loop without observers.
#[derive(Clone, Copy, Default, Debug)]
pub struct Unwatched;

impl Watch for Unwatched {
    const CROSSINGS: bool = false;
    const JUMPS: bool = false;
}

/// Stops at every crossing.
#[derive(Clone, Copy, Default, Debug)]
pub struct Crossings;

impl Watch for Crossings {
    const CROSSINGS: bool = true;
    const JUMPS: bool = false;
}

/// Stops at every write to the watched cell.
#[derive(Clone, Copy, Default, Debug)]
pub struct Writes;

impl Watch for Writes {
    const CROSSINGS: bool = false;
    const JUMPS: bool = false;
    const WRITES: bool = true;
}
