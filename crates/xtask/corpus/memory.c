/* The heap, anonymous mappings, protection, growth and return of memory. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void check(const char *what, int ok) { printf("%s: %s\n", what, ok ? "yes" : "no"); }

int main(void) {
    char *blocks[64];
    for (int i = 0; i < 64; i++) {
        blocks[i] = malloc(1000 * (i + 1));
        memset(blocks[i], i, 1000 * (i + 1));
    }
    int same = 1;
    for (int i = 0; i < 64; i++) same &= blocks[i][1000 * (i + 1) - 1] == i;
    check("malloc keeps what is written", same);
    for (int i = 0; i < 64; i++) free(blocks[i]);
    char *large = malloc(4 << 20);
    memset(large, 1, 4 << 20);
    check("a large block", large[(4 << 20) - 1] == 1);
    free(large);
    check("calloc is zero", ((char *)calloc(1, 300000))[299999] == 0);

    char *map = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    check("mmap gives zeros", map[0] == 0 && map[65535] == 0);
    memset(map, 'm', 65536);
    check("mprotect", mprotect(map, 4096, PROT_READ) == 0 && map[4095] == 'm');
    check("a hole", munmap(map + 8192, 4096) == 0 && map[8191] == 'm' && map[12288] == 'm');
    check("mprotect over a hole", mprotect(map, 65536, PROT_READ) == -1 && errno == ENOMEM);
    char *fixed = mmap(map + 8192, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    check("the hole is filled", fixed == map + 8192 && fixed[0] == 0);
    char *grown = mremap(map + 16384, 16384, 65536, MREMAP_MAYMOVE);
    check("mremap keeps content", grown != MAP_FAILED && grown[0] == 'm' && grown[65535] == 0);
    check("mremap shrinks", mremap(grown, 65536, 4096, 0) == grown && grown[4095] == 'm');
    check("madvise", madvise(grown, 4096, MADV_DONTNEED) == 0 && grown[0] == 0);
    check("no length", mmap(NULL, 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
    check("no kind", mmap(NULL, 4096, PROT_READ, MAP_ANONYMOUS, -1, 0) == MAP_FAILED && errno == EINVAL);
    check("unaligned", munmap(map + 1, 4096) == -1 && errno == EINVAL);
    char *before = sbrk(0);
    check("sbrk", sbrk(100000) == before && (char *)sbrk(0) == before + 100000);
    before[99999] = 'b';
    check("and back", sbrk(-100000) == before + 100000 && sbrk(0) == before);
    return 0;
}
