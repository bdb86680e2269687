# Starts a program in U-mode under Sv39 with timer interrupts, floating point on, and powers off with what it returns.
# M-mode prepares and is left for good; S-mode takes the timer's interrupts and the program's one `ecall`.

#define PERIOD 10000                    /* ticks of the clock: a millisecond */

.section .kernel.start, "ax"
.globl _start
_start:
    la sp, stack_end
    call page_tables                    # a0 = satp
    csrw satp, a0
    sfence.vma
    li t0, -1                           # S and U may use all physical addresses
    csrw pmpaddr0, t0
    csrwi pmpcfg0, 0x1f
    li t0, 1 << 63                      # menvcfg.STCE: stimecmp
    csrw menvcfg, t0
    li t0, 7                            # cycle, time and instret, for S-mode
    csrw mcounteren, t0
    li t0, 1 << 5                       # supervisor timer interrupt
    csrw mideleg, t0
    csrw mie, t0
    li t0, 1 << 8                       # ecall from U-mode
    csrw medeleg, t0
    la t0, trap
    csrw stvec, t0
    la t0, frame
    csrw sscratch, t0
    csrwi stimecmp, 0                   # the first interrupt comes at once
    li t0, 1 << 13                      # mstatus.FS = Initial, MPP = U
    csrw mstatus, t0
    la t0, enter
    csrw mepc, t0
    mret

.section .text
enter:
    call program
    ecall

.section .kernel, "ax"
.align 2
trap:
    csrrw sp, sscratch, sp
    sd t0, 0(sp)
    sd t1, 8(sp)
    csrr t0, scause
    bgez t0, over                       # not an interrupt
    ld t0, 16(sp)
    addi t0, t0, 1
    sd t0, 16(sp)
    rdtime t0
    li t1, PERIOD
    add t0, t0, t1
    csrw stimecmp, t0
    ld t0, 0(sp)
    ld t1, 8(sp)
    csrrw sp, sscratch, sp
    sret
over:
    # An ecall is the end of the program. Anything else, or no interrupt before it, is status 99.
    ld t1, 16(sp)
    beqz t1, bad
    addi t0, t0, -8
    beqz t0, good
bad:
    li a0, 99
good:
    li t0, 0x100000
    li t1, 0x5555
    beqz a0, off
    slli a0, a0, 16
    li t1, 0x3333
    or t1, t1, a0
off:
    sw t1, 0(t0)
    j off

.section .kernel.data, "aw"
.align 3
frame:
    .dword 0, 0, 0                      # t0, t1, number of timer interrupts
