/* Calls the kernel at random: `fuzz SEED PROCESSES CALLS [USER]`. Each of several processes, which are nobody (user
 * 1000) unless another user is named, makes that many calls with random numbers and random or half-valid arguments. They
 * die of what they do to themselves, and are made anew; the parent counts, and at the end finds its own memory as it
 * left it. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <ftw.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysinfo.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned long state;

static unsigned long next(void) {
    unsigned long z = state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

static char area[16384];
static const char *const paths[] = {"a", "b", "dir", "dir/c", ".", "..", "/proc/self/maps", "/dev/zero", "/dev/null",
                                    "link", "/proc/self/fd/3", "", "/", "/proc/1/status", "dir/../a", "fifo"};

/* A value that some call may take for something. */
static long argument(void) {
    unsigned long r = next();
    switch (r % 16) {
    case 0: return (long)next();
    case 1: return -(long)(next() % 4096);
    case 2: case 3: return next() % 16;
    case 4: return 1L << next() % 64;
    case 5: return (long)(area + next() % sizeof area);
    case 6: return (long)area & ~4095L;
    case 7: case 8: case 9: return (long)paths[next() % (sizeof paths / sizeof *paths)];
    case 10: return -100;
    case 11: return (long)0xffffffff80000000;
    case 12: return next() % 70000;
    case 13: return (next() % 64) * 4096;
    case 14: return 0;
    default: return next() % 256;
    }
}

/* What would not come back, or end the machine: the loop itself must go on. */
static int is_left_out(long number) {
    switch (number) {
    case SYS_exit: case SYS_exit_group: case SYS_rt_sigreturn: case SYS_reboot: case SYS_rt_sigsuspend:
    case SYS_ppoll: case SYS_pselect6: case SYS_nanosleep: case SYS_clock_nanosleep: case SYS_rt_sigtimedwait:
    case SYS_futex: case SYS_wait4: case SYS_waitid: case SYS_clone: case SYS_read: case SYS_readv: case SYS_execve:
        return next() % 64 != 0;
    default:
        return 0;
    }
}

static void calls(long count, volatile long *done) {
    for (long i = 0; i < count; i++) {
        long number = next() % 16 == 0 ? (long)(next() % 512) : (long)(next() % 300);
        if (is_left_out(number) || number == SYS_kill) continue;
        long first = argument();
        /* The terminal is not for noise, and the counter must stay. */
        if ((number == SYS_write || number == SYS_writev || number == SYS_pwrite64) && first < 3) first = 5;
        if (number == SYS_ioctl && first < 3) first = 5;
        syscall(number, first, argument(), argument(), argument(), argument(), argument());
        ++*done;
    }
}

static int gone(const char *path, const struct stat *st, int kind, struct FTW *ftw) { return remove(path); }

static long free_pages(void) {
    struct sysinfo info;
    sysinfo(&info);
    return info.freeram;
}

static volatile long *done;
static long killed, ended;

/* A child's work: its own page of the counter it may unmap or change, which is its own affair. */
static void child(unsigned long seed, long count, int user) {
    if (setpgid(0, 0) < 0 || chdir("fuzz") < 0 || setgid(user) < 0 || setuid(user) < 0) _exit(9);
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++) dup2(null, fd);
    state = seed;
    mkdir("dir", 0777);
    symlink("a", "link");
    mknod("fifo", S_IFIFO | 0666, 0);
    calls(count, done);
    _exit(0);
}

static void campaign(unsigned long seed, long processes, long count, int user) {
    *done = killed = ended = 0;
    mkdir("fuzz", 0777);
    chmod("fuzz", 0777);
    for (long round = 0; *done < count * processes; round++) {
        for (long n = 0; n < processes; n++) {
            fflush(stdout);
            if (fork() == 0) child(seed * 1000003 + round * 64 + n, count / 4 + 1, user);
        }
        pid_t watch = fork();
        if (watch == 0) {
            /* Who loops for ever, or waits for nothing, has had his time. */
            sleep(3);
            kill(-1, SIGKILL);
            _exit(0);
        }
        int status;
        for (long waited = 0; waited < processes;) {
            pid_t pid = wait(&status);
            if (pid == watch) watch = 0;
            else if (WIFSIGNALED(status)) killed++, waited++;
            else ended++, waited++;
        }
        if (watch) kill(watch, SIGKILL);
        while (watch && wait(NULL) != watch) {}
    }
    /* It may be the first process: then it has inherited what its children have left behind. */
    if (getpid() == 1) kill(-1, SIGKILL);
    while (wait(NULL) > 0) {}
    /* In a child: how much memory this takes depends on how deep the directories are. */
    if (fork() == 0) {
        chmod("fuzz", 0777);
        _exit(nftw("fuzz", gone, 16, FTW_DEPTH | FTW_PHYS));
    }
    wait(NULL);
}

int main(int argc, char **argv) {
    unsigned long seed = argc > 1 ? strtoul(argv[1], 0, 0) : 1;
    long processes = argc > 2 ? atol(argv[2]) : 4, count = argc > 3 ? atol(argv[3]) : 10000;
    int user = argc > 4 ? atoi(argv[4]) : 1000;
    static char mine[8192];
    memset(mine, 'm', sizeof mine);
    done = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    /* What the parent itself needs is there when the pages are counted. */
    campaign(0, processes, 4000, user);
    printf("%ld calls to begin with\n", *done);
    long before = free_pages();
    campaign(seed, processes, count, user);
    int whole = 1;
    for (unsigned long i = 0; i < sizeof mine; i++) whole &= mine[i] == 'm';
    printf("seed %lu: %ld calls, %ld processes killed, %ld ended, parent %s, %ld pages lost\n", seed, *done, killed,
           ended, whole ? "whole" : "damaged", before - free_pages());
    return !whole;
}
