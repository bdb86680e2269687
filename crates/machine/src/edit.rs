//! A hand from outside: what the guest did not do itself. For the question "what if".

use serde::{Deserialize, Serialize};

use crate::Machine;
use crate::hart::Mode;

/// A change to one place of the machine, made between two steps.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Edit {
    /// The integer register of this number, from 1 to 31.
    Register(u8, u64),
    /// The program counter; its lowest bit is not kept.
    Pc(u64),
    /// The CSR of this number, as `csrw` in machine mode writes it: it keeps what it can hold.
    Csr(u16, u64),
    /// The eight bytes of RAM at this physical address, a multiple of 8.
    Word(u64, u64),
    /// The byte of RAM at this physical address.
    Byte(u64, u8),
}

impl Machine {
    /// Makes a change. All translations are forgotten, as after `sfence.vma`, so that a page-table entry counts at once. False,
    /// and nothing changed, if there is no such place.
    pub fn edit(&mut self, edit: Edit) -> bool {
        let done = match edit {
            Edit::Register(number @ 1..=31, value) => {
                self.hart.x[number as usize] = value;
                true
            }
            Edit::Register(..) => false,
            Edit::Pc(value) => {
                self.hart.pc = value & !1;
                self.hart.waiting = false;
                true
            }
            Edit::Csr(number, value) => self.edit_csr(number, value),
            Edit::Word(pa, value) => pa % 8 == 0 && self.write_ram(pa, &value.to_le_bytes()),
            Edit::Byte(pa, value) => self.write_ram(pa, &[value]),
        };
        self.flush_tlbs();
        done
    }

    fn edit_csr(&mut self, number: u16, value: u64) -> bool {
        let mode = std::mem::replace(&mut self.hart.mode, Mode::M);
        let exists = self.csr(number).is_some() && self.may_access(number, true);
        if exists {
            self.write_csr(number, value);
        }
        self.hart.mode = mode;
        exists
    }
}

#[cfg(test)]
mod tests {
    use isa::csr;

    use super::*;

    #[test]
    fn each_place_takes_what_it_can_hold() {
        let mut machine = Machine::new(1 << 20);
        let ram = board::RAM_BASE;
        assert!(machine.edit(Edit::Register(10, 7)) && machine.hart.x[10] == 7);
        assert!(machine.edit(Edit::Pc(ram + 5)) && machine.hart.pc == ram + 4);
        assert!(machine.edit(Edit::Word(ram + 8, 0x1122)) && machine.edit(Edit::Byte(ram + 9, 0x33)));
        let mut bytes = [0; 3];
        assert!(machine.read_ram(ram + 8, &mut bytes));
        assert_eq!(bytes, [0x22, 0x33, 0]);
        machine.hart.mode = Mode::U;
        assert!(machine.edit(Edit::Csr(csr::sepc::NUMBER, 0x123)));
        assert_eq!((machine.csr(csr::sepc::NUMBER), machine.hart.mode), (Some(0x122), Mode::U));
    }

    #[test]
    fn what_is_not_there_is_refused_and_nothing_changes() {
        let mut machine = Machine::new(1 << 20);
        let digest = machine.digest();
        let end = board::RAM_BASE + (1 << 20);
        for edit in [
            Edit::Register(0, 1),
            Edit::Register(32, 1),
            Edit::Csr(0x5c0, 1),
            Edit::Csr(csr::mhartid::NUMBER, 1),
            Edit::Csr(csr::cycle::NUMBER, 1),
            Edit::Word(board::RAM_BASE + 4, 1),
            Edit::Word(0, 1),
            Edit::Word(end, 1),
            Edit::Byte(u64::MAX, 1),
        ] {
            assert!(!machine.edit(edit), "{edit:?}");
        }
        assert_eq!(machine.digest(), digest);
    }
}
