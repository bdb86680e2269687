//! All that the kernel remembers, in one place.

use alloc::vec::Vec;

use abi::{Errno, Timespec};

use crate::arch;
use crate::group::{Credentials, Group};
use crate::hart::Ids;
use crate::layout::PhysAddr;
use crate::memory::Memory;
use crate::pages::Pages;
use crate::process::{Context, Process, ProcessId};
use crate::random::Random;
use crate::slab::Slab;
use crate::space::AddressSpace;
use crate::tty::Tty;
use crate::vfs::Vfs;

/// The state of the kernel. There is one, `arch::KERNEL`, and whoever has the baton `k: &mut Kernel` is the only one
/// who runs.
pub struct Kernel {
    /// What the hart says that it is.
    pub hart: Ids,
    /// Physical memory.
    pub pages: Pages,
    /// The page table with the kernel alone, which every address space's upper half is copied from.
    pub kernel_root: PhysAddr,
    /// The page of code by which signal handlers return.
    pub trampoline: PhysAddr,
    /// Every process and thread.
    pub processes: Slab<Process>,
    /// What the threads of each process share.
    pub groups: Slab<Group>,
    /// Every address space.
    pub spaces: Slab<AddressSpace>,
    /// The process that has the hart; `None` while the scheduler looks for one.
    pub current: Option<ProcessId>,
    /// The scheduler's registers while a process runs in the kernel.
    pub scheduler: Context,
    /// Whose floating-point registers the hart has.
    pub float_owner: Option<ProcessId>,
    /// Until when the time of the process that has the hart is counted in its [`Usage`](crate::usage::Usage), in ticks:
    /// its last step from one mode to the other.
    pub since: u64,
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
    /// Whether nothing is said as long as nothing goes wrong.
    pub quiet: bool,
    /// Where numbers come from that shall look like chance.
    pub random: Random,
}

impl Kernel {
    /// The kernel before it has read the device tree.
    pub const fn new() -> Self {
        Self {
            hart: Ids { vendor: 0, architecture: 0, implementation: 0 },
            pages: Pages::none(),
            kernel_root: PhysAddr(0),
            trampoline: PhysAddr(0),
            processes: Slab::new(),
            groups: Slab::new(),
            spaces: Slab::new(),
            current: None,
            scheduler: Context::zero(),
            float_owner: None,
            since: 0,
            last_run: 0,
            next_pid: 1,
            vfs: Vfs::new(),
            tty: Tty::new(),
            hostname: Vec::new(),
            boot_time: 0,
            quiet: false,
            random: Random::new(),
        }
    }

    /// The row of the process that has the hart.
    pub fn current_id(&self) -> ProcessId {
        self.current.expect("no process has the hart")
    }

    /// The process that has the hart.
    #[inline(always)]
    pub fn current(&mut self) -> &mut Process {
        let id = self.current_id();
        &mut self.processes[id]
    }

    /// What the current process shares with its threads.
    #[inline(always)]
    pub fn group(&mut self) -> &mut Group {
        let id = self.current_id();
        self.group_of(id)
    }

    /// What process `id` shares with its threads.
    pub fn group_of(&mut self, id: ProcessId) -> &mut Group {
        &mut self.groups[self.processes[id].group]
    }

    /// The number of the process that thread `id` belongs to.
    pub fn group_number(&self, id: ProcessId) -> u32 {
        self.groups[self.processes[id].group].pid
    }

    /// Whose rights count: those of the current process, or root's while there is none.
    pub fn credentials(&self) -> Credentials {
        self.current
            .map_or(Credentials::default(), |id| self.groups[self.processes[id].group].credentials.clone())
    }

    /// What process `id` can reach, and what its pages come from: the first argument of every function of `uaccess`.
    pub fn memory(&mut self, id: ProcessId) -> Result<Memory<'_>, Errno> {
        let space = self.processes[id].space.ok_or(Errno::Srch)?;
        Ok(Memory {
            pages: &mut self.pages,
            inodes: &mut self.vfs.inodes,
            space: &mut self.spaces[space],
            faults: Some(&mut self.processes[id].usage.minor_faults),
        })
    }

    /// The process or thread with this number.
    pub fn find(&self, pid: u32) -> Option<ProcessId> {
        self.processes.iter().find(|(_, process)| process.pid == pid).map(|(id, _)| id)
    }

    /// The time of day, since 1970.
    pub fn now(&self) -> Timespec {
        let time = to_timespec(arch::time());
        Timespec { tv_sec: self.boot_time + time.tv_sec, ..time }
    }
}

/// Nanoseconds of a tick.
const TICK_NS: u64 = 1_000_000_000 / board::TIMEBASE_HZ;

/// Ticks as seconds and nanoseconds.
pub fn to_timespec(ticks: u64) -> Timespec {
    let (seconds, rest) = (ticks / board::TIMEBASE_HZ, ticks % board::TIMEBASE_HZ);
    Timespec { tv_sec: seconds as i64, tv_nsec: (rest * TICK_NS) as i64 }
}

/// Seconds and nanoseconds as ticks, rounded up. `EINVAL` if it is no time.
pub fn to_ticks(time: Timespec) -> Result<u64, Errno> {
    if time.tv_sec < 0 || !(0..1_000_000_000).contains(&time.tv_nsec) {
        return Err(Errno::Invalid);
    }
    let seconds = (time.tv_sec as u64).saturating_mul(board::TIMEBASE_HZ);
    Ok(seconds.saturating_add((time.tv_nsec as u64).div_ceil(TICK_NS)))
}

impl Default for Kernel {
    fn default() -> Self {
        Self::new()
    }
}
