/* fork, vfork, wait in all their answers; how processes end; process groups and sessions. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int shared = 1;

static void say(const char *what, long result) {
    printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerrorname_np(errno) : "");
    fflush(stdout);
}

static void report(const char *what, int status) {
    if (WIFEXITED(status)) printf("%s: exit %d\n", what, WEXITSTATUS(status));
    else printf("%s: signal %d\n", what, WTERMSIG(status));
    fflush(stdout);
}

int main(void) {
    int status;
    /* What is sent to the process group below must reach nobody else. */
    if (setpgid(0, 0) < 0) return 1;
    pid_t child = fork();
    if (child == 0) {
        shared = 2;
        _exit(shared + 40);
    }
    waitpid(child, &status, 0);
    report("fork", status);
    say("the parent's is its own", shared);
    int ends[2];
    static volatile char page[4096];
    page[0] = 'o';
    if (pipe(ends) < 0 || write(ends[1], "n", 1) != 1) return 1;
    if ((child = fork()) == 0) pause();
    char before = page[0];
    long n = read(ends[0], (char *)page, 1);
    printf("the kernel writes to a page of two: %ld %c%c\n", n, before, page[0]);
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    say("no child", wait(&status));
    if ((child = vfork()) == 0) {
        shared = 3;
        _exit(6);
    }
    waitpid(child, &status, 0);
    report("vfork", status);
    if (fork() == 0) pause();
    say("not yet", waitpid(-1, &status, WNOHANG));
    kill(0, 0);
    if ((child = fork()) == 0) {
        for (;;) pause();
    }
    kill(child, SIGTERM);
    waitpid(child, &status, 0);
    report("kill", status);
    if ((child = fork()) == 0) abort();
    waitpid(child, &status, 0);
    report("abort", status);
    if ((child = fork()) == 0) *(volatile int *)8 = 1;
    waitpid(child, &status, 0);
    report("null", status);
    if ((child = fork()) == 0) __asm__ volatile(".word 0");
    waitpid(child, &status, 0);
    report("illegal", status);
    if ((child = fork()) == 0) {
        say("setsid", setsid() == getpid());
        say("group", getpgrp() == getpid() && getsid(0) == getpid());
        say("again", setsid());
        _exit(0);
    }
    siginfo_t info;
    waitid(P_PID, child, &info, WEXITED | WNOWAIT);
    printf("waitid: code %d status %d\n", info.si_code, info.si_status);
    say("still there", waitpid(child, &status, 0) == child);
    say("strange options", waitpid(-1, &status, 0x1000));
    signal(SIGCHLD, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    if (fork() == 0) _exit(0);
    kill(0, SIGTERM);
    say("nobody to wait for", wait(&status));
    struct rusage usage;
    say("getrusage", getrusage(RUSAGE_SELF, &usage));
    exit(300);
}
