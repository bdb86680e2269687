//! Signals: who gets one, what waits, and what a process does about it. How a handler is called and returns is in
//! [`sigframe`](crate::sigframe).
//!
//! Simplified: a signal that would stop a process does nothing, since there is no `fg` to let it go on; and of the
//! signals from 32 on, as of all others, one of a kind waits at a time, with what is known of it.

use alloc::vec::Vec;

use abi::{Errno, SIGCHLD, SIGCONT, SIGKILL, SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU, SIGURG, SIGWINCH};

use crate::group::Group;
use crate::kernel::Kernel;
use crate::layout::VirtAddr;
use crate::limits::MAX_QUEUED_SIGNALS;
use crate::process::{Ending, Process, ProcessId, State};
use crate::{lifecycle, sigframe};

/// How many signals there are.
pub const N_SIGNALS: usize = 64;

/// A set of signals: signal 1 is bit 0.
pub type Set = u64;

/// The set of this signal alone.
pub const fn set_of(signal: u32) -> Set {
    1 << (signal - 1)
}

/// Signals that no process can handle, block or ignore.
const UNSTOPPABLE: Set = set_of(SIGKILL as u32) | set_of(SIGSTOP as u32);

/// What of `set` can be blocked.
pub const fn blockable(set: Set) -> Set {
    set & !UNSTOPPABLE
}

/// Signals that nothing happens for unless there is a handler; the last four would stop the process.
const HARMLESS: Set = set_of(SIGCHLD as u32)
    | set_of(SIGCONT as u32)
    | set_of(SIGURG as u32)
    | set_of(SIGWINCH as u32)
    | set_of(SIGSTOP as u32)
    | set_of(SIGTSTP as u32)
    | set_of(SIGTTIN as u32)
    | set_of(SIGTTOU as u32);

/// What a process wants done for a signal. Linux: `struct sigaction` of riscv64, which has no restorer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Action {
    /// Address of the handler, [`abi::SIG_DFL`] or [`abi::SIG_IGN`].
    pub handler: u64,
    /// `SA_…`.
    pub flags: u64,
    /// What is blocked while the handler runs.
    pub mask: Set,
}

/// What is known of a signal that was sent. Linux: `siginfo_t`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Info {
    /// Which signal.
    pub signal: u32,
    /// Why: `SI_…`, or a number of the signal's own.
    pub code: i32,
    /// Who sent it; for a fault the address, low half.
    pub pid: u32,
    /// The sender's user; for a fault the address, high half.
    pub uid: u32,
    /// For a child: how it ended.
    pub status: i32,
}

impl Info {
    /// A fault of the process's own, about an address.
    pub const fn fault(signal: u32, code: i32, address: VirtAddr) -> Self {
        Self { signal, code, pid: address.0 as u32, uid: (address.0 >> 32) as u32, status: 0 }
    }

    /// From the kernel itself.
    pub const fn kernel(signal: u32) -> Self {
        Self { signal, code: abi::SI_KERNEL, pid: 0, uid: 0, status: 0 }
    }
}

/// Signals that were sent and not delivered.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Pending {
    /// Which.
    pub set: Set,
    /// What is known of them.
    pub infos: Vec<Info>,
}

impl Pending {
    /// None.
    pub const fn new() -> Self {
        Self { set: 0, infos: Vec::new() }
    }

    /// Adds one, unless one of its kind waits already.
    pub fn add(&mut self, info: Info) {
        if self.set & set_of(info.signal) == 0 {
            self.set |= set_of(info.signal);
            if self.infos.len() < MAX_QUEUED_SIGNALS {
                self.infos.push(info);
            }
        }
    }

    /// Takes the lowest that is in `wanted`.
    pub fn take(&mut self, wanted: Set) -> Option<Info> {
        let here = self.set & wanted;
        if here == 0 {
            return None;
        }
        let signal = here.trailing_zeros() + 1;
        self.set &= !set_of(signal);
        let known = self.infos.iter().position(|info| info.signal == signal);
        Some(known.map_or(Info { signal, ..Info::default() }, |index| self.infos.swap_remove(index)))
    }

    /// Forgets those of `set`.
    pub fn forget(&mut self, set: Set) {
        self.set &= !set;
        self.infos.retain(|info| set & set_of(info.signal) == 0);
    }
}

/// What one thread has to do with signals.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Signals {
    /// Those that wait until they are unblocked.
    pub blocked: Set,
    /// Those that were sent to this thread alone.
    pub pending: Pending,
    /// What was blocked before `rt_sigsuspend` or `ppoll`, to be blocked again after the handler.
    pub saved: Option<Set>,
    /// The stack for handlers that ask for another one: where, and how long; 0 is none.
    pub stack: (VirtAddr, u64),
    /// First argument of a call that a signal has interrupted and that is made again after the handler, if that wants so.
    pub restart: Option<u64>,
}

/// Whether nothing would happen if `signal` were delivered to the process of this row.
fn is_ignored(k: &Kernel, id: ProcessId, signal: u32) -> bool {
    let action = k.groups[k.processes[id].group].actions[signal as usize - 1];
    match action.handler {
        abi::SIG_IGN => set_of(signal) & UNSTOPPABLE == 0,
        // Nobody ends the first process but itself.
        abi::SIG_DFL => HARMLESS & set_of(signal) != 0 || k.group_number(id) == lifecycle::INIT,
        _ => false,
    }
}

/// `SIGKILL` never waits among the others: the process ends, whatever its threads wait for. Else one could take the signal
/// (`rt_sigtimedwait`), or sleep on, as in `vfork`.
fn kill(k: &mut Kernel, id: ProcessId) {
    if !is_ignored(k, id, SIGKILL as u32) {
        lifecycle::end_group(k, id, Ending::Killed(SIGKILL as u32));
    }
}

/// Sends a signal to one thread.
#[inline(never)]
pub fn send_thread(k: &mut Kernel, id: ProcessId, info: Info) {
    let blocked = k.processes[id].signals.blocked & set_of(info.signal) != 0;
    if info.signal == SIGKILL as u32 {
        kill(k, id);
    } else if blocked || !is_ignored(k, id, info.signal) {
        k.processes[id].signals.pending.add(info);
        interrupt(k, id);
    }
}

/// Sends a signal to a process: the first thread that does not block it will take it.
#[inline(never)]
pub fn send_process(k: &mut Kernel, pid: u32, info: Info) {
    let Some(leader) = k.find(pid) else { return };
    if info.signal == SIGKILL as u32 {
        kill(k, leader);
        return;
    }
    let group = k.processes[leader].group;
    let open = |thread: &Process| {
        thread.group == group && thread.is_alive() && thread.signals.blocked & set_of(info.signal) == 0
    };
    let taker = k.processes.iter().find(|(_, thread)| open(thread)).map(|(id, _)| id);
    if taker.is_none() || !is_ignored(k, leader, info.signal) {
        k.groups[group].pending.add(info);
        taker.into_iter().for_each(|id| interrupt(k, id));
    }
}

/// Sends a signal to every process of a process group. `ESRCH` if there is none.
pub fn send_group(k: &mut Kernel, pgid: u32, info: Info) -> Result<(), Errno> {
    let members = |k: &Kernel| -> Vec<u32> {
        k.groups.iter().filter(|(_, group)| group.pgid == pgid).map(|(_, group)| group.pid).collect()
    };
    let members = members(k);
    members.iter().for_each(|&pid| send_process(k, pid, info));
    if members.is_empty() { Err(Errno::Srch) } else { Ok(()) }
}

/// No signal has a handler any more. What was ignored stays ignored.
pub fn forget_handlers(group: &mut Group) {
    for action in group.actions.iter_mut() {
        let handler = if action.handler == abi::SIG_IGN { abi::SIG_IGN } else { abi::SIG_DFL };
        *action = Action { handler, ..Action::default() };
    }
}

/// A signal that is ignored from now on is forgotten where it waits.
pub fn forget_ignored(k: &mut Kernel, id: ProcessId, signal: u32) {
    if is_ignored(k, id, signal) {
        let group = k.processes[id].group;
        k.groups[group].pending.forget(set_of(signal));
        let threads = k.processes.values_mut().filter(|thread| thread.group == group);
        threads.for_each(|thread| thread.signals.pending.forget(set_of(signal)));
    }
}

/// Wakes a sleeper that has a signal to take.
fn interrupt(k: &mut Kernel, id: ProcessId) {
    if is_pending(k, id) && matches!(k.processes[id].state, State::Sleeping(_)) {
        k.processes[id].state = State::Runnable;
    }
}

/// Whether the process must go back to user mode, for a signal or to end: it must not sleep on.
pub fn is_pending(k: &Kernel, id: ProcessId) -> bool {
    let process = &k.processes[id];
    let group = &k.groups[process.group];
    let waiting = process.signals.pending.set | group.pending.set;
    process.ending.is_some() || group.ending.is_some() || waiting & !process.signals.blocked != 0
}

/// Delivers what waits for the current process, on its way back to user mode: a handler is called, or the process ends.
#[inline(never)]
pub fn deliver(k: &mut Kernel) {
    let id = k.current_id();
    let process = &k.processes[id];
    let group = process.group;
    if (process.signals.pending.set | k.groups[group].pending.set) & !process.signals.blocked == 0 {
        end_suspension(k, id);
        return;
    }
    while let Some(info) = take(k, id) {
        let action = k.groups[group].actions[info.signal as usize - 1];
        match action.handler {
            _ if is_ignored(k, id, info.signal) => {}
            abi::SIG_DFL | abi::SIG_IGN => {
                lifecycle::end_group(k, id, Ending::Killed(info.signal));
                return;
            }
            _ => {
                if action.flags & abi::SA_RESETHAND != 0 {
                    k.groups[group].actions[info.signal as usize - 1].handler = abi::SIG_DFL;
                }
                sigframe::call_handler(k, id, action, info);
                return;
            }
        }
    }
    end_suspension(k, id);
}

fn take(k: &mut Kernel, id: ProcessId) -> Option<Info> {
    let process = &mut k.processes[id];
    let open = !process.signals.blocked;
    let group = &mut k.groups[process.group];
    process.signals.pending.take(open).or_else(|| group.pending.take(open))
}

/// No handler was called: what `ppoll` had unblocked is blocked again, and an interrupted call is made again.
#[inline(always)]
fn end_suspension(k: &mut Kernel, id: ProcessId) {
    let process = &mut k.processes[id];
    if let Some(saved) = process.signals.saved.take() {
        process.signals.blocked = saved;
    }
    if let Some(argument) = process.signals.restart.take() {
        sigframe::make_again(&mut process.trapframe, argument);
    }
}

/// The process did what the hart refuses. Its handler is called at once; if it has none, or blocks the signal, it ends.
pub fn fault(k: &mut Kernel, id: ProcessId, info: Info) {
    let process = &k.processes[id];
    let action = k.groups[process.group].actions[info.signal as usize - 1];
    if action.handler <= abi::SIG_IGN || process.signals.blocked & set_of(info.signal) != 0 {
        lifecycle::end_group(k, id, Ending::Killed(info.signal));
    } else {
        k.processes[id].signals.pending.add(info);
    }
}
