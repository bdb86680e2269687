//! Jumps into the kernel. The mode does not change by a jump: in user mode that page cannot be executed. An instruction
//! page fault, and SIGSEGV.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    li t0, 0xffffffff80002000           # the kernel's text
    jr t0
    "#
);
