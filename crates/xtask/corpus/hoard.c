/* Makes the kernel remember things without end: links, pipes full of bytes, files full of holes. Each way must
 * come to an error that says so, and leave enough for everybody else. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char name[32], target[4096];

static const char *numbered(int n) {
    sprintf(name, "%d", n);
    return name;
}

static void clean(int n) {
    while (n-- > 0) unlink(numbered(n));
}

static int links(void) {
    int n = 0;
    memset(target, 't', 4095);
    while (n < 100000 && symlink(target, numbered(n)) == 0) n++;
    int error = errno;
    clean(n);
    return error == ENOSPC;
}

static int holes(void) {
    int n = 0, fd;
    for (; n < 100000; n++) {
        fd = open(numbered(n), O_CREAT | O_WRONLY, 0600);
        if (fd < 0 || pwrite(fd, "x", 1, (64 << 20) - 1) != 1) break;
        close(fd);
    }
    int error = errno;
    close(fd);
    clean(n + 1);
    return error == ENOSPC || error == ENFILE;
}

static int pipes(void) {
    static char bytes[4096];
    int fds[2], n = 0;
    long total = 0;
    while (pipe2(fds, O_NONBLOCK) == 0) {
        while (write(fds[1], bytes, sizeof bytes) > 0) total += sizeof bytes;
        n++;
    }
    return errno == EMFILE && n > 100 && total >= n * 4096L;
}

static int areas(void) {
    int n = 0;
    while (n < 100000 && mmap((void *)(0x1000000000 + n * 8192L), 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED) n++;
    return errno == ENOMEM && n > 100;
}

int main(void) {
    int (*const ways[])(void) = {links, holes, pipes, areas};
    const char *const what[] = {"links", "holes", "pipes", "areas"};
    for (int i = 0; i < 4; i++) {
        printf("%s: ", what[i]);
        fflush(stdout);
        if (fork() == 0) _exit(ways[i]() ? 40 : 41);
        int status;
        wait(&status);
        printf("%s\n", WIFEXITED(status) && WEXITSTATUS(status) == 40 ? "refused in the end" : "?");
    }
    return 0;
}
