//! The doors between the modes: `uservec` (in), `userret` (out), and `kernelvec` (from the kernel to the kernel).
//!
//! On a trap the hart sets the mode, `sepc`, `scause`, `stval` and two bits of `sstatus`, and jumps to `stvec`. That is
//! all: the general registers, the stack and the page table are still the program's. The rest is done here.

use core::arch::global_asm;
use core::mem::offset_of;

use isa::csr;

use super::csr::{read, write};
use crate::cause::Cause;
use crate::kernel::Kernel;
use crate::layout::VirtAddr;
use crate::process::TrapFrame;
use crate::trap::{Trap, kerneltrap, usertrap};

/// Bytes of the stack that `kernelvec` uses. It is not the stack that was in use: should that one be full, this one
/// still has room to say so.
const TRAP_STACK_LEN: usize = 8192;

#[repr(C, align(16))]
struct TrapStack([u8; TRAP_STACK_LEN]);

static mut TRAP_STACK: TrapStack = TrapStack([0; TRAP_STACK_LEN]);

// While a program runs, sscratch is the address of its TrapFrame; while the kernel runs, the end of TRAP_STACK.
global_asm!(
    r#".section .text.trap, "ax""#,
    ".balign 4", // stvec has no room for the low two bits
    ".globl uservec",
    ".type uservec, @function",
    "uservec:",
    at!("csrrw a0, sscratch, a0"), // a0 = TrapFrame, sscratch = the program's a0
    // Every register but x0 and a0.
    at!(r".irp n, 1,2,3,4,5,6,7,8,9,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        sd x\n, ({x} + 8*\n)(a0)
        .endr"),
    at!("csrr t0, sscratch"),
    at!("sd t0, ({x} + 8*10)(a0)"), // now a0 too
    at!("ld sp, {kernel_sp}(a0)"), // the program's stack pointer may be anything: never use it
    at!("li s0, 0"), // here the chain of frames ends that a debugger follows
    at!("li ra, 0"),
    at!("la a0, {kernel}"),
    at!("tail {usertrap}"),
    ".size uservec, . - uservec",

    ".globl userret",
    ".type userret, @function",
    "userret:", // a0 = TrapFrame
    at!(r".irp n, 1,2,3,4,5,6,7,8,9,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        ld x\n, ({x} + 8*\n)(a0)
        .endr"),
    at!("ld a0, ({x} + 8*10)(a0)"), // the last, since it was the address
    at!("sret"), // to user mode, at sepc
    ".size userret, . - userret",

    ".balign 4",
    ".globl kernelvec",
    ".type kernelvec, @function",
    "kernelvec:",
    at!("csrrw sp, sscratch, sp"), // sp = end of TRAP_STACK, sscratch = the interrupted sp
    at!("addi sp, sp, -32*8"), // every register that a function may change
    at!(r".irp n, 1,5,6,7,10,11,12,13,14,15,16,17,28,29,30,31
        sd x\n, (8*\n)(sp)
        .endr"),
    at!("la a0, {kernel}"),
    at!("call {kerneltrap}"),
    at!(r".irp n, 1,5,6,7,10,11,12,13,14,15,16,17,28,29,30,31
        ld x\n, (8*\n)(sp)
        .endr"),
    at!("addi sp, sp, 32*8"),
    at!("csrrw sp, sscratch, sp"),
    at!("sret"),
    ".size kernelvec, . - kernelvec",
    x = const offset_of!(TrapFrame, x),
    kernel_sp = const offset_of!(TrapFrame, kernel_sp),
    kernel = sym super::KERNEL,
    usertrap = sym usertrap,
    kerneltrap = sym kerneltrap,
);

unsafe extern "C" {
    fn uservec();
    fn userret(frame: *const TrapFrame) -> !;
    fn kernelvec();
}

/// What the hart says about the trap that was just taken.
pub fn trap() -> Trap {
    Trap {
        cause: Cause::from_scause(read!(csr::scause::NUMBER)),
        value: read!(csr::stval::NUMBER),
        pc: VirtAddr(read!(csr::sepc::NUMBER)),
    }
}

/// From here on a trap is the kernel's own: it goes to `kernelvec`.
pub fn catch_kernel_traps() {
    let stack_end = (&raw const TRAP_STACK) as u64 + TRAP_STACK_LEN as u64;
    // SAFETY: `kernelvec` works with this value of `sscratch`, whatever the registers are.
    unsafe {
        write!(csr::stvec::NUMBER, kernelvec as *const () as u64);
        write!(csr::sscratch::NUMBER, stack_end);
    }
}

/// Back to the program of the current process, as its TrapFrame says. xv6: `usertrapret`'s second half.
pub fn return_to_user(k: &mut Kernel) -> ! {
    let frame: *const TrapFrame = &raw const *k.current().trapframe;
    let status = read!(csr::sstatus::NUMBER);
    // SPP = 0: `sret` goes to user mode. SPIE = 1: with interrupts on.
    let status = csr::sstatus::SPIE.set(csr::sstatus::SPP.set(status, 0), 1);
    // SAFETY: Interrupts are off, so nothing comes between `stvec` and `sret`. The TrapFrame is in its process's box,
    // which lives as long as the process; nobody in the kernel uses it until `uservec` has filled it again.
    unsafe {
        write!(csr::stvec::NUMBER, uservec as *const () as u64);
        write!(csr::sscratch::NUMBER, frame as u64);
        write!(csr::sepc::NUMBER, (*frame).pc);
        write!(csr::sstatus::NUMBER, status);
        userret(frame)
    }
}
