//! The timer: it takes the hart away from a program that does not give it up, and wakes those that sleep until a time.
//! "Sstc" extension, version 1.0.

use alloc::vec::Vec;

use crate::arch;
use crate::kernel::Kernel;
use crate::limits::{MIN_TURN, TIME_SLICE};
use crate::process::State;
use crate::signal::{self, Info};

/// An interrupt after one time slice, or when the first sleeper is due, but not at once.
#[inline(never)]
pub fn arm(k: &Kernel) {
    let now = arch::time();
    let slice = now + TIME_SLICE;
    arch::set_timer(next_deadline(k).map_or(slice, |due| due.clamp(now + MIN_TURN, slice)));
}

/// An interrupt when the first sleeper is due, or none: with nothing to run there is nobody to take the hart from, and
/// a machine that idles stands still.
#[inline(never)]
pub fn arm_for_sleepers(k: &Kernel) {
    arch::set_timer(next_deadline(k).unwrap_or(u64::MAX));
}

fn next_deadline(k: &Kernel) -> Option<u64> {
    let sleepers = k.processes.iter().filter_map(|(_, process)| process.wake_at);
    let alarms = k.groups.iter().filter_map(|(_, group)| group.alarm.map(|(at, _)| at));
    sleepers.chain(alarms).min()
}

/// Wakes who is due, and sends `SIGALRM` to whom it is due.
#[inline(never)]
pub fn expire(k: &mut Kernel) {
    let now = arch::time();
    for process in k.processes.values_mut().filter(|process| process.wake_at.is_some_and(|at| at <= now)) {
        process.wake_at = None;
        if matches!(process.state, State::Sleeping(_)) {
            process.state = State::Runnable;
        }
    }
    let due: Vec<u32> = k
        .groups
        .values_mut()
        .filter(|group| group.alarm.is_some_and(|(at, _)| at <= now))
        .map(|group| {
            group.alarm = group
                .alarm
                .filter(|&(_, every)| every > 0)
                .map(|(_, every)| (now.saturating_add(every), every));
            group.pid
        })
        .collect();
    due.into_iter().for_each(|pid| signal::send_process(k, pid, Info::kernel(abi::SIGALRM as u32)));
    arm_for_sleepers(k);
}
