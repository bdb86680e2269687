// What the programs stand on, instead of a C library. Each program defines `program`, which returns its status.

#include <stdint.h>
#include <stddef.h>

int program(void);

void print(const char *text);
void print_number(int64_t number);
void print_hex(uint64_t bits);
