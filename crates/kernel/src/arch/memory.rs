//! The kernel's one global value, its heap, the RAM that it has, and what is done with whole pages.

use core::alloc::{GlobalAlloc, Layout};
use core::arch::asm;
use core::cell::UnsafeCell;
use core::ptr::NonNull;
use core::slice;

use linked_list_allocator::Heap;

use crate::kernel::Kernel;
use crate::layout::{KERNEL_OFFSET, PAGE_LEN, PhysAddr};
use crate::limits::HEAP_LEN;
use crate::pages::Page;
use crate::pagetable::Image;

/// All that the kernel remembers. Only `boot.rs` (once) and the trap vectors make a reference to it.
///
/// That is sound because there is one hart and interrupts are off while the kernel runs: the one who runs has the
/// baton. It changes hands where the kernel calls something that it cannot see into: in `swtch` and while it waits for
/// an interrupt, the reference is given away, and comes back when the call returns.
pub static mut KERNEL: Kernel = Kernel::new();

static mut HEAP_MEMORY: [u128; HEAP_LEN / 16] = [0; HEAP_LEN / 16];

#[global_allocator]
static HEAP: KernelHeap = KernelHeap(UnsafeCell::new(Heap::empty()));

/// The allocator behind `alloc`.
struct KernelHeap(UnsafeCell<Heap>);

// SAFETY: One hart, and no interrupt while the kernel runs: two can never allocate at once.
unsafe impl Sync for KernelHeap {}

// SAFETY: `Heap` is an allocator; this passes on what it is asked.
unsafe impl GlobalAlloc for KernelHeap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: See `Sync`; the reference does not leave this function.
        let heap = unsafe { &mut *self.0.get() };
        heap.allocate_first_fit(layout).map_or(core::ptr::null_mut(), NonNull::as_ptr)
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: See `Sync`; the caller's pointer came from `alloc` with this layout.
        unsafe {
            let heap = &mut *self.0.get();
            heap.deallocate(NonNull::new_unchecked(pointer), layout);
        }
    }
}

/// Bytes of the heap that are free.
pub fn heap_left() -> usize {
    // SAFETY: See `Sync`; the reference does not leave this function.
    unsafe { (*HEAP.0.get()).free() }
}

/// Gives the heap its memory.
///
/// # Safety
///
/// To be called once, before anything is allocated.
pub unsafe fn init_heap() {
    // SAFETY: Nothing else uses HEAP_MEMORY, and nobody else uses HEAP now.
    unsafe { (*HEAP.0.get()).init((&raw mut HEAP_MEMORY).cast(), HEAP_LEN) };
}

unsafe extern "C" {
    static __text_start: u8;
    static __text_end: u8;
    static __rodata_end: u8;
    static __kernel_end: u8;
}

/// Where the linker put the kernel.
pub fn image() -> Image {
    let pa = |symbol: *const u8| PhysAddr((symbol as u64).wrapping_sub(KERNEL_OFFSET));
    let (text, text_end) = (pa(&raw const __text_start), pa(&raw const __text_end));
    let (rodata_end, end) = (pa(&raw const __rodata_end), pa(&raw const __kernel_end));
    Image { text: text..text_end, rodata: text_end..rodata_end, end }
}

/// The pages from `start` to `end`.
///
/// # Safety
///
/// They are RAM that the page table maps, nothing of the kernel is there, and nobody has asked for them before.
pub unsafe fn ram(start: PhysAddr, end: PhysAddr) -> &'static mut [Page] {
    let n_pages = (end.0.saturating_sub(start.0) / PAGE_LEN) as usize;
    // SAFETY: The caller's promise; `start` is the end of the image, which the linker aligns to a page.
    unsafe { slice::from_raw_parts_mut(start.to_kernel().0 as *mut Page, n_pages) }
}

/// The bytes from `start` on, as many as `len`, for reading.
///
/// # Safety
///
/// They are RAM that the page table maps, and nobody writes there while the slice is used.
pub unsafe fn bytes<'a>(start: PhysAddr, len: u64) -> &'a [u8] {
    // SAFETY: The caller's promise.
    unsafe { slice::from_raw_parts(start.to_kernel().0 as *const u8, len as usize) }
}

/// Words of a page.
const N_WORDS: usize = PAGE_LEN as usize / 8;

/// The word at index `index` of a page.
pub fn word(page: &Page, index: usize) -> u64 {
    // SAFETY: A page is aligned, has that length, and every bit pattern is a page and an array of words.
    let words: &[u64; N_WORDS] = unsafe { &*(&raw const page.0).cast() };
    words[index]
}

/// Sets it.
pub fn set_word(page: &mut Page, index: usize, word: u64) {
    // SAFETY: As above.
    let words: &mut [u64; N_WORDS] = unsafe { &mut *(&raw mut page.0).cast() };
    words[index] = word;
}

/// Fills a page with zeros, eight words to a turn of the loop: every page that a program gets goes through here.
pub fn clear_page(page: &mut Page) {
    // SAFETY: It writes from the start of the page to its end and nowhere else.
    unsafe {
        asm!(
            "1: .irp n, 0,1,2,3,4,5,6,7",
            "sd zero, (8*\\n)({at})",
            ".endr",
            "addi {at}, {at}, 64",
            "bne {at}, {end}, 1b",
            at = inout(reg) page.0.as_mut_ptr() => _,
            end = in(reg) page.0.as_mut_ptr_range().end,
        );
    }
}

/// Copies a page in the same way.
pub fn copy_page(from: &Page, to: &mut Page) {
    // SAFETY: It reads one page and writes the other, from start to end.
    unsafe {
        asm!(
            "1: .irp n, 0,1,2,3,4,5,6,7",
            "ld {word}, (8*\\n)({from})",
            "sd {word}, (8*\\n)({to})",
            ".endr",
            "addi {from}, {from}, 64",
            "addi {to}, {to}, 64",
            "bne {from}, {end}, 1b",
            word = out(reg) _,
            from = inout(reg) from.0.as_ptr() => _,
            to = inout(reg) to.0.as_mut_ptr() => _,
            end = in(reg) from.0.as_ptr_range().end,
        );
    }
}
