//! Asks for a gigabyte and touches every page of it. The promise costs nothing; when there is no page left to keep it
//! with, the kernel ends the program that wanted it: SIGKILL.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    li a0, 0
    li a1, 1 << 30
    li a2, 3                            # PROT_READ | PROT_WRITE
    li a3, 0x22                         # MAP_PRIVATE | MAP_ANONYMOUS
    li a4, -1
    li a5, 0
    syscall 222                         # mmap
    bltz a0, 2f
    li t0, 4096
1:  sd a0, 0(a0)
    add a0, a0, t0
    j 1b
2:  say "memory: not even a promise"
    finish 1
    "#
);
