//! How a program begins and ends.

use alloc::string::String;
use alloc::vec::Vec;
use core::arch::global_asm;
use core::ffi::{CStr, c_char};
use core::panic::{Location, PanicInfo};
use core::sync::atomic::{AtomicPtr, Ordering};

use crate::Outcome;
use crate::text::{concat, decimal};

/// The stack as the kernel laid it out: the number of arguments, then their addresses.
static FIRST_STACK: AtomicPtr<u64> = AtomicPtr::new(core::ptr::null_mut());

global_asm!(
    r#".section .text.start, "ax""#,
    ".globl _start",
    ".type _start, @function",
    "_start:",
    at!("mv a0, sp"), // the kernel has put the arguments there
    at!("li s0, 0"), // here the chain of frames ends that a debugger follows
    at!("li ra, 0"),
    at!("tail {start}"),
    ".size _start, . - _start",
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
#[inline(never)]
pub fn args() -> &'static [String] {
    texts(1)
}

/// The environment, each as `NAME=value`. What is not UTF-8 is replaced.
#[inline(never)]
pub fn environment() -> &'static [String] {
    let stack = FIRST_STACK.load(Ordering::Relaxed);
    // SAFETY: As in `texts`. The environment stands behind the arguments' null address.
    texts(unsafe { *stack } as usize + 2)
}

/// The texts whose addresses begin at word `n` of the stack and end with a null address. They stay to the program's end.
#[inline(never)]
fn texts(n: usize) -> &'static [String] {
    let stack = FIRST_STACK.load(Ordering::Relaxed);
    // SAFETY: `_start` stored it; the kernel has laid the stack out so, and nobody writes there.
    let address = |n| unsafe { *stack.add(n) as *const c_char };
    let mut texts = Vec::new();
    for address in (n..).map(address).take_while(|address| !address.is_null()) {
        // SAFETY: As above: at each address is a text, closed by a zero.
        texts.push(unsafe { CStr::from_ptr(address) }.to_string_lossy().into_owned());
    }
    texts.leak()
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

/// Says where, which is enough to find out what. The message is not looked at, so that the linker can leave out all that
/// it would take to put it into words.
#[panic_handler]
#[expect(
    unused_attributes,
    reason = "rustc says that it ignores `inline` here; LLVM does not, and it halves a program"
)]
#[inline(always)]
fn panic(info: &PanicInfo<'_>) -> ! {
    panicked(info.location())
}

#[inline(never)]
fn panicked(place: Option<&Location<'_>>) -> ! {
    let (file, line) = place.map_or(("?", 0), |place| (place.file(), place.line()));
    let _ = crate::say(&concat(&["panicked at ", file, ":", &decimal(line.into())]));
    super::exit(101)
}
