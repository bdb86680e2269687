//! From one kernel stack to another.

use core::arch::{asm, global_asm};
use core::mem::offset_of;

use crate::kernel::Kernel;
use crate::process::Context;
use crate::sched::Task;
use crate::trap::usertrapret;

// Saves the registers that a function must preserve in the Context at a0, and loads those at a1. Since `ra` and `sp`
// are among them, it returns to where the other Context was saved, on the other stack.
global_asm!(
    r#".section .text.swtch, "ax""#,
    ".globl swtch",
    ".type swtch, @function",
    "swtch:",
    at!("sd ra, {ra}(a0)"),
    at!("sd sp, {sp}(a0)"),
    at!(r".irp n, 0,1,2,3,4,5,6,7,8,9,10,11
        sd s\n, ({s} + 8*\n)(a0)
        .endr"),

    at!("ld ra, {ra}(a1)"),
    at!("ld sp, {sp}(a1)"),
    at!(r".irp n, 0,1,2,3,4,5,6,7,8,9,10,11
        ld s\n, ({s} + 8*\n)(a1)
        .endr"),
    at!("ret"),
    ".size swtch, . - swtch",

    // The first time a process gets the hart there is nothing to return to: it goes to user mode.
    ".globl forkret",
    ".type forkret, @function",
    "forkret:",
    at!("la a0, {kernel}"),
    at!("tail {usertrapret}"),
    ".size forkret, . - forkret",
    ra = const offset_of!(Context, ra),
    sp = const offset_of!(Context, sp),
    s = const offset_of!(Context, s),
    kernel = sym super::KERNEL,
    usertrapret = sym usertrapret,
);

unsafe extern "C" {
    #[link_name = "swtch"]
    fn switch_stacks(old: *mut Context, new: *const Context, baton: *mut core::ffi::c_void);
    fn forkret();
}

/// Where a new process begins when it first gets the hart.
pub fn first_return() -> u64 {
    forkret as *const () as u64
}

/// Saves the registers of `from`, which is running, and goes on where `to` stopped. Returns when somebody does the same
/// for `from`.
#[inline(never)]
pub fn swtch(k: &mut Kernel, from: Task, to: Task) {
    let (old, new): (*mut Context, *const Context) = (context(k, from), context(k, to));
    // SAFETY: `new` was saved here or made by `new_process`; both leave a stack that `swtch` can go on with. The baton
    // goes to that stack: nothing on this one touches the kernel until the call returns.
    unsafe { switch_stacks(old, new, (k as *mut Kernel).cast()) };
}

fn context(k: &mut Kernel, task: Task) -> &mut Context {
    match task {
        Task::Scheduler => &mut k.scheduler,
        Task::Process(id) => &mut k.processes[id].context,
    }
}

/// Stops the hart until there is an interrupt, and lets `kernelvec` take it.
///
/// `wfi` ends when an interrupt is pending, though it cannot be taken yet: so none that comes between the scheduler's
/// last look and `wfi` is slept through. It is taken between the two instructions that follow.
pub fn wait_for_interrupt(k: &mut Kernel) {
    // SAFETY: `kernelvec` preserves all registers. It gets the baton here: `k` is given away as in `swtch`.
    unsafe {
        asm!("wfi", "csrsi sstatus, {sie}", "csrci sstatus, {sie}", "/* {k} */",
            sie = const isa::csr::sstatus::SIE.mask(), k = in(reg) k as *mut Kernel);
    }
}
