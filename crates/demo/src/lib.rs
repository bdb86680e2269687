//! What the programs in `bin` share. Each is a few instructions of assembly that try one thing which must not work, and
//! say so if it did: there is nothing between the reader and the trick, and the page's download does not grow.
#![no_std]

/// A program: what stands behind `_start`. `syscall N` is the system call of that number, `say "…"` a line on standard
/// error, `finish N` the end with that status; they change `a0`, `a1`, `a2` and `a7` only.
#[macro_export]
macro_rules! program {
    ($code:literal) => {
        #[cfg(not(target_arch = "riscv64"))]
        fn main() {}

        #[cfg(target_arch = "riscv64")]
        core::arch::global_asm!(
            r#"
            .macro syscall number
            li a7, \number
            ecall
            .endm

            .macro say text
            .section .rodata
            .Ltext\@: .ascii "\text\n"
            .Lend\@:
            .text
            lla a1, .Ltext\@
            lla a2, .Lend\@
            sub a2, a2, a1
            li a0, 2
            syscall 64
            .endm

            .macro finish status
            li a0, \status
            syscall 94
            .endm

            .text
            .globl _start
            .type _start, @function
            _start:
            "#,
            $code,
            ".size _start, . - _start",
            options(raw)
        );
    };
}

/// No Rust of a program is ever executed, so there is nothing that could panic.
#[cfg(target_arch = "riscv64")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
