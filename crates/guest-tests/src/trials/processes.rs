//! Trials of how processes and threads come to be and end.

use abi::Errno::*;
use abi::Syscall::*;
use abi::{PAGE_LEN, WNOHANG};
use user::arch::{self, load_word, store_word};

use super::{HERE, SCRATCH, Trial, bad, expect, good, in_child, open, text, text_at, word, words};

pub const TRIALS: &[Trial] = &[
    ("children are waited for", waits),
    ("programs are executed", executions),
    ("rubbish is not executed", rubbish),
    ("threads share everything", threads),
    ("two threads may execute at once", two_executions),
    ("a thread may close what another one uses", closed_under_a_reader),
    ("a structure says what is cloned", clones_by_structure),
    ("a process can ask about itself", questions),
];

fn waits() {
    bad(Wait4, [u64::MAX, SCRATCH, 0, 0], Child);
    bad(Wait4, [u64::MAX, SCRATCH, 0x10_0000, 0], Invalid);
    expect(in_child(|| arch::exit(300)) == 44 << 8, "eight bits of the status");
    let child = good(Clone, [abi::SIGCHLD, 0, 0, 0, 0]);
    if child == 0 {
        arch::exit(5);
    }
    good(Waitid, [1, child, SCRATCH, abi::WEXITED | abi::WNOWAIT, 0]);
    good(Waitid, [0, 0, SCRATCH, abi::WEXITED, 0]);
    bad(Waitid, [0, 0, SCRATCH, abi::WEXITED, 0], Child);
    bad(Waitid, [9, 0, SCRATCH, abi::WEXITED, 0], Invalid);
    bad(Wait4, [child, 0, WNOHANG, 0], Child);
    bad(Clone, [abi::CLONE_NEWNS, 0, 0, 0, 0], Invalid);
    bad(Clone, [99, 0, 0, 0, 0], Invalid);
}

fn executions() {
    let argv = words(0, &[text("nothing"), 0]);
    let path = text_at(1, "/bin/nothing");
    expect(in_child(|| super::ask(Execve, [path, argv, 0])) == 0, "a program that ends at once");
    expect(in_child(|| super::ask(Execve, [path, 0, 0])) == 0, "without arguments");
    good(Close, [good(Openat, [HERE, text("script"), abi::O_CREAT | abi::O_WRONLY, 0o755])]);
    let fd = open("script", abi::O_WRONLY);
    good(Write, [fd, text("#!/bin/nothing x\n"), 17]);
    good(Close, [fd]);
    let path = text("script");
    expect(in_child(|| super::ask(Execve, [path, argv, 0])) == 0, "a script");
}

fn rubbish() {
    bad(Execve, [text("nothing"), 0, 0], NoEnt);
    bad(Execve, [text("."), 0, 0], Access);
    bad(Execve, [text("/bin/nothing"), 8, 0], Fault);
    bad(Execve, [text("/bin/nothing"), 0, u64::MAX - 7], Fault);
    let fd = good(Openat, [HERE, text("rubbish"), abi::O_CREAT | abi::O_RDWR, 0o755]);
    bad(Execve, [text("rubbish"), 0, 0], NoExec);
    // A true header, cut off anywhere, and with each of its words made wrong.
    let program = open("/bin/nothing", abi::O_RDONLY);
    good(Read, [program, SCRATCH, 4096]);
    good(Close, [program]);
    for len in (8..600).step_by(56) {
        good(Ftruncate, [fd, 0]);
        good(Pwrite64, [fd, SCRATCH, len, 0]);
        let path = text("rubbish");
        good(Close, [good(Dup, [fd])]);
        in_child(|| super::ask(Execve, [path, 0, 0]));
    }
    for at in (0..400).step_by(8) {
        for wrong in [0, u64::MAX, 1 << 63, 0x7fff_ffff_ffff_f000, 0xffff_ffff_8000_0000] {
            let right = word(at);
            words(at, &[wrong]);
            good(Pwrite64, [fd, SCRATCH, 4096, 0]);
            words(at, &[right]);
            let path = text("rubbish");
            // It is refused, or ends in its own way.
            in_child(|| super::ask(Execve, [path, 0, 0]));
        }
    }
}

/// Begins a thread with a stack of its own, whose argument is where it says that it is done.
pub fn thread(body: extern "C" fn(u64) -> !, done: u64) {
    let stack = crate::map(4 * PAGE_LEN, abi::MAP_PRIVATE).unwrap_or_else(|_| super::wrong("no stack"));
    expect(arch::new_thread(stack + 4 * PAGE_LEN, body, done) > 0, "a thread");
}

pub fn leave(done: u64) -> ! {
    store_word(done, 1);
    loop {
        let _ = crate::call(Exit, [0]);
    }
}

pub fn wait_until(done: u64) {
    while load_word(done) == 0 {
        good(SchedYield, []);
    }
}

extern "C" fn opener(done: u64) -> ! {
    open("from-the-thread", abi::O_CREAT | abi::O_RDWR);
    leave(done)
}

fn threads() {
    let done = words(PAGE_LEN, &[0]);
    thread(opener, done);
    wait_until(done);
    good(Fstat, [3, SCRATCH]);
}

extern "C" fn executor(_: u64) -> ! {
    let argv = words(256, &[text_at(3, "nothing"), 0]);
    let _ = super::ask(Execve, [text_at(2, "/bin/nothing"), argv, 0]);
    super::wrong("nothing was executed")
}

fn two_executions() {
    for _ in 0..5 {
        let status = in_child(|| {
            thread(executor, 0);
            thread(executor, 0);
            executor(0)
        });
        expect(status == 0, "one of them is executed");
    }
}

extern "C" fn closer(done: u64) -> ! {
    crate::sleep(5);
    for fd in 3..12 {
        let _ = super::ask(Close, [fd]);
    }
    leave(done)
}

fn closed_under_a_reader() {
    for row in [Read, Readv, Write, Writev, Sendfile] {
        let status = in_child(|| {
            good(Pipe2, [SCRATCH, 0]);
            let (reader, writer) = (word(0) & 0xffff_ffff, word(0) >> 32);
            let file = good(Openat, [HERE, text("/dev/zero"), abi::O_RDWR, 0]);
            let vector = words(64, &[SCRATCH + PAGE_LEN, 40_000, SCRATCH + PAGE_LEN, 40_000, SCRATCH, 8]);
            let done = words(32, &[0]);
            let _ = super::ask(RtSigaction, [abi::SIGPIPE, words(128, &[abi::SIG_IGN, 0, 0]), 0, 8]);
            thread(closer, done);
            // Each of these waits for the other end, which goes.
            let _ = match row {
                Read => super::ask(row, [reader, SCRATCH + PAGE_LEN, 8, 0]),
                Readv => super::ask(row, [reader, vector, 3, 0]),
                Write => super::ask(row, [writer, SCRATCH, 64 << 10, 0])
                    .and(super::ask(row, [writer, SCRATCH, 8, 0])),
                Writev => super::ask(row, [writer, vector, 3, 0]),
                _ => (0..3).try_fold(0, |_, _| super::ask(row, [writer, file, 0, 60_000])),
            };
            crate::sleep(10);
            arch::exit(7)
        });
        expect(status == 7 << 8 || status == abi::SIGKILL, "the process lives on");
    }
}

/// The words of `struct clone_args`, in its order.
fn clone_args(flags: u64, exit_signal: u64, stack: [u64; 2], set_tid: [u64; 2]) -> u64 {
    words(
        512,
        &[
            flags,
            0,
            SCRATCH + 768,
            SCRATCH + 776,
            exit_signal,
            stack[0],
            stack[1],
            0,
            set_tid[0],
            set_tid[1],
            0,
            0,
        ],
    )
}

fn clones_by_structure() {
    const CHLD: u64 = abi::SIGCHLD;
    let flags = abi::CLONE_CHILD_SETTID | abi::CLONE_PARENT_SETTID | abi::CLONE_CLEAR_SIGHAND;
    words(768, &[0, 0]);
    let handled = |signal: u64| {
        good(RtSigaction, [signal, 0, SCRATCH, 8]);
        word(0)
    };
    for (signal, handler) in [(abi::SIGUSR1, executor as *const () as u64), (abi::SIGUSR2, abi::SIG_IGN)] {
        good(RtSigaction, [signal, words(0, &[handler, 0, 0]), 0, 8]);
    }
    // Every length that has been one, and a longer one whose end is zero.
    for len in [64, 80, 88, 96] {
        match good(Clone3, [clone_args(flags, CHLD, [0, 0], [0, 0]), len]) {
            0 => {
                expect(word(768) == good(Getpid, []), "the child knows its number");
                expect(handled(abi::SIGUSR1) == abi::SIG_DFL, "no handler is left");
                expect(handled(abi::SIGUSR2) == abi::SIG_IGN, "what was ignored still is");
                arch::exit(7)
            }
            child => {
                expect(word(776) == child && word(768) == 0, "and so does the parent");
                good(Wait4, [child, SCRATCH, 0, 0]);
                expect(word(0) & 0xffff == 7 << 8, "it has ended");
            }
        }
    }
    let plain = clone_args(0, CHLD, [0, 0], [0, 0]);
    bad(Clone3, [plain, 63], Invalid);
    bad(Clone3, [plain, PAGE_LEN + 1], TooBig);
    words(512 + 88, &[1]);
    bad(Clone3, [plain, 96], TooBig);
    bad(Clone3, [8, 64], Fault);
    let refused = |flags, signal, stack, set_tid| {
        bad(Clone3, [clone_args(flags, signal, stack, set_tid), 88], Invalid);
    };
    refused(CHLD, 0, [0, 0], [0, 0]);
    refused(0, 65, [0, 0], [0, 0]);
    refused(0, 0x111, [0, 0], [0, 0]);
    refused(0, CHLD, [SCRATCH, 0], [0, 0]);
    refused(0, CHLD, [0, 4096], [0, 0]);
    refused(0, CHLD, [u64::MAX, 4096], [0, 0]);
    refused(0, CHLD, [0, 0], [SCRATCH, 1]);
    refused(abi::CLONE_PIDFD, CHLD, [0, 0], [0, 0]);
    refused(abi::CLONE_NEWNS, CHLD, [0, 0], [0, 0]);
    refused(abi::CLONE_DETACHED, CHLD, [0, 0], [0, 0]);
    refused(abi::CLONE_THREAD, 0, [0, 0], [0, 0]);
    refused(abi::CLONE_THREAD | abi::CLONE_VM | abi::CLONE_SIGHAND, CHLD, [0, 0], [0, 0]);
    refused(1 << 40, CHLD, [0, 0], [0, 0]);
}

fn questions() {
    good(SetTidAddress, [SCRATCH]);
    good(Prctl, [15, text("a name")]);
    good(Prctl, [16, SCRATCH]);
    expect(word(0) == u64::from_le_bytes(*b"a name\0\0"), "its name");
    bad(Prctl, [9999], Invalid);
    good(Uname, [SCRATCH]);
    bad(Uname, [8], Fault);
    good(Sethostname, [text("trial"), 5]);
    bad(Sethostname, [text("trial"), 500], Invalid);
    good(Sysinfo, [SCRATCH]);
    bad(Sysinfo, [8], Fault);
    good(Getcpu, [SCRATCH, 0]);
    bad(Getcpu, [8, 0], Fault);
    bad(Reboot, [1, 2, 3, 0], Invalid);
    good(SchedGetaffinity, [0, 8, SCRATCH]);
    bad(SchedGetaffinity, [0, 1, SCRATCH], Invalid);
    good(SchedSetaffinity, [0, 8, words(0, &[1])]);
    bad(SchedSetaffinity, [0, 8, words(0, &[2])], Invalid);
    bad(SchedSetaffinity, [0, 0, words(0, &[1])], Invalid);
    good(SchedGetscheduler, [0]);
    bad(SchedGetscheduler, [0x7fff_ffff], Srch);
    good(SchedSetscheduler, [0, 0, SCRATCH]);
    bad(SchedSetscheduler, [0, 1, SCRATCH], Perm);
    good(SchedGetparam, [0, SCRATCH]);
    bad(SchedGetparam, [0, 8], Fault);
    good(Setpriority, [0, 0, 0]);
    bad(Setpriority, [0, 0, 5], Access);
    good(Getpriority, [0, 0]);
}
