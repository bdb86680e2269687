//! Writes to its own code. The page may be read and executed, but not written: a store page fault, and SIGSEGV.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
1:  lla t0, 1b
    sw zero, 0(t0)
    say "write-code: nothing stopped me. This must not happen."
    finish 1
    "#
);
