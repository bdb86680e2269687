/* What was used: time, page faults, switches; one's own, a thread's, and that of children. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static long micros(struct timeval time) {
    return time.tv_sec * 1000000 + time.tv_usec;
}

static long cpu(struct rusage *usage) {
    return micros(usage->ru_utime) + micros(usage->ru_stime);
}

/* Works for so many milliseconds of its own time. */
static void work(long milliseconds) {
    clock_t start = clock();
    while (clock() - start < milliseconds * (CLOCKS_PER_SEC / 1000)) {}
}

int main(void) {
    enum { PAGES = 200 };
    struct rusage before, after, child, children;
    struct tms times_before, times_after;
    times(&times_before);
    getrusage(RUSAGE_SELF, &before);
    work(60);
    getrusage(RUSAGE_SELF, &after);
    times(&times_after);
    printf("time: %d\n", cpu(&after) - cpu(&before) >= 50000);
    printf("times: %d\n", times_after.tms_utime + times_after.tms_stime > times_before.tms_utime + times_before.tms_stime);

    char *pages = mmap(NULL, PAGES * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    getrusage(RUSAGE_SELF, &before);
    for (int i = 0; i < PAGES; i++) pages[i * 4096] = 1;
    getrusage(RUSAGE_SELF, &after);
    printf("page faults: %d, memory: %d\n", after.ru_minflt - before.ru_minflt >= PAGES,
           after.ru_maxrss >= PAGES * 4 && after.ru_maxrss >= before.ru_maxrss);

    getrusage(RUSAGE_THREAD, &before);
    struct timespec moment = {0, 1000000};
    for (int i = 0; i < 5; i++) nanosleep(&moment, NULL);
    getrusage(RUSAGE_THREAD, &after);
    printf("sleeps: %d\n", after.ru_nvcsw - before.ru_nvcsw >= 5);

    pid_t pid = fork();
    if (pid == 0) {
        if (fork() == 0) {
            work(30);
            _exit(0);
        }
        wait(NULL);
        work(30);
        _exit(0);
    }
    getrusage(RUSAGE_CHILDREN, &children);
    printf("children before: %ld\n", cpu(&children));
    wait4(pid, NULL, 0, &child);
    getrusage(RUSAGE_CHILDREN, &children);
    printf("a child and its own: %d, in all %d\n", cpu(&child) >= 50000, cpu(&children) == cpu(&child));
    printf("its memory: %d, its faults: %d\n", child.ru_maxrss > 0, child.ru_minflt > 0);
    printf("nobody's: %d\n", getrusage(99, &after));
    return 0;
}
