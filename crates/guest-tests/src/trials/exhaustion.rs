//! Trials that take all there is of something: they are refused, and what was taken comes back.

use abi::Errno::{self, *};
use abi::Syscall::*;
use abi::{O_CREAT, O_NONBLOCK, O_RDONLY, O_RDWR, PAGE_LEN};
use user::arch;

use super::{HERE, SCRATCH, Trial, ask, bad, expect, good, in_child, open, text, text_at, word};

pub const TRIALS: &[Trial] = &[
    ("all descriptors", all_descriptors),
    ("all open files, and pipes that are full", full_pipes),
    ("all files", all_files),
    ("all names", all_names),
    ("all room for bytes", all_room),
    ("holes as large as can be", all_holes),
    ("all links that say much", all_links),
    ("all memory", all_memory),
    ("all areas", all_areas),
    ("all processes", all_processes),
    ("all mounts", all_mounts),
];

/// Does `step` until it fails, and says how and after how often.
#[track_caller]
fn until_refused(mut step: impl FnMut(u64) -> Result<u64, Errno>) -> (u64, Errno) {
    for n in 0..1 << 20 {
        if let Err(error) = step(n) {
            return (n, error);
        }
    }
    super::wrong("there is no end of it")
}

fn name(n: u64) -> u64 {
    text_at(2, &alloc::format!("{n}"))
}

fn all_descriptors() {
    let path = text("/dev/null");
    let (n, error) = until_refused(|_| ask(Openat, [HERE, path, O_RDONLY, 0]));
    expect(error == MFile && n > 200, "more than two hundred, then EMFILE");
    bad(Dup, [0], MFile);
    bad(Pipe2, [SCRATCH, 0], MFile);
}

fn full_pipes() {
    // As many as one process can have, filled to the brim; then a child with descriptors of its own does the same.
    let fill = || {
        until_refused(|_| {
            ask(Pipe2, [SCRATCH, O_NONBLOCK])?;
            let writer = word(0) >> 32;
            while ask(Write, [writer, SCRATCH, 64 << 10]).is_ok() {}
            Ok(0)
        })
        .1
    };
    expect(matches!(fill(), MFile | NoMem | NoSpace), "no more pipes");
    let status = in_child(|| {
        good(CloseRange, [3, 1000, 0]);
        expect(matches!(fill(), NFile | MFile | NoMem | NoSpace), "no more of the child's");
    });
    // There may be no memory for a child at all.
    expect(status == 0, "the child");
}

fn all_files() {
    let (_, error) = until_refused(|n| {
        ask(Openat, [HERE, name(n), O_CREAT | O_RDWR, 0o600]).and_then(|fd| ask(Close, [fd]))
    });
    expect(matches!(error, NoSpace | NoMem | NFile), "no more files");
}

fn all_room() {
    let (n, error) = until_refused(|n| {
        let fd = ask(Openat, [HERE, name(n), O_CREAT | O_RDWR, 0o600])?;
        let (_, error) = until_refused(|_| ask(Write, [fd, SCRATCH, 64 << 10]));
        ask(Close, [fd])?;
        if error == FileBig { Ok(0) } else { Err(error) }
    });
    expect(error == NoSpace, "no more room");
    // Then there is still room for what needs none, and for what was given back.
    good(Unlinkat, [HERE, name(n), 0]);
    good(Close, [open("small", O_CREAT | O_RDWR)]);
}

fn all_names() {
    good(Close, [open("file", O_CREAT | O_RDWR)]);
    // A directory is searched from its first name to its last: so there are some.
    (0..64).for_each(|n| {
        good(Mkdirat, [HERE, name(n), 0o755]);
    });
    let long = "n".repeat(240);
    let (n, error) = until_refused(|n| {
        let new = text_at(2, &alloc::format!("{}/{n}{long}", n % 64));
        ask(Linkat, [HERE, text("file"), HERE, new, 0])
    });
    expect(matches!(error, NoSpace | NoMem) && n > 4000, "no more names");
}

fn all_holes() {
    let (_, error) = until_refused(|n| {
        let fd = ask(Openat, [HERE, name(n), O_CREAT | O_RDWR, 0o600])?;
        let written = ask(Pwrite64, [fd, SCRATCH, 1, (64 << 20) - 1]);
        ask(Close, [fd])?;
        written
    });
    expect(matches!(error, NoSpace | NoMem | NFile), "no more holes");
}

fn all_links() {
    for at in (0..4080).step_by(8) {
        super::words(at, &[u64::from_le_bytes(*b"/long/pa")]);
    }
    super::words(4080, &[0]);
    let (_, error) = until_refused(|n| ask(Symlinkat, [SCRATCH, HERE, name(n)]));
    expect(matches!(error, NoSpace | NoMem), "no more links");
}

fn all_memory() {
    let status = in_child(|| {
        let memory = good(Mmap, [0, 1 << 30, 3, abi::MAP_PRIVATE | abi::MAP_ANONYMOUS, u64::MAX, 0]);
        (memory..memory + (1 << 30)).step_by(PAGE_LEN as usize).for_each(|at| arch::store_word(at, 1));
    });
    expect(status == abi::SIGKILL, "who wants more than there is, is ended");
    // The same by a call that writes there: it is refused.
    let status = in_child(|| {
        let zero = open("/dev/zero", O_RDONLY);
        let memory = good(Mmap, [0, 1 << 30, 3, abi::MAP_PRIVATE | abi::MAP_ANONYMOUS, u64::MAX, 0]);
        let (_, error) = until_refused(|n| ask(Read, [zero, memory + n * (64 << 10), 64 << 10]));
        expect(matches!(error, NoMem | Fault), "no more pages");
    });
    expect(matches!(status, 0 | abi::SIGKILL), "the child");
}

fn all_areas() {
    let memory = good(Mmap, [0, 4096 * PAGE_LEN, 3, abi::MAP_PRIVATE | abi::MAP_ANONYMOUS, u64::MAX, 0]);
    let (n, error) = until_refused(|n| ask(Mprotect, [memory + 2 * n * PAGE_LEN, PAGE_LEN, abi::PROT_READ]));
    expect(error == NoMem && n > 100, "no more areas");
}

fn all_processes() {
    good(Setpgid, [0, 0]);
    let (n, error) = until_refused(|_| match ask(Clone, [abi::SIGCHLD, 0, 0, 0, 0]) {
        Ok(0) => loop {
            crate::sleep(1000);
        },
        answer => answer,
    });
    expect(matches!(error, Again | NoMem) && n > 20, "no more processes");
    // All but oneself: a signal that oneself ignores.
    good(RtSigaction, [abi::SIGTERM, super::words(0, &[abi::SIG_IGN, 0, 0]), 0, 8]);
    good(Kill, [0, abi::SIGTERM]);
    for _ in 0..n {
        good(Wait4, [u64::MAX, 0, 0, 0]);
    }
}

fn all_mounts() {
    good(Mkdirat, [HERE, text("m"), 0o755]);
    let kind = text_at(1, "ramfs");
    let (n, error) = until_refused(|_| ask(Mount, [kind, text("m"), kind, 0, 0]));
    expect(matches!(error, NoSpace | NoMem), "no more mounts");
    for _ in 0..n {
        good(Umount2, [text("m"), 0]);
    }
}
