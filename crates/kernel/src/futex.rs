//! Futexes: a thread sleeps until another one says that a word of memory has changed. The word is the program's own; the
//! kernel only compares it, so that no change is slept through. Linux: `kernel/futex/`.

use abi::Errno;

use crate::kernel::Kernel;
use crate::layout::VirtAddr;
use crate::pagetable::Perm;
use crate::process::{FutexKey, Process, ProcessId, Reason, State};
use crate::sched;
use crate::uaccess;

/// The bits of who waits for every waker, and wakes everybody. Linux: `FUTEX_BITSET_MATCH_ANY`.
pub const ANY: u32 = u32::MAX;

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

/// Sleeps while the word at `va` is `value`, until it is woken by who has one of these `bits` or, at the latest, until the
/// time `at` in ticks. `EAGAIN` if the word is something else.
#[inline(never)]
pub fn wait(
    k: &mut Kernel,
    id: ProcessId,
    va: VirtAddr,
    value: u32,
    bits: u32,
    at: Option<u64>,
) -> Result<(), Errno> {
    let key = key(k, id, va)?;
    let mut word = [0; 4];
    uaccess::copy_in(&mut k.memory(id)?, va, &mut word)?;
    if u32::from_le_bytes(word) != value {
        return Err(Errno::Again);
    }
    let process = &mut k.processes[id];
    (process.woken, process.futex_bits) = (false, bits);
    let slept = sched::sleep_until(k, Reason::Futex(key), at);
    if k.processes[id].woken { Ok(()) } else { slept.and(Err(Errno::TimedOut)) }
}

/// Wakes at most `n` of those that sleep for `key` and have one of these `bits`; says how many.
#[inline(never)]
pub fn wake(k: &mut Kernel, key: FutexKey, n: u32, bits: u32) -> u32 {
    let sleeps = |process: &&mut Process| {
        process.state == State::Sleeping(Reason::Futex(key)) && process.futex_bits & bits != 0
    };
    let sleepers = k.processes.values_mut().filter(sleeps).take(n as usize);
    sleepers.map(|sleeper| (sleeper.state, sleeper.woken) = (State::Runnable, true)).count() as u32
}

/// Wakes at most `n` of those that sleep for `key`, and lets at most `n_more` others sleep for `other` instead; says how
/// many these are together.
#[inline(never)]
pub fn requeue(k: &mut Kernel, (key, n): (FutexKey, u32), (other, n_more): (FutexKey, u32)) -> u32 {
    let woken = wake(k, key, n, ANY);
    let sleeps = |process: &&mut Process| process.state == State::Sleeping(Reason::Futex(key));
    let sleepers = k.processes.values_mut().filter(sleeps).take(n_more as usize);
    woken + sleepers.map(|sleeper| sleeper.state = State::Sleeping(Reason::Futex(other))).count() as u32
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
        wake(k, key, 1, ANY);
    }
}
