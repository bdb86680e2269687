//! The initial archive comes from outside: a good one is unpacked, and rubbish harms nobody.

mod common;

use std::cell::RefCell;

use common::{BASE, kernel, pages};
use kernel::arch;
use kernel::cpio::{self, Damage};
use kernel::initrd::unpack;
use kernel::kernel::Kernel;
use kernel::layout::{PAGE_LEN, PhysAddr};
use kernel::vfs;
use proptest::prelude::*;

fn entry(path: &str, mode: u32, data: &[u8]) -> Vec<u8> {
    let fields = [1, mode, 0, 0, 1, 1_700_000_000, data.len() as u32, 0, 0, 0, 0, path.len() as u32 + 1, 0];
    let mut bytes = b"070701".to_vec();
    fields.iter().for_each(|field| bytes.extend(format!("{field:08x}").bytes()));
    bytes.extend(path.bytes());
    bytes.push(0);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes.extend(data);
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

fn good() -> Vec<u8> {
    [
        entry(".", 0o40755, b""),
        entry("etc", 0o40755, b""),
        entry("etc/motd", 0o100644, &[b'm'; 5000]),
        entry("TRAILER!!!", 0, b""),
    ]
    .concat()
}

/// A kernel with the archive in the last of its memory; what it prints is returned.
fn unpacked(archive: &[u8]) -> (Kernel, String) {
    let mut k = kernel(160);
    let start = PhysAddr(BASE.0 + 128 * PAGE_LEN);
    for (n, piece) in archive.chunks(PAGE_LEN as usize).enumerate() {
        k.pages.page_mut(start + n as u64 * PAGE_LEN)[..piece.len()].copy_from_slice(piece);
    }
    unpack(&mut k, &(start..start + archive.len() as u64));
    (k, String::from_utf8(arch::sent()).unwrap())
}

#[track_caller]
fn check_damage(archive: &[u8], at: u64, damage: Damage) {
    let (k, printed) = unpacked(archive);
    assert_eq!(printed, format!("initrd: damaged at byte {at}: {}\r\n", damage.text()));
    drop(k);
}

#[test]
fn files_and_directories_are_where_the_archive_has_them() {
    let (mut k, printed) = unpacked(&good());
    assert_eq!(printed, "");
    let root = vfs::root(&k);
    let file = vfs::open(&mut k, root, b"/etc/motd", 0, 0).unwrap();
    let mut bytes = [0; 6000];
    assert_eq!(vfs::read(&mut k, file, &mut bytes, None), Ok(5000));
    assert_eq!(bytes[4999], b'm');
    assert_eq!(k.boot_time, 1_700_000_000);
}

#[test]
fn damage_is_told_and_what_came_before_is_kept() {
    let good = good();
    check_damage(b"070701", 0, Damage::Truncated);
    check_damage(&[b'x'; 200], 0, Damage::NoHeader);
    let first_two = entry(".", 0, b"").len() + entry("etc", 0, b"").len();
    check_damage(&good[..300], first_two as u64, Damage::Truncated);
    let mut bad = good.clone();
    bad[6 + 8] = b'!';
    check_damage(&bad, 0, Damage::BadNumber);
    let mut long = good.clone();
    long[6 + 8 * 11..6 + 8 * 12].copy_from_slice(b"ffffffff");
    check_damage(&long, 0, Damage::BadPath);
    let mut huge = good;
    huge[6 + 8 * 6..6 + 8 * 7].copy_from_slice(b"fffffff0");
    check_damage(&huge, 0, Damage::Truncated);
}

#[test]
fn a_socket_is_left_out_and_the_rest_is_unpacked() {
    let archive = [entry("socket", 0o140777, b""), good()].concat();
    let (k, printed) = unpacked(&archive);
    assert_eq!(printed, "initrd: socket: Operation not supported\r\n");
    assert_eq!(k.vfs.inodes.len(), 3);
}

#[test]
fn a_link_leads_where_the_archive_says() {
    let archive = [entry("link", 0o120777, b"etc/motd"), entry("loop", 0o120777, b"loop"), good()].concat();
    let (mut k, printed) = unpacked(&archive);
    assert_eq!(printed, "");
    let root = vfs::root(&k);
    let [link, file] = [b"link".as_slice(), b"etc/motd"].map(|path| vfs::walk(&mut k, root, path).unwrap());
    assert_eq!(k.vfs.dentries[link].inode, k.vfs.dentries[file].inode);
    assert_eq!(vfs::walk(&mut k, root, b"loop"), Err(abi::Errno::Loop));
}

proptest! {
    // Each case has a kernel of its own.
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn rubbish_is_survived(
        change in proptest::collection::vec((0_usize..5600, any::<u8>()), 1..20),
        cut in 0_usize..5700,
    ) {
        let mut archive = good();
        let len = archive.len();
        change.iter().for_each(|&(at, byte)| archive[at % len] = byte);
        archive.truncate(cut);
        let (k, _) = unpacked(&archive);
        prop_assert!(k.vfs.files.is_empty());
    }
}

#[test]
fn an_entry_never_reaches_beyond_the_archive() {
    let pages = RefCell::new(pages(1));
    proptest!(|(bytes in proptest::collection::vec(any::<u8>(), 0..300))| {
        let pages = &mut *pages.borrow_mut();
        let archive = [b"070701".as_slice(), &bytes].concat();
        pages.page_mut(BASE)[..archive.len()].copy_from_slice(&archive);
        if let Ok(Some(entry)) = cpio::entry(pages, &(BASE..BASE + archive.len() as u64), 0) {
            prop_assert!(entry.data.end <= archive.len() as u64);
        }
    });
}
