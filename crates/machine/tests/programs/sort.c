// Four ways to sort the same numbers, and words: all come to one order.

#include "runtime.h"

enum { N = 5000 };
static int64_t unsorted[N], numbers[N], spare[N];
typedef void sorter(int64_t *from, int64_t n);

static void insertion(int64_t *a, int64_t n) {
    for (int64_t i = 1; i < n; i++) {
        int64_t x = a[i], j = i;
        for (; j > 0 && a[j - 1] > x; j--) a[j] = a[j - 1];
        a[j] = x;
    }
}

static void quick(int64_t *a, int64_t n) {
    if (n < 12) return insertion(a, n);
    int64_t pivot = a[n / 2], i = 0, j = n - 1;
    while (i <= j) {
        while (a[i] < pivot) i++;
        while (a[j] > pivot) j--;
        if (i > j) break;
        int64_t x = a[i];
        a[i++] = a[j], a[j--] = x;
    }
    quick(a, j + 1);
    quick(a + i, n - i);
}

static void sift(int64_t *a, int64_t root, int64_t n) {
    for (int64_t child; (child = 2 * root + 1) < n; root = child) {
        if (child + 1 < n && a[child + 1] > a[child]) child++;
        if (a[root] >= a[child]) return;
        int64_t x = a[root];
        a[root] = a[child], a[child] = x;
    }
}

static void heap(int64_t *a, int64_t n) {
    for (int64_t root = n / 2; root-- > 0;) sift(a, root, n);
    for (int64_t end = n; end-- > 1;) {
        int64_t x = a[0];
        a[0] = a[end], a[end] = x;
        sift(a, 0, end);
    }
}

static void merge(int64_t *a, int64_t n) {
    if (n < 2) return;
    int64_t half = n / 2, i = 0, j = half;
    merge(a, half);
    merge(a + half, n - half);
    for (int64_t k = 0; k < n; k++) spare[k] = j == n || (i < half && a[i] <= a[j]) ? a[i++] : a[j++];
    for (int64_t k = 0; k < n; k++) a[k] = spare[k];
}

static const struct { const char *name; sorter *sort; } SORTERS[] = {
    {"insertion", insertion}, {"quick", quick}, {"heap", heap}, {"merge", merge},
};

static int compare(const char *a, const char *b) {
    while (*a && *a == *b) a++, b++;
    return (unsigned char)*a - (unsigned char)*b;
}

static void words(void) {
    const char *list[] = {"pebble", "ash", "Oak", "", "elm", "oak", "ashen", "willow", "alder", "z", "elm"};
    int n = sizeof list / sizeof *list;
    for (int end = n; end > 1; end--)
        for (int i = 1; i < end; i++)
            if (compare(list[i - 1], list[i]) > 0) {
                const char *word = list[i];
                list[i] = list[i - 1], list[i - 1] = word;
            }
    for (int i = 0; i < n; i++) print(list[i]), print(i + 1 < n ? "," : "\n");
}

int program(void) {
    int disorder = 0;
    uint64_t seed = 42;
    for (int i = 0; i < N; i++) {
        seed = seed * 6364136223846793005u + 1442695040888963407u;
        // Many equal ones too.
        unsorted[i] = (int64_t)seed >> (i % 3 ? 58 : 20);
    }
    for (int s = 0; s < 4; s++) {
        for (int i = 0; i < N; i++) numbers[i] = unsorted[i];
        SORTERS[s].sort(numbers, N);
        uint64_t hash = 0;
        for (int i = 0; i < N; i++) {
            hash = (hash ^ (uint64_t)numbers[i]) * 1099511628211u;
            disorder += i && numbers[i - 1] > numbers[i];
        }
        print(SORTERS[s].name), print(": "), print_number(numbers[0]), print(" to ");
        print_number(numbers[N - 1]), print(", "), print_hex(hash), print("\n");
    }
    words();
    return disorder != 0;
}
