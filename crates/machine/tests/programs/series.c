// Series and iterations in floating point: each term rounds, so one wrong bit anywhere shows at the end. Numbers are
// printed as their bits.

#include "runtime.h"

static void show(const char *name, double x) {
    union { double x; uint64_t bits; } u = {x};
    print(name), print(" "), print_hex(u.bits), print("\n");
}

static double exponential(double x) {
    double sum = 1, term = 1;
    for (int n = 1; n < 40; n++) sum += term *= x / n;
    return sum;
}

static double sine(double x) {
    double sum = x, term = x;
    for (int n = 1; n < 20; n++) sum += term *= -x * x / (2 * n * (2 * n + 1));
    return sum;
}

static double arctangent(double x) {
    double sum = 0, power = x;
    for (int n = 0; n < 60; n++, power *= -x * x) sum += power / (2 * n + 1);
    return sum;
}

// Horner's rule with one rounding for each step.
static double polynomial(double x) {
    double sum = 0;
    for (int n = 25; n >= 0; n--) sum = __builtin_fma(sum, x, n & 1 ? -1.0 / (n + 1) : 1.0 / (n + 1));
    return sum;
}

static float harmonic(int n) {
    float sum = 0;
    for (int i = 1; i <= n; i++) sum += 1.0f / i;
    return sum;
}

static double compensated(int n) {
    double sum = 0, lost = 0;
    for (int i = 1; i <= n; i++) {
        double term = 1.0 / i - lost, next = sum + term;
        lost = next - sum - term;
        sum = next;
    }
    return sum;
}

static double logistic(double x) {
    for (int i = 0; i < 3000; i++) x = 3.99 * x * (1 - x);
    return x;
}

// Down to the smallest numbers there are, and up to infinity.
static double extremes(void) {
    double small = 1, large = 1, sum = 0;
    for (int i = 0; i < 1100; i++) {
        small *= 0.49999, large *= 1.97;
        sum += small * 0x1p1000 + 1 / large;
    }
    show("small", small), show("large", large), show("difference", large - large < 1 ? 1 : 0);
    return sum;
}

int program(void) {
    show("e", exponential(1)), show("e^-20", exponential(-20));
    show("sin", sine(1)), show("pi", 16 * arctangent(0.2) - 4 * arctangent(1.0 / 239));
    show("polynomial", polynomial(0.7)), show("harmonic", harmonic(20000));
    show("compensated", compensated(20000)), show("logistic", logistic(0.1234));
    show("extremes", extremes());
    double roots = 0;
    for (int i = 0; i < 2000; i++) roots += __builtin_sqrt(i) + __builtin_sqrtf(i + 0.5f);
    show("roots", roots);
    int64_t whole = 0;
    for (double x = -3e9; x < 3e9; x += 12345678.9)
        whole = whole * 3 + (int64_t)x + (int32_t)(x / 2) + (uint32_t)(x / 2 + 2e9);
    print("whole "), print_number(whole), print("\n");
    return 0;
}
