// Sv39 page tables: each address leads to itself, 4 KiB a page. U-mode has all of RAM but the kernel's pages, and the UART.

#include <stdint.h>

#define RAM 0x80000000ul
#define RAM_LEN (8ul << 20)
#define UART 0x10000000ul
#define FINISHER 0x100000ul
enum { V = 1, R = 2, W = 4, X = 8, U = 16, A = 64, D = 128 };

typedef uint64_t table[512];
static table root, ram_middle, device_middle, finisher_page, uart_page, ram_pages[RAM_LEN >> 21]
    __attribute__((aligned(4096)));
extern char user[];

static uint64_t entry(const void *pa, int bits) { return ((uint64_t)pa >> 12 << 10) | bits; }

__attribute__((section(".kernel"))) uint64_t page_tables(void) {
    root[0] = entry(device_middle, V);
    root[RAM >> 30] = entry(ram_middle, V);
    device_middle[FINISHER >> 21] = entry(finisher_page, V);
    device_middle[UART >> 21] = entry(uart_page, V);
    finisher_page[FINISHER >> 12 & 511] = entry((void *)FINISHER, V | R | W | A | D);
    uart_page[UART >> 12 & 511] = entry((void *)UART, V | R | W | U | A | D);
    for (uint64_t page = 0; page < RAM_LEN >> 12; page++) {
        char *pa = (char *)RAM + (page << 12);
        ram_middle[page >> 9] = entry(ram_pages[page >> 9], V);
        ram_pages[page >> 9][page & 511] = entry(pa, V | R | W | X | A | D | (pa < user ? 0 : U));
    }
    return 8ul << 60 | (uint64_t)root >> 12;
}
