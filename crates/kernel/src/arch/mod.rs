//! The part of the kernel that only a RISC-V hart can run: assembly, registers of the processor, raw addresses. All of
//! the kernel's `unsafe` is in this folder. What it offers to the rest is safe to call.

/// A line of assembly that knows where it stands: a label before it is named for its line here. The compiler makes no table
/// of the lines of assembly; when the images are made, these labels become one (`guest-images/build/lines.rs`).
macro_rules! at {
    ($line:literal) => {
        concat!("\"", file!(), ":", line!(), "\":\n", $line)
    };
}

mod boot;
mod csr;
mod float;
mod memory;
mod mmio;
mod panic;
mod switch;
mod trap;

pub use csr::{enable_interrupts, flush_icache, flush_tlb, set_page_table, set_timer, time};
pub use float::{load_float, save_float};
pub use memory::{KERNEL, clear_page, copy_page, heap_left, set_word, word};
pub use mmio::{read8, read32, write8, write32};
pub use panic::power_off;
pub use switch::{first_return, swtch, wait_for_interrupt};
pub use trap::{catch_kernel_traps, return_to_user, trap};
