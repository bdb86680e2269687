/* Mappings that are shared: between parent and child, with a file; and private ones that are not. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void) {
    int *both = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int *own = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    *both = *own = 1;
    if (fork() == 0) {
        *both = *own = 2;
        _exit(0);
    }
    wait(NULL);
    printf("shared %d, private %d\n", *both, *own);
    int fd = open("mapped", O_CREAT | O_RDWR | O_TRUNC, 0600);
    char text[10000];
    memset(text, 'a', sizeof text);
    if (write(fd, text, sizeof text) != sizeof text) return 1;
    char *shared = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *private = mmap(NULL, 10000, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 4096);
    private[0] = 'p';
    shared[0] = 's';
    shared[4097] = 's';
    printf("%c%c%c%c\n", shared[0], private[0], private[1], private[5904]  ? '?' : '0');
    char back[2];
    pread(fd, back, 1, 0);
    pread(fd, back + 1, 1, 4096);
    printf("file: %c%c\n", back[0], back[1]);
    pwrite(fd, "W", 1, 9999);
    printf("a write is seen: %c\n", shared[9999]);
    printf("msync %d\n", msync(shared, 4096, MS_SYNC));
    int reader = open("mapped", O_RDONLY);
    void *no = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, reader, 0);
    printf("a reader may not: %s\n", no == MAP_FAILED ? strerrorname_np(errno) : "it may");
    no = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, 77, 0);
    printf("no file: %s\n", no == MAP_FAILED ? strerrorname_np(errno) : "it may");
    printf("unmap %d\n", munmap(shared, 10000) | munmap(private, 10000));
    unlink("mapped");
    return 0;
}
