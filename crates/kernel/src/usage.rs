//! What a thread and a process have used of the machine. `getrusage`, `times`, `wait4` and `/proc` tell of it; who
//! watches the kernel from outside reads it here.

use crate::arch;
use crate::group::GroupId;
use crate::kernel::Kernel;
use crate::process::{Process, ProcessId};

/// What was used. Linux: the fields of `struct rusage` that it keeps for a task.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Usage {
    /// Ticks in user mode.
    pub user_ticks: u64,
    /// Ticks in the kernel.
    pub system_ticks: u64,
    /// Traps that it took: how often it went from user mode to the kernel.
    pub kernel_entries: u64,
    /// Pages that came, or were copied, because they were touched.
    pub minor_faults: u64,
    /// How often it gave the hart away since it had to wait.
    pub voluntary_switches: u64,
    /// How often another process got the hart though it could have gone on.
    pub involuntary_switches: u64,
    /// Most pages that it had in memory at one time.
    pub max_pages: u64,
}

impl Usage {
    /// Ticks that it had the hart.
    pub const fn ticks(&self) -> u64 {
        self.user_ticks + self.system_ticks
    }

    /// Adds what somebody else has used.
    pub fn add(&mut self, other: Usage) {
        self.user_ticks += other.user_ticks;
        self.system_ticks += other.system_ticks;
        self.kernel_entries += other.kernel_entries;
        self.minor_faults += other.minor_faults;
        self.voluntary_switches += other.voluntary_switches;
        self.involuntary_switches += other.involuntary_switches;
        self.max_pages = self.max_pages.max(other.max_pages);
    }
}

/// The current process comes from user mode: its time there is over, that in the kernel begins. The process is the answer.
#[inline(always)]
pub fn enter_kernel(k: &mut Kernel) -> &mut Process {
    let since = core::mem::replace(&mut k.since, arch::time());
    let ticks = k.since - since;
    let process = k.current();
    process.usage.user_ticks += ticks;
    process.usage.kernel_entries += 1;
    process
}

/// Counts the time that the current process has been in the kernel until now.
#[inline(always)]
pub fn count_kernel_time(k: &mut Kernel) {
    let since = core::mem::replace(&mut k.since, arch::time());
    let ticks = k.since - since;
    k.current().usage.system_ticks += ticks;
}

/// What the thread `id` has used.
pub fn of_thread(k: &mut Kernel, id: ProcessId) -> Usage {
    if k.current == Some(id) {
        count_kernel_time(k);
    }
    let thread = &k.processes[id];
    let max_pages = thread.space.map_or(0, |space| k.spaces[space].max_resident);
    Usage { max_pages: thread.usage.max_pages.max(max_pages), ..thread.usage }
}

/// What all threads of a process have used, those that are over among them.
pub fn of_process(k: &mut Kernel, group: GroupId) -> Usage {
    let threads = k.processes.iter().filter(|(_, thread)| thread.group == group);
    let threads: alloc::vec::Vec<ProcessId> = threads.map(|(id, _)| id).collect();
    let mut usage = k.groups[group].usage;
    threads.into_iter().for_each(|id| usage.add(of_thread(k, id)));
    usage
}
