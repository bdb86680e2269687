//! Trials of names: directories, links, mounts.

use abi::Errno::*;
use abi::Syscall::*;
use abi::{AT_REMOVEDIR, O_CREAT, O_DIRECTORY, O_EXCL, O_RDONLY, O_WRONLY, PAGE_LEN};

use super::{HERE, SCRATCH, Trial, bad, expect, good, in_child, open, text, text_at};

pub const TRIALS: &[Trial] = &[
    ("directories come and go", directories),
    ("a file may have several names", links),
    ("a name may be changed", renames),
    ("loops of links end", loops),
    ("file systems are mounted and unmounted", mounts),
    ("a process can be shut in", roots),
    ("files are opened, or not", opens),
];

const BUF: u64 = SCRATCH + PAGE_LEN;

fn directories() {
    good(Mkdirat, [HERE, text("d"), 0o755]);
    bad(Mkdirat, [HERE, text("d"), 0o755], Exist);
    bad(Mkdirat, [HERE, text("x/y"), 0o755], NoEnt);
    let fd = open("d", O_RDONLY | O_DIRECTORY);
    expect(good(Getdents64, [fd, BUF, 4096]) == 48, "two names");
    expect(good(Getdents64, [fd, BUF, 8]) == 0, "and no more");
    good(Lseek, [fd, 0, abi::SEEK_SET]);
    bad(Getdents64, [fd, BUF, 1], Invalid);
    good(Fchdir, [fd]);
    bad(Fchdir, [99], BadFd);
    expect(good(Getcwd, [BUF, 4096]) == 9, "/trial/d");
    bad(Getcwd, [BUF, 4], Range);
    good(Chdir, [text("..")]);
    bad(Chdir, [text("nothing")], NoEnt);
    bad(Unlinkat, [HERE, text("d"), 0], IsDir);
    good(Unlinkat, [HERE, text("d"), AT_REMOVEDIR]);
    bad(Unlinkat, [HERE, text("d"), AT_REMOVEDIR], NoEnt);
    // The directory is still open, but nothing can be made in it.
    bad(Mkdirat, [fd, text("e"), 0o755], NoEnt);
    expect(good(Umask, [0o077]) == 0o022, "the mask that was");
    good(Mknodat, [HERE, text("fifo"), abi::S_IFIFO | 0o666, 0]);
    bad(Mknodat, [HERE, text("block"), abi::S_IFBLK | 0o666, 0], Invalid);
}

fn links() {
    good(Close, [open("one", O_CREAT | O_WRONLY)]);
    good(Linkat, [HERE, text("one"), HERE, text_at(1, "two"), 0]);
    bad(Linkat, [HERE, text("one"), HERE, text_at(1, "two"), 0], Exist);
    bad(Linkat, [HERE, text("."), HERE, text_at(1, "dir"), 0], Perm);
    bad(Linkat, [HERE, text("one"), HERE, text_at(1, "/proc/one"), 0], CrossDev);
    good(Symlinkat, [text("two"), HERE, text_at(1, "three")]);
    bad(Symlinkat, [text(""), HERE, text_at(1, "four")], NoEnt);
    expect(good(Readlinkat, [HERE, text("three"), BUF, 100]) == 3, "two");
    bad(Readlinkat, [HERE, text("one"), BUF, 100], Invalid);
    good(Unlinkat, [HERE, text("one"), 0]);
    good(Close, [open("three", O_RDONLY)]);
}

fn renames() {
    good(Close, [open("one", O_CREAT | O_WRONLY)]);
    good(Mkdirat, [HERE, text("d"), 0o755]);
    good(Mkdirat, [HERE, text("d/e"), 0o755]);
    good(Renameat2, [HERE, text("one"), HERE, text_at(1, "d/two"), 0]);
    bad(Renameat2, [HERE, text("one"), HERE, text_at(1, "d/two"), 0], NoEnt);
    bad(Renameat2, [HERE, text("d"), HERE, text_at(1, "d/e/f"), 0], Invalid);
    bad(Renameat2, [HERE, text("d/e"), HERE, text_at(1, "d"), 0], NotEmpty);
    bad(Renameat2, [HERE, text("d/e"), HERE, text_at(1, "d/two"), 0], NotDir);
    bad(Renameat2, [HERE, text("d/e"), HERE, text_at(1, "d/two"), abi::RENAME_NOREPLACE], Exist);
}

fn loops() {
    good(Symlinkat, [text("b"), HERE, text_at(1, "a")]);
    good(Symlinkat, [text("a"), HERE, text_at(1, "b")]);
    bad(Openat, [HERE, text("a"), O_RDONLY, 0], Loop);
    bad(Openat, [HERE, text("a"), O_CREAT | O_WRONLY, 0o600], Loop);
    bad(Chdir, [text("b")], Loop);
}

fn mounts() {
    good(Mkdirat, [HERE, text("m"), 0o755]);
    let (kind, place) = (text_at(1, "ramfs"), text("m"));
    good(Mount, [kind, place, kind, 0, 0]);
    bad(Mount, [kind, place, text_at(2, "ext4"), 0, 0], NoDev);
    bad(Unlinkat, [HERE, place, AT_REMOVEDIR], Busy);
    let inside = open("m/inside", O_CREAT | O_WRONLY);
    bad(Umount2, [text("m"), 0], Busy);
    good(Close, [inside]);
    // The topmost goes first, also where one is mounted on the other's root.
    good(Mount, [kind, text("m"), kind, 0, 0]);
    bad(Openat, [HERE, text("m/inside"), O_RDONLY, 0], NoEnt);
    good(Umount2, [text("m"), 0]);
    good(Close, [open("m/inside", O_RDONLY)]);
    good(Umount2, [text("m"), 0]);
    bad(Umount2, [text("m"), 0], Invalid);
    // No mount may stay behind when its place goes.
    bad(Mount, [kind, text("/proc/self/fd"), kind, 0, 0], NoEnt);
    good(Chdir, [text("m")]);
    good(Unlinkat, [HERE, text("../m"), AT_REMOVEDIR]);
    bad(Mount, [kind, text("."), kind, 0, 0], NoEnt);
    good(Chdir, [text("/trial")]);
}

fn roots() {
    good(Mkdirat, [HERE, text("r"), 0o755]);
    bad(Chroot, [text("nothing")], NoEnt);
    let status = in_child(|| {
        good(Chroot, [text("r")]);
        good(Chdir, [text("/")]);
        bad(Openat, [HERE, text("../../../bin"), O_RDONLY, 0], NoEnt);
        expect(good(Getcwd, [BUF, 100]) == 2, "the new root");
    });
    expect(status == 0, "the child");
}

fn opens() {
    good(Close, [open("file", O_CREAT | O_EXCL | O_WRONLY)]);
    bad(Openat, [HERE, text("file"), O_CREAT | O_EXCL, 0o600], Exist);
    bad(Openat, [HERE, text("file/x"), O_RDONLY, 0], NotDir);
    bad(Openat, [HERE, text("file"), O_DIRECTORY, 0], NotDir);
    bad(Openat, [HERE, text("."), O_WRONLY, 0], IsDir);
    bad(Openat, [99, text("file"), O_RDONLY, 0], BadFd);
    bad(Openat, [HERE, text(""), O_RDONLY, 0], NoEnt);
    // One path that is too long, one name that is.
    for at in (0..5000).step_by(8) {
        super::words(at, &[u64::from_le_bytes(*b"/a/a/a/a")]);
    }
    bad(Openat, [HERE, SCRATCH, O_RDONLY, 0], NameTooLong);
    for at in (0..296).step_by(8) {
        super::words(at, &[u64::from_le_bytes(*b"aaaaaaaa")]);
    }
    super::words(296, &[0]);
    bad(Openat, [HERE, SCRATCH, O_RDONLY, 0], NameTooLong);
}
