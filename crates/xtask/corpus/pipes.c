/* Pipes between processes: order, end of file, EPIPE, poll, select, a full pipe. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *what, long result) {
    printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerrorname_np(errno) : "");
    fflush(stdout);
}

int main(void) {
    int fds[2], status;
    char buf[8192];
    say("pipe", pipe(fds));
    struct pollfd polls[2] = {{fds[0], POLLIN, 0}, {fds[1], POLLOUT, 0}};
    say("poll", poll(polls, 2, 0));
    printf("%x %x\n", polls[0].revents, polls[1].revents);
    say("timeout", poll(polls, 1, 20));
    if (fork() == 0) {
        close(fds[0]);
        for (int i = 0; i < 1000; i++) dprintf(fds[1], "line %d\n", i);
        return 0;
    }
    close(fds[1]);
    long total = 0, lines = 0, n;
    while ((n = read(fds[0], buf, sizeof buf)) > 0) {
        total += n;
        for (long i = 0; i < n; i++) lines += buf[i] == '\n';
    }
    printf("%ld bytes, %ld lines\n", total, lines);
    wait(&status);
    say("poll at the end", poll(polls, 1, -1));
    printf("%x\n", polls[0].revents);
    close(fds[0]);

    signal(SIGPIPE, SIG_IGN);
    if (pipe2(fds, O_NONBLOCK | O_CLOEXEC) < 0) return 1;
    say("nothing to read", read(fds[0], buf, 1));
    total = 0;
    while ((n = write(fds[1], buf, 4096)) > 0) total += n;
    say("full", n);
    printf("%ld\n", total);
    int ready;
    ioctl(fds[0], FIONREAD, &ready);
    printf("%d ready\n", ready);
    fd_set set;
    FD_ZERO(&set);
    FD_SET(fds[0], &set);
    struct timeval none = {0, 0};
    say("select", select(fds[0] + 1, &set, NULL, NULL, &none));
    say("isset", FD_ISSET(fds[0], &set));
    say("seek", lseek(fds[0], 0, SEEK_SET));
    close(fds[0]);
    say("nobody reads", write(fds[1], "x", 1));
    close(fds[1]);
    signal(SIGPIPE, SIG_DFL);
    if (fork() == 0) {
        if (pipe(fds) < 0) return 1;
        close(fds[0]);
        write(fds[1], "x", 1);
        return 0;
    }
    wait(&status);
    printf("killed by %d\n", WTERMSIG(status));
    return 0;
}
