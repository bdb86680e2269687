//! Traps: what can go wrong or interrupt, its number, and what the hardware does about it.

/// Why a trap was taken, as in `scause` and `mcause`. RISC-V Privileged ISA 20240411 §10.1.8 "Supervisor Cause (scause)
/// Register".
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Cause {
    /// An interrupt, not an exception.
    pub interrupt: bool,
    /// The exception code.
    pub code: u8,
}

impl Cause {
    /// As the register holds it.
    pub const fn bits(self) -> u64 {
        (self.interrupt as u64) << 63 | self.code as u64
    }
}
