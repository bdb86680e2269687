//! A mistake of the kernel: it says where, and switches the machine off.

use core::panic::PanicInfo;

use crate::kprintln;

const EXIT_STATUS: u32 = 1;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    match info.location() {
        Some(at) => kprintln!("kernel panic at {}:{}: {}", at.file(), at.line(), info.message()),
        None => kprintln!("kernel panic: {}", info.message()),
    }
    super::write32(board::TEST, 0, board::test::FAIL | EXIT_STATUS << 16);
    loop {
        core::hint::spin_loop();
    }
}
