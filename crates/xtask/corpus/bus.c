/* Memory that shows a file: where the file ends, and what is told who touches what is not there. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

static sigjmp_buf back;
static volatile char *expected;

static void handler(int number, siginfo_t *info, void *context) {
    (void)context;
    printf("%s, code %d, right address %d\n", sigabbrev_np(number), info->si_code, info->si_addr == expected);
    siglongjmp(back, 1);
}

static void touch(const char *what, volatile char *at, int store) {
    printf("%s: ", what);
    expected = at;
    if (sigsetjmp(back, 1) == 0) {
        if (store) *at = 'x';
        printf("%d\n", *at);
    }
}

int main(void) {
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO};
    sigaction(SIGBUS, &action, NULL);
    sigaction(SIGSEGV, &action, NULL);
    int fd = open("short", O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (write(fd, "abc", 3) != 3) return 1;
    char *shared = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    char *private = mmap(NULL, 3 * 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
    char *constant = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, fd, 0);
    touch("in the file", shared + 2, 0);
    touch("behind its end, in its page", shared + 5, 0);
    touch("in the next page", shared + 4096, 0);
    touch("stored there", shared + 4096 + 8, 1);
    touch("in private memory", private + 4096, 0);
    touch("stored in private memory", private + 8192, 1);
    touch("stored where one may read", constant, 1);
    munmap(constant, 4096);
    touch("where nothing is", constant + 5, 0);
    printf("a call: %ld %s\n", (long)write(fd, shared + 4096, 1), strerrorname_np(errno));
    if (ftruncate(fd, 5000)) return 1;
    touch("in the next page, which the file has now", shared + 4096, 0);
    touch("stored there", shared + 4097, 1);
    touch("and the third", shared + 8192, 0);
    if (ftruncate(fd, 2)) return 1;
    touch("which it has no more", shared + 4096, 0);
    touch("its own", shared + 1, 0);
    touch("cut off", shared + 2, 0);
    fflush(stdout);
    if (fork() == 0) {
        signal(SIGBUS, SIG_DFL);
        _exit(shared[4096]);
    }
    int status;
    wait(&status);
    printf("without a handler: %d\n", WTERMSIG(status));
    unlink("short");
    return 0;
}
