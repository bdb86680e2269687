//! Writes an instruction on its stack and goes there. The page may be written, but not executed: an instruction page
//! fault, and SIGSEGV.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    li t0, 0x00008067                   # ret
    li t1, -4096
    and t1, sp, t1                      # the beginning of the page of the stack
    sw t0, 0(t1)
    fence.i
    jalr t1
    say "run-stack: nothing stopped me. This must not happen."
    finish 1
    "#
);
