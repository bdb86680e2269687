//! All that the kernel remembers, in one place.

use alloc::vec::Vec;

use abi::Errno;

use crate::arch;
use crate::layout::PhysAddr;
use crate::pages::Pages;
use crate::process::{Context, Process, ProcessId};
use crate::slab::Slab;
use crate::space::AddressSpace;
use crate::tty::Tty;
use crate::vfs::Vfs;

/// The state of the kernel. There is one, `arch::KERNEL`, and whoever has the baton `k: &mut Kernel` is the only one
/// who runs.
pub struct Kernel {
    /// Physical memory.
    pub pages: Pages,
    /// The page table with the kernel alone, which every address space's upper half is copied from.
    pub kernel_root: PhysAddr,
    /// Every process.
    pub processes: Slab<Process>,
    /// The process that has the hart; `None` while the scheduler looks for one.
    pub current: Option<ProcessId>,
    /// The scheduler's registers while a process runs in the kernel.
    pub scheduler: Context,
    /// The row of the process that ran last: the next turn is for those behind it.
    pub last_run: u32,
    /// The number of the next process.
    pub next_pid: u32,
    /// Files, and what is open.
    pub vfs: Vfs,
    /// The terminal.
    pub tty: Tty,
    /// The machine's name in the network, for `uname`.
    pub hostname: Vec<u8>,
    /// When the machine was started, in seconds since 1970. There is no clock on the board that knows, so it is the
    /// time of the newest file of the initial file system.
    pub boot_time: i64,
}

impl Kernel {
    /// The kernel before it has read the device tree.
    pub const fn new() -> Self {
        Self {
            pages: Pages::none(),
            kernel_root: PhysAddr(0),
            processes: Slab::new(),
            current: None,
            scheduler: Context::zero(),
            last_run: 0,
            next_pid: 1,
            vfs: Vfs::new(),
            tty: Tty::new(),
            hostname: Vec::new(),
            boot_time: 0,
        }
    }

    /// The row of the process that has the hart.
    #[track_caller]
    pub fn current_id(&self) -> ProcessId {
        self.current.expect("no process has the hart")
    }

    /// The process that has the hart.
    #[track_caller]
    pub fn current(&mut self) -> &mut Process {
        let id = self.current_id();
        &mut self.processes[id]
    }

    /// Physical memory, and what process `id` can reach of it: the two arguments of every function of `uaccess`.
    pub fn memory(&mut self, id: ProcessId) -> Result<(&mut Pages, &mut AddressSpace), Errno> {
        let space = self.processes[id].space.as_mut().ok_or(Errno::Srch)?;
        Ok((&mut self.pages, space))
    }

    /// The process with this number.
    pub fn find(&self, pid: u32) -> Option<ProcessId> {
        self.processes.iter().find(|(_, process)| process.pid == pid).map(|(id, _)| id)
    }

    /// The time of day, in seconds since 1970.
    pub fn now(&self) -> i64 {
        self.boot_time + (arch::time() / board::TIMEBASE_HZ) as i64
    }
}

impl Default for Kernel {
    fn default() -> Self {
        Self::new()
    }
}
