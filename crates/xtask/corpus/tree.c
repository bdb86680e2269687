/* The tree of names: directories, hard and symbolic links, renames, and what may not be. */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void say(const char *what, long result) {
    printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerrorname_np(errno) : "");
}

static void touch(const char *path, const char *text) {
    int fd = open(path, O_CREAT | O_WRONLY | O_TRUNC, 0644);
    if (write(fd, text, strlen(text)) < 0) perror(path);
    close(fd);
}

static void list(const char *path) {
    struct dirent **names;
    int n = scandir(path, &names, NULL, alphasort);
    printf("%s:", path);
    for (int i = 0; i < n; i++) printf(" %s/%d", names[i]->d_name, names[i]->d_type);
    printf("\n");
}

int main(void) {
    char buf[PATH_MAX];
    struct stat st;
    say("mkdir", mkdir("d", 0755));
    say("again", mkdir("d", 0755));
    say("mkdir below", mkdir("d/e", 0700));
    say("mkdir nowhere", mkdir("x/y", 0755));
    touch("d/f", "content");
    say("link", link("d/f", "d/g"));
    stat("d/f", &st);
    say("links", st.st_nlink);
    say("link of a directory", link("d", "h"));
    say("symlink", symlink("f", "d/s"));
    say("readlink", readlink("d/s", buf, sizeof buf));
    printf("%.1s\n", buf);
    say("through it", open("d/s", O_RDONLY) >= 0);
    say("not through it", open("d/s", O_RDONLY | O_NOFOLLOW));
    lstat("d/s", &st);
    printf("mode %o size %ld\n", st.st_mode, (long)st.st_size);
    say("loop", symlink("loop", "d/loop"));
    say("open loop", open("d/loop", O_RDONLY));
    say("dangling", symlink("new", "d/dangling"));
    say("read dangling", open("d/dangling", O_RDONLY));
    say("create through it", open("d/dangling", O_CREAT | O_WRONLY, 0644) >= 0);
    say("it is there", access("d/new", F_OK));
    list("d");
    stat("d", &st);
    printf("links of d: %ld\n", (long)st.st_nlink);
    say("rename", rename("d/f", "d/e/moved"));
    say("over another", rename("d/g", "d/e/moved"));
    say("directory into itself", rename("d", "d/e/d"));
    say("directory over a file", rename("d/e", "d/new"));
    say("file over a directory", rename("d/new", "d/e"));
    say("no replace", renameat2(AT_FDCWD, "d/new", AT_FDCWD, "d/e/moved", RENAME_NOREPLACE));
    say("no such", rename("d/none", "d/x"));
    say("rmdir of a full one", rmdir("d/e"));
    say("rmdir of a file", rmdir("d/new"));
    say("unlink of a directory", unlink("d/e"));
    say("chdir", chdir("d/e"));
    char *cwd = getcwd(buf, sizeof buf);
    printf("in %s\n", strrchr(cwd, '/'));
    say("relative", access("moved", R_OK | W_OK));
    say("dots", access("../../d/./e/moved", F_OK));
    say("unlink", unlink("moved"));
    say("up", chdir("../.."));
    int dir = open("d", O_RDONLY | O_DIRECTORY);
    say("at", faccessat(dir, "new", F_OK, 0));
    say("mkdirat", mkdirat(dir, "by-descriptor", 0755));
    say("unlinkat", unlinkat(dir, "by-descriptor", AT_REMOVEDIR));
    memset(buf, 'n', 300);
    buf[300] = 0;
    say("too long a name", open(buf, O_RDONLY));
    say("no name", open("", O_RDONLY));
    char *real = realpath("d/s/..", NULL);
    say("realpath of no directory", real ? 0 : -1);
    for (const char **p = (const char *[]){"d/s", "d/loop", "d/dangling", "d/new", "d/g", NULL}; *p; p++) unlink(*p);
    say("rmdir", rmdir("d/e") | rmdir("d"));
    return 0;
}
