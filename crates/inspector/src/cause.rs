//! What the numbers in the CSRs of the trap path mean.

use isa::csr::{self, Csr};

/// Exception codes of `scause`. RISC-V Privileged ISA 20240411, §10.1.8 "Supervisor Cause (scause) Register".
const EXCEPTIONS: &[(u64, &str)] = &[
    (0, "instruction address misaligned"),
    (1, "instruction access fault"),
    (2, "illegal instruction"),
    (3, "breakpoint"),
    (4, "load address misaligned"),
    (5, "load access fault"),
    (6, "store address misaligned"),
    (7, "store access fault"),
    (8, "ecall from user mode"),
    (9, "ecall from supervisor mode"),
    (11, "ecall from machine mode"),
    (12, "instruction page fault"),
    (13, "load page fault"),
    (15, "store page fault"),
];

/// Interrupt codes of `scause`; the same section.
const INTERRUPTS: &[(u64, &str)] = &[
    (1, "supervisor software interrupt"),
    (3, "machine software interrupt"),
    (5, "timer interrupt"),
    (7, "machine timer interrupt"),
    (9, "external interrupt"),
    (11, "machine external interrupt"),
];

/// The words for a value of `scause` or `mcause`.
pub fn cause_text(cause: u64) -> &'static str {
    let names = if csr::scause::INTERRUPT.get(cause) == 1 { INTERRUPTS } else { EXCEPTIONS };
    let code = csr::scause::CODE.get(cause);
    names.iter().find(|(number, _)| *number == code).map_or("reserved cause", |(_, name)| name)
}

/// The CSRs of the trap path in the order of a trap: what the hardware wrote, where it went, whose memory it sees.
pub const TRAP_CSRS: &[u16] = &[
    csr::sstatus::NUMBER,
    csr::scause::NUMBER,
    csr::sepc::NUMBER,
    csr::stval::NUMBER,
    csr::stvec::NUMBER,
    csr::sscratch::NUMBER,
    csr::satp::NUMBER,
];

/// What `value` in `csr` means, in a few words. `name_of` names a code address.
pub fn csr_meaning(csr: &Csr, value: u64, name_of: impl Fn(u64) -> Option<String>) -> String {
    let place = |va: u64| match name_of(va) {
        Some(name) => name,
        None if va == 0 => "nothing yet".into(),
        None => "no symbol there".into(),
    };
    match csr.number {
        csr::sstatus::NUMBER => {
            use csr::sstatus::{SIE, SPIE, SPP, SUM};
            let before = if SPP.get(value) == 1 { 'S' } else { 'U' };
            format!(
                "SPP={before} · SPIE={} · SIE={} · SUM={}",
                SPIE.get(value),
                SIE.get(value),
                SUM.get(value)
            )
        }
        csr::scause::NUMBER => {
            let kind = if csr::scause::INTERRUPT.get(value) == 1 { "interrupt " } else { "" };
            format!("{kind}{} — {}", csr::scause::CODE.get(value), cause_text(value))
        }
        csr::sepc::NUMBER => place(value),
        csr::stvec::NUMBER => place(value & !3),
        csr::satp::NUMBER => match csr::satp::MODE.get(value) {
            8 => format!("Sv39 · root table at {:#x}", csr::satp::PPN.get(value) << 12),
            _ => "no translation".into(),
        },
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cause_is_said_in_words() {
        assert_eq!(cause_text(8), "ecall from user mode");
        assert_eq!(cause_text(1 << 63 | 5), "timer interrupt");
        assert_eq!(cause_text(10), "reserved cause");
    }

    #[test]
    fn a_csr_is_said_in_words() {
        let name_of = |_| Some("ls::main+4".to_string());
        let check = |number, value, text: &str| {
            assert_eq!(csr_meaning(csr::find(number).unwrap(), value, name_of), text);
        };
        check(csr::sstatus::NUMBER, 0x20, "SPP=U · SPIE=1 · SIE=0 · SUM=0");
        check(csr::scause::NUMBER, 8, "8 — ecall from user mode");
        check(csr::scause::NUMBER, 1 << 63 | 9, "interrupt 9 — external interrupt");
        check(csr::sepc::NUMBER, 0x10178, "ls::main+4");
        check(csr::satp::NUMBER, 8 << 60 | 0x80421, "Sv39 · root table at 0x80421000");
        check(csr::satp::NUMBER, 0, "no translation");
    }
}
