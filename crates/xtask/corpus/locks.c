/* Locks on files: ranges between processes, waiting, deadlock, the end of a descriptor; and of whole files. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *error(int result) {
    return result == -1 ? strerrorname_np(errno) : "ok";
}

static int set(int fd, int command, int type, long start, long len) {
    struct flock lock = {.l_type = type, .l_whence = SEEK_SET, .l_start = start, .l_len = len};
    return fcntl(fd, command, &lock);
}

/* What a child sees in the way of a lock on everything. */
static void look(int fd, long start) {
    fflush(stdout);
    pid_t parent = getpid();
    if (fork() == 0) {
        struct flock lock = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = start};
        fcntl(fd, F_GETLK, &lock);
        if (lock.l_type == F_UNLCK) printf("from %ld: free\n", start);
        else
            printf("from %ld: %s %ld+%ld, whence %d, by its parent: %d\n", start,
                   lock.l_type == F_WRLCK ? "write" : "read", (long)lock.l_start, (long)lock.l_len, lock.l_whence,
                   lock.l_pid == parent);
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
}

static void handler(int signal) {
    (void)signal;
}

int main(void) {
    int fd = open("locked", O_RDWR | O_CREAT | O_TRUNC, 0600), status;
    if (write(fd, "0123456789", 10) != 10) return 1;
    printf("lock: %s\n", error(set(fd, F_SETLK, F_WRLCK, 0, 100)));
    look(fd, 0);
    printf("unlock the middle: %s\n", error(set(fd, F_SETLK, F_UNLCK, 40, 20)));
    look(fd, 0);
    look(fd, 40);
    printf("to a reader's: %s\n", error(set(fd, F_SETLK, F_RDLCK, 0, 0)));
    look(fd, 7);
    struct flock back = {.l_type = F_UNLCK, .l_whence = SEEK_END, .l_start = -2, .l_len = -3};
    printf("from the end, backwards: %s\n", error(fcntl(fd, F_SETLK, &back)));
    look(fd, 4);
    look(fd, 5);
    fflush(stdout);
    if (fork() == 0) {
        printf("child reads: %s\n", error(set(fd, F_SETLK, F_RDLCK, 0, 5)));
        printf("child writes: %s\n", error(set(fd, F_SETLK, F_WRLCK, 0, 5)));
        printf("child writes where it is free: %s\n", error(set(fd, F_SETLK, F_WRLCK, 5, 3)));
        int reader = open("locked", O_RDONLY);
        printf("a reader writes: %s\n", error(set(reader, F_SETLK, F_WRLCK, 5, 1)));
        printf("nonsense: %s", error(set(fd, F_SETLK, 9, 0, 0)));
        printf(" %s", error(set(fd, F_SETLK, F_WRLCK, -1, 1)));
        printf(" %s\n", error(set(fd, F_SETLK, F_WRLCK, 2, 0x7fffffffffffffff)));
        fflush(stdout);
        _exit(0);
    }
    wait(NULL);
    close(dup(fd));
    look(fd, 0);

    /* Parent and child wait for each other. */
    set(fd, F_SETLK, F_WRLCK, 0, 1);
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        set(fd, F_SETLK, F_WRLCK, 1, 1);
        _exit(set(fd, F_SETLKW, F_WRLCK, 0, 1) == 0 ? 3 : 4);
    }
    usleep(100000);
    printf("wait: %s\n", error(set(fd, F_SETLKW, F_WRLCK, 1, 1)));
    set(fd, F_SETLK, F_UNLCK, 0, 1);
    wait(&status);
    printf("the child got it: %d\n", WEXITSTATUS(status));

    /* A signal ends the wait. */
    set(fd, F_SETLK, F_WRLCK, 0, 1);
    fflush(stdout);
    if ((child = fork()) == 0) {
        struct sigaction action = {.sa_handler = handler};
        sigaction(SIGUSR1, &action, NULL);
        int result = set(fd, F_SETLKW, F_WRLCK, 0, 1);
        printf("interrupted: %s\n", error(result));
        fflush(stdout);
        _exit(0);
    }
    usleep(100000);
    kill(child, SIGUSR1);
    wait(NULL);

    int other = open("locked", O_RDWR);
    printf("flock: %s", error(flock(fd, LOCK_EX)));
    printf(" %s", error(flock(other, LOCK_SH | LOCK_NB)));
    printf(" %s", error(flock(fd, LOCK_SH)));
    printf(" %s", error(flock(other, LOCK_SH | LOCK_NB)));
    printf(" %s", error(flock(fd, LOCK_UN)));
    printf(" %s", error(flock(other, LOCK_EX | LOCK_NB)));
    printf(" %s\n", error(flock(fd, LOCK_NB)));
    unlink("locked");
    return 0;
}
