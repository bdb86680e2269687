//! Any word as an instruction: the machine never panics, and what the manual gives no meaning to traps.

mod common;

use common::{BASE, csr, load};
use isa::{decode, length};
use machine::{Machine, Mode};

/// 32-bit words to try, besides all 16-bit words.
const WORDS: u32 = 300_000;

/// Executes `word` in `mode`, with registers that lead somewhere and nowhere.
fn check(machine: &mut Machine, word: u32, mode: Mode) {
    assert!(machine.write_ram(BASE, &word.to_le_bytes()));
    for register in 1..32 {
        machine.hart.x[register] = BASE.wrapping_add(0x1357 << (2 * register));
    }
    (machine.hart.pc, machine.hart.mode) = (BASE, mode);
    machine.step();
    if decode(word).is_none() {
        let half = length(word as u16) == 2;
        let seen = if half { word & 0xffff } else { word };
        assert_eq!((csr(machine, "mcause"), csr(machine, "mtval")), (2, seen.into()), "{word:08x}");
        assert_eq!((machine.hart.mode, csr(machine, "mepc")), (Mode::M, BASE), "{word:08x}");
    }
}

/// A machine whose U-mode may use all addresses, as new: what one word did shall not keep the next from running.
fn fresh() -> Machine {
    let mut machine = load(&format!("{} \n wfi", common::OPEN_MEMORY));
    for _ in 0..3 {
        machine.step();
    }
    machine
}

#[test]
fn every_sixteen_bit_word_runs_or_traps() {
    let mut machine = fresh();
    for half in (0..=u16::MAX).filter(|half| length(*half) == 2) {
        check(&mut machine, half.into(), Mode::U);
    }
}

#[test]
fn words_of_any_bits_run_or_trap() {
    let (mut machine, mut word) = (fresh(), 1u32);
    for n in 0..WORDS {
        // Of a CSR or a fence may come what makes the next a different test.
        if n % 64 == 0 {
            machine = fresh();
        }
        word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // The low bits of such a generator are poor.
        check(&mut machine, word.rotate_left(13) | 3, if n % 2 == 0 { Mode::U } else { Mode::M });
    }
}
