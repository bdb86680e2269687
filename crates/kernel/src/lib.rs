//! The kernel of the guest: a small Unix for one RISC-V hart, written to be read.
//!
//! It starts in machine mode, hands everything it can to supervisor mode, and never comes back to machine mode. From
//! then on it runs only when something calls it: a program with `ecall`, a device with an interrupt, the timer, or a
//! program that did what it must not. All four come in by one door, [`trap::usertrap`], and leave by one,
//! [`trap::usertrapret`].
//!
//! | To read about | start at |
//! |---|---|
//! | the first instructions | `arch/boot.rs`, then [`start`] |
//! | the way into the kernel and out of it | `arch/trap.rs`, then [`trap`] |
//! | system calls | [`syscall`] (the table), then [`sys`] (one function per call) |
//! | files | [`vfs`], then [`inode`], [`dentry`], [`file`], [`ramfs`], [`procfs`], [`pipe`], [`tty`] |
//! | processes | [`process`], [`group`], [`sched`], [`lifecycle`] (exit, wait), [`fork`], [`exec`], [`loader`] |
//! | signals | [`signal`], [`sigframe`]; threads wait in [`futex`] |
//! | memory | [`layout`], [`pages`], [`pagetable`], [`space`], [`memory`], [`uaccess`] |
//!
//! Two rules keep it readable. All assembly and all `unsafe` are in `arch`; the rest is safe Rust that is also built
//! and tested on the developer's own machine, where `host.rs` stands in for `arch`. And interrupts are off while the
//! kernel runs (but in [`sched::scheduler`] when there is nothing to do), so the one [`kernel::Kernel`] is passed from
//! function to function as a baton, `k: &mut Kernel`, and needs no lock.
//!
//! Many functions are marked `#[inline(never)]`. It is not for speed: a reader who follows a call through the kernel
//! should meet the functions of this text in the machine, one stack frame each, and not what the compiler made of them.
#![cfg_attr(target_arch = "riscv64", no_std)]
#![cfg_attr(not(target_arch = "riscv64"), forbid(unsafe_code))]

extern crate alloc;

#[cfg(target_arch = "riscv64")]
pub mod arch;
#[cfg(not(target_arch = "riscv64"))]
#[path = "host.rs"]
pub mod arch;

pub mod cause;
#[macro_use]
pub mod console;
pub mod bootargs;
pub mod cpio;
pub mod dentry;
pub mod devicetree;
pub mod dirents;
pub mod elf;
pub mod exec;
pub mod file;
pub mod firststack;
pub mod fork;
pub mod futex;
pub mod group;
pub mod hart;
pub mod initrd;
pub mod inode;
pub mod kernel;
pub mod layout;
pub mod lifecycle;
pub mod limits;
pub mod loader;
pub mod locks;
pub mod memory;
pub mod pages;
pub mod pagetable;
pub mod pipe;
pub mod plic;
pub mod process;
pub mod procfs;
pub mod ramfs;
pub mod random;
pub mod rlimit;
pub mod robust;
pub mod rseq;
pub mod sched;
pub mod sigframe;
pub mod signal;
pub mod slab;
pub mod space;
pub mod start;
pub mod sys;
pub mod syscall;
pub mod timer;
pub mod trap;
pub mod tty;
pub mod uaccess;
pub mod uart;
pub mod usage;
pub mod vfs;

/// The Linux whose system calls these are.
pub const RELEASE: &str = "6.12.0";
/// This kernel.
pub const VERSION: &str = "ringside 0.1";
