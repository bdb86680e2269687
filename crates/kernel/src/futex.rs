//! Futexes: a thread sleeps until another one says that a word of memory has changed. The word is the program's own; the
//! kernel only compares it, so that no change is slept through. Linux: `kernel/futex/`.

use abi::Errno;

use crate::kernel::Kernel;
use crate::layout::VirtAddr;
use crate::pagetable::Perm;
use crate::process::{FutexKey, ProcessId, Reason, State};
use crate::sched;
use crate::uaccess;

/// What tells the futex at `va` from others.
pub fn key(k: &mut Kernel, id: ProcessId, va: VirtAddr) -> Result<FutexKey, Errno> {
    if !va.0.is_multiple_of(4) {
        return Err(Errno::Invalid);
    }
    let space = k.processes[id].space.ok_or(Errno::Srch)?;
    let mut memory = k.memory(id)?;
    let pa = memory.translate(va, Perm::R)?;
    let shared = memory.space.area_of(va).is_some_and(|area| area.shared);
    Ok(if shared { FutexKey::Shared(pa) } else { FutexKey::Private(space, va) })
}

/// Sleeps while the word at `va` is `value`, until it is woken or, at the latest, until the time `at` in ticks. `EAGAIN`
/// if the word is something else.
#[inline(never)]
pub fn wait(k: &mut Kernel, id: ProcessId, va: VirtAddr, value: u32, at: Option<u64>) -> Result<(), Errno> {
    let key = key(k, id, va)?;
    let mut word = [0; 4];
    uaccess::copy_in(&mut k.memory(id)?, va, &mut word)?;
    if u32::from_le_bytes(word) != value {
        return Err(Errno::Again);
    }
    k.processes[id].woken = false;
    let slept = sched::sleep_until(k, Reason::Futex(key), at);
    if k.processes[id].woken { Ok(()) } else { slept.and(Err(Errno::TimedOut)) }
}

/// Wakes at most `n` of those that sleep for `key`; says how many. Up to `n_more` further ones are told to sleep for
/// `other` instead.
#[inline(never)]
pub fn wake(k: &mut Kernel, key: FutexKey, n: u32, requeue: Option<(FutexKey, u32)>) -> u32 {
    let mut woken = 0;
    let mut moved = 0;
    let sleepers = k.processes.values_mut();
    for sleeper in sleepers.filter(|sleeper| sleeper.state == State::Sleeping(Reason::Futex(key))) {
        match requeue {
            _ if woken < n => {
                sleeper.state = State::Runnable;
                sleeper.woken = true;
                woken += 1;
            }
            Some((other, n_more)) if moved < n_more => {
                sleeper.state = State::Sleeping(Reason::Futex(other));
                moved += 1;
            }
            _ => break,
        }
    }
    woken + moved
}

/// The thread ends: who waits for that (`pthread_join`) sees a zero where it asked for one, and is woken.
pub fn clear_tid(k: &mut Kernel, id: ProcessId) {
    let at = core::mem::take(&mut k.processes[id].clear_tid);
    if at == VirtAddr(0) {
        return;
    }
    // Nobody hears of an address that cannot be written.
    let written = k.memory(id).and_then(|mut memory| uaccess::copy_out(&mut memory, at, &[0; 4]));
    if written.is_ok()
        && let Ok(key) = key(k, id, at)
    {
        wake(k, key, 1, None);
    }
}
