//! Writes to a register that belongs to the kernel, to become it: with SPP set, `sret` would go to supervisor mode. An
//! illegal instruction, and SIGILL.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    li t0, 0x100                        # SPP
    csrw sstatus, t0
    say "csrw: nothing stopped me. This must not happen."
    finish 1
    "#
);
