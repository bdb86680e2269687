# Starts a program in M-mode without translation, floating point on, and powers off with what it returns.
.section .kernel.start, "ax"
.globl _start
_start:
    la sp, stack_end
    li t0, 1 << 13                      # mstatus.FS = Initial
    csrs mstatus, t0
    call program
    # The SiFive test finisher: 0x5555 is success, 0x3333 with a status above it failure.
    li t0, 0x100000
    li t1, 0x5555
    beqz a0, off
    slli a0, a0, 16
    li t1, 0x3333
    or t1, t1, a0
off:
    sw t1, 0(t0)
    j off
