//! Reads a byte of the kernel's memory. The page is mapped, but without the U bit: a load page fault, and SIGSEGV.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    li t0, 0xffffffff80000000           # where the kernel sees the first byte of RAM
    lbu t1, 0(t0)
    say "read-kernel: nothing stopped me. This must not happen."
    finish 1
    "#
);
