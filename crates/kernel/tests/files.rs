//! The system calls on files answer as Linux does, mistakes included.

mod common;

use abi::Errno::{self, *};
use abi::{O_APPEND, O_CREAT, O_DIRECTORY, O_EXCL, O_RDONLY, O_RDWR, O_TRUNC, O_WRONLY, Syscall};
use common::{Guest, SCRATCH};

const REMOVE_DIR: u64 = abi::AT_REMOVEDIR;

/// A tree with a file, a directory, and a file in it.
fn guest() -> Guest {
    let mut guest = Guest::new();
    guest.mkdir("/dir").unwrap();
    for path in ["/file", "/dir/inner"] {
        let fd = guest.open(path, O_CREAT | O_WRONLY).unwrap();
        guest.write(fd, b"hello").unwrap();
        guest.close(fd);
    }
    guest
}

#[track_caller]
fn check_open(path: &str, flags: u64, result: Result<(), Errno>) {
    assert_eq!(guest().open(path, flags).map(drop), result, "open {path} {flags:#o}");
}

#[test]
fn open_follows_paths() {
    check_open("/file", O_RDONLY, Ok(()));
    check_open("dir/inner", O_RDONLY, Ok(()));
    check_open("//dir//./../dir/inner", O_RDONLY, Ok(()));
    check_open("/../..", O_RDONLY, Ok(()));
    check_open("", O_RDONLY, Err(NoEnt));
    check_open("/nothing", O_RDONLY, Err(NoEnt));
    check_open("/nothing/inner", O_RDONLY, Err(NoEnt));
    check_open("/file/inner", O_RDONLY, Err(NotDir));
    check_open("/file/", O_RDONLY, Err(NotDir));
    check_open("/file/..", O_RDONLY, Err(NotDir));
    check_open(&"x".repeat(256), O_RDONLY, Err(NameTooLong));
    check_open(&"x/".repeat(2048), O_RDONLY, Err(NameTooLong));
}

#[test]
fn open_obeys_its_flags() {
    check_open("/dir", O_DIRECTORY, Ok(()));
    check_open("/file", O_DIRECTORY, Err(NotDir));
    check_open("/dir", O_WRONLY, Err(IsDir));
    check_open("/dir", O_RDWR, Err(IsDir));
    check_open("/dir", O_CREAT, Err(IsDir));
    check_open("/new", O_CREAT | O_WRONLY, Ok(()));
    check_open("/new/", O_CREAT | O_WRONLY, Err(IsDir));
    check_open("/file/", O_CREAT | O_WRONLY, Err(IsDir));
    check_open("/nothing/new", O_CREAT | O_WRONLY, Err(NoEnt));
    check_open("/file/new", O_CREAT | O_WRONLY, Err(NotDir));
    check_open("/file", O_CREAT | O_EXCL, Err(Exist));
    check_open("/file", O_CREAT | O_WRONLY, Ok(()));
    check_open("/file", 3, Err(Invalid));
}

#[test]
fn bytes_come_back_as_they_were_written() {
    let mut guest = guest();
    let fd = guest.open("/file", O_RDWR).unwrap();
    assert_eq!(guest.read(fd, 3).unwrap(), b"hel");
    assert_eq!(guest.write(fd, b"p!").unwrap(), 2);
    assert_eq!(guest.call(Syscall::Lseek, [fd, 0, abi::SEEK_SET]), Ok(0));
    assert_eq!(guest.read(fd, 100).unwrap(), b"help!");
    assert_eq!(guest.read(fd, 100).unwrap(), b"");
    let append = guest.open("/file", O_WRONLY | O_APPEND).unwrap();
    guest.write(append, b"+").unwrap();
    assert_eq!(guest.read(fd, 100).unwrap(), b"+");
    let truncate = guest.open("/file", O_WRONLY | O_TRUNC).unwrap();
    assert_eq!(guest.call(Syscall::Lseek, [truncate, 0, abi::SEEK_END]), Ok(0));
}

#[test]
fn a_hole_reads_as_zeros() {
    let mut guest = guest();
    let fd = guest.open("/file", O_RDWR | O_TRUNC).unwrap();
    assert_eq!(guest.call(Syscall::Lseek, [fd, 5000, abi::SEEK_SET]), Ok(5000));
    guest.write(fd, b"x").unwrap();
    guest.call(Syscall::Lseek, [fd, 4990, abi::SEEK_SET]).unwrap();
    assert_eq!(guest.read(fd, 100).unwrap(), b"\0\0\0\0\0\0\0\0\0\0x");
}

#[test]
fn wrong_descriptors_are_refused() {
    let mut guest = guest();
    let reader = guest.open("/file", O_RDONLY).unwrap();
    let writer = guest.open("/file", O_WRONLY).unwrap();
    let dir = guest.open("/dir", O_DIRECTORY).unwrap();
    assert_eq!(guest.write(reader, b"x"), Err(BadFd));
    assert_eq!(guest.read(writer, 1), Err(BadFd));
    assert_eq!(guest.read(dir, 1), Err(IsDir));
    assert_eq!(guest.names(reader, 1000), Err(NotDir));
    for fd in [99, u64::MAX] {
        assert_eq!(guest.read(fd, 1), Err(BadFd));
        assert_eq!(guest.call(Syscall::Close, [fd]), Err(BadFd));
        assert_eq!(guest.call(Syscall::Fstat, [fd, SCRATCH.0]), Err(BadFd));
    }
    let path = guest.path("inner");
    assert_eq!(guest.call(Syscall::Openat, [reader, path, O_RDONLY, 0]), Err(NotDir));
    assert_eq!(guest.call(Syscall::Openat, [dir, path, O_RDONLY, 0]), Ok(dir + 1));
}

#[test]
fn lseek_stays_inside_and_knows_its_origins() {
    let mut guest = guest();
    let fd = guest.open("/file", O_RDONLY).unwrap();
    assert_eq!(guest.call(Syscall::Lseek, [fd, -1_i64 as u64, abi::SEEK_SET]), Err(Invalid));
    assert_eq!(guest.call(Syscall::Lseek, [fd, -1_i64 as u64, abi::SEEK_END]), Ok(4));
    assert_eq!(guest.call(Syscall::Lseek, [fd, 2, abi::SEEK_CUR]), Ok(6));
    assert_eq!(guest.call(Syscall::Lseek, [fd, i64::MAX as u64, abi::SEEK_CUR]), Err(Invalid));
    assert_eq!(guest.call(Syscall::Lseek, [fd, 0, 7]), Err(Invalid));
}

#[test]
fn getdents64_gives_each_name_once_in_pieces_of_any_size() {
    let mut guest = guest();
    let fd = guest.open("/", O_DIRECTORY).unwrap();
    assert_eq!(guest.names(fd, 23), Err(Invalid), "not even one record fits");
    assert_eq!(guest.names(fd, 24).unwrap(), ["."]);
    assert_eq!(guest.names(fd, 60).unwrap(), ["..", "dir"]);
    guest.unlink("/dir/inner", 0).unwrap();
    guest.unlink("/dir", REMOVE_DIR).unwrap();
    assert_eq!(guest.names(fd, 1000).unwrap(), ["file"]);
    assert_eq!(guest.names(fd, 1000).unwrap(), [""; 0]);
    guest.call(Syscall::Lseek, [fd, 0, abi::SEEK_SET]).unwrap();
    assert_eq!(guest.names(fd, 1000).unwrap(), [".", "..", "file"]);
}

#[test]
fn mkdir_and_unlink_know_what_they_must_not_do() {
    let mut guest = guest();
    assert_eq!(guest.mkdir("/dir"), Err(Exist));
    assert_eq!(guest.mkdir("/file"), Err(Exist));
    assert_eq!(guest.mkdir("/"), Err(Exist));
    assert_eq!(guest.mkdir("/nothing/new"), Err(NoEnt));
    assert_eq!(guest.mkdir("/new/"), Ok(0));
    assert_eq!(guest.unlink("/dir", 0), Err(IsDir));
    assert_eq!(guest.unlink("/dir", REMOVE_DIR), Err(NotEmpty));
    assert_eq!(guest.unlink("/file", REMOVE_DIR), Err(NotDir));
    assert_eq!(guest.unlink("/nothing", 0), Err(NoEnt));
    assert_eq!(guest.unlink("/dir/.", REMOVE_DIR), Err(Invalid));
    assert_eq!(guest.unlink("/dir/..", REMOVE_DIR), Err(NotEmpty));
    assert_eq!(guest.unlink("/", REMOVE_DIR), Err(Busy));
    assert_eq!(guest.unlink("/file/", 0), Err(NotDir));
    assert_eq!(guest.unlink("/file", 1), Err(Invalid));
}

#[test]
fn a_file_without_a_name_lives_as_long_as_it_is_open() {
    let mut guest = guest();
    let free = guest.k.pages.n_free;
    let fd = guest.open("/file", O_RDONLY).unwrap();
    guest.unlink("/file", 0).unwrap();
    check_gone(&mut guest);
    assert_eq!(guest.read(fd, 10).unwrap(), b"hello");
    guest.close(fd);
    assert!(guest.k.pages.n_free > free, "its page was not freed");
}

#[track_caller]
fn check_gone(guest: &mut Guest) {
    assert_eq!(guest.open("/file", O_RDONLY), Err(NoEnt));
}

#[test]
fn nothing_can_be_made_in_a_directory_that_was_removed() {
    let mut guest = guest();
    guest.mkdir("/old").unwrap();
    guest.chdir("/old").unwrap();
    guest.unlink("/old", REMOVE_DIR).unwrap();
    assert_eq!(guest.open("new", O_CREAT | O_WRONLY), Err(NoEnt));
    assert_eq!(guest.mkdir("new"), Err(NoEnt));
    assert_eq!(guest.getcwd(), Err(NoEnt));
    guest.chdir("..").unwrap();
    assert_eq!(guest.getcwd().unwrap(), "/");
}

#[test]
fn the_working_directory_has_a_path_across_mounts() {
    let mut guest = guest();
    let root = kernel::vfs::root(&guest.k);
    let dir = kernel::vfs::walk(&mut guest.k, root, b"dir").unwrap();
    kernel::vfs::mount(&mut guest.k, "ramfs", Some(dir)).unwrap();
    guest.mkdir("/dir/below").unwrap();
    guest.chdir("/dir/below").unwrap();
    assert_eq!(guest.getcwd().unwrap(), "/dir/below");
    guest.chdir("../..").unwrap();
    assert_eq!(guest.getcwd().unwrap(), "/");
    assert_eq!(guest.chdir("/file"), Err(NotDir));
    assert_eq!(guest.unlink("/dir", REMOVE_DIR), Err(Busy));
    assert_eq!(guest.call(Syscall::Getcwd, [SCRATCH.0, 1]), Err(Range));
}

#[test]
fn dup3_shares_the_position() {
    let mut guest = guest();
    let fd = guest.open("/file", O_RDONLY).unwrap();
    assert_eq!(guest.call(Syscall::Dup3, [fd, fd, 0]), Err(Invalid));
    assert_eq!(guest.call(Syscall::Dup3, [99, 5, 0]), Err(BadFd));
    assert_eq!(guest.call(Syscall::Dup3, [fd, 5000, 0]), Err(BadFd));
    assert_eq!(guest.call(Syscall::Dup3, [fd, 7, 0]), Ok(7));
    assert_eq!(guest.read(fd, 2).unwrap(), b"he");
    assert_eq!(guest.read(7, 10).unwrap(), b"llo");
}

#[test]
fn stat_tells_type_links_and_length() {
    let mut guest = guest();
    let mut stat = |path: &str, flags: u64| {
        let path = guest.path(path);
        let answer = guest.call(Syscall::Newfstatat, [abi::AT_FDCWD as u64, path, SCRATCH.0 + 4096, flags]);
        answer.map(|_| abi::Stat::from_bytes(guest.get(4096, 128).as_slice().try_into().unwrap()))
    };
    let file = stat("/file", 0).unwrap();
    assert_eq!((file.st_mode, file.st_nlink, file.st_size, file.st_blocks), (0o100644, 1, 5, 8));
    let root = stat("/", 0).unwrap();
    assert_eq!((root.st_mode, root.st_nlink), (0o40755, 3));
    assert_eq!(stat("", 0), Err(NoEnt));
    assert_eq!(stat("/file", 1), Err(Invalid));
}

#[test]
fn a_process_has_a_limited_number_of_descriptors() {
    let mut guest = guest();
    let opened = (0..400).map(|_| guest.open("/file", O_RDONLY)).take_while(Result::is_ok).count();
    assert_eq!(opened, kernel::limits::MAX_DESCRIPTORS);
    assert_eq!(guest.open("/file", O_RDONLY), Err(MFile));
}

#[test]
fn nothing_is_lost_when_all_is_removed() {
    let mut guest = Guest::new();
    let count = |guest: &Guest| {
        let vfs = &guest.k.vfs;
        (guest.k.pages.n_free, vfs.inodes.len(), vfs.dentries.len(), vfs.files.len())
    };
    // Paths and buffers of the process itself are in pages that it touches once.
    guest.put(0, &[0; 4 * 4096]);
    let before = count(&guest);
    guest.mkdir("/a").unwrap();
    guest.mkdir("/a/b").unwrap();
    let fd = guest.open("/a/b/c", O_CREAT | O_WRONLY).unwrap();
    guest.write(fd, &[1; 8000]).unwrap();
    guest.close(fd);
    guest.open("/a/b/nothing", O_RDONLY).unwrap_err();
    guest.mkdir("/a/b/c/d").unwrap_err();
    guest.unlink("/a/b/c", 0).unwrap();
    guest.unlink("/a/b", REMOVE_DIR).unwrap();
    guest.unlink("/a", REMOVE_DIR).unwrap();
    assert_eq!(count(&guest), before);
}

#[test]
fn what_was_mounted_last_at_a_place_is_on_top_and_goes_first() {
    let mut guest = guest();
    for _ in 0..3 {
        let (kind, target) = (guest.put(4096, b"ramfs\0"), guest.path("/dir"));
        assert_eq!(guest.call(Syscall::Mount, [kind, target, kind, 0, 0]), Ok(0));
        assert_eq!(guest.open("/dir/inner", O_RDONLY), Err(NoEnt));
    }
    for _ in 0..3 {
        assert_eq!(guest.open("/dir/inner", O_RDONLY), Err(NoEnt));
        let target = guest.path("/dir");
        assert_eq!(guest.call(Syscall::Umount2, [target, 0]), Ok(0));
    }
    assert!(guest.open("/dir/inner", O_RDONLY).is_ok());
}
