//! Asks who its user is, and tries a register of the kernel's. `nobody` does the same as another user. Who the user is,
//! the processor does not know: an illegal instruction, and SIGILL, for both.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    syscall 175                         # geteuid
    csrr t0, sstatus
    say "root: nothing stopped me. This must not happen."
    finish 1
    "#
);
