//! Writes 1 to its stack and doubles itself. Both have the same page until the child writes 2: then the kernel copies it.
//! The parent ends with what it still reads, less 1.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    addi sp, sp, -16
    li t0, 1
    sd t0, 0(sp)
    li a0, 17                           # SIGCHLD
    li a1, 0
    li a2, 0
    li a3, 0
    li a4, 0
    syscall 220                         # clone
    bnez a0, 1f
    li t0, 2
    sd t0, 0(sp)
    finish 0
1:  li a1, 0
    li a2, 0
    li a3, 0
    syscall 260                         # wait4
    ld a0, 0(sp)
    addi a0, a0, -1
    syscall 94                          # exit_group
    "#
);
