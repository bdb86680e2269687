//! Trials of who a process is, and what follows from it.

use abi::Errno::*;
use abi::Syscall::*;
use abi::{O_CREAT, O_RDONLY, O_WRONLY};

use super::{HERE, SCRATCH, Trial, bad, expect, good, in_child, text, text_at, word, words};

pub const TRIALS: &[Trial] = &[
    ("root may become anybody, others may not", users),
    ("rights are kept", rights),
    ("process groups and sessions", groups),
];

const KEEP: u64 = u64::MAX;

fn users() {
    good(Getuid, []);
    good(Geteuid, []);
    good(Getgid, []);
    good(Getegid, []);
    good(Gettid, []);
    good(Setgroups, [2, words(0, &[5 | 6 << 32])]);
    expect(good(Getgroups, [0, 0]) == 2, "two groups");
    good(Getgroups, [10, SCRATCH + 64]);
    bad(Getgroups, [1, SCRATCH], Invalid);
    bad(Setgroups, [1000, SCRATCH], Invalid);
    good(Getresuid, [SCRATCH, SCRATCH + 8, SCRATCH + 16]);
    bad(Getresuid, [8, SCRATCH, SCRATCH], Fault);
    good(Getresgid, [SCRATCH, SCRATCH + 8, SCRATCH + 16]);
    bad(Getresgid, [8, SCRATCH, SCRATCH], Fault);
    good(Setregid, [KEEP, 7]);
    good(Setresgid, [8, 8, 8]);
    good(Setgid, [9]);
    good(Setresuid, [3, 0, 3]);
    good(Setreuid, [3, 0]);
    good(Setuid, [1000]);
    bad(Setuid, [0], Perm);
    bad(Setgid, [0], Perm);
    bad(Setreuid, [0, 0], Perm);
    bad(Setregid, [0, 0], Perm);
    bad(Setresuid, [0, KEEP, KEEP], Perm);
    bad(Setresgid, [0, KEEP, KEEP], Perm);
    bad(Setgroups, [0, 0], Perm);
}

fn rights() {
    let secret = good(Openat, [HERE, text("secret"), O_CREAT | O_WRONLY, 0o600]);
    good(Close, [secret]);
    good(Mkdirat, [HERE, text("closed"), 0o700]);
    let status = in_child(|| {
        good(Setuid, [1000]);
        bad(Openat, [HERE, text("secret"), O_RDONLY, 0], Access);
        bad(Openat, [HERE, text("closed/x"), O_RDONLY, 0], Access);
        bad(Openat, [HERE, text("new"), O_CREAT | O_WRONLY, 0o600], Access);
        bad(Unlinkat, [HERE, text("secret"), 0], Access);
        bad(Chdir, [text("closed")], Access);
        bad(Fchmodat, [HERE, text("secret"), 0o777], Perm);
        bad(Fchownat, [HERE, text("secret"), 1000, 1000, 0], Perm);
        bad(Truncate, [text("secret"), 0], Access);
        let kind = text_at(1, "ramfs");
        bad(Mount, [kind, text("."), kind, 0, 0], Perm);
        bad(Umount2, [text("/proc"), 0], Perm);
        bad(Umount2, [text("/proc"), 99], Invalid);
        bad(Chroot, [text(".")], Perm);
        bad(Sethostname, [text("x"), 1], Perm);
        bad(Reboot, [0xfee1_dead, 0x2812_1969, 0x4321_fedc, 0], Perm);
        bad(Mknodat, [HERE, text("/tmp/device"), abi::S_IFCHR | 0o666, 0x501], Perm);
    });
    expect(status == 0, "the child");
}

fn groups() {
    good(Setpgid, [0, 0]);
    bad(Setpgid, [1, 0], Srch);
    bad(Setpgid, [0, 0x7fff_ffff], Perm);
    expect(good(Getpgid, [0]) == good(Getpid, []), "a group of its own");
    bad(Getpgid, [0x7fff_ffff], Srch);
    good(Getsid, [0]);
    bad(Getsid, [0x7fff_ffff], Srch);
    bad(Setsid, [], Perm);
    expect(in_child(|| good(Setsid, [])) == 0, "the child, who leads no group");
    expect(word(0) as u32 == 0, "its status");
}
