//! Who has the hart. A process keeps it until it waits for something, ends, or its time slice is over; then
//! [`scheduler`] picks the next, in turn. xv6: `scheduler`, `sched`, `yield`, `sleep`, `wakeup`.
//!
//! To change from one process to another is to change stacks: [`arch::swtch`] saves the registers of one, loads those
//! of the other, and returns — on the other stack, to where that one had called it.

use abi::Errno;

use crate::arch;
use crate::kernel::Kernel;
use crate::process::{ProcessId, Reason, State};
use crate::slab::Handle;
use crate::{lifecycle, rseq, signal, timer, usage};

/// Who can have the hart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Task {
    /// The loop in [`scheduler`].
    Scheduler,
    /// A process.
    Process(ProcessId),
}

/// Gives the hart to one process after the other, for ever. Runs on the stack that the kernel started on.
pub fn scheduler(k: &mut Kernel) -> ! {
    let mut stopped = None;
    loop {
        match next(k) {
            Some(id) => {
                // Who gets the hart again at once has not lost it.
                if let Some(stopped) = stopped.filter(|&stopped| stopped != id) {
                    k.processes[stopped].usage.involuntary_switches += 1;
                }
                stopped = run(k, id);
            }
            None => {
                timer::arm_for_sleepers(k);
                // The only place where the kernel lets itself be interrupted.
                arch::wait_for_interrupt(k);
            }
        }
    }
}

/// The next process in turn that could run.
#[inline(never)]
fn next(k: &Kernel) -> Option<ProcessId> {
    let runnable = |(id, _): &(ProcessId, _)| k.processes[*id].state == State::Runnable;
    let behind = k.processes.iter().find(|row| row.0.0 > k.last_run && runnable(row));
    behind.or_else(|| k.processes.iter().find(runnable)).map(|(id, _)| id)
}

/// Lets process `id` run until it gives the hart back. Says which process that was, if it could have gone on.
#[inline(never)]
fn run(k: &mut Kernel, id: ProcessId) -> Option<ProcessId> {
    let process = &mut k.processes[id];
    process.state = State::Running;
    if let Some(space) = process.space {
        arch::set_page_table(k.spaces[space].root);
    }
    if k.float_owner != Some(id) {
        arch::load_float(&process.float);
        k.float_owner = Some(id);
    }
    k.current = Some(id);
    k.last_run = id.index() as u32;
    k.since = arch::time();
    timer::arm(k);
    arch::swtch(k, Task::Scheduler, Task::Process(id));
    usage::count_kernel_time(k);
    rseq::interrupt(k, id);
    k.current = None;
    let process = &mut k.processes[id];
    arch::save_float(&mut process.float);
    match process.state {
        State::Runnable | State::Running => return Some(id),
        State::Sleeping(_) => process.usage.voluntary_switches += 1,
        State::Zombie(_) => {}
        State::Dead => lifecycle::clear_away(k, id),
    }
    None
}

/// Gives the hart back to the scheduler. The process's state says when it may have it again.
#[inline(never)]
pub fn sched(k: &mut Kernel) {
    let id = k.current_id();
    arch::swtch(k, Task::Process(id), Task::Scheduler);
}

/// The time slice is over, or the program asked for it: others may run first.
#[inline(never)]
pub fn give_way(k: &mut Kernel) {
    k.current().state = State::Runnable;
    sched(k);
}

/// Waits until somebody calls [`wakeup`] for the same reason. That it was called is only a hint: ask again. `EINTR` if a
/// signal came, before or meanwhile.
#[inline(never)]
pub fn sleep(k: &mut Kernel, reason: Reason) -> Result<(), Errno> {
    sleep_until(k, reason, None)
}

/// The same, but at the latest until the time `at`, in ticks: then it returns as if it had been woken.
#[inline(never)]
pub fn sleep_until(k: &mut Kernel, reason: Reason, at: Option<u64>) -> Result<(), Errno> {
    let id = k.current_id();
    if signal::is_pending(k, id) {
        return Err(Errno::Intr);
    }
    let process = k.current();
    process.state = State::Sleeping(reason);
    process.wake_at = at;
    sched(k);
    k.current().wake_at = None;
    if signal::is_pending(k, id) { Err(Errno::Intr) } else { Ok(()) }
}

/// Lets every process run that sleeps for this reason. Who polls may have waited for it among others.
#[inline(never)]
pub fn wakeup(k: &mut Kernel, reason: Reason) {
    let waits = |state| state == State::Sleeping(reason) || state == State::Sleeping(Reason::Poll);
    for process in k.processes.values_mut().filter(|process| waits(process.state)) {
        process.state = State::Runnable;
    }
}
