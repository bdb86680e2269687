//! Reads the register that says where the page table is. It is the kernel's: an illegal instruction, and SIGILL.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    csrr t0, satp
    say "satp: nothing stopped me. This must not happen."
    finish 1
    "#
);
