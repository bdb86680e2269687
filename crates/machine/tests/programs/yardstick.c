// The yardstick of speed: a sieve, SHA-256, work on strings, a walk along pointers; about the same time each on the guest.

#include "runtime.h"
#include "sha256.h"

static uint64_t seed = 1;

static uint32_t random(void) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return seed >> 33;
}

// Primes below a million, marked a byte each.
enum { LIMIT = 1000000 };
static uint8_t composite[LIMIT];

static uint32_t sieve(void) {
    uint32_t primes = 0;
    for (uint32_t n = 0; n < LIMIT; n++) composite[n] = n < 2;
    for (uint32_t n = 2; n < LIMIT; n++) {
        if (composite[n]) continue;
        primes++;
        for (uint64_t multiple = (uint64_t)n * n; multiple < LIMIT; multiple += n) composite[multiple] = 1;
    }
    return primes;
}

// Words of a text, counted in a hash table; then looked for in the text, and the text turned round.
enum { TEXT = 100000, WORDS = 4096 };
static char text[TEXT + 1];
static struct { const char *word; uint32_t len, count; } words[WORDS];

static size_t length(const char *s) {
    size_t len = 0;
    while (s[len]) len++;
    return len;
}

static int equal(const char *a, const char *b, size_t len) {
    while (len && *a == *b) a++, b++, len--;
    return len == 0;
}

static void write_text(void) {
    for (size_t i = 0; i < TEXT;) {
        for (uint32_t n = 1 + random() % 3; n && i < TEXT; n--) text[i++] = "etaoinsh"[random() % 8];
        if (i < TEXT) text[i++] = ' ';
    }
}

static uint32_t strings(void) {
    uint32_t different = 0, found = 0;
    for (int i = 0; i < WORDS; i++) words[i].count = 0;
    size_t len = length(text);
    for (size_t at = 0; at < len;) {
        uint32_t hash = 2166136261u, n = 0;
        while (at + n < len && text[at + n] != ' ') hash = (hash ^ (uint8_t)text[at + n++]) * 16777619u;
        uint32_t slot = hash % WORDS;
        while (words[slot].count && !(words[slot].len == n && equal(words[slot].word, text + at, n)))
            slot = (slot + 1) % WORDS;
        if (!words[slot].count++) {
            words[slot].word = text + at;
            words[slot].len = n;
            different++;
        }
        at += n + 1;
    }
    const char *needle = "tah nose ";
    size_t n = length(needle);
    for (size_t at = 0; at + n <= len; at++) found += equal(text + at, needle, n);
    for (size_t i = 0; i < len / 2; i++) {
        char c = text[i];
        text[i] = text[len - 1 - i], text[len - 1 - i] = c;
    }
    return different + found * 100000;
}

// A ring through all nodes in random order.
enum { NODES = 32768 };
static struct node { struct node *next; uint64_t value; } nodes[NODES];

static void tie(void) {
    static uint32_t order[NODES];
    for (uint32_t i = 0; i < NODES; i++) order[i] = i;
    for (uint32_t i = NODES - 1; i; i--) {
        uint32_t j = random() % i, other = order[j];
        order[j] = order[i], order[i] = other;
    }
    for (uint32_t i = 0; i < NODES; i++) {
        nodes[order[i]].next = &nodes[order[(i + 1) % NODES]];
        nodes[order[i]].value = order[i] ^ i;
    }
}

static uint64_t chase(int rounds) {
    uint64_t sum = 0;
    struct node *node = nodes;
    for (int i = 0; i < rounds * NODES; i++) {
        sum = sum * 3 + node->value;
        node->value += sum & 1;
        node = node->next;
    }
    return sum;
}

int program(void) {
    uint64_t digest[4], n_strings = 0;
    uint32_t primes = 0;
    seed = 1;
    for (int i = 0; i < 5; i++) primes += sieve();
    for (int i = 0; i < 1; i++) sha256(composite, sizeof composite, digest);
    write_text();
    for (int i = 0; i < 20; i++) n_strings = n_strings * 31 + strings();
    tie();
    uint64_t sum = chase(100);
    print("primes "), print_number(primes);
    print("\nsha256 "), print_hex(digest[0]), print_hex(digest[3]);
    print("\nstrings "), print_hex(n_strings);
    print("\npointers "), print_hex(sum), print("\n");
    return 0;
}
