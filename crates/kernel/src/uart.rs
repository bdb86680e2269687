//! The 16550 UART: the wire between the machine and the terminal. It sends by asking until there is room; it receives
//! by interrupt. National Semiconductor PC16550D data sheet, §8 "Registers".

use board::UART;
use board::uart::{IER, IER_RX, IIR_FCR, LCR, LSR, LSR_RX_READY, LSR_TX_EMPTY, RBR_THR};

use crate::arch::{read8, write8};

/// Eight data bits, no parity, one stop bit.
const LCR_8N1: u8 = 0b11;
/// FIFOs on, and emptied.
const FCR_ENABLE_CLEAR: u8 = 0b111;

/// Prepares the UART and lets it interrupt when a byte has arrived.
pub fn init() {
    write8(UART, LCR, LCR_8N1);
    write8(UART, IIR_FCR, FCR_ENABLE_CLEAR);
    write8(UART, IER, IER_RX);
}

/// Sends a byte; waits until the transmitter can take it.
#[inline(never)]
pub fn put(byte: u8) {
    while read8(UART, LSR) & LSR_TX_EMPTY == 0 {}
    write8(UART, RBR_THR, byte);
}

/// The next byte that has arrived, if any.
#[inline(never)]
pub fn get() -> Option<u8> {
    (read8(UART, LSR) & LSR_RX_READY != 0).then(|| read8(UART, RBR_THR))
}
