//! Calls about signals.

use alloc::vec::Vec;

use abi::Errno;

use crate::arch;
use crate::kernel::to_ticks;
use crate::layout::VirtAddr;
use crate::lifecycle::INIT;
use crate::process::{ProcessId, Reason, TrapFrame};
use crate::sched;
use crate::sigframe::{self, info_words, on_stack};
use crate::signal::{self, Action, Info, N_SIGNALS, Set, blockable, set_of};
use crate::syscall::Caller;
use crate::syscall::kinds::*;

use super::process::register;

/// Bytes of a set of signals: another length is another idea of a set.
pub(super) const SET_LEN: u64 = 8;
/// Shortest other stack for handlers. Linux: `MINSIGSTKSZ`.
const MIN_STACK_LEN: u64 = 2048;

fn check(signal: Signal) -> Result<u32, Errno> {
    if (1..=N_SIGNALS as i32).contains(&signal) { Ok(signal as u32) } else { Err(Errno::Invalid) }
}

fn check_len(len: Len) -> Result<(), Errno> {
    if len == SET_LEN { Ok(()) } else { Err(Errno::Invalid) }
}

/// Says what is to be done for a signal, and what was until now.
#[inline(never)]
pub fn rt_sigaction(
    caller: &mut Caller<'_>,
    signal: Signal,
    new: Addr,
    old: Addr,
    len: Len,
) -> Result<Zero, Errno> {
    let number = check(signal)?;
    check_len(len)?;
    let before = caller.process().actions[number as usize - 1];
    if new != VirtAddr(0) {
        let [handler, flags, mask] = [caller.word(new)?, caller.word(new + 8)?, caller.word(new + 16)?];
        if blockable(set_of(number)) == 0 {
            return Err(Errno::Invalid);
        }
        let action = Action { handler, flags, mask: blockable(mask) };
        caller.process().actions[number as usize - 1] = action;
        signal::forget_ignored(caller.kernel, caller.id, number);
    }
    let words = [before.handler, before.flags, before.mask];
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    caller.copy_out_if_wanted(old, &bytes)
}

/// Changes which signals are blocked, and says which were.
#[inline(never)]
pub fn rt_sigprocmask(
    caller: &mut Caller<'_>,
    how: SignalHow,
    new: SignalSetIn,
    old: Addr,
    len: Len,
) -> Result<Zero, Errno> {
    check_len(len)?;
    let before = caller.thread().signals.blocked;
    if new != VirtAddr(0) {
        let set = caller.word(new)?;
        let after = match u64::from(how) {
            abi::SIG_BLOCK => before | set,
            abi::SIG_UNBLOCK => before & !set,
            abi::SIG_SETMASK => set,
            _ => return Err(Errno::Invalid),
        };
        caller.thread().signals.blocked = blockable(after);
    }
    caller.copy_out_if_wanted(old, &before.to_le_bytes())
}

/// Tells which blocked signals wait.
#[inline(never)]
pub fn rt_sigpending(caller: &mut Caller<'_>, set: Addr, len: Len) -> Result<Zero, Errno> {
    if len > SET_LEN {
        return Err(Errno::Invalid);
    }
    let pending = caller.process().pending.set | caller.thread().signals.pending.set;
    let waiting = pending & caller.thread().signals.blocked;
    caller.copy_out(set, &waiting.to_le_bytes()[..len as usize])
}

/// Blocks other signals than usual until one comes that is not blocked.
#[inline(never)]
pub fn rt_sigsuspend(caller: &mut Caller<'_>, mask: SignalSetIn, len: Len) -> Result<Zero, Errno> {
    check_len(len)?;
    let mask = blockable(caller.word(mask)?);
    let signals = &mut caller.thread().signals;
    signals.saved = Some(signals.blocked);
    signals.blocked = mask;
    loop {
        sched::sleep(caller.kernel, Reason::Time)?;
    }
}

/// Takes a signal of `set` that waits, or waits for one; no handler is called.
#[inline(never)]
pub fn rt_sigtimedwait(
    caller: &mut Caller<'_>,
    set: SignalSetIn,
    info: Addr,
    timeout: TimespecIn,
    len: Len,
) -> Result<Signal, Errno> {
    check_len(len)?;
    let set: Set = caller.word(set)?;
    let timeout = caller.timespec(timeout)?.map(to_ticks).transpose()?;
    let until = timeout.map(|ticks| arch::time().saturating_add(ticks));
    let blocked = caller.thread().signals.blocked;
    let taken = loop {
        let own = caller.thread().signals.pending.take(set);
        if let Some(taken) = own.or_else(|| caller.process().pending.take(set)) {
            break taken;
        }
        if until.is_some_and(|until| until <= arch::time()) {
            return Err(Errno::Again);
        }
        // One of the set must wake the thread, though it is blocked.
        caller.thread().signals.blocked = blocked & !set;
        let slept = sched::sleep_until(caller.kernel, Reason::Time, until);
        caller.thread().signals.blocked = blocked;
        let waiting = caller.thread().signals.pending.set | caller.process().pending.set;
        if waiting & set == 0 {
            slept?;
        }
    };
    let mut bytes = [0; 128];
    for (chunk, word) in bytes.chunks_exact_mut(8).zip(info_words(taken)) {
        chunk.copy_from_slice(&word.to_le_bytes());
    }
    caller.copy_out_if_wanted(info, &bytes)?;
    Ok(taken.signal as i32)
}

/// The end of a handler: the registers are again what they were. What is said to be the result is the old `a0`.
#[inline(never)]
pub fn rt_sigreturn(caller: &mut Caller<'_>) -> Result<Addr, Errno> {
    if sigframe::sigreturn(caller.kernel, caller.id).is_err() {
        let info = Info::kernel(abi::SIGSEGV as u32);
        signal::fault(caller.kernel, caller.id, info);
    }
    Ok(register(caller, TrapFrame::A0))
}

/// Says which stack handlers run on that ask for another one.
#[inline(never)]
pub fn sigaltstack(caller: &mut Caller<'_>, new: Addr, old: Addr) -> Result<Zero, Errno> {
    const SS_ONSTACK: u64 = 1;
    const SS_DISABLE: u64 = 2;
    let sp = register(caller, TrapFrame::SP).0;
    let (base, len) = caller.thread().signals.stack;
    let running = len > 0 && on_stack((base, len), sp);
    if new != VirtAddr(0) {
        let [base, flags, len] = [caller.word(new)?, caller.word(new + 8)?, caller.word(new + 16)?];
        let flags = flags & 0xffff_ffff;
        if running {
            return Err(Errno::Perm);
        }
        caller.thread().signals.stack = match flags {
            SS_DISABLE => (VirtAddr(0), 0),
            0 | SS_ONSTACK if len < MIN_STACK_LEN => return Err(Errno::NoMem),
            0 | SS_ONSTACK => (VirtAddr(base), len),
            _ => return Err(Errno::Invalid),
        };
    }
    let flags = if running {
        SS_ONSTACK
    } else if len == 0 {
        SS_DISABLE
    } else {
        0
    };
    let bytes: Vec<u8> = [base.0, flags, len].iter().flat_map(|word| word.to_le_bytes()).collect();
    caller.copy_out_if_wanted(old, &bytes)
}

/// Sends a signal to a process, a process group, or everybody.
#[inline(never)]
pub fn kill(caller: &mut Caller<'_>, pid: Pid, signal: Signal) -> Result<Zero, Errno> {
    let own = caller.process().pgid;
    let myself = caller.process().pid;
    let targets = match pid {
        1.. => {
            let id = caller.kernel.find(pid as u32).ok_or(Errno::Srch)?;
            Vec::from([caller.kernel.group_of(id).pid])
        }
        0 => members(caller, |group| group.pgid == own),
        -1 => members(caller, |group| group.pid != INIT && group.pid != myself),
        i32::MIN => return Err(Errno::Srch),
        _ => members(caller, |group| group.pgid == pid.unsigned_abs()),
    };
    let mut refused = None;
    let mut sent = false;
    for target in targets {
        match send(caller, target, signal) {
            Ok(()) => sent = true,
            Err(error) => refused = refused.or(Some(error)),
        }
    }
    if sent { Ok(()) } else { Err(refused.unwrap_or(Errno::Srch)) }
}

fn members(caller: &mut Caller<'_>, wanted: impl Fn(&crate::group::Group) -> bool) -> Vec<u32> {
    let groups = caller.kernel.groups.iter();
    groups.filter(|(_, group)| wanted(group)).map(|(_, group)| group.pid).collect()
}

/// Sends a signal to a process; signal 0 only asks whether that would be allowed.
fn send(caller: &mut Caller<'_>, pid: u32, signal: Signal) -> Result<(), Errno> {
    let id = caller.kernel.find(pid).ok_or(Errno::Srch)?;
    may_signal(caller, id)?;
    if signal != 0 {
        let info = info(caller, check(signal)?, abi::SI_USER);
        signal::send_process(caller.kernel, pid, info);
    }
    Ok(())
}

fn info(caller: &mut Caller<'_>, signal: u32, code: i32) -> Info {
    let own = caller.process();
    Info { signal, code, pid: own.pid, uid: own.credentials.user[0], status: 0 }
}

/// Whether the caller's user may send signals to the process: root, and the same user.
fn may_signal(caller: &mut Caller<'_>, id: ProcessId) -> Result<(), Errno> {
    let [real, effective, _] = caller.process().credentials.user;
    let [target, _, saved] = caller.kernel.group_of(id).credentials.user;
    let same = [real, effective].iter().any(|user| *user == target || *user == saved);
    if effective == 0 || same { Ok(()) } else { Err(Errno::Perm) }
}

/// Sends a signal to a thread.
#[inline(never)]
pub fn tkill(caller: &mut Caller<'_>, tid: Pid, signal: Signal) -> Result<Zero, Errno> {
    if tid <= 0 {
        return Err(Errno::Invalid);
    }
    let id = caller.kernel.find(tid as u32).ok_or(Errno::Srch)?;
    may_signal(caller, id)?;
    if signal != 0 {
        let info = info(caller, check(signal)?, abi::SI_TKILL);
        signal::send_thread(caller.kernel, id, info);
    }
    Ok(())
}

/// Sends a signal to a thread of a process that is named too, so that no other is hit.
#[inline(never)]
pub fn tgkill(caller: &mut Caller<'_>, pid: Pid, tid: Pid, signal: Signal) -> Result<Zero, Errno> {
    if pid <= 0 || tid <= 0 {
        return Err(Errno::Invalid);
    }
    let id = caller.kernel.find(tid as u32).ok_or(Errno::Srch)?;
    if caller.kernel.group_of(id).pid != pid as u32 {
        return Err(Errno::Srch);
    }
    tkill(caller, tid, signal)
}
