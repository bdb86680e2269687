//! Opens a file again and again. When the table of descriptors is full, `openat` answers EMFILE.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
1:  li a0, -100                         # AT_FDCWD
    lla a1, null
    li a2, 0
    li a3, 0
    syscall 56                          # openat
    bgez a0, 1b
    li t0, -24                          # EMFILE
    bne a0, t0, 2f
    say "files: no more descriptors: EMFILE"
    finish 0
2:  say "files: another error than EMFILE. This must not happen."
    finish 1
null:
    .asciz "/dev/null"
    "#
);
