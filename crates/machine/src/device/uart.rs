//! 16550 UART. Sending takes no time; what comes from outside waits in a queue for room in the receiver's FIFO. National
//! Semiconductor PC16550D data sheet, §8 "Registers".

use std::collections::VecDeque;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use board::uart::*;

/// Bytes that the receiver's FIFO holds.
const FIFO_LEN: usize = 16;
/// FCR: FIFOs on, clear the receiver's, trigger level (two bits).
const FCR_ENABLE: u8 = 1;
const FCR_CLEAR_RX: u8 = 2;
const FCR_TRIGGER_SHIFT: u8 = 6;
/// Bytes that must have arrived for an interrupt, by trigger level.
const TRIGGERS: [usize; 4] = [1, 4, 8, 14];
/// MCR: what is sent is received.
const MCR_LOOP: u8 = 0x10;
/// IIR: nothing pending; the transmitter is empty; a byte arrived; bytes arrived, but fewer than the trigger level; the
/// FIFOs are on.
const IIR_NONE: u8 = 1;
const IIR_TX: u8 = 2;
const IIR_RX: u8 = 4;
const IIR_TIMEOUT: u8 = 0xc;
const IIR_FIFOS: u8 = 0xc0;
/// MSR: clear to send, data set ready, carrier: somebody is at the other end.
const MSR_CONNECTED: u8 = 0xb0;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Uart {
    ier: u8,
    fcr: u8,
    lcr: u8,
    mcr: u8,
    scr: u8,
    divisor: [u8; 2],
    /// The transmitter became empty and nobody has been told.
    tx_pending: bool,
    fifo: VecDeque<u8>,
    queue: Queue,
    /// Bytes sent since reset.
    pub transmitted: u64,
}

impl Uart {
    pub fn new() -> Self {
        Self {
            ier: 0,
            fcr: 0,
            lcr: 0,
            mcr: 0,
            scr: 0,
            divisor: [0; 2],
            tx_pending: false,
            fifo: VecDeque::new(),
            queue: Queue::default(),
            transmitted: 0,
        }
    }

    /// Bytes from outside.
    pub fn input(&mut self, bytes: &[u8]) {
        self.queue.push(bytes);
        self.fill();
    }

    /// Moves bytes from the queue to the FIFO while there is room.
    fn fill(&mut self) {
        let room = if self.fcr & FCR_ENABLE != 0 { FIFO_LEN } else { 1 };
        while self.fifo.len() < room
            && let Some(byte) = self.queue.pop()
        {
            self.fifo.push_back(byte);
        }
    }

    /// The interrupt to name in IIR, most urgent first.
    fn identification(&self) -> u8 {
        let trigger =
            if self.fcr & FCR_ENABLE != 0 { TRIGGERS[(self.fcr >> FCR_TRIGGER_SHIFT) as usize] } else { 1 };
        if self.ier & IER_RX != 0 && !self.fifo.is_empty() {
            // The line is idle whenever the guest looks, so that what is there has timed out already.
            if self.fifo.len() >= trigger { IIR_RX } else { IIR_TIMEOUT }
        } else if self.ier & IER_TX != 0 && self.tx_pending {
            IIR_TX
        } else {
            IIR_NONE
        }
    }

    /// Whether the interrupt line is up.
    pub fn interrupts(&self) -> bool {
        self.identification() != IIR_NONE
    }

    pub fn read(&mut self, offset: u64) -> u8 {
        let latch = self.lcr & LCR_DLAB != 0;
        match offset {
            RBR_THR | IER if latch => self.divisor[offset as usize],
            RBR_THR => {
                let byte = self.fifo.pop_front().unwrap_or(0);
                self.fill();
                byte
            }
            IER => self.ier,
            IIR_FCR => {
                let identification = self.identification();
                if identification == IIR_TX {
                    self.tx_pending = false;
                }
                identification | if self.fcr & FCR_ENABLE != 0 { IIR_FIFOS } else { 0 }
            }
            LCR => self.lcr,
            MCR => self.mcr,
            LSR => LSR_TX_EMPTY | LSR_TX_IDLE | if self.fifo.is_empty() { 0 } else { LSR_RX_READY },
            // In a loop the modem lines are those of MCR: OUT2, OUT1, DTR, RTS.
            MSR if self.mcr & MCR_LOOP != 0 => {
                (self.mcr & 0x0c) << 4 | (self.mcr & 0x02) << 3 | (self.mcr & 0x01) << 5
            }
            MSR => MSR_CONNECTED,
            SCR => self.scr,
            _ => 0,
        }
    }

    /// Writes a register; the byte that was sent, if one was.
    pub fn write(&mut self, offset: u64, value: u8) -> Option<u8> {
        let latch = self.lcr & LCR_DLAB != 0;
        match offset {
            RBR_THR | IER if latch => self.divisor[offset as usize] = value,
            RBR_THR => {
                self.tx_pending = true;
                if self.mcr & MCR_LOOP == 0 {
                    self.transmitted += 1;
                    return Some(value);
                }
                if self.fifo.len() < FIFO_LEN {
                    self.fifo.push_back(value);
                }
            }
            IER => {
                // To ask for the interrupt of an empty transmitter is to get it.
                self.tx_pending |= value & !self.ier & IER_TX != 0;
                self.ier = value & 0xf;
            }
            IIR_FCR => {
                if value & FCR_CLEAR_RX != 0 || (value ^ self.fcr) & FCR_ENABLE != 0 {
                    self.fifo.clear();
                }
                self.fcr = value & (FCR_ENABLE | 3 << FCR_TRIGGER_SHIFT);
                self.fill();
            }
            LCR => self.lcr = value,
            MCR => self.mcr = value & 0x1f,
            SCR => self.scr = value,
            _ => {}
        }
        None
    }
}

/// Bytes that wait outside. The pieces are shared: every checkpoint has the queue.
#[derive(Clone, Default, Debug)]
struct Queue {
    pieces: VecDeque<Rc<[u8]>>,
    /// Bytes of the first piece that are gone.
    taken: usize,
}

impl Queue {
    fn push(&mut self, bytes: &[u8]) {
        if !bytes.is_empty() {
            self.pieces.push_back(bytes.into());
        }
    }

    fn pop(&mut self) -> Option<u8> {
        let first = self.pieces.front()?;
        let byte = first[self.taken];
        self.taken += 1;
        if self.taken == first.len() {
            self.pieces.pop_front();
            self.taken = 0;
        }
        Some(byte)
    }

    fn bytes(&self) -> impl Iterator<Item = u8> {
        self.pieces.iter().flat_map(|piece| piece.iter().copied()).skip(self.taken)
    }
}

/// How the bytes came in pieces is no part of the state.
impl PartialEq for Queue {
    fn eq(&self, other: &Self) -> bool {
        self.bytes().eq(other.bytes())
    }
}

impl Eq for Queue {}

impl Hash for Queue {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.bytes().for_each(|byte| state.write_u8(byte));
        state.write_u64(self.bytes().count() as u64);
    }
}
