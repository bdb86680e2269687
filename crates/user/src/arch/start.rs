//! How a program begins and ends.

use alloc::string::String;
use alloc::vec::Vec;
use core::arch::global_asm;
use core::ffi::{CStr, c_char};
use core::panic::PanicInfo;
use core::sync::atomic::{AtomicPtr, Ordering};

use crate::Outcome;

/// The stack as the kernel laid it out: the number of arguments, then their addresses.
static FIRST_STACK: AtomicPtr<u64> = AtomicPtr::new(core::ptr::null_mut());

global_asm!(
    r#"
    .section .text.start, "ax"
    .globl _start
    .type _start, @function
_start:
    mv a0, sp                       # the kernel has put the arguments there
    li s0, 0                        # here the chain of frames ends that a debugger follows
    li ra, 0
    tail {start}
    .size _start, . - _start
    "#,
    start = sym start,
);

unsafe extern "Rust" {
    /// What `program!` names.
    safe fn ringside_main() -> Outcome;
}

extern "C" fn start(first_stack: *mut u64) -> ! {
    FIRST_STACK.store(first_stack, Ordering::Relaxed);
    finish(ringside_main())
}

/// Ends the program as `outcome` says.
pub fn finish(outcome: Outcome) -> ! {
    super::exit(if outcome.is_ok() { 0 } else { 1 })
}

/// The arguments, the program's own name first. What is not UTF-8 is replaced.
pub fn args() -> Vec<String> {
    let stack = FIRST_STACK.load(Ordering::Relaxed);
    // SAFETY: `_start` stored it; the kernel has laid the stack out so, and nobody writes there.
    let argc = unsafe { *stack };
    let text = |n: u64| {
        // SAFETY: As above: word n + 1 is the address of argument n, which is closed by a zero.
        unsafe { CStr::from_ptr(*stack.add(n as usize + 1) as *const c_char) }
    };
    (0..argc).map(|n| text(n).to_string_lossy().into_owned()).collect()
}

/// Where the environment is: addresses of strings, up to a null address. It stands behind the arguments' null address.
pub fn environment() -> u64 {
    let stack = FIRST_STACK.load(Ordering::Relaxed);
    // SAFETY: As above.
    unsafe { stack.add(*stack as usize + 2) as u64 }
}

/// Makes the function with which a program begins known to `start`.
#[macro_export]
macro_rules! start {
    ($main:path) => {
        #[unsafe(no_mangle)]
        fn ringside_main() -> $crate::Outcome {
            $main()
        }
    };
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let _ = crate::say(&alloc::format!("{info}"));
    super::exit(101)
}
