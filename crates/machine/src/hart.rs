//! The hart: registers, mode, CSR values. Data only; what changes it is in `execute.rs`, `trap.rs` and `csr.rs`.

use crate::csr::Csrs;

/// A privilege mode. RISC-V Privileged ISA 20240411 §1.2 "Privilege Levels".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Mode {
    /// User: programs.
    U = 0,
    /// Supervisor: the kernel.
    S = 1,
    /// Machine: firmware.
    M = 3,
}

impl Mode {
    /// The mode with this encoding; 2 is reserved.
    pub const fn from_bits(bits: u64) -> Option<Self> {
        match bits {
            0 => Some(Self::U),
            1 => Some(Self::S),
            3 => Some(Self::M),
            _ => None,
        }
    }
}

/// One hardware thread. All of it is architectural state.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Hart {
    /// The integer registers; `x[0]` is always 0.
    pub x: [u64; 32],
    /// The floating-point registers; a single-precision value has all bits above it set.
    pub f: [u64; 32],
    /// Address of the next instruction.
    pub pc: u64,
    /// The privilege mode it runs in.
    pub mode: Mode,
    /// In `wfi`: time passes, instructions do not. Ends when an interrupt that `mie` enables is pending.
    pub waiting: bool,
    /// Physical address that `lr` reserved and `sc` may write.
    pub(crate) reservation: Option<u64>,
    pub(crate) csrs: Csrs,
}

impl Hart {
    /// After reset. RISC-V Privileged ISA 20240411 §3.4 "Reset".
    pub(crate) fn new() -> Self {
        Self {
            x: [0; 32],
            f: [0; 32],
            pc: board::RAM_BASE,
            mode: Mode::M,
            waiting: false,
            reservation: None,
            csrs: Csrs::new(),
        }
    }
}
