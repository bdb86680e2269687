//! Writes 32 bytes with one system call: it has gathered them first, byte by byte, in a buffer of its own. `bytes` makes a
//! call for each.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    lla s0, text
    addi s1, s0, 32
    addi sp, sp, -32
    mv s2, sp
1:  lbu t0, 0(s0)
    sb t0, 0(s2)
    addi s0, s0, 1
    addi s2, s2, 1
    bltu s0, s1, 1b
    li a0, 1
    mv a1, sp
    li a2, 32
    syscall 64                          # write
    finish 0
text:
    .ascii "32 bytes, and one call for all.\n"
    "#
);
