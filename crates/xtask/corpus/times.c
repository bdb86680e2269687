/* Clocks that go on, sleeps that are long enough, limits, names, random numbers. */
#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

static long since(clockid_t clock, struct timespec *start) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
}

int main(void) {
    struct timespec start, wait = {0, 30000000};
    clock_gettime(CLOCK_MONOTONIC, &start);
    printf("nanosleep %d\n", nanosleep(&wait, NULL));
    printf("long enough %d\n", since(CLOCK_MONOTONIC, &start) >= 30);
    clock_gettime(CLOCK_MONOTONIC, &start);
    start.tv_nsec += 20000000;
    start.tv_sec += start.tv_nsec / 1000000000;
    start.tv_nsec %= 1000000000;
    printf("absolute %d\n", clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &start, NULL));
    printf("after %d\n", since(CLOCK_MONOTONIC, &start) >= 0);
    wait.tv_nsec = -1;
    printf("no time %d\n", nanosleep(&wait, NULL) == -1 && errno == EINVAL);
    printf("no clock %d\n", clock_gettime(99, &start) == -1 && errno == EINVAL);
    struct timeval day;
    gettimeofday(&day, NULL);
    time_t now = time(NULL);
    printf("same day %d\n", now - day.tv_sec <= 1 && now > 1600000000);
    struct tms used;
    printf("times %d\n", times(&used) != (clock_t)-1);
    struct utsname names;
    uname(&names);
    printf("machine %s\n", names.machine);
    char a[16], b[16];
    printf("random %ld %d\n", (long)getrandom(a, 16, 0) + (long)getrandom(b, 16, 0), memcmp(a, b, 16) != 0);
    struct rlimit limit;
    printf("stack limit %d\n", getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur >= 1 << 20);
    cpu_set_t cpus;
    printf("harts %d\n", sched_getaffinity(0, sizeof cpus, &cpus) == 0 && CPU_COUNT(&cpus) >= 1);
    printf("page %ld\n", sysconf(_SC_PAGESIZE));
    printf("yield %d\n", sched_yield());
    return 0;
}
