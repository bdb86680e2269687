/* What things cost, in instructions of the hart: the machine's own counter, read before and after. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

static unsigned long instructions(void) {
    unsigned long count;
    __asm__ volatile("rdinstret %0" : "=r"(count));
    return count;
}

int main(int argc, char **argv) {
    enum { ROUNDS = 100 };
    if (argc > 1) return 0;
    unsigned long start = instructions();
    for (int i = 0; i < ROUNDS; i++) syscall(SYS_getpid);
    printf("getpid: %lu\n", (instructions() - start) / ROUNDS);
    int fd = open("/dev/null", O_WRONLY);
    start = instructions();
    for (int i = 0; i < ROUNDS; i++) syscall(SYS_write, fd, "x", 1);
    printf("write of one byte to /dev/null: %lu\n", (instructions() - start) / ROUNDS);
    char *pages = mmap(NULL, ROUNDS * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    start = instructions();
    for (int i = 0; i < ROUNDS; i++) pages[i * 4096] = 1;
    printf("page fault, with a page of zeros: %lu\n", (instructions() - start) / ROUNDS);
    int there[2], back[2];
    char byte = 0;
    if (pipe(there) < 0 || pipe(back) < 0) return 1;
    fflush(stdout);
    if (fork() == 0) {
        while (read(there[0], &byte, 1) == 1 && write(back[1], &byte, 1) == 1 && byte == 0) {}
        _exit(0);
    }
    start = instructions();
    for (int i = 0; i < ROUNDS; i++) {
        if (write(there[1], &byte, 1) != 1 || read(back[0], &byte, 1) != 1) return 2;
    }
    printf("to another process and back, with a byte: %lu\n", (instructions() - start) / ROUNDS);
    byte = 1;
    if (write(there[1], &byte, 1) != 1) return 3;
    wait(NULL);
    fflush(stdout);
    start = instructions();
    for (int i = 0; i < 10; i++) {
        if (fork() == 0) _exit(0);
        wait(NULL);
    }
    printf("fork, exit, wait: %lu\n", (instructions() - start) / 10);
    fflush(stdout);
    start = instructions();
    for (int i = 0; i < 10; i++) {
        if (fork() == 0) {
            execl("/proc/self/exe", "costs", "end", NULL);
            _exit(9);
        }
        wait(NULL);
    }
    printf("fork, execve of a static C program, exit, wait: %lu\n", (instructions() - start) / 10);
    return 0;
}
