//! Returns from a trap that there was none of: the instruction is the kernel's. SIGILL.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    sret
    say "sret: nothing stopped me. This must not happen."
    finish 1
    "#
);
