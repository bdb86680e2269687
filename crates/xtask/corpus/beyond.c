/* What only Linux itself does, and no emulator: mutexes that survive their owners, clone3, a restartable sequence's
 * area, limits. */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/sched.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static pthread_mutex_t *lock;

static void *take(void *unused) {
    pthread_mutex_lock(lock);
    return unused;
}

static void recover(const char *who) {
    int error = pthread_mutex_lock(lock);
    printf("%s: %s", who, strerrorname_np(error));
    printf(" %d", pthread_mutex_consistent(lock));
    printf(" %d\n", pthread_mutex_unlock(lock));
}

static void mutexes(void) {
    lock = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    pthread_mutexattr_t kind;
    pthread_mutexattr_init(&kind);
    pthread_mutexattr_setrobust(&kind, PTHREAD_MUTEX_ROBUST);
    pthread_mutexattr_setpshared(&kind, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(lock, &kind);
    pthread_t thread;
    pthread_create(&thread, NULL, take, NULL);
    pthread_join(thread, NULL);
    recover("a thread has ended");
    if (fork() == 0) {
        take(NULL);
        usleep(20000);
        raise(SIGKILL);
    }
    usleep(5000);
    recover("a process was killed");
    wait(NULL);
    if (fork() == 0) {
        take(NULL);
        execl("/bin/true", "true", NULL);
    }
    wait(NULL);
    recover("a process has executed");
    printf("unlocked: %d\n", pthread_mutex_lock(lock) + pthread_mutex_unlock(lock));
}

static long clone3(struct clone_args *args, size_t len) {
    return syscall(SYS_clone3, args, len);
}

static volatile int shared, thread_done, own_number;

static int in_thread(void *arg) {
    shared = *(int *)arg;
    thread_done = 1;
    return 0;
}

/* As a C library begins a thread: the child comes back on another stack, and must not return. */
static long clone3_thread(struct clone_args *args, int (*body)(void *), void *arg) {
    register long a0 __asm__("a0") = (long)args, a1 __asm__("a1") = sizeof *args, a7 __asm__("a7") = SYS_clone3;
    __asm__ volatile("ecall\n\tbnez a0, 1f\n\tmv a0, %[arg]\n\tjalr %[body]\n\tli a7, 93\n\tecall\n1:"
                     : "+r"(a0)
                     : "r"(a1), "r"(a7), [body] "r"(body), [arg] "r"(arg)
                     : "memory", "ra");
    return a0;
}

static void clones(void) {
    struct clone_args args = {.exit_signal = SIGCHLD};
    fflush(stdout);
    pid_t pid = clone3(&args, sizeof args);
    if (pid == 0) _exit(9);
    int status;
    printf("waited: %d", waitpid(pid, &status, 0) == pid);
    printf(" %d\n", WEXITSTATUS(status));
    static char stack[65536] __attribute__((aligned(16)));
    int word = 42, tid = -1;
    struct clone_args thread = {
        .flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM | CLONE_PARENT_SETTID,
        .parent_tid = (uintptr_t)&tid,
        .stack = (uintptr_t)stack,
        .stack_size = sizeof stack,
    };
    long made = clone3_thread(&thread, in_thread, &word);
    while (!thread_done) sched_yield();
    printf("thread: %d, its number: %d\n", shared, made == tid);
    printf("too short: %ld %s\n", clone3(&args, 56), strerrorname_np(errno));
    struct { struct clone_args args; uint64_t more; } longer = {args, 0};
    fflush(stdout);
    if ((pid = clone3(&longer.args, sizeof longer)) == 0) _exit(0);
    printf("longer: %d\n", waitpid(pid, NULL, 0) == pid);
    longer.more = 1;
    printf("and not known: %ld %s\n", clone3(&longer.args, sizeof longer), strerrorname_np(errno));
}

static int __attribute__((noinline)) deep_down(void) {
    volatile char large[256 << 10];
    large[0] = 1;
    return large[0];
}

static void limits(void) {
    struct rlimit limit = {4, 4};
    int fds[4], n = 0;
    if (fork() == 0) {
        setrlimit(RLIMIT_NOFILE, &limit);
        while ((fds[n] = dup(0)) >= 0) n++;
        printf("descriptors: %d %s\n", n, strerrorname_np(errno));
        struct rlimit data = {1 << 20, 1 << 20};
        setrlimit(RLIMIT_DATA, &data);
        void *volatile memory = malloc(8 << 20);
        printf("malloc: %d\n", memory == NULL);
        struct rlimit deep = {64 << 10, 64 << 10};
        setrlimit(RLIMIT_STACK, &deep);
        getrlimit(RLIMIT_STACK, &deep);
        printf("stack: %ld\n", (long)deep.rlim_cur);
        fflush(stdout);
        _exit(deep_down());
    }
    int status;
    wait(&status);
    printf("too deep: %d\n", WTERMSIG(status));
    fflush(stdout);
    if (fork() == 0) {
        struct rlimit size = {10, 10};
        setrlimit(RLIMIT_FSIZE, &size);
        FILE *file = fopen("limited", "w");
        fprintf(file, "more than ten bytes");
        fclose(file);
        _exit(0);
    }
    wait(&status);
    printf("too long: %d\n", WTERMSIG(status));
    unlink("limited");
}

int main(void) {
    mutexes();
    clones();
    /* This C library registers none for RISC-V, others do. */
    static struct { uint32_t cpu_id_start, cpu_id; uint64_t sequence; uint32_t rest[4]; } area __attribute__((aligned(32)));
    area.cpu_id = -1;
    printf("rseq: %ld, hart %u\n", syscall(SYS_rseq, &area, 32, 0, 0xf1401073), area.cpu_id);
    fflush(stdout);
    limits();
    return 0;
}
