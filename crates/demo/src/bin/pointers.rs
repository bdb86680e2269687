//! Gives bad pointers to every system call: the kernel's memory, nothing at all, memory that may only be read, memory that
//! ends in the middle. Calls that end the program, or close what the others need, are left out. What a call makes of it is its own business; that nothing happens to the kernel is ours.
#![cfg_attr(target_arch = "riscv64", no_std, no_main)]

demo::program!(
    r#"
    li a0, 0x20000000
    li a1, 4096
    li a2, 3                            # PROT_READ | PROT_WRITE
    li a3, 0x32                         # MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS
    li a4, -1
    li a5, 0
    syscall 222                         # mmap: a page, and nothing behind it
    li t0, -1
    li t1, 0x20000ffc
    sw t0, (t1)                         # no path ends in it
    li a0, -100                         # AT_FDCWD
    lla a1, zero
    li a2, 2                            # O_RDWR
    syscall 56                          # openat
    mv s4, a0
    li s0, 0                            # the number of the call
1:  li t0, 57                           # close
    beq s0, t0, 4f
    addi t1, s0, -93                    # exit, exit_group
    li t2, 2
    bltu t1, t2, 4f
    li t0, 139                          # rt_sigreturn
    beq s0, t0, 4f
    li t0, 436                          # close_range
    beq s0, t0, 4f
    li t0, 220                          # clone: a pointer could be good flags
    beq s0, t0, 4f
    lla s1, bad
    lla s2, good
2:  ld s3, 0(s1)
    mv a0, s3                           # the pointer in every place
    mv a1, s3
    mv a2, s3
    mv a3, s3
    mv a4, s3
    mv a5, s3
    mv a7, s0
    ecall
    mv a0, s4                           # and behind a descriptor, or the number of a signal
    mv a1, s3
    li a2, 64
    mv a3, s3
    li a4, 8
    mv a5, s3
    mv a7, s0
    ecall
    addi s1, s1, 8
    bltu s1, s2, 2b
4:  addi s0, s0, 1
    li t0, 480
    bltu s0, t0, 1b
    say "pointers: five bad pointers to every call, and here I am"
    finish 0
    .balign 8
bad:
    .quad 0xffffffff80000000            # the kernel's
    .quad 0x4000                        # nobody's
    .quad 0xffffffffffffffff            # no address
    .quad 0x10ff8                       # this page, which may only be read, and ends here
    .quad 0x20000ffc                    # the page from above, which may be written, and ends here
good:
zero:
    .asciz "/dev/zero"
    "#
);
