//! The terminal. Between the UART and a program that reads stands the *line discipline*: it echoes what is typed, lets
//! the typist correct it, and hands over whole lines; or, if a program has asked for that with `TCSETS`, each byte as it
//! comes. Ctrl-C becomes a signal for the process group in the foreground.
//!
//! Simplified: there is one terminal, the console, and it is everybody's controlling terminal.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use abi::Errno;

use crate::kernel::Kernel;
use crate::limits::{MAX_LINE_LEN, MAX_LINES};
use crate::process::Reason;
use crate::signal::{self, Info};
use crate::{lifecycle, sched, uart};

const BACKSPACE: u8 = 8;

/// Bits of [`Termios`]. Linux 6.12, `include/uapi/asm-generic/termbits.h`.
mod bits {
    pub const ICRNL: u32 = 0o400;
    pub const OPOST: u32 = 1;
    pub const ONLCR: u32 = 4;
    pub const ISIG: u32 = 1;
    pub const ICANON: u32 = abi::ICANON as u32;
    pub const ECHO: u32 = abi::ECHO as u32;
    pub const ECHOE: u32 = 0o20;
    pub const ECHOK: u32 = 0o40;
    pub const ECHOCTL: u32 = 0o1000;
    pub const ECHOKE: u32 = 0o4000;
    pub const IEXTEN: u32 = 0o100000;
    /// 38400 baud, eight bits, receiver on.
    pub const CFLAG: u32 = 0o277;
}

/// Places in [`Termios::cc`] of the characters that mean something.
mod cc {
    pub const INTR: usize = 0;
    pub const QUIT: usize = 1;
    pub const ERASE: usize = 2;
    pub const KILL: usize = 3;
    pub const EOF: usize = 4;
    pub const MIN: usize = 6;
    pub const LEN: usize = 19;
}

/// How the line discipline behaves: `struct termios`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Termios {
    /// Input, output, control and local modes.
    pub flags: [u32; 4],
    /// The line discipline's number: 0.
    pub line: u8,
    /// The characters that mean something.
    pub cc: [u8; cc::LEN],
}

impl Termios {
    /// Bytes of the structure.
    pub const LEN: usize = 36;

    /// What Linux begins with.
    const fn new() -> Self {
        let local = bits::ISIG | bits::ICANON | bits::ECHO | bits::ECHOE | bits::ECHOK;
        let local = local | bits::ECHOCTL | bits::ECHOKE | bits::IEXTEN;
        let mut cc = [0; cc::LEN];
        (cc[cc::INTR], cc[cc::QUIT], cc[cc::ERASE], cc[cc::KILL]) = (3, 28, 127, 21);
        (cc[cc::EOF], cc[cc::MIN]) = (4, 1);
        Self { flags: [bits::ICRNL, bits::OPOST | bits::ONLCR, bits::CFLAG, local], line: 0, cc }
    }

    /// The bytes of the structure.
    pub fn to_bytes(self) -> [u8; Self::LEN] {
        let mut bytes = [0; Self::LEN];
        for (chunk, flags) in bytes.chunks_exact_mut(4).zip(self.flags) {
            chunk.copy_from_slice(&flags.to_le_bytes());
        }
        bytes[16] = self.line;
        bytes[17..].copy_from_slice(&self.cc);
        bytes
    }

    /// The structure read from its bytes.
    pub fn from_bytes(bytes: &[u8; Self::LEN]) -> Self {
        let word = |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let mut cc = [0; cc::LEN];
        cc.copy_from_slice(&bytes[17..]);
        Self { flags: [word(0), word(4), word(8), word(12)], line: bytes[16], cc }
    }

    const fn input(&self, bit: u32) -> bool {
        self.flags[0] & bit != 0
    }

    const fn output(&self, bit: u32) -> bool {
        self.flags[1] & bit == bit
    }

    const fn local(&self, bit: u32) -> bool {
        self.flags[3] & bit != 0
    }
}

/// The state of the line discipline.
pub struct Tty {
    /// The line that is being typed.
    pub line: Vec<u8>,
    /// Lines that nobody has read yet. One without a line feed was ended by Ctrl-D; an empty one is the end of input.
    pub lines: VecDeque<Vec<u8>>,
    /// How it behaves.
    pub termios: Termios,
    /// The process group that Ctrl-C is for.
    pub foreground: u32,
    /// Rows and columns, as somebody has told.
    pub size: [u16; 4],
}

/// What a byte that arrived leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typed {
    /// Nothing but an echo.
    Edit,
    /// There is something to read.
    Line,
    /// The process group in the foreground gets this signal.
    Signal(u32),
}

impl Tty {
    /// Nothing typed.
    pub const fn new() -> Self {
        Self {
            line: Vec::new(),
            lines: VecDeque::new(),
            termios: Termios::new(),
            foreground: lifecycle::INIT,
            size: [24, 80, 0, 0],
        }
    }

    /// Takes a byte from the keyboard; calls `echo` for each byte that the terminal shall show.
    #[inline(never)]
    pub fn input(&mut self, byte: u8, echo: &mut dyn FnMut(u8)) -> Typed {
        let termios = self.termios;
        let byte = if byte == b'\r' && termios.input(bits::ICRNL) { b'\n' } else { byte };
        let means = |index: usize| termios.cc[index] == byte && byte != 0;
        let echoes = termios.local(bits::ECHO);
        if termios.local(bits::ISIG) && (means(cc::INTR) || means(cc::QUIT)) {
            if echoes {
                [b'^', byte | 0x40, b'\r', b'\n'].iter().for_each(|&byte| echo(byte));
            }
            self.line.clear();
            return Typed::Signal(if means(cc::INTR) { abi::SIGINT } else { abi::SIGQUIT } as u32);
        }
        if !termios.local(bits::ICANON) {
            if echoes {
                echo(byte);
            }
            return self.raw_input(byte);
        }
        if byte == b'\n' {
            if echoes {
                b"\r\n".iter().for_each(|&byte| echo(byte));
            }
            self.line.push(b'\n');
            return self.end_line();
        }
        if means(cc::EOF) {
            return self.end_line();
        }
        if means(cc::ERASE) || byte == BACKSPACE {
            self.erase(echo);
        } else if means(cc::KILL) {
            while !self.line.is_empty() {
                self.erase(echo);
            }
        } else if self.line.len() < MAX_LINE_LEN && (byte == b'\t' || byte >= b' ') {
            self.line.push(byte);
            if echoes {
                echo(byte);
            }
        }
        Typed::Edit
    }

    /// A byte that is handed over as it is.
    fn raw_input(&mut self, byte: u8) -> Typed {
        let n_lines = self.lines.len();
        match self.lines.back_mut() {
            Some(line) if line.len() < MAX_LINE_LEN => line.push(byte),
            _ if n_lines < MAX_LINES => self.lines.push_back(Vec::from([byte])),
            _ => {}
        }
        Typed::Line
    }

    /// Moves bytes of the oldest line into `buf`; `None` if there is no line.
    pub fn take(&mut self, buf: &mut [u8]) -> Option<usize> {
        let line = self.lines.front_mut()?;
        let n = line.len().min(buf.len());
        buf[..n].copy_from_slice(&line[..n]);
        line.drain(..n);
        if line.is_empty() {
            self.lines.pop_front();
        }
        Some(n)
    }

    /// Behaves in another way from now on. If lines do not matter any more, what was typed of one can be read at once.
    pub fn set_termios(&mut self, termios: Termios) {
        self.termios = termios;
        if !termios.local(bits::ICANON) && !self.line.is_empty() {
            self.end_line();
        }
    }

    /// Bytes that could be read.
    pub fn n_ready(&self) -> usize {
        self.lines.iter().map(Vec::len).sum()
    }

    /// Forgets what was typed and not read.
    pub fn flush(&mut self) {
        self.line.clear();
        self.lines.clear();
    }

    fn end_line(&mut self) -> Typed {
        let line = core::mem::take(&mut self.line);
        if self.lines.len() < MAX_LINES {
            self.lines.push_back(line);
        }
        Typed::Line
    }

    /// Takes the last character back: all bytes of it, if it is not ASCII.
    fn erase(&mut self, echo: &mut dyn FnMut(u8)) {
        while let Some(byte) = self.line.pop() {
            let continues_a_character = byte & 0b1100_0000 == 0b1000_0000;
            if !continues_a_character {
                if self.termios.local(bits::ECHO) {
                    b"\x08 \x08".iter().for_each(|&byte| echo(byte));
                }
                break;
            }
        }
    }
}

impl Default for Tty {
    fn default() -> Self {
        Self::new()
    }
}

/// The UART's interrupt: takes every byte that has arrived and wakes who waits for a line.
#[inline(never)]
pub fn interrupt(k: &mut Kernel) {
    while let Some(byte) = uart::get() {
        match k.tty.input(byte, &mut uart::put) {
            Typed::Edit => {}
            Typed::Line => sched::wakeup(k, Reason::Input),
            Typed::Signal(signal) => {
                // A process group that is gone hears nothing.
                let _ = signal::send_group(k, k.tty.foreground, Info::kernel(signal));
            }
        }
    }
}

/// Reads at most one line; if there is none, waits for it (`block`) or says `EAGAIN`.
#[inline(never)]
pub fn read(k: &mut Kernel, buf: &mut [u8], block: bool) -> Result<usize, Errno> {
    if buf.is_empty() {
        return Ok(0);
    }
    loop {
        if let Some(n) = k.tty.take(buf) {
            return Ok(n);
        }
        if k.tty.termios.flags[3] & bits::ICANON == 0 && k.tty.termios.cc[cc::MIN] == 0 {
            return Ok(0);
        }
        if !block {
            return Err(Errno::Again);
        }
        sched::sleep(k, Reason::Input)?;
    }
}

/// Shows `bytes`, with a carriage return before each line feed unless a program wants none: the terminal does only what
/// it is told.
#[inline(never)]
pub fn write(k: &Kernel, bytes: &[u8]) -> usize {
    let returns = k.tty.termios.output(bits::OPOST | bits::ONLCR);
    for &byte in bytes {
        if byte == b'\n' && returns {
            uart::put(b'\r');
        }
        uart::put(byte);
    }
    bytes.len()
}
