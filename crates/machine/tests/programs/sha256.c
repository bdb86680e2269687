// Digests that FIPS 180-4's examples have, and those of messages of every length around the block's.

#include "runtime.h"
#include "sha256.h"

static uint8_t message[1000];

static void show(size_t len) {
    uint64_t digest[4];
    sha256(message, len, digest);
    for (int i = 0; i < 4; i++) print_hex(digest[i]);
    print("\n");
}

int program(void) {
    show(0);
    for (int i = 0; i < 3; i++) message[i] = "abc"[i];
    show(3);
    for (size_t i = 0; i < sizeof message; i++) message[i] = i * i;
    for (size_t len = 50; len < 70; len++) show(len);
    show(sizeof message);
    return 0;
}
