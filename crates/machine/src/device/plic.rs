//! Platform-level interrupt controller: which source interrupts which context. RISC-V Platform-Level Interrupt Controller
//! Specification 1.0.0.

use board::plic::*;

/// Words of a bit set over the sources.
const WORDS: usize = SOURCES as usize / 32;
/// Contexts of this board: M and S of hart 0.
const CONTEXTS: usize = 2;
/// Priorities and thresholds have three bits, as on QEMU's board.
const PRIORITY_MASK: u32 = 7;

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Plic {
    priority: [u32; SOURCES as usize],
    /// What the sources' lines say.
    level: [u32; WORDS],
    pending: [u32; WORDS],
    /// Claimed and not completed: the gateway holds further interrupts back.
    claimed: [u32; WORDS],
    enable: [[u32; WORDS]; CONTEXTS],
    threshold: [u32; CONTEXTS],
    /// Whether each context's line is up; follows from the rest.
    signals: [bool; CONTEXTS],
}

impl Plic {
    pub fn new() -> Self {
        Self {
            priority: [0; SOURCES as usize],
            level: [0; WORDS],
            pending: [0; WORDS],
            claimed: [0; WORDS],
            enable: [[0; WORDS]; CONTEXTS],
            threshold: [0; CONTEXTS],
            signals: [false; CONTEXTS],
        }
    }

    /// Whether the context's interrupt is pending.
    pub fn signals(&self, context: u64) -> bool {
        self.signals[context as usize]
    }

    /// A source's line goes up or down. §1.4 "Interrupt Gateways": of a level-triggered source.
    pub fn set_level(&mut self, source: u32, up: bool) {
        let (word, bit) = (source as usize / 32, 1 << (source % 32));
        if (self.level[word] & bit != 0) == up {
            return;
        }
        self.level[word] ^= bit;
        // As on QEMU's board a line that falls takes its unclaimed request back.
        self.pending[word] = self.pending[word] & !bit | if up { bit } else { 0 };
        self.evaluate();
    }

    /// The source to serve next in a context: of the highest priority, the lowest number. §5 "Interrupt Priorities".
    fn best(&self, context: usize) -> Option<u32> {
        let waiting = |word: usize| self.pending[word] & !self.claimed[word] & self.enable[context][word];
        let sources = (0..SOURCES).filter(|source| waiting(*source as usize / 32) >> (source % 32) & 1 != 0);
        let above = sources.filter(|source| self.priority[*source as usize] > self.threshold[context]);
        above.reduce(
            |best, other| {
                if self.priority[other as usize] > self.priority[best as usize] { other } else { best }
            },
        )
    }

    fn evaluate(&mut self) {
        self.signals = [0, 1].map(|context| self.best(context).is_some());
    }

    /// §8 "Interrupt Claim Process".
    fn claim(&mut self, context: usize) -> u32 {
        let Some(source) = self.best(context) else { return 0 };
        self.pending[source as usize / 32] &= !(1 << (source % 32));
        self.claimed[source as usize / 32] |= 1 << (source % 32);
        self.evaluate();
        source
    }

    /// §9 "Interrupt Completion": of a source that is not enabled it is ignored. A line still up asks again.
    fn complete(&mut self, context: usize, source: u32) {
        let (word, bit) = (source as usize / 32, 1 << (source % 32));
        if source < SOURCES && self.enable[context][word] & bit != 0 {
            self.claimed[word] &= !bit;
            self.pending[word] |= self.level[word] & bit;
            self.evaluate();
        }
    }

    /// Reads a register; `None` if the access is not 32 bits. What is not there reads 0.
    pub fn read(&mut self, offset: u64, size: usize) -> Option<u32> {
        Some(match Register::at(offset, size)? {
            Register::Priority(source) => self.priority[source],
            Register::Pending(word) => self.pending[word],
            Register::Enable(context, word) => self.enable[context][word],
            Register::Threshold(context) => self.threshold[context],
            Register::Claim(context) => self.claim(context),
            Register::Nothing => 0,
        })
    }

    /// Writes a register; `None` if the access is not 32 bits.
    pub fn write(&mut self, offset: u64, size: usize, value: u32) -> Option<()> {
        match Register::at(offset, size)? {
            Register::Priority(0) | Register::Pending(_) | Register::Nothing => {}
            Register::Priority(source) => self.priority[source] = value & PRIORITY_MASK,
            // There is no source 0.
            Register::Enable(context, 0) => self.enable[context][0] = value & !1,
            Register::Enable(context, word) => self.enable[context][word] = value,
            Register::Threshold(context) => self.threshold[context] = value & PRIORITY_MASK,
            Register::Claim(context) => self.complete(context, value),
        }
        self.evaluate();
        Some(())
    }
}

/// A register of the memory map. §3 "Memory Map".
enum Register {
    Priority(usize),
    Pending(usize),
    Enable(usize, usize),
    Threshold(usize),
    Claim(usize),
    Nothing,
}

impl Register {
    fn at(offset: u64, size: usize) -> Option<Self> {
        if size != 4 {
            return None;
        }
        let index = |base: u64| ((offset - base) / 4) as usize;
        Some(match offset {
            PRIORITY..PENDING if index(PRIORITY) < SOURCES as usize => Self::Priority(index(PRIORITY)),
            PENDING..ENABLE if index(PENDING) < WORDS => Self::Pending(index(PENDING)),
            ENABLE..THRESHOLD => {
                let (context, within) =
                    ((offset - ENABLE) / ENABLE_STRIDE, (offset - ENABLE) % ENABLE_STRIDE);
                let (context, word) = (context as usize, within as usize / 4);
                if context < CONTEXTS && word < WORDS { Self::Enable(context, word) } else { Self::Nothing }
            }
            THRESHOLD.. => {
                let context = ((offset - THRESHOLD) / CONTEXT_STRIDE) as usize;
                match (offset - THRESHOLD) % CONTEXT_STRIDE {
                    0 if context < CONTEXTS => Self::Threshold(context),
                    4 if context < CONTEXTS => Self::Claim(context),
                    _ => Self::Nothing,
                }
            }
            _ => Self::Nothing,
        })
    }
}
