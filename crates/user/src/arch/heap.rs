//! The heap of a program: a free list over memory that `brk` gives, a piece at a time.

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::ptr::{NonNull, null_mut};

use linked_list_allocator::Heap;

use super::syscall as sys;

/// Bytes that the heap grows by.
const STEP: usize = 16 << 10;

#[global_allocator]
static HEAP: ProgramHeap = ProgramHeap(UnsafeCell::new(Heap::empty()));

struct ProgramHeap(UnsafeCell<Heap>);

// SAFETY: A program has one thread.
unsafe impl Sync for ProgramHeap {}

// SAFETY: `Heap` is an allocator; this passes on what it is asked, and gives it more memory when it has none.
unsafe impl GlobalAlloc for ProgramHeap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: See `Sync`; the reference does not leave this function.
        let heap = unsafe { &mut *self.0.get() };
        if let Ok(pointer) = heap.allocate_first_fit(layout) {
            return pointer.as_ptr();
        }
        grow(heap, layout.size() + layout.align());
        heap.allocate_first_fit(layout).map_or(null_mut(), NonNull::as_ptr)
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: See `Sync`; the caller's pointer came from `alloc` with this layout.
        unsafe { (*self.0.get()).deallocate(NonNull::new_unchecked(pointer), layout) };
    }
}

/// Asks the kernel for `need` bytes more, and some to spare.
fn grow(heap: &mut Heap, need: usize) {
    let step = need.next_multiple_of(STEP);
    // SAFETY: Nobody but this function moves the heap's end, and it only moves up: what is between the old end and the
    // new one is nobody else's.
    unsafe {
        let Ok(end) = sys::brk(0) else { return };
        let wanted = end + step as u64;
        if sys::brk(wanted) != Ok(wanted) {
            return;
        }
        if heap.size() == 0 { heap.init(end as *mut u8, step) } else { heap.extend(step) }
    }
}
