//! Writes 32 bytes, each with a system call of its own. `buffer` does the same with one.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    lla s0, text
    addi s1, s0, 32
1:  li a0, 1
    mv a1, s0
    li a2, 1
    syscall 64                          # write
    addi s0, s0, 1
    bltu s0, s1, 1b
    finish 0
text:
    .ascii "32 bytes, and one call for each\n"
    "#
);
