//! Makes the hart forget the addresses it has translated, which would slow everybody. In user mode the instruction is
//! illegal: SIGILL.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    sfence.vma
    say "sfence: nothing stopped me. This must not happen."
    finish 1
    "#
);
