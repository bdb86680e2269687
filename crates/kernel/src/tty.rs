//! The terminal. Between the UART and a program that reads stands the *line discipline*: it echoes what is typed, lets
//! the typist correct it, and hands over whole lines.
//!
//! Simplified: there is one terminal, always in canonical mode, and no job control. Ctrl-C ends the program that the
//! shell waits for, which is found by following the youngest child from the first process on.

use alloc::collections::VecDeque;
use alloc::vec::Vec;

use abi::Errno;

use crate::kernel::Kernel;
use crate::limits::{MAX_LINE_LEN, MAX_LINES};
use crate::process::Reason;
use crate::{lifecycle, sched, uart};

const CTRL_C: u8 = 3;
const CTRL_D: u8 = 4;
const CTRL_U: u8 = 21;
const BACKSPACE: u8 = 8;
const DELETE: u8 = 127;

/// The state of the line discipline.
pub struct Tty {
    /// The line that is being typed.
    pub line: Vec<u8>,
    /// Lines that nobody has read yet. One without a line feed was ended by Ctrl-D; an empty one is the end of input.
    pub lines: VecDeque<Vec<u8>>,
}

/// What a byte that arrived leads to.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Typed {
    /// Nothing but an echo.
    Edit,
    /// There is a line to read.
    Line,
    /// The foreground program is to end.
    Interrupt,
}

impl Tty {
    /// Nothing typed.
    pub const fn new() -> Self {
        Self { line: Vec::new(), lines: VecDeque::new() }
    }

    /// Takes a byte from the keyboard; calls `echo` for each byte that the terminal shall show.
    pub fn input(&mut self, byte: u8, echo: &mut dyn FnMut(u8)) -> Typed {
        match byte {
            b'\r' | b'\n' => {
                b"\r\n".iter().for_each(|&byte| echo(byte));
                self.line.push(b'\n');
                self.end_line()
            }
            CTRL_D => self.end_line(),
            CTRL_C => {
                b"^C\r\n".iter().for_each(|&byte| echo(byte));
                self.line.clear();
                Typed::Interrupt
            }
            BACKSPACE | DELETE => {
                self.erase(echo);
                Typed::Edit
            }
            CTRL_U => {
                while !self.line.is_empty() {
                    self.erase(echo);
                }
                Typed::Edit
            }
            _ => {
                if self.line.len() < MAX_LINE_LEN && (byte == b'\t' || byte >= b' ') {
                    self.line.push(byte);
                    echo(byte);
                }
                Typed::Edit
            }
        }
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
                b"\x08 \x08".iter().for_each(|&byte| echo(byte));
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
            Typed::Interrupt => interrupt_foreground(k),
        }
    }
}

fn interrupt_foreground(k: &mut Kernel) {
    match lifecycle::foreground(k) {
        Some(id) => lifecycle::kill(k, id, abi::SIGINT as u32),
        // The shell itself is in the foreground: an empty line makes it show its prompt again.
        None => {
            k.tty.input(b'\n', &mut |_| ());
            sched::wakeup(k, Reason::Input);
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
        if !block {
            return Err(Errno::Again);
        }
        if k.current().ending.is_some() {
            return Err(Errno::Intr);
        }
        sched::sleep(k, Reason::Input);
    }
}

/// Shows `bytes`, with a carriage return before each line feed: the terminal does only what it is told.
#[inline(never)]
pub fn write(bytes: &[u8]) -> usize {
    for &byte in bytes {
        if byte == b'\n' {
            uart::put(b'\r');
        }
        uart::put(byte);
    }
    bytes.len()
}
