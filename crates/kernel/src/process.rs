//! What the kernel knows of a thread of control: its registers, its stack in the kernel, and where its memory is.
//!
//! As in Linux, where both are a `task_struct`, there is no difference in kind between a process and a thread. Threads
//! are processes that have the same [`Group`](crate::group::Group) and the same address space; a process with one
//! thread is a group of one.

use alloc::boxed::Box;
use alloc::vec::Vec;

use abi::Errno;

use crate::arch;
use crate::group::GroupId;
use crate::layout::{KERNEL_STACKS, PAGE_LEN, PhysAddr, VirtAddr};
use crate::limits::KERNEL_STACK_PAGES;
use crate::pages::Pages;
use crate::pagetable::{self, Perm};
use crate::rseq::Rseq;
use crate::signal::Signals;
use crate::slab::handle;
use crate::space::SpaceId;
use crate::usage::Usage;

/// A process, or one of its threads.
pub struct Process {
    /// Its number; never used again. That of a process's first thread is the process's own.
    pub pid: u32,
    /// What it shares with the other threads of its process.
    pub group: GroupId,
    /// The last part of the path it executes, at most 15 bytes.
    pub name: Vec<u8>,
    /// Whether it runs, could, waits, or is over.
    pub state: State,
    /// Set when it must end: it does so on its way back to user mode, where it holds nothing.
    pub ending: Option<Ending>,
    /// What it can reach. `None` once it is over.
    pub space: Option<SpaceId>,
    /// Its registers in user mode, saved at each trap.
    pub trapframe: Box<TrapFrame>,
    /// Its floating-point registers, saved when another process gets the hart.
    pub float: Box<FloatState>,
    /// Its registers in the kernel, saved while another process has the hart.
    pub context: Context,
    /// The stack of its system calls.
    pub stack: KernelStack,
    /// The signals that are blocked, and those that wait.
    pub signals: Signals,
    /// When a sleeper is woken at the latest, in ticks.
    pub wake_at: Option<u64>,
    /// Whether it was another thread that woke it from its futex.
    pub woken: bool,
    /// Those of its wakers' bits that count while it sleeps for a futex.
    pub futex_bits: u32,
    /// Where the list of its robust mutexes begins. 0: it has none.
    pub robust_list: VirtAddr,
    /// Where restartable sequences are told of, if the thread has any.
    pub rseq: Option<Rseq>,
    /// Where a zero is written, and a futex woken, when it ends. 0: nowhere.
    pub clear_tid: VirtAddr,
    /// The process that sleeps until this one executes a program or ends (`vfork`).
    pub vfork_parent: Option<u32>,
    /// What it has used of the machine.
    pub usage: Usage,
}

handle! {
    /// The row of a process in the table; not its pid.
    ProcessId of Process
}

/// What a process is doing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    /// Could run, and waits for the hart.
    Runnable,
    /// Has the hart.
    Running,
    /// Waits for something, and must not get the hart before.
    Sleeping(Reason),
    /// Over; its parent has not asked how it ended.
    Zombie(Ending),
    /// A thread that is over: nobody will ask, the scheduler clears it away.
    Dead,
}

/// What a sleeping process waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The end of a child, of a `vfork`, or of a thread of its own.
    Child,
    /// A line at the terminal.
    Input,
    /// That one of several descriptors is ready.
    Poll,
    /// The other end of a pipe.
    Pipe,
    /// That somebody unlocks a file.
    Lock,
    /// That another thread changes a word of memory.
    Futex(FutexKey),
    /// A time, or a signal.
    Time,
}

/// What makes two futexes the same.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FutexKey {
    /// An address in an address space.
    Private(SpaceId, VirtAddr),
    /// A word of physical memory, which several address spaces may have.
    Shared(PhysAddr),
}

/// How a process ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// It called `exit` with this status, of which eight bits count.
    Exited(i32),
    /// A signal ended it.
    Killed(u32),
}

impl Ending {
    /// As `wait4` reports it. Linux 6.12, `include/uapi/asm-generic/../linux/wait.h`: `WIFEXITED` and its kin.
    pub const fn to_wait_status(self) -> u32 {
        match self {
            Ending::Exited(status) => (status as u32 & 0xff) << 8,
            Ending::Killed(signal) => signal & 0x7f,
        }
    }
}

/// The registers of a program while the kernel runs. `uservec` fills it, `userret` empties it.
#[derive(Clone, Copy, Default)]
#[repr(C)]
pub struct TrapFrame {
    /// The integer registers, `x0` (never used) to `x31`.
    pub x: [u64; 32],
    /// Where the program goes on.
    pub pc: u64,
    /// Where the kernel's stack begins, for `uservec`.
    pub kernel_sp: u64,
}

impl TrapFrame {
    /// Index of the return address.
    pub const RA: usize = 1;
    /// Index of the stack pointer.
    pub const SP: usize = 2;
    /// Index of the thread pointer.
    pub const TP: usize = 4;
    /// Index of the first argument and the result.
    pub const A0: usize = 10;
    /// Index of the system call's number.
    pub const A7: usize = 17;

    /// The six arguments of a system call.
    pub fn args(&self) -> [u64; 6] {
        let mut args = [0; 6];
        args.copy_from_slice(&self.x[Self::A0..Self::A0 + 6]);
        args
    }
}

/// The floating-point registers of a program.
#[derive(Clone, Copy, Default)]
#[repr(C)]
pub struct FloatState {
    /// `f0` to `f31`.
    pub f: [u64; 32],
    /// Rounding mode and flags.
    pub fcsr: u32,
}

/// The registers that a function must preserve: all that `swtch` has to keep, since it is called like a function.
#[derive(Clone, Copy, Default)]
#[repr(C)]
pub struct Context {
    /// Where `swtch` returns to.
    pub ra: u64,
    /// The kernel stack.
    pub sp: u64,
    /// `s0` to `s11`.
    pub s: [u64; 12],
}

impl Context {
    /// No registers yet.
    pub const fn zero() -> Self {
        Self { ra: 0, sp: 0, s: [0; 12] }
    }
}

/// A process's stack in the kernel. Below it is an unmapped page: a stack that runs over faults and harms nobody.
pub struct KernelStack {
    /// The lowest address.
    pub start: VirtAddr,
}

impl KernelStack {
    /// The stack of the process in row `row` of the table.
    pub fn new(pages: &mut Pages, kernel_root: PhysAddr, row: usize) -> Result<Self, Errno> {
        let guard = VirtAddr(KERNEL_STACKS) + row as u64 * (KERNEL_STACK_PAGES + 1) * PAGE_LEN;
        let stack = Self { start: guard + PAGE_LEN };
        for n in 0..KERNEL_STACK_PAGES {
            let mapped = pages.alloc_unclean().and_then(|pa| {
                let va = stack.start + n * PAGE_LEN;
                pagetable::map(pages, kernel_root, va, pa, Perm::RW, 0).inspect_err(|_| pages.free(pa))
            });
            if let Err(error) = mapped {
                stack.free(pages, kernel_root);
                return Err(error);
            }
        }
        arch::flush_tlb();
        Ok(stack)
    }

    /// Where the stack begins: it grows down from here.
    pub fn top(&self) -> VirtAddr {
        self.start + KERNEL_STACK_PAGES * PAGE_LEN
    }

    /// Gives the pages back. Nobody may be running on them.
    pub fn free(self, pages: &mut Pages, kernel_root: PhysAddr) {
        for n in 0..KERNEL_STACK_PAGES {
            if let Some(pa) = pagetable::unmap(pages, kernel_root, self.start + n * PAGE_LEN) {
                pages.free(pa);
            }
        }
        arch::flush_tlb();
    }
}
