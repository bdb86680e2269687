/* Bytes in files: positions, appending, holes, lengths, vectors, mistakes. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static void say(const char *what, long result) {
    printf("%s: %ld%s%s\n", what, result, result < 0 ? " " : "", result < 0 ? strerrorname_np(errno) : "");
}

int main(void) {
    char buf[64] = {0};
    char *volatile nowhere = (char *)8;
    struct stat st;
    int fd = open("file", O_RDWR | O_CREAT | O_EXCL, 0640);
    say("open", fd >= 0 ? 0 : -1);
    say("write", write(fd, "hello, world", 12));
    say("lseek", lseek(fd, -5, SEEK_END));
    say("read", read(fd, buf, 63));
    puts(buf);
    say("pwrite", pwrite(fd, "HELL", 4, 0));
    say("pread", pread(fd, buf, 12, 0));
    puts(buf);
    say("position", lseek(fd, 0, SEEK_CUR));
    say("before the start", lseek(fd, -1, SEEK_SET));
    say("no such origin", lseek(fd, 0, 17));
    say("hole", pwrite(fd, "x", 1, 10000));
    fstat(fd, &st);
    say("length", st.st_size);
    say("in the hole", pread(fd, buf, 4, 5000));
    say("zero", buf[0] | buf[3]);
    say("ftruncate", ftruncate(fd, 5));
    say("longer again", ftruncate(fd, 20));
    say("read all", pread(fd, buf, 64, 0));
    say("what was cut is gone", buf[5] | buf[11]);
    struct iovec out[3] = {{"one ", 4}, {"", 0}, {"two", 3}};
    lseek(fd, 0, SEEK_SET);
    say("writev", writev(fd, out, 3));
    struct iovec in[2] = {{buf, 2}, {buf + 10, 10}};
    lseek(fd, 0, SEEK_SET);
    say("readv", readv(fd, in, 2));
    printf("%.2s|%.5s\n", buf, buf + 10);
    int append = open("file", O_WRONLY | O_APPEND);
    say("append", write(append, "end", 3));
    fstat(fd, &st);
    say("length", st.st_size);
    printf("mode %o links %ld blocks %ld\n", st.st_mode, (long)st.st_nlink, (long)(st.st_blocks > 0));
    say("read of a writer", read(append, buf, 1));
    say("no descriptor", write(99, "x", 1));
    say("no address", write(fd, nowhere, 1));
    say("exists", open("file", O_RDWR | O_CREAT | O_EXCL, 0640));
    say("no such file", open("nothing", O_RDONLY));
    say("not a directory", open("file/x", O_RDONLY));
    say("directory", open(".", O_WRONLY));
    int copy = open("copy", O_RDWR | O_CREAT | O_TRUNC, 0600);
    off_t at = 0;
    say("sendfile", sendfile(copy, fd, &at, 100));
    say("its position", at);
    say("dup", fcntl(fd, F_DUPFD, 20));
    say("flags", fcntl(append, F_GETFL) & (O_ACCMODE | O_APPEND));
    say("nonblock", fcntl(append, F_SETFL, O_NONBLOCK));
    say("flags", fcntl(append, F_GETFL) & (O_ACCMODE | O_APPEND | O_NONBLOCK));
    say("cloexec", fcntl(fd, F_SETFD, FD_CLOEXEC) | fcntl(fd, F_GETFD));
    say("close", close(fd));
    say("again", close(fd));
    say("unlink", unlink("file") | unlink("copy"));
    say("what is open lives on", pwrite(append, "still", 5, 0));
    return 0;
}
