// A kernel in one file, for QEMU's `virt` board with `-bios none`: M-mode sets up the wall, S-mode answers, U-mode asks.
// It ends by itself, or, with -DECHO, waits for keys: it looks for them all the time.

// The first instruction: a stack, and on to C.
__asm__(".text\n"
        ".globl _start\n"
        "_start:\n"
        "    lla sp, kernel_stack + 4096\n"
        "    j machine\n");

typedef unsigned long u64;

#define UART ((volatile unsigned char *)0x10000000)
#define POWER ((volatile unsigned *)0x100000)

static u64 calls;

static void put(char letter) { *UART = letter; }

static void say(const char *text) {
    while (*text)
        put(*text++);
}

// The program: it knows no address of the kernel's, and asks for letters.
static u64 ask(u64 number, u64 value) {
    register u64 a0 __asm__("a0") = value;
    register u64 a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a7) : "memory");
    return a0;
}

void program(void) {
    for (const char *text = "from user mode\n"; *text; text++)
        ask(1, *text);
    ask(2, 0);
}

static void power_off(void) { *POWER = 0x5555; }

#ifdef ECHO
static void echo(void) {
    for (;;)
        if (UART[5] & 1)
            put(UART[0]);
}
#endif

// The kernel's answer to a trap from the program.
u64 answer(u64 value, u64 number) {
    calls++;
    if (number == 1) {
        put(value);
        return calls;
    }
    say("the program has ended\n");
#ifdef ECHO
    echo();
#endif
    power_off();
    return 0;
}

// Where traps from the program arrive: the stacks are exchanged, what the call may destroy is kept.
__asm__(".balign 4\n"
        "trap:\n"
        "    csrrw sp, sscratch, sp\n"
        "    addi sp, sp, -32\n"
        "    sd ra, 0(sp)\n"
        "    mv a1, a7\n"
        "    call answer\n"
        "    csrr t0, sepc\n"
        "    addi t0, t0, 4\n"
        "    csrw sepc, t0\n"
        "    ld ra, 0(sp)\n"
        "    addi sp, sp, 32\n"
        "    csrrw sp, sscratch, sp\n"
        "    sret\n");

void trap(void);

static char kernel_stack[4096] __attribute__((aligned(16)));
static char user_stack[4096] __attribute__((aligned(16)));

void supervisor(void) {
    say("from supervisor mode\n");
    __asm__ volatile("csrw stvec, %0\n"
                     "csrw sscratch, %1\n"
                     "csrw sepc, %2\n"
                     "csrc sstatus, %3\n"
                     "mv sp, %4\n"
                     "sret\n"
                     :
                     : "r"(trap), "r"(kernel_stack + 4096), "r"(program), "r"(0x100UL), "r"(user_stack + 4096));
}

void machine(void) {
    // Everybody may use all memory, and S-mode hears of what U-mode asks.
    __asm__ volatile("csrw pmpaddr0, %0\n"
                     "csrw pmpcfg0, %1\n"
                     "csrw medeleg, %2\n"
                     "csrw mepc, %3\n"
                     "csrc mstatus, %4\n"
                     "csrs mstatus, %5\n"
                     "mret\n"
                     :
                     : "r"(-1UL >> 10), "r"(0xfUL), "r"(0xffffUL), "r"(supervisor), "r"(0x1800UL), "r"(0x800UL));
}
