//! The floating-point registers. The kernel itself never uses them, so a trap leaves them alone; they are saved when
//! another process gets the hart, and only if they were written: `sstatus.FS` says so. RISC-V Privileged ISA 20240411
//! §3.1.6.6 "Extension Context Status in mstatus Register".

use core::arch::global_asm;
use core::mem::offset_of;

use isa::csr::sstatus;

use super::csr::{read, write};
use crate::process::FloatState;

/// `FS`: the registers are as they were loaded.
const CLEAN: u64 = 2;
/// `FS`: they were written since.
const DIRTY: u64 = 3;

global_asm!(
    ".option push",
    ".option arch, +d",
    r#".section .text.float, "ax""#,
    ".globl save_float_registers",
    ".type save_float_registers, @function",
    "save_float_registers:", // a0 = FloatState
    at!(r".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        fsd f\n, ({f} + 8*\n)(a0)
        .endr"),
    at!("frcsr t0"),
    at!("sw t0, {fcsr}(a0)"),
    at!("ret"),
    ".size save_float_registers, . - save_float_registers",

    ".globl load_float_registers",
    ".type load_float_registers, @function",
    "load_float_registers:", // a0 = FloatState
    at!(r".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
        fld f\n, ({f} + 8*\n)(a0)
        .endr"),
    at!("lw t0, {fcsr}(a0)"),
    at!("fscsr t0"),
    at!("ret"),
    ".size load_float_registers, . - load_float_registers",
    ".option pop",
    f = const offset_of!(FloatState, f),
    fcsr = const offset_of!(FloatState, fcsr),
);

unsafe extern "C" {
    fn save_float_registers(state: *mut FloatState);
    fn load_float_registers(state: *const FloatState);
}

/// Saves the registers in `state`, which has what was loaded last, if they were written since.
pub fn save_float(state: &mut FloatState) {
    if sstatus::FS.get(read!(sstatus::NUMBER)) == DIRTY {
        // SAFETY: It writes the whole of `state` and nothing else; FS is not off.
        unsafe { save_float_registers(state) };
        set_status(CLEAN);
    }
}

/// Loads the registers from `state`.
pub fn load_float(state: &FloatState) {
    set_status(CLEAN);
    // SAFETY: No Rust code of the kernel uses these registers; FS is not off.
    unsafe { load_float_registers(state) };
    set_status(CLEAN);
}

fn set_status(fs: u64) {
    let status = sstatus::FS.set(read!(sstatus::NUMBER), fs);
    // SAFETY: The field concerns the floating-point registers only.
    unsafe { write!(sstatus::NUMBER, status) };
}
