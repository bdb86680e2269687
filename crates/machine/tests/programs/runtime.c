// Output by the UART, and the functions that the compiler calls of its own accord.

#include "runtime.h"

static void put(char c) {
    volatile uint8_t *const uart = (volatile uint8_t *)0x10000000;
    while (!(uart[5] & 0x20)) { // LSR: the transmitter has room
    }
    uart[0] = c;
}

void print(const char *text) {
    while (*text) put(*text++);
}

void print_number(int64_t number) {
    char digits[21], *at = digits + 20;
    uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
    *at = 0;
    do *--at = '0' + rest % 10;
    while (rest /= 10);
    if (number < 0) *--at = '-';
    print(at);
}

void print_hex(uint64_t bits) {
    for (int shift = 60; shift >= 0; shift -= 4) put("0123456789abcdef"[bits >> shift & 15]);
}

void *memcpy(void *restrict to, const void *restrict from, size_t n) {
    for (size_t i = 0; i < n; i++) ((char *)to)[i] = ((const char *)from)[i];
    return to;
}

void *memset(void *to, int c, size_t n) {
    for (size_t i = 0; i < n; i++) ((char *)to)[i] = c;
    return to;
}
