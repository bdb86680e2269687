/* execve and posix_spawn: arguments, environment, what stays open, what cannot be executed; a script. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

static void say(const char *what, long result) {
    printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerrorname_np(errno) : "");
    fflush(stdout);
}

static void end(const char *what) {
    int status;
    wait(&status);
    printf("%s: exit %d\n", what, WEXITSTATUS(status));
    fflush(stdout);
}

int main(int argc, char **argv) {
    if (argc > 1) {
        printf("%d:", argc);
        for (int i = 0; i < argc; i++) printf(" %s", argv[i]);
        printf(", mark %s, fd 9 is %s\n", getenv("MARK"), fcntl(9, F_GETFD) < 0 ? "closed" : "open");
        return 5;
    }
    char *args[] = {"again", "an argument", "", NULL};
    setenv("MARK", "set", 1);
    dup2(1, 9);
    if (fork() == 0) {
        execv("/proc/self/exe", args);
        _exit(99);
    }
    end("exec");
    fcntl(9, F_SETFD, FD_CLOEXEC);
    pid_t child;
    say("posix_spawn", posix_spawn(&child, "/proc/self/exe", NULL, NULL, args, environ));
    end("spawn");
    say("spawn of nothing", posix_spawn(&child, "/no/such/file", NULL, NULL, args, environ) == ENOENT);
    say("execve of nothing", execv("/no/such/file", args));
    say("execve of a directory", execv("/", args));
    int fd = open("script", O_CREAT | O_WRONLY, 0644);
    dprintf(fd, "#! %s from-script\nnothing else counts\n", realpath("/proc/self/exe", NULL));
    say("execve of what may not be", execv("script", args));
    fchmod(fd, 0755);
    close(fd);
    if (fork() == 0) {
        execv("./script", args);
        _exit(99);
    }
    end("script");
    fd = open("rubbish", O_CREAT | O_WRONLY, 0755);
    dprintf(fd, "neither");
    close(fd);
    say("execve of rubbish", execv("rubbish", args));
    return unlink("script") | unlink("rubbish");
}
