//! The heap of a program. A block is as long as the next power of two says, and each length has its list of blocks that
//! were given back: the first of them is the next to be given away. Memory comes from a piece of the program's own data,
//! so that a short program asks nobody, and then from `brk`.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr::null_mut;

use super::syscall as sys;

/// Bytes that are there from the beginning.
const FIRST_LEN: usize = 16 << 10;
/// Bytes that the heap grows by, at least.
const STEP: usize = 64 << 10;
/// Shortest block, in bytes: it has room for the link of its list. Every block is aligned to this, and none to more: a
/// layout that wants more gets nothing.
const MIN_BLOCK: usize = 16;
/// How many lengths there are.
const N_LENGTHS: usize = 48;

#[global_allocator]
static HEAP: ProgramHeap = ProgramHeap {
    blocks: UnsafeCell::new(Blocks { given_back: [null_mut(); N_LENGTHS], next: 0, end: 0 }),
    first: UnsafeCell::new([0; FIRST_LEN / MIN_BLOCK]),
};

struct ProgramHeap {
    blocks: UnsafeCell<Blocks>,
    first: UnsafeCell<[u128; FIRST_LEN / MIN_BLOCK]>,
}

struct Blocks {
    /// The first block of each length; in its first word is the address of the second.
    given_back: [*mut u8; N_LENGTHS],
    /// What was never given away yet: from here
    next: usize,
    /// to here.
    end: usize,
}

// SAFETY: A program has one thread.
unsafe impl Sync for ProgramHeap {}

// SAFETY: A block is in a list or in use, never both; it is long enough, and aligned, for every layout of its length.
unsafe impl GlobalAlloc for ProgramHeap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: See `Sync`; the reference does not leave this function.
        let blocks = unsafe { &mut *self.blocks.get() };
        if blocks.end == 0 {
            blocks.next = self.first.get() as usize;
            blocks.end = blocks.next + FIRST_LEN;
        }
        let (len, list) = block_of(layout);
        let Some(head) = blocks.given_back.get_mut(list).filter(|_| layout.align() <= MIN_BLOCK) else {
            return null_mut();
        };
        let block = *head;
        if block.is_null() {
            return blocks.carve(len);
        }
        // SAFETY: A block in the list is nobody's, and holds the address of the next one.
        *head = unsafe { *(block as *mut *mut u8) };
        block
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: See `Sync`; the caller's block came from `alloc` with this layout, and nobody uses it any more.
        unsafe {
            let head = &mut (*self.blocks.get()).given_back[block_of(layout).1];
            *(block as *mut *mut u8) = *head;
            *head = block;
        }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, len: usize) -> *mut u8 {
        // SAFETY: The caller's promise: the new length is not too long for a layout.
        let wanted = unsafe { Layout::from_size_align_unchecked(len, layout.align()) };
        if block_of(wanted) == block_of(layout) {
            return block;
        }
        // SAFETY: Two blocks that are in use do not overlap; each has room for what is copied.
        unsafe {
            let other = self.alloc(wanted);
            if !other.is_null() {
                block.copy_to_nonoverlapping(other, layout.size().min(len));
                self.dealloc(block, layout);
            }
            other
        }
    }
}

/// The length of the block for `layout`, and the number of its list.
fn block_of(layout: Layout) -> (usize, usize) {
    let len = layout.size().max(MIN_BLOCK).next_power_of_two();
    (len, len.trailing_zeros() as usize)
}

impl Blocks {
    /// A block of memory that was never used.
    fn carve(&mut self, len: usize) -> *mut u8 {
        if self.end - self.next < len && !self.grow(len) {
            return null_mut();
        }
        let block = self.next;
        self.next += len;
        block as *mut u8
    }

    /// Asks the kernel for `need` bytes more, and some to spare. What is left of the memory before is lost, unless the
    /// new memory begins where it ends.
    fn grow(&mut self, need: usize) -> bool {
        // SAFETY: Nobody but this function moves the heap's end, and it only moves up: what is between the old end and
        // the new one is nobody else's.
        unsafe {
            let Ok(end) = sys::brk(0) else { return false };
            let wanted = end + (need + MIN_BLOCK).next_multiple_of(STEP) as u64;
            if sys::brk(wanted) != Ok(wanted) {
                return false;
            }
            // What `brk` gave before ends here; what is in the program's own data need not.
            if self.end != end as usize {
                self.next = (end as usize).next_multiple_of(MIN_BLOCK);
            }
            self.end = wanted as usize;
        }
        true
    }
}
