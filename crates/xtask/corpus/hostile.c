/* One trick per child against the kernel and everybody else: the child is stopped or refused, and the rest goes on. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define KERNEL 0xffffffff80000000

static void read_kernel(void) { *(volatile char *)KERNEL; }
static void write_kernel(void) { *(volatile char *)KERNEL = 1; }
static void jump_to_kernel(void) { ((void (*)(void))KERNEL)(); }
static void write_text(void) { *(volatile char *)(unsigned long)&read_kernel = 0; }
static void execute_data(void) {
    static unsigned data[] = {0x00008067};
    ((void (*)(void))data)();
}
static void csrw(void) { __asm__ volatile("csrw sstatus, zero"); }
static void csrr_satp(void) { __asm__ volatile("csrr t0, satp" ::: "t0"); }
static void sret(void) { __asm__ volatile("sret"); }
static void wfi(void) { __asm__ volatile("wfi"); }
static void fence(void) { __asm__ volatile("sfence.vma"); }
static void nowhere(void) { ((void (*)(void))0)(); }

static int deep(int n) {
    volatile char room[4000];
    room[n % 4000] = 1;
    return deep(n + 1) + room[0];
}
static void overflow(void) { deep(0); }

static void no_stack(void) { __asm__ volatile("li sp, 8\n sd zero, 0(sp)"); }

static void allocate(void) {
    for (;;) {
        char *block = mmap(NULL, 1 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (block == MAP_FAILED) _exit(errno == ENOMEM ? 50 : 51);
        memset(block, 1, 1 << 20);
    }
}

static void fork_without_end(void) {
    int n = 0;
    for (;;) {
        pid_t child = fork();
        if (child == 0) {
            for (;;) pause();
        }
        if (child < 0) {
            int error = errno;
            signal(SIGTERM, SIG_IGN);
            kill(0, SIGTERM);
            while (wait(NULL) > 0) {}
            _exit((error == EAGAIN || error == ENOMEM) && n > 10 ? 52 : 53);
        }
        n++;
    }
}

static void open_without_end(void) {
    while (open("/dev/null", O_RDONLY) >= 0) {}
    _exit(errno == EMFILE ? 54 : 55);
}

static void fill_the_disk(void) {
    static char block[65536];
    char name[32];
    int error = 0;
    for (int i = 0; error == 0; i++) {
        sprintf(name, "full%d", i);
        int fd = open(name, O_CREAT | O_WRONLY, 0600);
        if (fd < 0) error = errno;
        while (fd >= 0 && write(fd, block, sizeof block) > 0) {}
        if (fd >= 0 && errno != EFBIG) error = errno;
        close(fd);
    }
    for (int i = 0; i < 100; i++) {
        sprintf(name, "full%d", i);
        unlink(name);
    }
    _exit(error == ENOSPC ? 56 : 57);
}

static void files_without_end(void) {
    char name[32];
    int n = 0;
    while (sprintf(name, "many%d", n), mknod(name, S_IFREG | 0600, 0) == 0) n++;
    int error = errno;
    while (n-- > 0) {
        sprintf(name, "many%d", n);
        unlink(name);
    }
    _exit(error == ENOSPC ? 58 : 59);
}

static void loop(void) {
    alarm(1);
    for (;;) {}
}

/* Every call, with addresses that are not the program's: each must refuse, none may end anybody. */
static void bad_addresses(void) {
    long bad[] = {KERNEL, 8, 0x3ffffff000, -1, 1L << 62, 0x4000000000};
    for (long number = 0; number < 450; number++) {
        if (number == SYS_exit || number == SYS_exit_group || number == SYS_rt_sigreturn || number == SYS_reboot ||
            number == SYS_rt_sigsuspend || number == SYS_clone || number == SYS_munmap || number == SYS_mmap ||
            number == SYS_kill || number == SYS_brk || number == SYS_ppoll || number == SYS_pselect6)
            continue;
        for (unsigned i = 0; i < sizeof bad / sizeof *bad; i++) {
            syscall(number, bad[i], bad[i], bad[i], bad[i], bad[i], bad[i]);
            syscall(number, 0, bad[i], 16, bad[i], 8, bad[i]);
            syscall(number, AT_FDCWD, bad[i], bad[i], 8, 0, 0);
        }
    }
    _exit(60);
}

static const struct {
    const char *name;
    void (*trick)(void);
} tricks[] = {
    {"reads the kernel's memory", read_kernel},
    {"writes the kernel's memory", write_kernel},
    {"jumps into the kernel", jump_to_kernel},
    {"jumps to nowhere", nowhere},
    {"writes its own code", write_text},
    {"executes its data", execute_data},
    {"csrw sstatus", csrw},
    {"csrr satp", csrr_satp},
    {"sret", sret},
    {"wfi", wfi},
    {"sfence.vma", fence},
    {"overflows its stack", overflow},
    {"has no stack", no_stack},
    {"passes bad addresses", bad_addresses},
    {"opens files without end", open_without_end},
    {"makes files without end", files_without_end},
    {"fills the disk", fill_the_disk},
    {"allocates without end", allocate},
    {"forks without end", fork_without_end},
    {"loops for ever", loop},
};

int main(void) {
    for (unsigned i = 0; i < sizeof tricks / sizeof *tricks; i++) {
        printf("%s: ", tricks[i].name);
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            setpgid(0, 0);
            tricks[i].trick();
            _exit(0);
        }
        int status;
        waitpid(child, &status, 0);
        if (WIFSIGNALED(status)) printf("signal %d\n", WTERMSIG(status));
        else printf("exit %d\n", WEXITSTATUS(status));
    }
    return 0;
}
