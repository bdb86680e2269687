// An interpreter of a small Forth: numbers, words on a stack, definitions, conditions, loops, recursion.

#include "runtime.h"

static int64_t stack[256], *top = stack;
static struct { const char *name; const char *body; } defined[32];
static int n_defined;

static int64_t pop(void) { return *--top; }
static void push(int64_t x) { *top++ = x; }
static void add(void) { int64_t b = pop(); push(pop() + b); }
static void subtract(void) { int64_t b = pop(); push(pop() - b); }
static void multiply(void) { int64_t b = pop(); push(pop() * b); }
static void divide(void) { int64_t b = pop(); push(pop() / b); }
static void modulo(void) { int64_t b = pop(); push(pop() % b); }
static void less(void) { int64_t b = pop(); push(pop() < b); }
static void equals(void) { push(pop() == pop()); }
static void duplicate(void) { push(top[-1]); }
static void drop(void) { top--; }
static void swap(void) { int64_t b = pop(), a = pop(); push(b), push(a); }
static void over(void) { push(top[-2]); }
static void dot(void) { print_number(pop()), print(" "); }
static void line(void) { print("\n"); }

static const struct { const char *name; void (*does)(void); } PRIMITIVES[] = {
    {"+", add}, {"-", subtract}, {"*", multiply}, {"/", divide}, {"mod", modulo}, {"<", less}, {"=", equals},
    {"dup", duplicate}, {"drop", drop}, {"swap", swap}, {"over", over}, {".", dot}, {"cr", line},
};

/// Whether the word at `at` is `name`.
static int is(const char *at, const char *name) {
    while (*name && *at == *name) at++, name++;
    return !*name && (!*at || *at == ' ');
}

static const char *next(const char *at) {
    while (*at && *at != ' ') at++;
    while (*at == ' ') at++;
    return at;
}

/// The word behind the end of the branch or body that begins at `at`.
static const char *skip(const char *at, int stop_at_else) {
    for (int depth = 0;; at = next(at)) {
        if (is(at, "if")) depth++;
        if (stop_at_else && depth == 0 && is(at, "else")) return next(at);
        if ((is(at, "then") && depth-- == 0) || is(at, ";")) return next(at);
    }
}

static int number(const char *at, int64_t *value) {
    int negative = *at == '-' && at[1] >= '0';
    if (!negative && !(*at >= '0' && *at <= '9')) return 0;
    for (*value = 0, at += negative; *at >= '0' && *at <= '9'; at++) *value = *value * 10 + *at - '0';
    if (negative) *value = -*value;
    return 1;
}

static void run(const char *at) {
    const char *loop = at;
    int64_t value;
    while (*at && !is(at, ";")) {
        const char *word = at;
        at = next(at);
        if (number(word, &value)) push(value);
        else if (is(word, ":")) {
            defined[n_defined].name = at;
            defined[n_defined++].body = next(at);
            at = skip(at, 0);
        } else if (is(word, "if")) { if (!pop()) at = skip(at, 1); }
        else if (is(word, "else")) at = skip(at, 0);
        else if (is(word, "begin")) loop = at;
        else if (is(word, "until")) { if (!pop()) at = loop; }
        else if (!is(word, "then")) {
            int found = 0;
            for (unsigned i = 0; i < sizeof PRIMITIVES / sizeof *PRIMITIVES && !found; i++)
                if (is(word, PRIMITIVES[i].name)) PRIMITIVES[i].does(), found = 1;
            for (int i = n_defined; i-- > 0 && !found;) {
                const char *a = word, *b = defined[i].name;
                while (*a == *b && *a != ' ') a++, b++;
                if ((!*a || *a == ' ') && *b == ' ') run(defined[i].body), found = 1;
            }
            if (!found) print("unknown: "), print(word), print("\n");
        }
    }
}

int program(void) {
    top = stack, n_defined = 0;
    run(": fib dup 2 < if else dup 1 - fib swap 2 - fib + then ;");
    run(": gcd dup 0 = if drop else swap over mod gcd then ;");
    run(": collatz dup 1 = if drop else dup 2 mod if 3 * 1 + else 2 / then swap 1 + swap collatz then ;");
    run(": squares 0 begin 1 + dup dup * . dup 12 = until drop cr ;");
    run(": divisor 1 begin 1 + over over mod 0 = until ;");
    run(": primes 2 begin divisor over = if dup . then 1 + dup 60 = until drop cr ;");
    run("17 fib . 1071 462 gcd . 0 27 collatz . -7 2 / . -7 2 mod . cr squares primes");
    // The answer is the status.
    run("6 7 *");
    return pop();
}
