//! From `fork` to `wait4`: how a process comes to be, how it ends, and who hears of it.

use alloc::boxed::Box;
use alloc::vec::Vec;

use abi::Errno;

use crate::arch;
use crate::kernel::Kernel;
use crate::limits::MAX_PROCESSES;
use crate::process::{Context, Ending, KernelStack, Process, ProcessId, Reason, State, TrapFrame};
use crate::sched;
use crate::space::AddressSpace;
use crate::vfs;

/// The number of the first process, which inherits every child whose parent ends first.
pub const INIT: u32 = 1;

/// A process with this memory, nothing open and no parent. When it first gets the hart it goes to user mode.
pub fn new_process(k: &mut Kernel, space: AddressSpace) -> Result<ProcessId, Errno> {
    let row = k.processes.slots.iter().position(Option::is_none).unwrap_or(k.processes.slots.len());
    let stack = match KernelStack::new(&mut k.pages, k.kernel_root, row) {
        Ok(stack) => stack,
        Err(error) => {
            space.free(&mut k.pages);
            return Err(error);
        }
    };
    let top = stack.top().0;
    let root = vfs::root(k);
    let process = Process {
        pid: k.next_pid,
        parent: 0,
        name: Vec::new(),
        state: State::Runnable,
        ending: None,
        space: Some(space),
        trapframe: Box::new(TrapFrame { kernel_sp: top, ..TrapFrame::default() }),
        context: Context { ra: arch::first_return(), sp: top, ..Context::zero() },
        stack,
        files: Vec::new(),
        cwd: Some(vfs::hold(k, root)),
    };
    k.next_pid += 1;
    Ok(k.processes.insert(process))
}

/// Doubles the process `id`: the child has a copy of its memory and registers, and the same files open. It begins
/// where the parent called, with a result of 0 and, if `stack` is not 0, another stack.
#[inline(never)]
pub fn fork(k: &mut Kernel, id: ProcessId, stack: u64) -> Result<u32, Errno> {
    if k.processes.len() >= MAX_PROCESSES {
        return Err(Errno::Again);
    }
    let kernel_root = k.kernel_root;
    let (pages, space) = k.memory(id)?;
    let space = space.copy(pages, kernel_root)?;
    let child = new_process(k, space)?;

    let parent = &k.processes[id];
    let (pid, name, files, mut frame) =
        (parent.pid, parent.name.clone(), parent.files.clone(), *parent.trapframe);
    let cwd = parent.cwd;
    files.iter().flatten().for_each(|descriptor| {
        vfs::share(k, descriptor.file);
    });
    let cwd = cwd.map(|cwd| vfs::hold(k, cwd));

    let process = &mut k.processes[child];
    let old_cwd = core::mem::replace(&mut process.cwd, cwd);
    frame.x[TrapFrame::A0] = 0;
    frame.kernel_sp = process.trapframe.kernel_sp;
    if stack != 0 {
        frame.x[TrapFrame::SP] = stack;
    }
    *process.trapframe = frame;
    (process.parent, process.name, process.files) = (pid, name, files);
    let child_pid = process.pid;
    old_cwd.into_iter().for_each(|cwd| vfs::release(k, cwd));
    Ok(child_pid)
}

/// The current process ends: it gives back what it has, leaves word of its end, and never runs again.
///
/// Called at the bottom of its kernel stack only, where no function above holds anything that would be lost.
#[inline(never)]
pub fn exit(k: &mut Kernel, ending: Ending) -> ! {
    let id = k.current_id();
    let process = &mut k.processes[id];
    let (pid, parent) = (process.pid, process.parent);
    assert!(pid != INIT, "the first process ended: {ending:?}");

    let files = core::mem::take(&mut process.files);
    let (space, cwd) = (process.space.take(), process.cwd.take());
    files.iter().flatten().for_each(|descriptor| vfs::close(k, descriptor.file));
    drop(files);
    cwd.into_iter().for_each(|cwd| vfs::release(k, cwd));
    // The hart must not translate with a table that is being freed.
    arch::set_page_table(k.kernel_root);
    space.into_iter().for_each(|space| space.free(&mut k.pages));

    k.processes.values_mut().filter(|child| child.parent == pid).for_each(|child| child.parent = INIT);
    k.processes[id].state = State::Zombie(ending);
    wake_parent(k, parent);
    wake_parent(k, INIT);
    sched::sched(k);
    unreachable!("a zombie got the hart")
}

fn wake_parent(k: &mut Kernel, parent: u32) {
    if let Some(id) = k.find(parent)
        && k.processes[id].state == State::Sleeping(Reason::Child)
    {
        k.processes[id].state = State::Runnable;
    }
}

/// Waits for the end of child `pid` of process `id`, or of any child (`None`), and clears it away. `None`: none has
/// ended, and `block` says not to wait. `ECHILD`: there is no such child.
#[inline(never)]
pub fn wait(
    k: &mut Kernel,
    id: ProcessId,
    pid: Option<u32>,
    block: bool,
) -> Result<Option<(u32, Ending)>, Errno> {
    loop {
        let parent = k.processes[id].pid;
        let mut any = false;
        let mut over = None;
        for (child, process) in k.processes.iter().filter(|(_, process)| process.parent == parent) {
            if pid.is_none_or(|pid| pid == process.pid) {
                any = true;
                if let State::Zombie(ending) = process.state {
                    over = over.or(Some((child, process.pid, ending)));
                }
            }
        }
        if let Some((child, pid, ending)) = over {
            reap(k, child);
            return Ok(Some((pid, ending)));
        }
        if !any {
            return Err(Errno::Child);
        }
        if !block {
            return Ok(None);
        }
        if k.processes[id].ending.is_some() {
            return Err(Errno::Intr);
        }
        sched::sleep(k, Reason::Child);
    }
}

/// Clears away what is left of a process that is over.
fn reap(k: &mut Kernel, id: ProcessId) {
    if let Some(process) = k.processes.remove(id) {
        process.stack.free(&mut k.pages, k.kernel_root);
    }
}

/// Ends process `id` with a signal, as soon as it is about to return to user mode.
#[inline(never)]
pub fn kill(k: &mut Kernel, id: ProcessId, signal: u32) {
    let process = &mut k.processes[id];
    process.ending = process.ending.or(Some(Ending::Killed(signal)));
    if matches!(process.state, State::Sleeping(_)) {
        process.state = State::Runnable;
    }
}

/// The program that the user at the terminal is looking at: the youngest child of the youngest child, and so on, of
/// the first process. `None` if that is the shell, which must live on.
pub fn foreground(k: &Kernel) -> Option<ProcessId> {
    let mut chain = Vec::new();
    let mut pid = INIT;
    while let Some((id, child)) = youngest_child(k, pid) {
        chain.push(id);
        pid = child;
    }
    (chain.len() > 1).then(|| chain.pop()).flatten()
}

fn youngest_child(k: &Kernel, pid: u32) -> Option<(ProcessId, u32)> {
    let living = |process: &Process| !matches!(process.state, State::Zombie(_));
    let children = k.processes.iter().filter(|(_, child)| child.parent == pid && living(child));
    children.map(|(id, child)| (id, child.pid)).max_by_key(|&(_, pid)| pid)
}
