//! Trials of signals.

use abi::Errno::*;
use abi::Syscall::*;
use abi::{SIGALRM, SIGKILL, SIGSEGV, SIGUSR1};
use user::arch::{self, store_word};

use super::{SCRATCH, Trial, bad, expect, good, in_child, word, words};

pub const TRIALS: &[Trial] = &[
    ("a handler is called and returned from", handlers),
    ("what is blocked waits", blocked),
    ("signals are sent to those that may be meant", kills),
    ("a wait ends with a signal", interruptions),
    ("a handler without a stack ends its process", no_stack),
    ("a frame that is rubbish harms nobody", rubbish_frames),
    ("a clock that strikes without end leaves time for others", strikes),
    ("sleeps of no length leave time for others", short_sleeps),
    ("nobody takes SIGKILL, and who made a vfork does not sleep through it", unstoppable),
    ("a clock that strikes again after for ever strikes once", once),
];

extern "C" fn handler(signal: i32) {
    store_word(SCRATCH + 1024, signal as u64);
}

fn handle(signal: u64, flags: u64) {
    good(RtSigaction, [signal, words(0, &[handler as *const () as u64, flags, 0]), 0, 8]);
}

fn own() -> u64 {
    good(Getpid, [])
}

fn handlers() {
    handle(SIGUSR1, 0);
    good(Kill, [own(), SIGUSR1]);
    expect(word(1024) == SIGUSR1, "the handler was called");
    // The way back from it was rt_sigreturn, which the log does not see.
    super::ask(Getpid, []).map_or_else(|_| super::wrong("it came back"), drop);
    bad(RtSigaction, [99, 0, 0, 8], Invalid);
    bad(RtSigaction, [SIGUSR1, 0, 0, 4], Invalid);
    bad(RtSigaction, [SIGKILL, words(0, &[handler as *const () as u64, 0, 0]), 0, 8], Invalid);
    bad(RtSigaction, [SIGUSR1, 8, 0, 8], Fault);
    good(Sigaltstack, [words(0, &[SCRATCH + 8192, 0, 8192]), 0]);
    bad(Sigaltstack, [words(0, &[SCRATCH + 8192, 0, 8]), 0], NoMem);
    handle(SIGUSR1, 0x0800_0000);
    words(1024, &[0]);
    good(Kill, [own(), SIGUSR1]);
    expect(word(1024) == SIGUSR1, "on another stack");
}

fn blocked() {
    let set = words(0, &[1 << (SIGUSR1 - 1)]);
    good(RtSigprocmask, [abi::SIG_BLOCK, set, 0, 8]);
    bad(RtSigprocmask, [99, set, 0, 8], Invalid);
    good(Kill, [own(), SIGUSR1]);
    good(RtSigpending, [SCRATCH + 64, 8]);
    bad(RtSigpending, [8, 8], Fault);
    expect(word(64) == 1 << (SIGUSR1 - 1), "it waits");
    expect(good(RtSigtimedwait, [set, 0, 0, 8]) == SIGUSR1, "it is taken");
    bad(RtSigtimedwait, [set, 0, words(8, &[0, 1000]), 8], Again);
    bad(RtSigsuspend, [8, 8], Fault);
}

fn kills() {
    bad(Kill, [0x7fff_ffff, 0], Srch);
    bad(Kill, [own(), 99], Invalid);
    good(Tkill, [own(), 0]);
    bad(Tkill, [0, 0], Invalid);
    good(Tgkill, [own(), own(), 0]);
    bad(Tgkill, [1, own(), 0], Srch);
    // The first process does not die of anybody's signal.
    good(Kill, [1, SIGKILL]);
    expect(in_child(|| good(Kill, [own(), SIGKILL])) == SIGKILL, "but others do");
    let status = in_child(|| {
        good(Setuid, [1000]);
        bad(Kill, [1, SIGKILL], Perm);
    });
    expect(status == 0, "the child");
}

fn interruptions() {
    handle(SIGALRM, 0);
    good(Setitimer, [0, words(64, &[0, 0, 0, 2000]), 0]);
    bad(Nanosleep, [words(128, &[1000, 0]), SCRATCH + 256], Intr);
    expect(word(256) > 900, "what was left");
    good(Setitimer, [0, words(64, &[0, 0, 0, 2000]), 0]);
    bad(RtSigsuspend, [words(0, &[0]), 8], Intr);
    bad(Setitimer, [9, 0, 0], Invalid);
}

fn no_stack() {
    let status = in_child(|| {
        handle(SIGSEGV, 0);
        // Its own stack is gone; the signal that says so finds no room.
        let page = abi::PAGE_LEN;
        let near = (&raw const page) as u64 & !(page - 1);
        good(Munmap, [near - 64 * page, 65 * page]);
    });
    expect(status == SIGSEGV, "ended by the signal that could not be delivered");
}

fn rubbish_frames() {
    for fill in [0, u64::MAX, 0xffff_ffff_8000_0000, 0x1111_1111_1111_1111] {
        let status = in_child(|| {
            let frame = [fill; 160];
            core::hint::black_box(&frame);
            arch::call_anything(RtSigreturn as u64, [fill; 6]);
        });
        expect(status & 0x7f != 0 || status == 0, "it ended somehow");
    }
}

fn strikes() {
    let child = good(Clone, [abi::SIGCHLD, 0, 0, 0, 0]);
    if child == 0 {
        handle(SIGALRM, 0);
        good(Setitimer, [0, words(64, &[0, 1, 0, 1]), 0]);
        loop {
            core::hint::spin_loop();
        }
    }
    // That one does nothing but hear the clock; this one still gets on.
    for _ in 0..1000 {
        good(Getppid, []);
    }
    crate::sleep(5);
    good(Kill, [child, SIGKILL]);
    good(Wait4, [child, 0, 0, 0]);
}

fn short_sleeps() {
    let child = good(Clone, [abi::SIGCHLD, 0, 0, 0, 0]);
    if child == 0 {
        let short = words(64, &[0, 1]);
        loop {
            let _ = crate::call(Nanosleep, [short, 0]);
        }
    }
    for _ in 0..1000 {
        good(Getppid, []);
    }
    good(Kill, [child, SIGKILL]);
    good(Wait4, [child, 0, 0, 0]);
}

fn unstoppable() {
    let ends = |work: fn()| {
        let status = in_child(|| {
            let victim = good(Clone, [abi::SIGCHLD, 0, 0, 0, 0]);
            if victim == 0 {
                work();
                arch::exit(1)
            }
            crate::sleep(5);
            good(Kill, [victim, SIGKILL]);
            crate::sleep(5);
            expect(good(Wait4, [victim, SCRATCH, abi::WNOHANG, 0]) == victim, "it has ended");
            expect(word(0) & 0xffff_ffff == SIGKILL, "by the signal");
        });
        expect(status == 0, "the child");
    };
    ends(|| {
        let _ = crate::call(RtSigtimedwait, [words(0, &[u64::MAX]), 0, 0, 8]);
    });
    ends(|| {
        // Its own memory: the parent's page with the status stays what it is.
        if good(Clone, [abi::CLONE_VFORK | abi::SIGCHLD, 0, 0, 0, 0]) == 0 {
            crate::sleep(50);
        }
    });
}

fn once() {
    handle(SIGALRM, 0);
    good(Setitimer, [0, words(64, &[i64::MAX as u64, 0, 0, 1000]), 0]);
    bad(Nanosleep, [words(128, &[0, 20_000_000]), 0], Intr);
    good(Nanosleep, [words(128, &[0, 1_000_000]), 0]);
    good(Setitimer, [0, words(64, &[0; 4]), 0]);
}
