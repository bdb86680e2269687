//! Page tables lead where they should; no address that a program invents leads anywhere else.

mod common;

use std::cell::RefCell;

use abi::Errno::{Fault, NoMem};
use abi::Syscall;
use common::{Guest, SCRATCH, SCRATCH_LEN, kernel, pages};
use kernel::kernel::Kernel;
use kernel::layout::{PAGE_LEN, PhysAddr, USER_END, VirtAddr};
use kernel::memory::Memory;
use kernel::pagetable::{self, MEGAPAGE_LEN, Perm};
use kernel::space::AddressSpace;
use kernel::uaccess::{copy_in, copy_in_str, copy_out};
use proptest::prelude::*;

#[test]
fn a_mapped_page_is_found_and_its_neighbours_are_not() {
    let mut k = kernel(64);
    let root = pagetable::user_table(&mut k.pages, k.kernel_root).unwrap();
    let (va, pa) = (VirtAddr(0x12_3456_7000), PhysAddr(0x8765_4000));
    pagetable::map(&mut k.pages, root, va, pa, Perm::RX.user(), 0).unwrap();
    let entry = pagetable::lookup(&k.pages, root, va + 0xfff).unwrap();
    assert_eq!((entry.pa(), entry.perm()), (pa, Perm::RX.user()));
    for other in [va + PAGE_LEN, VirtAddr(va.0 - 1), VirtAddr(0)] {
        assert_eq!(pagetable::lookup(&k.pages, root, other), None);
    }
    assert_eq!(pagetable::unmap(&mut k.pages, root, va), Some(pa));
    assert_eq!(pagetable::lookup(&k.pages, root, va), None);
}

#[test]
fn the_kernel_is_in_every_space_and_out_of_reach() {
    let mut guest = Guest::new();
    let uart = PhysAddr(board::UART.base).to_kernel();
    let mut memory = guest.k.memory(guest.id).unwrap();
    let entry = pagetable::lookup(memory.pages, memory.space.root, uart).unwrap();
    assert_eq!(entry.perm(), Perm::RW, "no U bit");
    assert_eq!(copy_in(&mut memory, uart, &mut [0]), Err(Fault));
}

#[test]
fn the_kernels_own_pages_allow_what_they_need() {
    let mut pages = pages(64);
    let pa = |offset| PhysAddr(board::RAM_BASE + offset);
    let image =
        pagetable::Image { text: pa(0x2000)..pa(0x4000), rodata: pa(0x4000)..pa(0x5000), end: pa(0x9000) };
    let root = pagetable::kernel_table(&mut pages, &image, pa(4 * MEGAPAGE_LEN)).unwrap();
    let perm = |offset| pagetable::lookup(&pages, root, pa(offset).to_kernel()).map(|entry| entry.perm());
    assert_eq!(perm(0x2000), Some(Perm::RX));
    assert_eq!(perm(0x4000), Some(Perm::R));
    assert_eq!(perm(0x5000), Some(Perm::RW));
    assert_eq!(perm(3 * MEGAPAGE_LEN + 5), Some(Perm::RW));
    assert_eq!(perm(4 * MEGAPAGE_LEN), None);
}

#[test]
fn pages_come_back_clean_and_none_is_lost() {
    let mut pages = pages(8);
    let all: Vec<PhysAddr> = (0..8).map(|_| pages.alloc().unwrap()).collect();
    assert_eq!(pages.alloc(), Err(NoMem));
    pages.page_mut(all[3]).fill(0xff);
    pages.free(all[3]);
    let again = pages.alloc().unwrap();
    assert_eq!((again, pages.page(again)), (all[3], &[0; PAGE_LEN as usize]));
    all.iter().for_each(|&pa| pages.free(pa));
    assert_eq!(pages.n_free, 8);
}

/// The memory of another space of the same kernel.
fn other<'k>(k: &'k mut Kernel, space: &'k mut AddressSpace) -> Memory<'k> {
    Memory::of(k, space)
}

#[test]
fn a_child_has_its_parents_pages_until_one_of_them_writes() {
    let mut guest = Guest::new();
    let free = guest.k.pages.n_free;
    guest.put(0, &[1; 3 * PAGE_LEN as usize]);
    let touched = guest.k.pages.n_free;
    let kernel_root = guest.k.kernel_root;
    let mut child = guest.k.memory(guest.id).unwrap().fork(kernel_root).unwrap();
    assert_eq!(guest.k.pages.n_free, touched - 3, "three tables, and no page");
    guest.put(0, &[2]);
    assert_eq!(guest.k.pages.n_free, touched - 4, "and the page that was written");
    let mut byte = [0];
    copy_in(&mut other(&mut guest.k, &mut child), SCRATCH, &mut byte).unwrap();
    assert_eq!(byte, [1], "a copy is not a view");
    copy_out(&mut other(&mut guest.k, &mut child), SCRATCH, &[3]).unwrap();
    assert_eq!(guest.k.pages.n_free, touched - 4, "the last user of a page writes in place");
    assert_eq!(guest.get(0, 1), [2]);
    other(&mut guest.k, &mut child).clear();
    assert_eq!(guest.k.pages.n_free, touched);
    assert_eq!(touched, free - 3 - 2, "three pages, and two tables");
}

#[test]
fn memory_that_runs_out_in_the_middle_of_a_fork_is_given_back() {
    let mut guest = Guest::new();
    guest.put(0, &[1; 8 * PAGE_LEN as usize]);
    let kernel_root = guest.k.kernel_root;
    let n_hoarded = guest.k.pages.n_free - 2;
    let hoard: Vec<PhysAddr> = (0..n_hoarded).map(|_| guest.k.pages.alloc().unwrap()).collect();
    assert_eq!(guest.k.memory(guest.id).unwrap().fork(kernel_root).err(), Some(NoMem));
    assert_eq!(guest.k.pages.n_free, 2);
    drop(hoard);
}

#[test]
fn a_file_in_memory_is_read_when_it_is_touched_and_copied_when_it_is_written() {
    let mut guest = Guest::new();
    let fd = guest.open("/file", abi::O_CREAT | abi::O_RDWR).unwrap();
    guest.write(fd, &[7; 5000]).unwrap();
    let before = guest.k.pages.n_free;
    let private = [0, 8192, abi::PROT_READ | abi::PROT_WRITE, abi::MAP_PRIVATE, fd, 0];
    let at = VirtAddr(guest.call(Syscall::Mmap, private).unwrap());
    assert_eq!(guest.k.pages.n_free, before);
    let mut memory = guest.k.memory(guest.id).unwrap();
    let mut bytes = [0; 2];
    copy_in(&mut memory, at, &mut bytes).unwrap();
    assert_eq!((bytes, before - memory.pages.n_free), ([7; 2], 2), "two tables; the page is the file's");
    copy_out(&mut memory, at, &[9]).unwrap();
    copy_in(&mut memory, at + 4999, &mut bytes).unwrap();
    assert_eq!(bytes, [7, 0], "zeros behind the end");
    assert_eq!(guest.call(Syscall::Lseek, [fd, 0, abi::SEEK_SET]), Ok(0));
    assert_eq!(guest.read(fd, 2).unwrap(), [7, 7], "the file does not change");
    assert_eq!(guest.call(Syscall::Munmap, [at.0, 8192]), Ok(0));
    assert_eq!(guest.k.pages.n_free, before - 2);
}

#[test]
fn what_is_protected_from_all_use_keeps_its_content() {
    let mut guest = Guest::new();
    guest.put(0, b"kept");
    let protect = |prot| [SCRATCH.0, PAGE_LEN, prot];
    guest.call(Syscall::Mprotect, protect(0)).unwrap();
    assert_eq!(copy_in(&mut guest.k.memory(guest.id).unwrap(), SCRATCH, &mut [0]), Err(Fault));
    guest.call(Syscall::Mprotect, protect(abi::PROT_READ)).unwrap();
    assert_eq!(guest.get(0, 4), b"kept");
    assert_eq!(copy_out(&mut guest.k.memory(guest.id).unwrap(), SCRATCH, &[0]), Err(Fault));
    guest.call(Syscall::Mprotect, protect(abi::PROT_READ | abi::PROT_WRITE)).unwrap();
    guest.put(0, b"K");
    assert_eq!(guest.get(0, 4), b"Kept");
    let areas = guest.k.memory(guest.id).unwrap().space.areas.len();
    assert_eq!(areas, 2, "the first page is an area of its own");
}

#[test]
fn brk_moves_both_ways_and_refuses_nonsense() {
    let mut guest = Guest::new();
    // The tables on the way are made with the first page, and stay.
    guest.put(0, &[1]);
    let start = guest.call(Syscall::Brk, [0]).unwrap();
    let free = guest.k.pages.n_free;
    assert_eq!(guest.call(Syscall::Brk, [start + 10_000]), Ok(start + 10_000));
    copy_out(&mut guest.k.memory(guest.id).unwrap(), VirtAddr(start), &[7; 10_000]).unwrap();
    assert_eq!(guest.call(Syscall::Brk, [1]), Ok(start + 10_000));
    assert_eq!(guest.call(Syscall::Brk, [u64::MAX]), Ok(start + 10_000));
    assert_eq!(guest.call(Syscall::Brk, [start]), Ok(start));
    assert_eq!(guest.k.pages.n_free, free);
    assert_eq!(copy_out(&mut guest.k.memory(guest.id).unwrap(), VirtAddr(start), &[7]), Err(Fault));
}

#[test]
fn system_calls_refuse_addresses_that_are_not_the_programs() {
    let mut guest = Guest::new();
    guest.mkdir("/dir").unwrap();
    let fd = guest.open("/dir", abi::O_RDONLY).unwrap();
    let kernel = 0xffff_ffff_8000_0000;
    for address in [0, 8, SCRATCH.0 - 1, USER_END, USER_END - 1, 1 << 63, kernel, u64::MAX] {
        assert_eq!(guest.call(Syscall::Write, [fd, address, 16]), Err(Fault), "{address:#x}");
        assert_eq!(guest.call(Syscall::Read, [fd, address, 16]), Err(Fault), "{address:#x}");
        assert_eq!(guest.call(Syscall::Getdents64, [fd, address, 100]), Err(Fault), "{address:#x}");
        assert_eq!(guest.call(Syscall::Uname, [address]), Err(Fault), "{address:#x}");
        assert_eq!(guest.call(Syscall::Fstat, [fd, address]), Err(Fault), "{address:#x}");
        assert_eq!(guest.call(Syscall::Chdir, [address]), Err(Fault), "{address:#x}");
        assert_eq!(guest.call(Syscall::Execve, [address, 0, 0]), Err(Fault), "{address:#x}");
    }
    let path = guest.path("/dir");
    assert_eq!(guest.call(Syscall::Execve, [path, kernel, 0]), Err(Fault));
}

#[test]
fn copies_touch_what_they_should_or_nothing() {
    let guest = RefCell::new(Guest::new());
    proptest!(|(offset in 0..SCRATCH_LEN + 8192, len in 0_u64..9000)| {
        let guest = &mut *guest.borrow_mut();
        let mut memory = guest.k.memory(guest.id).unwrap();
        let fits = offset + len <= SCRATCH_LEN || len == 0;
        let bytes: Vec<u8> = (0..len).map(|n| (n % 251) as u8 + 1).collect();
        prop_assert_eq!(copy_out(&mut memory, SCRATCH + offset, &bytes).is_ok(), fits);
        let mut back = vec![0; len as usize];
        prop_assert_eq!(copy_in(&mut memory, SCRATCH + offset, &mut back).is_ok(), fits);
        if fits {
            prop_assert_eq!(back, bytes);
        }
    });
}

#[test]
fn no_address_leads_to_anybody_elses_memory() {
    let guest = RefCell::new(Guest::new());
    proptest!(|(va in any::<u64>(), len in 1_usize..64)| {
        let guest = &mut *guest.borrow_mut();
        let mut memory = guest.k.memory(guest.id).unwrap();
        prop_assume!(!(SCRATCH.0..SCRATCH.0 + SCRATCH_LEN).contains(&va));
        prop_assert_eq!(copy_in(&mut memory, VirtAddr(va), &mut vec![0; len]), Err(Fault));
        prop_assert_eq!(copy_in_str(&mut memory, VirtAddr(va), len, abi::Errno::NameTooLong), Err(Fault));
    });
}
