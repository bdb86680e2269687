//! Doubles itself for ever: each child does the same. When the table of processes is full, `clone` answers EAGAIN; the
//! first who hears that ends them all, itself too.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    li a0, 0
    li a1, 0
    syscall 154                         # setpgid: the children will be in this group, the shell is not
1:  li a0, 17                           # SIGCHLD
    li a1, 0
    li a2, 0
    li a3, 0
    li a4, 0
    syscall 220                         # clone
    bgez a0, 1b
    li t0, -11                          # EAGAIN
    bne a0, t0, 2f
    say "forks: no more processes: EAGAIN"
2:  li a0, 0
    li a1, 9                            # SIGKILL
    syscall 129                         # kill: the whole group
    "#
);
