/* A position-independent program without a C library: it finds its own addresses, its arguments and its vector. */
static long call(long number, long a, long b, long c) {
    register long a0 __asm__("a0") = a, a1 __asm__("a1") = b, a2 __asm__("a2") = c, a7 __asm__("a7") = number;
    __asm__ volatile("ecall" : "+r"(a0) : "r"(a1), "r"(a2), "r"(a7) : "memory");
    return a0;
}

static void say(const char *text) {
    long len = 0;
    while (text[len]) len++;
    call(64, 1, (long)text, len);
}

static const char *const words[] = {"constants ", "are ", "moved\n"};
static int data = 5, zero;
extern char __ehdr_start[];

__attribute__((used)) static void begin(long *stack) {
    long argc = *stack;
    long *vector = stack + argc + 2;
    while (*vector++) {}
    long headers = 0, entry = 0, page = 0;
    for (; vector[0]; vector += 2) {
        if (vector[0] == 3) headers = vector[1];
        if (vector[0] == 9) entry = vector[1];
        if (vector[0] == 6) page = vector[1];
    }
    extern char _start[];
    say(argc == 1 ? "one argument\n" : "arguments\n");
    say(headers == (long)__ehdr_start + 64 ? "headers are where they are said to be\n" : "no headers\n");
    say(entry == (long)_start ? "so is the entry\n" : "no entry\n");
    say(page == 4096 && data++ == 5 && zero++ == 0 ? "data is writable\n" : "no data\n");
    /* Addresses in constants are relocated by a program itself; it has no relocations if it does not use them. */
    say((long)words > (long)__ehdr_start ? "it is one piece\n" : "it is torn\n");
    call(94, data + zero, 0, 0);
}

__asm__(".globl _start\n_start: mv a0, sp\n tail begin\n");
