//! How processes and threads come to be. `clone` makes both: a thread shares all with its maker, a process nothing but
//! pages that neither writes; one made by `vfork` borrows its parent's memory for a while.

use alloc::boxed::Box;
use alloc::vec::Vec;

use abi::Errno;

use crate::arch;
use crate::group::{Credentials, Group, GroupId};
use crate::kernel::Kernel;
use crate::layout::VirtAddr;
use crate::lifecycle::{close_group, forget_group, release_space, wake_child_waiter};
use crate::limits::{MAX_PROCESSES, check_heap};
use crate::process::{Context, FloatState, KernelStack, Process, ProcessId, Reason, State, TrapFrame};
use crate::rlimit::{self, Limits};
use crate::sched;
use crate::signal::{Action, N_SIGNALS, Pending, Signals};
use crate::space::{AddressSpace, SpaceId};
use crate::usage::Usage;
use crate::{signal, uaccess, vfs};

/// A process with this memory, nothing open and no parent. When it first gets the hart it goes to user mode.
pub fn new_process(k: &mut Kernel, space: AddressSpace) -> Result<ProcessId, Errno> {
    let root = vfs::root(k);
    let group = Group {
        pid: k.next_pid,
        parent: 0,
        exit_signal: 0,
        n_threads: 1,
        ending: None,
        pgid: k.next_pid,
        sid: k.next_pid,
        credentials: Credentials::default(),
        umask: 0o022,
        limits: Limits::new(),
        files: Vec::new(),
        cwd: Some(vfs::hold(k, root)),
        root: Some(vfs::hold(k, root)),
        actions: Box::new([Action::default(); N_SIGNALS]),
        pending: Pending::new(),
        alarm: None,
        usage: Usage::default(),
        children: Usage::default(),
        start: arch::time(),
    };
    let (group, space) = (k.groups.insert(group), k.spaces.insert(space));
    new_thread(k, group, space).inspect_err(|_| {
        release_space(k, space);
        forget_group(k, group);
    })
}

/// A thread of the process `group` in `space`, both of which count it already.
fn new_thread(k: &mut Kernel, group: GroupId, space: SpaceId) -> Result<ProcessId, Errno> {
    let row = k.processes.slots.iter().position(Option::is_none).unwrap_or(k.processes.slots.len());
    let stack = KernelStack::new(&mut k.pages, k.kernel_root, row)?;
    let top = stack.top().0;
    let process = Process {
        pid: k.next_pid,
        group,
        name: Vec::new(),
        state: State::Runnable,
        ending: None,
        space: Some(space),
        trapframe: Box::new(TrapFrame { kernel_sp: top, ..TrapFrame::default() }),
        float: Box::new(FloatState::default()),
        context: Context { ra: arch::first_return(), sp: top, ..Context::zero() },
        stack,
        signals: Signals::default(),
        wake_at: None,
        woken: false,
        futex_bits: 0,
        robust_list: VirtAddr(0),
        rseq: None,
        clear_tid: VirtAddr(0),
        vfork_parent: None,
        usage: Usage::default(),
    };
    k.next_pid += 1;
    Ok(k.processes.insert(process))
}

/// What `clone` is asked for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Wish {
    /// `CLONE_…`.
    pub flags: u64,
    /// The signal that the parent gets at the end.
    pub exit_signal: u64,
    /// The stack pointer of the new process; 0 for the caller's.
    pub stack: u64,
    /// Where the caller wants the new number (`CLONE_PARENT_SETTID`).
    pub parent_tid: VirtAddr,
    /// The new thread pointer (`CLONE_SETTLS`).
    pub tls: u64,
    /// Where the new process wants its number, or a zero at its end.
    pub child_tid: VirtAddr,
}

impl Wish {
    /// Whether this flag was given.
    pub const fn has(&self, flag: u64) -> bool {
        self.flags & flag != 0
    }
}

/// Makes a process, or a thread, that begins where process `id` called, with a result of 0. It has a copy of the
/// caller's registers, and of its memory unless that is shared.
#[inline(never)]
pub fn clone(k: &mut Kernel, id: ProcessId, wish: Wish) -> Result<u32, Errno> {
    if k.processes.len() >= MAX_PROCESSES {
        return Err(Errno::Again);
    }
    rlimit::check_processes(k)?;
    check_heap(Errno::NoMem)?;
    let space = if wish.has(abi::CLONE_VM) { share_space(k, id)? } else { copy_space(k, id)? };
    let thread = wish.has(abi::CLONE_THREAD);
    let group = if thread { join_group(k, id) } else { copy_group(k, id, wish.exit_signal as u32) };
    let child = new_thread(k, group, space).inspect_err(|_| {
        release_space(k, space);
        if thread {
            k.groups[group].n_threads -= 1
        } else {
            close_group(k, group);
            forget_group(k, group)
        }
    })?;

    arch::save_float(&mut k.processes[id].float);
    let parent = &k.processes[id];
    let (name, mut frame, float) = (parent.name.clone(), *parent.trapframe, *parent.float);
    let (blocked, parent_pid, rseq) = (parent.signals.blocked, parent.pid, parent.rseq);
    let process = &mut k.processes[child];
    frame.x[TrapFrame::A0] = 0;
    frame.kernel_sp = process.trapframe.kernel_sp;
    if wish.stack != 0 {
        frame.x[TrapFrame::SP] = wish.stack;
    }
    if wish.has(abi::CLONE_SETTLS) {
        frame.x[TrapFrame::TP] = wish.tls;
    }
    if wish.has(abi::CLONE_CHILD_CLEARTID) {
        process.clear_tid = wish.child_tid;
    }
    if wish.has(abi::CLONE_VFORK) {
        process.vfork_parent = Some(parent_pid);
    }
    // The area of a thread is in its memory: who has the same needs another one.
    process.rseq = rseq.filter(|_| !wish.has(abi::CLONE_VM));
    if wish.has(abi::CLONE_CLEAR_SIGHAND) {
        signal::forget_handlers(&mut k.groups[group]);
    }
    (*process.trapframe, *process.float, process.name, process.signals.blocked) =
        (frame, float, name, blocked);
    let pid = process.pid;
    // Linux ignores an address that cannot be written, too.
    if wish.has(abi::CLONE_PARENT_SETTID) {
        let _ = uaccess::copy_out(&mut k.memory(id)?, wish.parent_tid, &pid.to_le_bytes());
    }
    if wish.has(abi::CLONE_CHILD_SETTID) {
        let _ = uaccess::copy_out(&mut k.memory(child)?, wish.child_tid, &pid.to_le_bytes());
    }
    arch::flush_tlb();
    if wish.has(abi::CLONE_VFORK) {
        wait_for_vfork(k, pid);
    }
    Ok(pid)
}

/// Sleeps until the child `pid` has a memory of its own, or ended. Only the caller's own end comes before that.
fn wait_for_vfork(k: &mut Kernel, pid: u32) {
    while k.find(pid).is_some_and(|child| k.processes[child].vfork_parent.is_some()) {
        let id = k.current_id();
        if k.processes[id].ending.is_some() || k.group().ending.is_some() {
            return;
        }
        k.processes[id].state = State::Sleeping(Reason::Child);
        sched::sched(k);
    }
}

/// A process that was made by `vfork` has its own memory now, or none: its parent goes on.
pub fn end_vfork(k: &mut Kernel, id: ProcessId) {
    if let Some(parent) = k.processes[id].vfork_parent.take() {
        wake_child_waiter(k, parent);
    }
}

fn share_space(k: &mut Kernel, id: ProcessId) -> Result<SpaceId, Errno> {
    let space = k.processes[id].space.ok_or(Errno::Srch)?;
    k.spaces[space].users += 1;
    Ok(space)
}

fn copy_space(k: &mut Kernel, id: ProcessId) -> Result<SpaceId, Errno> {
    let kernel_root = k.kernel_root;
    let space = k.memory(id)?.fork(kernel_root);
    // The parent may not write any more where both have the same page.
    arch::flush_tlb();
    Ok(k.spaces.insert(space?))
}

fn join_group(k: &mut Kernel, id: ProcessId) -> GroupId {
    let group = k.processes[id].group;
    k.groups[group].n_threads += 1;
    group
}

/// A group for a child of process `id`, with the same things open.
fn copy_group(k: &mut Kernel, id: ProcessId, exit_signal: u32) -> GroupId {
    let parent = &k.groups[k.processes[id].group];
    let child = Group {
        pid: k.next_pid,
        parent: parent.pid,
        exit_signal,
        n_threads: 1,
        ending: None,
        credentials: parent.credentials.clone(),
        files: parent.files.clone(),
        actions: parent.actions.clone(),
        pending: Pending::new(),
        alarm: None,
        usage: Usage::default(),
        children: Usage::default(),
        start: arch::time(),
        ..*parent
    };
    let descriptors = child.files.clone();
    let places = [child.cwd, child.root];
    descriptors.iter().flatten().for_each(|descriptor| {
        vfs::share(k, descriptor.file);
    });
    places.into_iter().flatten().for_each(|dentry| {
        vfs::hold(k, dentry);
    });
    k.groups.insert(child)
}
