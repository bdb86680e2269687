// Runs a program on the host: once in silence, then with output, of which it writes the time in nanoseconds to stderr.

#include "runtime.h"
#include <stdio.h>
#include <time.h>

static int quiet = 1;

void print(const char *text) {
    if (!quiet) fputs(text, stdout);
}

void print_number(int64_t number) {
    if (!quiet) printf("%lld", (long long)number);
}

void print_hex(uint64_t bits) {
    if (!quiet) printf("%016llx", (unsigned long long)bits);
}

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ull + time.tv_nsec;
}

int main(void) {
    program();
    quiet = 0;
    uint64_t start = now();
    int status = program();
    fprintf(stderr, "%llu\n", (unsigned long long)(now() - start));
    return status;
}
