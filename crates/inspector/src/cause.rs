//! What the numbers in the CSRs of the trap path mean.

use isa::csr::{self, Csr};
use texts::cause as words;

/// The words for a value of `scause` or `mcause`. RISC-V Privileged ISA 20240411, §10.1.8 "Supervisor Cause (scause)
/// Register".
pub fn cause_text(cause: u64) -> &'static str {
    match (csr::scause::INTERRUPT.get(cause) == 1, csr::scause::CODE.get(cause)) {
        (false, 0) => words::instruction_misaligned(),
        (false, 1) => words::instruction_access(),
        (false, 2) => words::illegal(),
        (false, 3) => words::breakpoint(),
        (false, 4) => words::load_misaligned(),
        (false, 5) => words::load_access(),
        (false, 6) => words::store_misaligned(),
        (false, 7) => words::store_access(),
        (false, 8) => words::user_ecall(),
        (false, 9) => words::supervisor_ecall(),
        (false, 11) => words::machine_ecall(),
        (false, 12) => words::instruction_page(),
        (false, 13) => words::load_page(),
        (false, 15) => words::store_page(),
        (true, 1) => words::supervisor_software(),
        (true, 3) => words::machine_software(),
        (true, 5) => words::timer(),
        (true, 7) => words::machine_timer(),
        (true, 9) => words::external(),
        (true, 11) => words::machine_external(),
        (_, _) => words::reserved(),
    }
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
        None if va == 0 => words::nothing_yet().into(),
        None => words::no_symbol().into(),
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
            let (code, words) = (csr::scause::CODE.get(value), cause_text(value));
            match csr::scause::INTERRUPT.get(value) == 1 {
                true => words::interrupt(code, words),
                false => words::exception(code, words),
            }
        }
        csr::sepc::NUMBER => place(value),
        csr::stvec::NUMBER => place(value & !3),
        csr::satp::NUMBER => match csr::satp::MODE.get(value) {
            8 => words::sv39(&format!("{:#x}", csr::satp::PPN.get(value) << 12)),
            _ => words::bare().into(),
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
