//! Becomes user 1000, asks who its user is, and tries a register of the kernel's. `root` does the same as user 0.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    li a0, 1000
    syscall 146                         # setuid
    syscall 175                         # geteuid
    csrr t0, sstatus
    say "nobody: nothing stopped me. This must not happen."
    finish 1
    "#
);
