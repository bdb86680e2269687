//! Trials of what is done with open files.

use abi::Errno::*;
use abi::Syscall::*;
use abi::{O_CREAT, O_NONBLOCK, O_RDONLY, O_RDWR, O_WRONLY, PAGE_LEN};

use super::{HERE, SCRATCH, Trial, bad, expect, good, open, text, word, words};

pub const TRIALS: &[Trial] = &[
    ("what is written is read", bytes),
    ("positions are kept", positions),
    ("vectors are gone through", vectors),
    ("descriptors come and go", descriptors),
    ("pipes carry bytes and end", pipes),
    ("who polls is told", polls),
    ("devices are what they are", devices),
    ("a file says what it is", attributes),
    ("no file has attributes of its own kind", no_attributes),
];

const BUF: u64 = SCRATCH + PAGE_LEN;

fn bytes() {
    let fd = open("bytes", O_CREAT | O_RDWR);
    words(PAGE_LEN, &[0x0807_0605_0403_0201, 0]);
    expect(good(Write, [fd, BUF, 8]) == 8, "eight bytes are written");
    bad(Write, [fd, 0, 8], Fault);
    bad(Write, [99, BUF, 8], BadFd);
    expect(good(Pwrite64, [fd, BUF, 2, 20]) == 2, "beyond the end");
    bad(Pwrite64, [fd, BUF, 2, u64::MAX], Invalid);
    expect(good(Pread64, [fd, BUF + 64, 100, 4]) == 18, "all there is");
    expect(word(PAGE_LEN + 64) == 0x0807_0605, "the second half, and a hole");
    bad(Pread64, [fd, BUF, 1, u64::MAX], Invalid);
    good(Lseek, [fd, 0, abi::SEEK_SET]);
    expect(
        good(Read, [fd, BUF + 128, 8]) == 8 && word(PAGE_LEN + 128) == 0x0807_0605_0403_0201,
        "as written",
    );
    bad(Read, [fd, 4096, 8], Fault);
    bad(Read, [99, BUF, 8], BadFd);
    good(Ftruncate, [fd, 4]);
    bad(Ftruncate, [fd, u64::MAX], Invalid);
    good(Truncate, [text("bytes"), 2]);
    bad(Truncate, [text("nothing"), 2], NoEnt);
    let other = open("copy", O_CREAT | O_RDWR);
    good(Lseek, [fd, 0, abi::SEEK_SET]);
    expect(good(Sendfile, [other, fd, 0, 100]) == 2, "both bytes");
    bad(Sendfile, [other, 99, 0, 100], BadFd);
    good(Fsync, [fd]);
    bad(Fsync, [99], BadFd);
    good(Fdatasync, [fd]);
    bad(Fdatasync, [99], BadFd);
    good(Sync, []);
    good(Fadvise64, [fd, 0, 0, 0]);
    bad(Fadvise64, [99, 0, 0, 0], BadFd);
    let read_only = open("bytes", O_RDONLY);
    bad(Write, [read_only, BUF, 1], BadFd);
    bad(Ftruncate, [read_only, 1], Invalid);
}

fn positions() {
    let fd = open("file", O_CREAT | O_RDWR);
    expect(good(Lseek, [fd, 100, abi::SEEK_SET]) == 100, "set");
    expect(good(Lseek, [fd, 10, abi::SEEK_CUR]) == 110, "moved");
    expect(good(Lseek, [fd, 0, abi::SEEK_END]) == 0, "the end");
    bad(Lseek, [fd, u64::MAX, abi::SEEK_SET], Invalid);
    bad(Lseek, [fd, 0, 9], Invalid);
    good(Pipe2, [SCRATCH, 0]);
    bad(Lseek, [word(0) & 0xffff_ffff, 0, abi::SEEK_SET], Seek);
}

fn vectors() {
    let fd = open("file", O_CREAT | O_RDWR);
    words(PAGE_LEN, &[1, 2, 3, 4]);
    let vector = words(0, &[BUF, 8, 0, 0, BUF + 16, 8]);
    expect(good(Writev, [fd, vector, 3]) == 16, "two pieces and an empty one");
    bad(Writev, [fd, vector, 5000], Invalid);
    bad(Writev, [fd, 8, 1], Fault);
    good(Lseek, [fd, 0, abi::SEEK_SET]);
    expect(good(Readv, [fd, vector, 3]) == 16 && word(PAGE_LEN + 16) == 3, "the same back");
    bad(Readv, [99, vector, 1], BadFd);
}

fn descriptors() {
    let fd = open("file", O_CREAT | O_RDWR);
    let copy = good(Dup, [fd]);
    bad(Dup, [99], BadFd);
    expect(good(Dup3, [fd, 40, 0]) == 40, "as asked");
    bad(Dup3, [fd, fd, 0], Invalid);
    bad(Dup3, [fd, 100_000, 0], BadFd);
    expect(good(Fcntl, [fd, abi::F_DUPFD, 50]) == 50, "from there on");
    bad(Fcntl, [fd, abi::F_DUPFD, 1 << 20], Invalid);
    bad(Fcntl, [fd, 99, 0], Invalid);
    // What is only named cannot be used.
    let named = good(Openat, [HERE, text("."), abi::O_PATH, 0]);
    bad(Read, [named, BUF, 8], BadFd);
    bad(Getdents64, [named, BUF, 512], BadFd);
    bad(Fchmod, [named, 0o755], BadFd);
    good(Fstat, [named, BUF]);
    good(Close, [copy]);
    bad(Close, [copy], BadFd);
    good(CloseRange, [40, 60, 0]);
    bad(CloseRange, [60, 40, 0], Invalid);
    bad(Close, [50], BadFd);
}

fn pipes() {
    good(Pipe2, [SCRATCH, O_NONBLOCK]);
    bad(Pipe2, [8, 0], Fault);
    bad(Pipe2, [SCRATCH, 1], Invalid);
    let (reader, writer) = (word(0) & 0xffff_ffff, word(0) >> 32);
    bad(Read, [reader, BUF, 8], Again);
    good(Write, [writer, BUF, 8]);
    expect(good(Read, [reader, BUF, 100]) == 8, "what there is");
    let mut filled = 0;
    while let Ok(n) = super::ask(Write, [writer, BUF, 4096]) {
        filled += n;
    }
    expect(filled == 64 << 10, "a full pipe takes no more");
    good(Close, [writer]);
    let mut emptied = 0;
    while let n @ 1.. = good(Read, [reader, BUF, 4096]) {
        emptied += n;
    }
    expect(emptied == filled, "nothing is lost, and then it ends");
}

fn polls() {
    good(Pipe2, [SCRATCH, 0]);
    let (reader, writer) = (word(0) & 0xffff_ffff, word(0) >> 32);
    let now = words(64, &[0, 0]);
    let ask_reader = words(128, &[reader | abi::POLLIN << 32]);
    expect(good(Ppoll, [ask_reader, 1, now, 0, 8]) == 0, "nothing to read");
    good(Write, [writer, BUF, 1]);
    expect(good(Ppoll, [ask_reader, 1, now, 0, 8]) == 1, "something to read");
    bad(Ppoll, [ask_reader, 1 << 20, now, 0, 8], Invalid);
    bad(Ppoll, [8, 1, now, 0, 8], Fault);
    bad(Ppoll, [ask_reader, 1, now, words(4096, &[0]), 4], Invalid);
    let set = words(192, &[1 << reader]);
    expect(good(Pselect6, [reader + 1, set, 0, 0, now, 0]) == 1, "the same by a set");
    bad(Pselect6, [u64::MAX, set, 0, 0, now, 0], Invalid);
    bad(Pselect6, [64, words(192, &[1 << 60]), 0, 0, now, 0], BadFd);
}

fn devices() {
    let zero = open("/dev/zero", O_RDWR);
    words(PAGE_LEN, &[u64::MAX]);
    expect(good(Read, [zero, BUF, 8]) == 8 && word(PAGE_LEN) == 0, "zeros");
    bad(Ioctl, [zero, abi::TCGETS, BUF], NotTty);
    let full = open("/dev/full", O_WRONLY);
    bad(Write, [full, BUF, 1], NoSpace);
    let tty = open("/dev/tty", O_RDWR | O_NONBLOCK);
    good(Ioctl, [tty, abi::TCGETS, BUF]);
    bad(Ioctl, [tty, abi::TCGETS, 8], Fault);
    bad(Read, [tty, BUF, 1], Again);
    good(Getrandom, [BUF, 8, 0]);
    expect(word(PAGE_LEN) != 0, "not a likely number");
    bad(Getrandom, [BUF, 8, 99], Invalid);
    bad(Getrandom, [BUF, 8, 6], Invalid);
    bad(Getrandom, [8, 8, 0], Fault);
    bad(Socket, [2, 1, 0], AfNoSupport);
    bad(Socketpair, [1, 1, 0, BUF], AfNoSupport);
}

fn attributes() {
    let fd = open("file", O_CREAT | O_RDWR);
    good(Fstat, [fd, BUF]);
    bad(Fstat, [99, BUF], BadFd);
    bad(Fstat, [fd, 8], Fault);
    good(Newfstatat, [HERE, text("file"), BUF, 0]);
    expect(word(PAGE_LEN + 16) & 0xffff_ffff == abi::S_IFREG | 0o644, "a file of mode 0644");
    bad(Newfstatat, [HERE, text("nothing"), BUF, 0], NoEnt);
    good(Statx, [HERE, text("file"), 0, 0x7ff, BUF]);
    bad(Statx, [HERE, text("file"), 1 << 30, 0x7ff, BUF], Invalid);
    good(Statfs, [text("/"), BUF]);
    bad(Statfs, [text("nothing"), BUF], NoEnt);
    good(Fstatfs, [fd, BUF]);
    bad(Fstatfs, [99, BUF], BadFd);
    good(Fchmod, [fd, 0o600]);
    bad(Fchmod, [99, 0o600], BadFd);
    good(Fchmodat, [HERE, text("file"), 0o640]);
    bad(Fchmodat, [HERE, text("nothing"), 0o640], NoEnt);
    good(Fchown, [fd, 5, 6]);
    bad(Fchown, [99, 5, 6], BadFd);
    good(Fchownat, [HERE, text("file"), 7, 8, 0]);
    bad(Fchownat, [HERE, text("nothing"), 7, 8, 0], NoEnt);
    good(Faccessat, [HERE, text("file"), abi::R_OK]);
    bad(Faccessat, [HERE, text("file"), abi::X_OK], Access);
    good(Faccessat2, [HERE, text("file"), abi::W_OK, 0]);
    bad(Faccessat2, [HERE, text("file"), 99, 0], Invalid);
    good(Utimensat, [HERE, text("file"), words(0, &[1, 2, 3, 4]), 0]);
    bad(Utimensat, [HERE, text("file"), words(0, &[1, u64::MAX, 3, 4]), 0], Invalid);
}

fn no_attributes() {
    let (path, name) = (text("."), super::text_at(1, "user.x"));
    for row in [Setxattr, Lsetxattr, Getxattr, Lgetxattr, Listxattr, Llistxattr, Removexattr, Lremovexattr] {
        bad(row, [path, name, BUF, 8, 0], NotSup);
    }
    for row in [Fsetxattr, Fgetxattr, Flistxattr, Fremovexattr] {
        bad(row, [0, name, BUF, 8, 0], NotSup);
    }
}
