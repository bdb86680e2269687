/* Handlers: arguments, masks, order, restart and interruption, other stacks, faults that are survived. */
#define _GNU_SOURCE
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static volatile sig_atomic_t count, last;
static sigjmp_buf back;
static volatile double kept;

static void say(const char *what, long result) {
    printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerrorname_np(errno) : "");
}

static void counted(int signal) {
    count++;
    last = signal;
    kept = 1.0 / (count + 1);
}

static void informed(int signal, siginfo_t *info, void *context) {
    ucontext_t *registers = context;
    last = info->si_signo;
    count += info->si_code == SI_USER && info->si_pid == getpid();
    count += registers->uc_mcontext.__gregs[REG_PC] != 0;
}

static void fault(int signal, siginfo_t *info, void *context) {
    last = info->si_addr == (void *)0x18 ? 1 : 2;
    siglongjmp(back, signal);
}

static void fix(int signal, siginfo_t *info, void *context) {
    count++;
    mprotect((void *)((unsigned long)info->si_addr & ~4095UL), 4096, PROT_READ | PROT_WRITE);
}

static int deep(int n) {
    volatile char room[1000];
    room[0] = n;
    return n == 0 ? room[0] : deep(n + 1) + room[0];
}

int main(void) {
    sigset_t set, old;
    double sum = 0;
    signal(SIGUSR1, counted);
    for (int i = 0; i < 5; i++) {
        sum += 0.5;
        raise(SIGUSR1);
        sum *= 1.25;
    }
    printf("%d times, %.6f\n", count, sum);
    struct sigaction action = {.sa_sigaction = informed, .sa_flags = SA_SIGINFO | SA_RESETHAND};
    count = 0;
    say("sigaction", sigaction(SIGUSR2, &action, NULL));
    kill(getpid(), SIGUSR2);
    printf("%d %d\n", count, last);
    sigaction(SIGUSR2, NULL, &action);
    say("reset", action.sa_handler == SIG_DFL);
    signal(SIGUSR2, counted);
    sigemptyset(&set);
    sigaddset(&set, SIGUSR1);
    sigaddset(&set, SIGUSR2);
    sigprocmask(SIG_BLOCK, &set, &old);
    count = 0;
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGUSR1);
    kill(getpid(), SIGUSR2);
    sigpending(&set);
    printf("%d handled, pending %d %d\n", count, sigismember(&set, SIGUSR1), sigismember(&set, SIGUSR2));
    sigprocmask(SIG_SETMASK, &old, NULL);
    printf("%d handled\n", count);
    say("kill cannot be handled", sigaction(SIGKILL, &action, NULL));
    say("no such signal", kill(getpid(), 65));

    signal(SIGALRM, counted);
    siginterrupt(SIGALRM, 1);
    struct itimerval soon = {{0, 0}, {0, 20000}};
    setitimer(ITIMER_REAL, &soon, NULL);
    struct timespec second = {1, 0}, rest = {0, 0};
    say("nanosleep", nanosleep(&second, &rest));
    printf("%d left\n", rest.tv_nsec > 0);
    int fds[2];
    char byte;
    if (pipe(fds) < 0) return 1;
    setitimer(ITIMER_REAL, &soon, NULL);
    say("read", read(fds[0], &byte, 1));
    siginterrupt(SIGALRM, 0);
    if (fork() == 0) {
        struct timespec later = {0, 100000000};
        nanosleep(&later, NULL);
        _exit(write(fds[1], "x", 1) != 1);
    }
    setitimer(ITIMER_REAL, &soon, NULL);
    count = 0;
    say("read again", read(fds[0], &byte, 1));
    printf("%d alarm\n", count);
    wait(NULL);
    sigprocmask(SIG_BLOCK, NULL, &set);
    setitimer(ITIMER_REAL, &soon, NULL);
    say("sigsuspend", sigsuspend(&set));

    action.sa_sigaction = fault;
    action.sa_flags = SA_SIGINFO;
    sigaction(SIGSEGV, &action, NULL);
    int caught = sigsetjmp(back, 1);
    if (caught == 0) *(volatile int *)0x18 = 1;
    printf("caught %d about %d\n", caught, last);
    action.sa_sigaction = fix;
    sigaction(SIGSEGV, &action, NULL);
    char *page = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    count = 0;
    page[17] = 'w';
    printf("repaired %d time(s), %c\n", count, page[17]);
    static char room[65536];
    stack_t stack = {.ss_sp = room, .ss_size = sizeof room};
    say("sigaltstack", sigaltstack(&stack, NULL));
    action.sa_sigaction = fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &action, NULL);
    caught = sigsetjmp(back, 1);
    if (caught == 0) return deep(1);
    printf("overflow %d\n", caught);
    fflush(stdout);
    raise(SIGTERM);
    return 0;
}
