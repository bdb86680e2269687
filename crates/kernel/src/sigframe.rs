//! How a signal handler is called: the registers of the program go on its own stack, in a frame that the handler may
//! read and change; the handler returns to a page of the kernel's with two instructions, `rt_sigreturn`, which puts the
//! registers back. Linux 6.12, `arch/riscv/kernel/signal.c` and `arch/riscv/include/uapi/asm/ucontext.h`.

use abi::Errno;

use crate::arch;
use crate::kernel::Kernel;
use crate::layout::{PAGE_LEN, PhysAddr, TRAMPOLINE, VirtAddr};
use crate::lifecycle;
use crate::memory::Memory;
use crate::pagetable::{self, Perm};
use crate::process::{Ending, FloatState, ProcessId, TrapFrame};
use crate::rseq;
use crate::signal::{Action, Info, Set, blockable, set_of};
use crate::space::{Area, AreaKind};
use crate::uaccess;

/// `li a7, 139; ecall`: also the sign by which debuggers and unwinders know a signal's frame.
pub const TRAMPOLINE_CODE: [u32; 2] = [0x08b0_0893, 0x0000_0073];

/// Where the parts of `struct rt_sigframe` begin, and its length.
const UCONTEXT: usize = 128;
const STACK: usize = UCONTEXT + 16;
const MASK: usize = UCONTEXT + 40;
const REGISTERS: usize = UCONTEXT + 176;
const FLOAT: usize = REGISTERS + 256;
const FRAME_LEN: usize = FLOAT + 528;

/// `ss_flags`: there is no other stack; the handler runs on it.
const SS_DISABLE: u64 = 2;
const SS_ONSTACK: u64 = 1;

/// Prepares the registers so that the process goes on in its handler.
#[inline(never)]
pub fn call_handler(k: &mut Kernel, id: ProcessId, action: Action, info: Info) {
    // The handler returns to the beginning of a sequence, not into it.
    rseq::interrupt(k, id);
    rseq::resume(k, id);
    arch::save_float(&mut k.processes[id].float);
    let process = &mut k.processes[id];
    if let Some(argument) = process.signals.restart.take()
        && action.flags & abi::SA_RESTART != 0
    {
        make_again(&mut process.trapframe, argument);
    }
    let mask = process.signals.saved.take().unwrap_or(process.signals.blocked);
    let frame = frame(&process.trapframe, &process.float, mask, process.signals.stack, info);
    let sp = process.trapframe.x[TrapFrame::SP];
    let stack = process.signals.stack;
    let other = action.flags & abi::SA_ONSTACK != 0 && stack.1 > 0 && !on_stack(stack, sp);
    let top = if other { stack.0.0.wrapping_add(stack.1) } else { sp };
    let at = VirtAddr(top.wrapping_sub(FRAME_LEN as u64) & !15);
    // A frame that does not fit into the other stack must not go round and begin at its top again.
    let fits = !on_stack(stack, sp) || on_stack(stack, at.0);
    process.signals.blocked |= action.mask;
    if action.flags & abi::SA_NODEFER == 0 {
        process.signals.blocked |= set_of(info.signal);
    }
    let written = k.memory(id).and_then(|mut memory| uaccess::copy_out(&mut memory, at, &frame));
    if written.is_err() || !fits {
        // There is no room for the frame, so no handler can run.
        lifecycle::end_group(k, id, Ending::Killed(abi::SIGSEGV as u32));
        return;
    }
    let process = &mut k.processes[id];
    let x = &mut process.trapframe.x;
    x[TrapFrame::RA] = TRAMPOLINE.0;
    x[TrapFrame::SP] = at.0;
    x[TrapFrame::A0] = u64::from(info.signal);
    x[TrapFrame::A0 + 1] = at.0;
    x[TrapFrame::A0 + 2] = at.0 + UCONTEXT as u64;
    process.trapframe.pc = action.handler;
}

/// Whether `sp` is in the other stack.
pub fn on_stack((base, len): (VirtAddr, u64), sp: u64) -> bool {
    sp > base.0 && sp - base.0 <= len
}

/// The frame's bytes.
fn frame(
    registers: &TrapFrame,
    float: &FloatState,
    mask: Set,
    stack: (VirtAddr, u64),
    info: Info,
) -> [u8; FRAME_LEN] {
    let mut frame = [0; FRAME_LEN];
    let mut put = |at: usize, word: u64| frame[at..at + 8].copy_from_slice(&word.to_le_bytes());
    let [first, second, third, fourth] = info_words(info);
    [first, second, third, fourth].into_iter().enumerate().for_each(|(n, word)| put(8 * n, word));
    put(STACK, stack.0.0);
    let flags = match stack.1 {
        0 => SS_DISABLE,
        _ if on_stack(stack, registers.x[TrapFrame::SP]) => SS_ONSTACK,
        _ => 0,
    };
    put(STACK + 8, flags);
    put(STACK + 16, stack.1);
    put(MASK, mask);
    put(REGISTERS, registers.pc);
    (1..32).for_each(|n| put(REGISTERS + 8 * n, registers.x[n]));
    (0..32).for_each(|n| put(FLOAT + 8 * n, float.f[n]));
    put(FLOAT + 256, u64::from(float.fcsr));
    frame
}

/// The beginning of `siginfo_t`: number and code; sender, or address; status.
pub fn info_words(info: Info) -> [u64; 4] {
    let pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
    [pair(info.signal, 0), pair(info.code as u32, 0), pair(info.pid, info.uid), pair(info.status as u32, 0)]
}

/// Puts the registers back that [`call_handler`] has saved, as the handler left them.
#[inline(never)]
pub fn sigreturn(k: &mut Kernel, id: ProcessId) -> Result<(), Errno> {
    let at = VirtAddr(k.processes[id].trapframe.x[TrapFrame::SP]);
    let mut frame = [0; FRAME_LEN];
    uaccess::copy_in(&mut k.memory(id)?, at, &mut frame)?;
    let word = |at: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&frame[at..at + 8]);
        u64::from_le_bytes(bytes)
    };
    let process = &mut k.processes[id];
    // An odd or foreign address cannot be returned to; the fetch faults in user mode, where it should.
    process.trapframe.pc = word(REGISTERS) & !1;
    (1..32).for_each(|n| process.trapframe.x[n] = word(REGISTERS + 8 * n));
    (0..32).for_each(|n| process.float.f[n] = word(FLOAT + 8 * n));
    process.float.fcsr = word(FLOAT + 256) as u32 & 0xff;
    process.signals.blocked = blockable(word(MASK));
    process.signals.restart = None;
    process.signals.stack = match word(STACK + 8) {
        SS_DISABLE => (VirtAddr(0), 0),
        _ => (VirtAddr(word(STACK)), word(STACK + 16)),
    };
    arch::load_float(&process.float);
    Ok(())
}

/// Sets the program back to the `ecall` that a signal has interrupted.
pub fn make_again(frame: &mut TrapFrame, argument: u64) {
    frame.pc -= 4;
    frame.x[TrapFrame::A0] = argument;
}

/// Lets the code of [`TRAMPOLINE_CODE`], in the page `code`, be executed in a new address space.
pub fn map_trampoline(memory: &mut Memory<'_>, code: PhysAddr) -> Result<(), Errno> {
    memory.add(Area::zeros(TRAMPOLINE, TRAMPOLINE + PAGE_LEN, AreaKind::Trampoline, Perm::RX))?;
    memory.pages.share(code);
    pagetable::map(memory.pages, memory.space.root, TRAMPOLINE, code, Perm::RX.user(), 0)
        .inspect_err(|_| memory.pages.free(code))?;
    memory.space.count_page();
    Ok(())
}
