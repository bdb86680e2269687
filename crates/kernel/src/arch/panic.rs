//! The end: of the machine, and of a kernel that has made a mistake. It says where, and switches the machine off.

use core::panic::PanicInfo;

use crate::kprintln;

const EXIT_STATUS: u32 = 1;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    match info.location() {
        Some(at) => kprintln!("kernel panic at {}:{}: {}", at.file(), at.line(), info.message()),
        None => kprintln!("kernel panic: {}", info.message()),
    }
    power_off(EXIT_STATUS)
}

/// Switches the machine off; whoever started it learns `status`.
pub fn power_off(status: u32) -> ! {
    let word = if status == 0 { board::test::PASS } else { board::test::FAIL | status << 16 };
    super::write32(board::TEST, 0, word);
    loop {
        core::hint::spin_loop();
    }
}
