//! Writes 8 bytes at the address that it is given, `0x…`, as a program does whose pointer has gone astray. Where the wall
//! stands, a store page fault, and SIGSEGV; where somebody has switched it off, the next call shows what was hit.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    ld t0, 16(sp)                       # the first argument
    beqz t0, 3f
    addi t0, t0, 2                      # behind 0x
    li t1, 0
    li t3, 10
1:  lbu t2, 0(t0)
    beqz t2, 2f
    addi t2, t2, -'0'
    bltu t2, t3, 4f
    addi t2, t2, '0' - 'a' + 10
4:  slli t1, t1, 4
    or t1, t1, t2
    addi t0, t0, 1
    j 1b
2:  li t2, 0xbad0
    sd t2, 0(t1)
    say "stray: I have written there. Nobody stopped me."
    finish 1
3:  say "usage: stray 0xADDRESS"
    finish 2
    "#
);
