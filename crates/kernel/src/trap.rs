//! What happens on a trap, after `uservec` has saved the registers and before `userret` puts them back.
//!
//! There is one way in. A system call, a device, the timer and a mistake differ only in the number in `scause`.

use alloc::string::String;

use abi::Errno;

use crate::arch;
use crate::cause::{Cause, Exception};
use crate::kernel::Kernel;
use crate::layout::VirtAddr;
use crate::pagetable::Perm;
use crate::process::Ending;
use crate::signal::{self, Info};
use crate::{lifecycle, plic, rseq, sched, syscall, timer, tty, usage};

/// What the hart says about a trap.
#[derive(Clone, Copy, Debug)]
pub struct Trap {
    /// `scause`: why it was taken.
    pub cause: Cause,
    /// `stval`: the address or the instruction that it is about.
    pub value: u64,
    /// `sepc`: where it was taken.
    pub pc: VirtAddr,
}

/// A trap from user mode. `uservec` comes here, on the process's own kernel stack.
#[inline(never)]
pub extern "C" fn usertrap(k: &mut Kernel) -> ! {
    arch::catch_kernel_traps();
    let trap = arch::trap();
    usage::enter_kernel(k).trapframe.pc = trap.pc.0;

    match trap.cause {
        Cause::Exception(Exception::UserCall) => syscall::syscall(k),
        Cause::Exception(exception) => user_exception(k, exception, trap),
        Cause::Timer => {
            timer::expire(k);
            sched::give_way(k);
        }
        Cause::External => device_interrupt(k),
        Cause::Unknown(number) => panic!("trap from user mode: scause {number:#x}"),
    }

    usertrapret(k)
}

/// Back to user mode, if the process is to live on: for the first time, after a trap, or after somebody else ran. A
/// signal that waits is delivered here.
#[inline(never)]
pub extern "C" fn usertrapret(k: &mut Kernel) -> ! {
    let id = k.current_id();
    rseq::resume(k, id);
    signal::deliver(k);
    if let Some(ending) = k.group().ending.or(k.processes[id].ending) {
        lifecycle::exit(k, ending);
    }
    usage::count_kernel_time(k);
    arch::return_to_user(k)
}

/// A trap from the kernel itself. `kernelvec` comes here: with an interrupt while the scheduler waits for one, or with
/// a mistake of the kernel, which nobody can put right.
#[inline(never)]
pub extern "C" fn kerneltrap(k: &mut Kernel) {
    let trap = arch::trap();
    match trap.cause {
        Cause::External => device_interrupt(k),
        Cause::Timer => timer::expire(k),
        Cause::Exception(exception) => {
            panic!("{} in the kernel at {:#x}, address {:#x}", exception.text(), trap.pc.0, trap.value)
        }
        Cause::Unknown(number) => panic!("trap in the kernel: scause {number:#x}"),
    }
}

/// Asks the interrupt controller who it was, and serves that device.
#[inline(never)]
fn device_interrupt(k: &mut Kernel) {
    while let Some(source) = plic::claim() {
        match source {
            board::irq::UART => tty::interrupt(k),
            _ => kprintln!("kernel: interrupt {source}, from a device nobody asked for"),
        }
        plic::complete(source);
    }
}

/// An instruction of the program could not complete. If it touched a page that it has a right to and that is not there
/// yet, it gets the page and tries again; else it gets a signal, which ends the process, and no other, unless it has a
/// handler.
#[inline(never)]
fn user_exception(k: &mut Kernel, exception: Exception, trap: Trap) {
    let id = k.current_id();
    // For an instruction that is refused, the address is its own.
    let (mut signal, mut code, mut about) = (exception.signal(), exception.code(), trap.pc);
    if let Some(access) = exception.wanted_page() {
        about = VirtAddr(trap.value);
        match page_fault(k, about, access) {
            Ok(()) => return,
            Err(Errno::NoMem) => {
                complain(k, "out of memory", trap);
                lifecycle::end_group(k, id, Ending::Killed(abi::SIGKILL as u32));
                return;
            }
            Err(_) => {}
        }
        if let Ok(memory) = k.memory(id) {
            (signal, code) = memory.fault_signal(about, access);
        }
    }
    if k.group().actions[signal as usize - 1].handler <= abi::SIG_IGN {
        complain(k, exception.text(), trap);
    }
    signal::fault(k, id, Info::fault(signal, code, about));
}

/// Says on the console why a process ends.
fn complain(k: &mut Kernel, why: &str, trap: Trap) {
    let process = k.current();
    kprintln!(
        "kernel: pid {} ({}) killed: {why} at {:#x}, pc {:#x}",
        process.pid,
        String::from_utf8_lossy(&process.name),
        trap.value,
        trap.pc.0,
    );
}

/// Brings the page of `va`.
#[inline(never)]
fn page_fault(k: &mut Kernel, va: VirtAddr, access: Perm) -> Result<(), Errno> {
    let id = k.current_id();
    let there = k.memory(id)?.translate(va, access);
    // The hart may remember that there was no page.
    arch::flush_tlb();
    there.map(drop)
}
