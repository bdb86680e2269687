//! Trials of restartable sequences, and of what a program is told of the hart.

use abi::Errno::*;
use abi::Syscall::*;
use abi::{RSEQ_FLAG_UNREGISTER, RSEQ_SIGNATURE};
use user::arch;

use super::{SCRATCH, Trial, bad, expect, good, in_child, word, words};

pub const TRIALS: &[Trial] = &[
    ("a sequence that was interrupted begins anew", sequences),
    ("a sequence that is rubbish ends its thread", rubbish),
    ("a program can ask what the hart can do", probes),
];

const SIGNATURE: u64 = RSEQ_SIGNATURE as u64;
/// A good place for an area.
const AREA: u64 = SCRATCH + 1024;

fn sequences() {
    words(1024, &[u64::MAX, 0, u64::MAX << 32, u64::MAX]);
    for area in [AREA + 8, AREA + 16] {
        bad(Rseq, [area, 32, 0, SIGNATURE], Invalid);
    }
    bad(Rseq, [AREA, 28, 0, SIGNATURE], Invalid);
    bad(Rseq, [AREA, 32, 2, SIGNATURE], Invalid);
    bad(Rseq, [1 << 38, 32, 0, SIGNATURE], Fault);
    bad(Rseq, [AREA, 32, RSEQ_FLAG_UNREGISTER, SIGNATURE], Invalid);
    good(Rseq, [AREA, 32, 0, SIGNATURE]);
    expect((word(1024), word(1040), word(1048) as u32) == (0, 0, 0), "hart 0, node 0");
    bad(Rseq, [AREA, 32, 0, SIGNATURE], Busy);
    bad(Rseq, [AREA, 32, 0, 7], Perm);
    bad(Rseq, [AREA + 32, 32, 0, SIGNATURE], Invalid);
    // It never ends by itself.
    arch::endless_sequence(AREA, SCRATCH + 2048);
    expect(word(1032) == 0, "it was left, and forgotten");
    expect(in_child(|| arch::endless_sequence(AREA, SCRATCH + 2048)) == 0, "a child inherits it");
    bad(Rseq, [AREA, 32, RSEQ_FLAG_UNREGISTER, 7], Perm);
    bad(Rseq, [AREA + 32, 32, RSEQ_FLAG_UNREGISTER, SIGNATURE], Invalid);
    good(Rseq, [AREA, 32, RSEQ_FLAG_UNREGISTER, SIGNATURE]);
    expect(word(1024) == 0xffff_ffff << 32, "nobody writes there any more");
    good(Rseq, [AREA, 32, 0, SIGNATURE]);
}

fn rubbish() {
    expect(in_child(|| good(Rseq, [0x4000, 32, 0, SIGNATURE])) == abi::SIGSEGV, "there is no such area");
    let interrupted_with = |signature, sequence: u64, words_of_it: [u64; 4]| {
        in_child(|| {
            good(Rseq, [AREA, 32, 0, signature]);
            words(2048, &words_of_it);
            words(1032, &[sequence]);
            crate::sleep(1);
        })
    };
    let text = sequences as *const () as u64;
    expect(interrupted_with(SIGNATURE, 0, [0; 4]) == 0, "none");
    expect(interrupted_with(SIGNATURE, 8, [0; 4]) == abi::SIGSEGV, "nowhere");
    for words_of_it in [
        [1, text, 16, text + 64],
        [1 << 32, text, 16, text + 64],
        [0, text, 16, text + 8],
        [0, text, u64::MAX, text + 8],
        [0, text, 16, 1 << 63],
        [0, text, 16, 2],
        [0, 1 << 38, 16, text],
        [0, text, 16, text + 64],
    ] {
        let status = interrupted_with(0x1234_5678, SCRATCH + 2048, words_of_it);
        expect(status == abi::SIGSEGV, "a sequence that cannot be left");
    }
    let status = in_child(|| {
        good(Rseq, [AREA, 32, 0, SIGNATURE ^ 1]);
        arch::endless_sequence(AREA, SCRATCH + 2048);
    });
    expect(status == abi::SIGSEGV, "what is not signed is not jumped to");
}

fn probes() {
    use abi::{RISCV_HWPROBE_KEY_BASE_BEHAVIOR, RISCV_HWPROBE_KEY_IMA_EXT_0, RISCV_HWPROBE_WHICH_CPUS};
    let pairs =
        words(256, &[RISCV_HWPROBE_KEY_BASE_BEHAVIOR, 99, RISCV_HWPROBE_KEY_IMA_EXT_0, 99, 1 << 40, 99]);
    good(RiscvHwprobe, [pairs, 3, 0, 0, 0]);
    let of = |index: u64| (word(256 + 16 * index), word(264 + 16 * index));
    expect(of(0) == (RISCV_HWPROBE_KEY_BASE_BEHAVIOR, 1), "I, M and A");
    expect(of(1) == (RISCV_HWPROBE_KEY_IMA_EXT_0, 3), "F, D and C");
    expect(of(2) == (u64::MAX, 0), "what is not known");
    for key in 0..10 {
        good(RiscvHwprobe, [words(256, &[key, 0]), 1, 8, words(0, &[1]), 0]);
        expect(word(256) == key, "a key that is known");
    }
    bad(RiscvHwprobe, [pairs, 1, 8, words(0, &[2]), 0], Invalid);
    bad(RiscvHwprobe, [pairs, 1, 8, 8, 0], Fault);
    bad(RiscvHwprobe, [8, 1, 0, 0, 0], Fault);
    bad(RiscvHwprobe, [pairs, 1, 0, 0, 2], Invalid);
    bad(RiscvHwprobe, [pairs, 1, 0, 0, RISCV_HWPROBE_WHICH_CPUS], Invalid);
    for (wanted, harts) in [(1, 1), (3, 1), (7, 0)] {
        words(256, &[RISCV_HWPROBE_KEY_IMA_EXT_0, wanted]);
        good(RiscvHwprobe, [pairs, 1, 8, words(0, &[0xff]), RISCV_HWPROBE_WHICH_CPUS]);
        expect(word(0) == harts, "those harts that have it");
    }
}
