//! What the kernel knows of a process.

use alloc::boxed::Box;
use alloc::vec::Vec;

use abi::Errno;

use crate::arch;
use crate::dentry::DentryId;
use crate::file::{Descriptor, FileId};
use crate::layout::{KERNEL_STACKS, PAGE_LEN, PhysAddr, VirtAddr};
use crate::limits::{KERNEL_STACK_PAGES, MAX_DESCRIPTORS};
use crate::pages::Pages;
use crate::pagetable::{self, Perm};
use crate::slab::handle;
use crate::space::AddressSpace;

/// A process: a program that runs, what it can reach, and what it has open.
pub struct Process {
    /// Its number; never used again.
    pub pid: u32,
    /// The number of the process that waits for its end; 0 for the first process.
    pub parent: u32,
    /// The last part of the path it executes, at most 15 bytes.
    pub name: Vec<u8>,
    /// Whether it runs, could, waits, or is over.
    pub state: State,
    /// Set when it must end: it does so on its way back to user mode, where it holds nothing.
    pub ending: Option<Ending>,
    /// What it can reach. `None` once it is over.
    pub space: Option<AddressSpace>,
    /// Its registers in user mode, saved at each trap.
    pub trapframe: Box<TrapFrame>,
    /// Its registers in the kernel, saved while another process has the hart.
    pub context: Context,
    /// The stack of its system calls.
    pub stack: KernelStack,
    /// Its descriptors; the index is the number that the program uses.
    pub files: Vec<Option<Descriptor>>,
    /// Its working directory. `None` once it is over.
    pub cwd: Option<DentryId>,
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
}

/// What a sleeping process waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The end of a child.
    Child,
    /// A line at the terminal.
    Input,
}

/// How a process ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// It called `exit` with this status, of which eight bits count.
    Exited(i32),
    /// The kernel stopped it, for the reason that this signal stands for.
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
    /// Index of the stack pointer.
    pub const SP: usize = 2;
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
            let mapped = pages.alloc().and_then(|pa| {
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

impl Process {
    /// The open file behind descriptor `fd`. `EBADF` if there is none.
    pub fn file(&self, fd: i32) -> Result<FileId, Errno> {
        let descriptor = usize::try_from(fd).ok().and_then(|fd| self.files.get(fd)).and_then(Option::as_ref);
        descriptor.map(|descriptor| descriptor.file).ok_or(Errno::BadFd)
    }

    /// Puts `descriptor` at the lowest free number. `EMFILE` if there is none.
    pub fn add_descriptor(&mut self, descriptor: Descriptor) -> Result<i32, Errno> {
        let fd = self.files.iter().position(Option::is_none).unwrap_or(self.files.len());
        if fd >= MAX_DESCRIPTORS {
            return Err(Errno::MFile);
        }
        self.set_descriptor(fd, descriptor);
        Ok(fd as i32)
    }

    /// Puts `descriptor` at number `fd`, which is below the limit; gives back what was there.
    pub fn set_descriptor(&mut self, fd: usize, descriptor: Descriptor) -> Option<Descriptor> {
        if self.files.len() <= fd {
            self.files.resize(fd + 1, None);
        }
        self.files[fd].replace(descriptor)
    }

    /// Takes descriptor `fd` away. `EBADF` if there is none.
    pub fn take_descriptor(&mut self, fd: i32) -> Result<Descriptor, Errno> {
        let slot = usize::try_from(fd).ok().and_then(|fd| self.files.get_mut(fd));
        slot.and_then(Option::take).ok_or(Errno::BadFd)
    }
}
