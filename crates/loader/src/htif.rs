//! The word `tohost`, on which test programs for RISC-V report to whoever runs them: the Host-Target Interface of the
//! Berkeley tools, as `riscv-tests` uses it (`env/p/riscv_test.h`) and Spike understands it (`fesvr/htif.cc`). The machine
//! does not know of it: the word is looked at between two runs.

use machine::Machine;

/// Device and command in the upper bits of the word, for which only the console's output is known here.
const COMMAND_SHIFT: u32 = 48;
const CONSOLE_WRITE: u64 = 0x0101;

/// Where the word is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Htif {
    tohost: u64,
}

/// What a program told.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Told {
    /// Nothing yet.
    Nothing,
    /// It has ended, with this status: 0 is a pass, else it is the number of the case that failed.
    Ended(u64),
    /// A byte for the console.
    Byte(u8),
    /// Something else, which nobody here does: a system call for the host, or another device.
    Unknown(u64),
}

impl Htif {
    /// The word is at physical address `tohost`.
    pub fn new(tohost: u64) -> Self {
        Self { tohost }
    }

    /// Takes what the program has told. A byte is taken out of the word, so that the program can send the next.
    pub fn take(self, machine: &mut Machine) -> Told {
        let mut bytes = [0; 8];
        machine.read_ram(self.tohost, &mut bytes);
        let word = u64::from_le_bytes(bytes);
        match word >> COMMAND_SHIFT {
            0 if word == 0 => Told::Nothing,
            0 if word & 1 != 0 => Told::Ended(word >> 1),
            CONSOLE_WRITE => {
                machine.write_ram(self.tohost, &[0; 8]);
                Told::Byte(word as u8)
            }
            _ => Told::Unknown(word),
        }
    }
}
