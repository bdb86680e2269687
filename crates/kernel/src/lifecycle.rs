//! From `exit` to `wait4`: how processes and threads end, and who hears of it. How they begin is in [`fork`](crate::fork).

use alloc::vec::Vec;

use abi::Errno;

use crate::arch;
use crate::futex;
use crate::group::{Group, GroupId};
use crate::kernel::Kernel;
use crate::memory::Memory;
use crate::process::{Ending, Process, ProcessId, Reason, State};
use crate::sched;
use crate::signal::Info;
use crate::space::SpaceId;
use crate::usage::Usage;
use crate::{fork, robust, signal, usage, vfs};

/// The number of the first process, which inherits every child whose parent ends first.
pub const INIT: u32 = 1;

impl Process {
    /// Whether it is not over.
    pub const fn is_alive(&self) -> bool {
        !matches!(self.state, State::Zombie(_) | State::Dead)
    }
}

/// Gives back what a process has open.
pub fn close_group(k: &mut Kernel, group: GroupId) {
    let owner = &mut k.groups[group];
    let files = core::mem::take(&mut owner.files);
    let places = [owner.cwd.take(), owner.root.take()];
    let pid = owner.pid;
    files.iter().flatten().for_each(|descriptor| vfs::close_descriptor(k, pid, descriptor.file));
    places.into_iter().flatten().for_each(|dentry| vfs::release(k, dentry));
}

/// Clears away the row of a process.
pub fn forget_group(k: &mut Kernel, group: GroupId) {
    k.groups.remove(group);
}

/// One user less of an address space; the last one frees it. The hart must not be using it.
pub fn release_space(k: &mut Kernel, space: SpaceId) {
    k.spaces[space].users -= 1;
    if k.spaces[space].users == 0
        && let Some(mut space) = k.spaces.remove(space)
    {
        Memory::of(k, &mut space).clear();
    }
}

/// Process `id` has no memory any more. What it had at most stays known.
pub fn leave_space(k: &mut Kernel, id: ProcessId) {
    if let Some(space) = k.processes[id].space.take() {
        let usage = &mut k.processes[id].usage;
        usage.max_pages = usage.max_pages.max(k.spaces[space].max_resident);
        release_space(k, space);
    }
}

/// The current thread ends, and never runs again. With the last one its process ends: it gives back what it has, and
/// leaves word of its end.
///
/// Called at the bottom of its kernel stack only, where no function above holds anything that would be lost.
#[inline(never)]
pub fn exit(k: &mut Kernel, ending: Ending) -> ! {
    let id = k.current_id();
    let group = k.processes[id].group;
    robust::leave_locks(k, id);
    futex::clear_tid(k, id);
    fork::end_vfork(k, id);
    // The hart must not translate with a table that is being freed.
    arch::set_page_table(k.kernel_root);
    leave_space(k, id);
    k.float_owner = k.float_owner.filter(|&owner| owner != id);

    let owner = &mut k.groups[group];
    owner.n_threads -= 1;
    let (pid, last) = (owner.pid, owner.n_threads == 0);
    let leader = k.processes[id].pid == pid;
    // The first thread stays, as a zombie, for the process.
    k.processes[id].state = if leader { State::Zombie(ending) } else { State::Dead };
    if last {
        let ending = k.groups[group].ending.unwrap_or(ending);
        k.groups[group].ending = Some(ending);
        end_process(k, group, ending);
    } else {
        // `execve` waits for the other threads.
        wake_child_waiter(k, pid);
    }
    sched::sched(k);
    unreachable!("a process that is over got the hart")
}

/// Marks the process of thread `id` as ended: each of its threads ends on its way back to user mode.
pub fn end_group(k: &mut Kernel, id: ProcessId, ending: Ending) {
    let group = k.processes[id].group;
    k.groups[group].ending = k.groups[group].ending.or(Some(ending));
    let sleeps = |thread: &&mut Process| thread.group == group && matches!(thread.state, State::Sleeping(_));
    k.processes.values_mut().filter(sleeps).for_each(|thread| thread.state = State::Runnable);
}

/// All threads of the process are over.
fn end_process(k: &mut Kernel, group: GroupId, ending: Ending) {
    let (pid, parent, signal) = (k.groups[group].pid, k.groups[group].parent, k.groups[group].exit_signal);
    if pid == INIT {
        let status = match ending {
            Ending::Exited(status) => status as u32 & 0xff,
            Ending::Killed(signal) => 128 + signal,
        };
        if !k.quiet {
            kprintln!("kernel: the first process has ended with status {status}");
        }
        arch::power_off(status);
    }
    close_group(k, group);
    k.groups.values_mut().filter(|child| child.parent == pid).for_each(|child| child.parent = INIT);
    if let Some(leader) = k.find(pid) {
        k.processes[leader].state = State::Zombie(ending);
    }
    wake_child_waiter(k, parent);
    wake_child_waiter(k, INIT);
    if signal != 0 {
        signal::send_process(k, parent, child_info(k, group, ending, signal));
    }
    if !children_are_waited_for(k, parent) {
        reap(k, group, pid);
    }
}

/// What `SIGCHLD` and `waitid` tell of a child.
pub fn child_info(k: &Kernel, group: GroupId, ending: Ending, signal: u32) -> Info {
    let (code, status) = match ending {
        Ending::Exited(status) => (abi::CLD_EXITED, status & 0xff),
        Ending::Killed(signal) => (abi::CLD_KILLED, signal as i32),
    };
    let child = &k.groups[group];
    Info { signal, code, pid: child.pid, uid: child.credentials.user[0], status }
}

/// Whether the parent wants to hear of its children: it does not if it ignores `SIGCHLD`.
fn children_are_waited_for(k: &Kernel, parent: u32) -> bool {
    let group = k.groups.iter().find(|(_, group)| group.pid == parent);
    let action = group.map(|(_, group)| group.actions[abi::SIGCHLD as usize - 1]).unwrap_or_default();
    action.handler != abi::SIG_IGN && action.flags & abi::SA_NOCLDWAIT == 0
}

/// Wakes the threads of process `pid` that wait for a child.
pub fn wake_child_waiter(k: &mut Kernel, pid: u32) {
    let groups = &k.groups;
    let waits = |process: &&mut Process| {
        process.state == State::Sleeping(Reason::Child)
            && (process.pid == pid || groups[process.group].pid == pid)
    };
    k.processes.values_mut().filter(waits).for_each(|process| process.state = State::Runnable);
}

/// Which children somebody waits for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Children {
    /// Any.
    Any,
    /// The one with this number.
    Pid(u32),
    /// Those of this process group.
    Group(u32),
}

/// A child that is over.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ended {
    /// How, in the words of `SIGCHLD`.
    pub info: Info,
    /// How.
    pub ending: Ending,
    /// What it and its own children have used.
    pub usage: Usage,
}

/// Waits for the end of a child of process `id` and, unless `keep`, clears it away. `None`: none has ended, and `block`
/// says not to wait. `ECHILD`: there is no such child.
#[inline(never)]
pub fn wait(
    k: &mut Kernel,
    id: ProcessId,
    which: Children,
    block: bool,
    keep: bool,
) -> Result<Option<Ended>, Errno> {
    let parent = k.group_of(id).pid;
    let wanted = |child: &Group| {
        child.parent == parent
            && match which {
                Children::Any => true,
                Children::Pid(pid) => child.pid == pid,
                Children::Group(pgid) => child.pgid == pgid,
            }
    };
    loop {
        let mut any = false;
        let mut over = None;
        for (group, child) in k.groups.iter().filter(|(_, child)| wanted(child)) {
            any = true;
            if let (0, Some(ending)) = (child.n_threads, child.ending) {
                over = over.or(Some((group, child.pid, ending)));
            }
        }
        if let Some((group, pid, ending)) = over {
            let info = child_info(k, group, ending, abi::SIGCHLD as u32);
            let mut usage = usage::of_process(k, group);
            usage.add(k.groups[group].children);
            if !keep {
                k.group_of(id).children.add(usage);
                reap(k, group, pid);
            }
            return Ok(Some(Ended { info, ending, usage }));
        }
        if !any {
            return Err(Errno::Child);
        }
        if !block {
            return Ok(None);
        }
        sched::sleep(k, Reason::Child)?;
    }
}

/// Clears away what is left of a process that is over. Its first thread may still be on its way off the hart.
fn reap(k: &mut Kernel, group: GroupId, pid: u32) {
    if let Some(leader) = k.find(pid) {
        if k.current == Some(leader) {
            k.processes[leader].state = State::Dead;
        } else {
            clear_away(k, leader);
        }
    }
    forget_group(k, group);
}

/// Frees the row and the kernel stack of a thread that is over.
pub fn clear_away(k: &mut Kernel, id: ProcessId) {
    if let Some(process) = k.processes.remove(id) {
        if let Some(group) = k.groups.slots.get_mut(process.group.0 as usize).and_then(Option::as_mut)
            && group.n_threads > 0
        {
            group.usage.add(process.usage);
        }
        process.stack.free(&mut k.pages, k.kernel_root);
    }
}

/// Ends every thread of the current process but the one that calls, which then is its first: what `execve` begins with.
#[inline(never)]
pub fn end_other_threads(k: &mut Kernel, id: ProcessId) -> Result<(), Errno> {
    let group = k.processes[id].group;
    let pid = k.groups[group].pid;
    while k.groups[group].n_threads > 1 {
        // Another thread that executes a program at the same time may have been first.
        if k.group_of(id).ending.is_some() || k.processes[id].ending.is_some() {
            return Err(Errno::Intr);
        }
        let others = k.processes.iter().filter(|(other, thread)| thread.group == group && *other != id);
        for other in others.map(|(other, _)| other).collect::<Vec<_>>() {
            let thread = &mut k.processes[other];
            if thread.is_alive() {
                thread.ending = Some(Ending::Killed(abi::SIGKILL as u32));
                if matches!(thread.state, State::Sleeping(_)) {
                    thread.state = State::Runnable;
                }
            }
        }
        k.processes[id].state = State::Sleeping(Reason::Child);
        sched::sched(k);
    }
    if k.processes[id].pid != pid {
        if let Some(leader) = k.find(pid) {
            clear_away(k, leader);
        }
        k.processes[id].pid = pid;
    }
    Ok(())
}
