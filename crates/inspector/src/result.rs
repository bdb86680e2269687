//! What a system call has come to, also where a signal's handler runs before the program sees it: then `a0` is the
//! handler's argument already, and the result lies in the frame from which `rt_sigreturn` puts the registers back.

use machine::Machine;

use crate::peek;

/// Where in `struct rt_sigframe` its `ucontext` begins. Linux 6.12, `arch/riscv/kernel/signal.c`.
const UCONTEXT: u64 = 128;
/// Where in the frame the registers are, `pc` in the place of `x0`. Linux 6.12, `arch/riscv/include/uapi/asm/ucontext.h`.
const REGISTERS: u64 = UCONTEXT + 176;

/// The result of the call whose `ecall` is at `ecall`, when the hart comes back to user mode. `None` if the call is to be
/// made again behind the handler.
pub fn result(machine: &Machine, ecall: u64) -> Option<u64> {
    let [a0, a1, a2] = [10, 11, 12].map(|number| machine.hart.x[number]);
    let sp = machine.hart.x[2];
    if machine.hart.pc == ecall + 4 || (a1, a2) != (sp, sp + UCONTEXT) {
        return Some(a0);
    }
    let saved = |number: u64| {
        let mut word = [0; 8];
        peek(machine, sp + REGISTERS + 8 * number, &mut word).then(|| u64::from_le_bytes(word))
    };
    if saved(0) == Some(ecall) { None } else { saved(10) }
}
