//! Where things are in the address spaces, and the two kinds of address.
//!
//! ```text
//! 0xffff_ffff_c000_0000  kernel stacks, one per process, each above an unmapped guard page   Sv39 root entry 511
//! 0xffff_ffff_8000_0000  RAM, and in it the kernel                                            root entry 510
//! 0xffff_ffff_0000_0000  devices                                                              root entry 508
//!          (no address)  Sv39 has 39 bits: bit 38 is repeated above it
//! 0x0000_003f_ffff_f000  one unmapped page
//! 0x0000_003f_ffff_e000  the page of the return from a signal handler
//! 0x0000_003f_ffff_d000  one unmapped page, then the user stack, growing down
//! 0x0000_003f_ff70_0000  what `mmap` made, the newest lowest
//!                        ...
//! 0x0000_002a_aaaa_a000  a program that may lie anywhere (position-independent), then its heap
//!                        heap, growing up (`brk`)
//! 0x0000_0000_0001_0000  a program that says where it lies
//! ```
//!
//! The upper half is the same in every address space. Its pages have the U bit clear: the kernel is *mapped but out of
//! reach* while a program runs, and a trap needs no change of page table.

use core::ops::Add;

pub use abi::{PAGE_LEN, PROGRAM_BASE, USER_END, USER_START};

use crate::limits::USER_STACK_LEN;

/// Added to a physical address, gives the virtual address at which the kernel sees it.
pub const KERNEL_OFFSET: u64 = 0xffff_ffff_0000_0000;

/// The first kernel stack's guard page.
pub const KERNEL_STACKS: u64 = 0xffff_ffff_c000_0000;

/// The page with the code by which a signal handler returns.
pub const TRAMPOLINE: VirtAddr = VirtAddr(USER_END - 2 * PAGE_LEN);

/// The end of the user stack, one unmapped page below the trampoline.
pub const USER_STACK_END: u64 = TRAMPOLINE.0 - PAGE_LEN;

/// Bytes that stay unmapped between a stack that grows and what lies below it.
pub const STACK_GAP: u64 = 16 * PAGE_LEN;

/// What `mmap` makes ends here at the latest, below the deepest stack.
pub const MMAP_END: u64 = USER_STACK_END - USER_STACK_LEN - STACK_GAP;

/// A physical address: what is behind the page table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct PhysAddr(pub u64);

/// A virtual address: what a program, or the kernel's own code, uses. From a program it may be anything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
pub struct VirtAddr(pub u64);

impl PhysAddr {
    /// Where the kernel sees this address.
    pub const fn to_kernel(self) -> VirtAddr {
        VirtAddr(self.0.wrapping_add(KERNEL_OFFSET))
    }
}

impl VirtAddr {
    /// The start of the page that holds this address.
    pub const fn page(self) -> VirtAddr {
        VirtAddr(self.0 & !(PAGE_LEN - 1))
    }

    /// Bytes from the start of its page.
    pub const fn page_offset(self) -> u64 {
        self.0 % PAGE_LEN
    }
}

impl Add<u64> for PhysAddr {
    type Output = PhysAddr;
    fn add(self, bytes: u64) -> PhysAddr {
        PhysAddr(self.0 + bytes)
    }
}

impl Add<u64> for VirtAddr {
    type Output = VirtAddr;
    /// Wraps, as the processor's own adder does: the sum may come from a program.
    fn add(self, bytes: u64) -> VirtAddr {
        VirtAddr(self.0.wrapping_add(bytes))
    }
}
