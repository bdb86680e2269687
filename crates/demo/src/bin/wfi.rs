//! Lets the hart wait for an interrupt, which would take it from everybody. In user mode the instruction is illegal:
//! SIGILL.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    wfi
    say "wfi: nothing stopped me. This must not happen."
    finish 1
    "#
);
