/* Nothing but computing: an ordinary program with a heap and a deep recursion. */
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

static long depth(long n) {
    volatile char room[200];
    room[n % 200] = 1;
    return n == 0 ? 0 : depth(n - 1) + room[n % 200];
}

int main(void) {
    enum { N = 20000 };
    int *numbers = malloc(N * sizeof *numbers);
    unsigned state = 1;
    for (int i = 0; i < N; i++) numbers[i] = (state = state * 1103515245 + 12345) >> 8 & 0xffff;
    qsort(numbers, N, sizeof *numbers, compare);
    long sum = 0;
    for (int i = 0; i < N; i++) sum += (long)numbers[i] * i;
    printf("%ld %d %d\n", sum, numbers[0], numbers[N - 1]);
    printf("%ld\n", depth(10000));
    return 0;
}
