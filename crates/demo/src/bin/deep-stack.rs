//! Puts things on its stack for ever. Pages come as they are touched, until the stack's area ends: SIGSEGV.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
1:  addi sp, sp, -1024
    sd sp, 0(sp)
    j 1b
    "#
);
