//! One function per row of the system-call table: it puts the number in `a7`, leaves the arguments where the calling
//! convention has put them anyway, and executes `ecall`. RISC-V Linux: result, or an error number negated, in `a0`.

use core::arch::asm;

use abi::Errno;

macro_rules! stubs {
    ($($number:literal $variant:ident $name:ident($($arg:ident: $kind:ident),*) -> $result:ident;)*) => {
        $(#[doc = concat!("System call ", stringify!($number), ", `", stringify!($name), "`.")]
        ///
        /// # Safety
        ///
        /// The kernel writes where the arguments say: there must be room, and nobody may be looking.
        #[inline(never)]
        pub unsafe fn $name($($arg: u64),*) -> Result<u64, Errno> {
            // SAFETY: The caller's promise.
            unsafe { ecall($number, [$($arg),*]) }
        })*
    };
}
abi::syscalls!(stubs);

#[inline(always)]
unsafe fn ecall<const N: usize>(number: u64, args: [u64; N]) -> Result<u64, Errno> {
    let arg = |n: usize| if n < N { args[n] } else { 0 };
    let result: i64;
    // SAFETY: `ecall` changes a0 and what the call is asked to change.
    unsafe {
        asm!("ecall",
            in("a7") number,
            inlateout("a0") arg(0) => result,
            in("a1") arg(1), in("a2") arg(2), in("a3") arg(3), in("a4") arg(4), in("a5") arg(5));
    }
    if (-4095..0).contains(&result) {
        // A number that this library does not know is still an error.
        Err(Errno::from_number(-result as i32).unwrap_or(Errno::Io))
    } else {
        Ok(result as u64)
    }
}
