//! What the kernel itself has to say, sent straight to the UART.

use core::fmt;

use crate::uart;

struct Console;

impl fmt::Write for Console {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if byte == b'\n' {
                uart::put(b'\r');
            }
            uart::put(byte);
        }
        Ok(())
    }
}

/// Prints formatted text; [`kprintln!`](crate::kprintln) is the way to call it.
pub fn print(text: fmt::Arguments<'_>) {
    // It cannot fail: `Console::write_str` does not.
    let _ = fmt::Write::write_fmt(&mut Console, text);
}

/// Prints a line on the console.
#[macro_export]
macro_rules! kprintln {
    ($($text:tt)*) => {
        $crate::console::print(format_args!("{}\n", format_args!($($text)*)))
    };
}
