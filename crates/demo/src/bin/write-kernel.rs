//! Writes to the kernel's memory, a device at that: the serial port. A store page fault, and SIGSEGV.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    li t0, 0xffffffff10000000           # where the kernel sees the serial port
    sb zero, 0(t0)
    say "write-kernel: nothing stopped me. This must not happen."
    finish 1
    "#
);
