//! Asks for four pages and writes to each. The kernel promises them at once and gives them one by one, when they are
//! touched: each first touch is a page fault, and none is an error.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    li a0, 0
    li a1, 4 * 4096
    li a2, 3                            # PROT_READ | PROT_WRITE
    li a3, 0x22                         # MAP_PRIVATE | MAP_ANONYMOUS
    li a4, -1
    li a5, 0
    syscall 222                         # mmap
    li t0, 4096
    li t1, 4
1:  sd t1, 0(a0)
    add a0, a0, t0
    addi t1, t1, -1
    bnez t1, 1b
    finish 0
    "#
);
