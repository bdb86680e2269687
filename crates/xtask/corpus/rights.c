/* Permissions, owners, times, the mask of new files. Run as root it becomes somebody else in a child. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *what, long result) {
    printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerrorname_np(errno) : "");
    fflush(stdout);
}

static int mode(const char *path) {
    struct stat st;
    return stat(path, &st) < 0 ? -1 : (int)(st.st_mode & 07777);
}

int main(void) {
    struct stat st;
    printf("mask %o\n", umask(027));
    int fd = open("made", O_CREAT | O_RDWR, 0666);
    printf("mode %o\n", mode("made"));
    say("chmod", chmod("made", 04755));
    printf("mode %o\n", mode("made"));
    say("fchmod", fchmod(fd, 0600));
    say("mkdir", mkdir("dir", 0777));
    printf("mode %o\n", mode("dir"));
    struct timespec times[2] = {{1000000000, 123456789}, {0, UTIME_OMIT}};
    say("utimensat", utimensat(AT_FDCWD, "made", times, 0));
    stat("made", &st);
    printf("%ld.%09ld\n", (long)st.st_atim.tv_sec, st.st_atim.tv_nsec);
    times[0].tv_nsec = 2000000000;
    say("no time", utimensat(AT_FDCWD, "made", times, 0));
    struct statx sx;
    say("statx", statx(AT_FDCWD, "made", 0, STATX_BASIC_STATS, &sx));
    printf("%o %lld\n", sx.stx_mode, (long long)sx.stx_atime.tv_sec);
    say("access", access("made", R_OK | W_OK));
    chmod("dir", 0755);
    chmod("made", 0604);
    say("who", getuid() == geteuid() && getgid() == getegid());
    fflush(stdout);
    if (fork() == 0) {
        if (setgid(1000) < 0 || setuid(1000) < 0) return 1;
        say("now", getuid());
        say("back", setuid(0));
        say("read", open("made", O_RDONLY) >= 0);
        say("write", open("made", O_WRONLY));
        say("create in another's directory", open("dir/x", O_CREAT | O_WRONLY, 0644));
        say("chmod another's", chmod("made", 0777));
        say("chown", chown("made", 1000, 1000));
        say("kill another's", kill(getppid(), 0));
        return 3;
    }
    int status;
    wait(&status);
    printf("child %d\n", WEXITSTATUS(status));
    say("clean", unlink("made") | rmdir("dir"));
    return 0;
}
