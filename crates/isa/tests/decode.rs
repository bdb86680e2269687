//! Decoding and disassembly. The texts are those of LLVM 14's disassembler without aliases, but for `lui`, `auipc` and
//! unnamed CSRs, which are in hexadecimal here.

use isa::{Insn, ROWS, decode};
use proptest::prelude::*;

#[track_caller]
fn check(word: u32, text: &str) {
    assert_eq!(decode(word).unwrap().to_string(), text);
}

#[test]
fn addi_sign_extends_its_immediate() {
    check(0xfff1_0093, "addi ra, sp, -1");
}

#[test]
fn every_format_is_written_as_assemblers_read_it() {
    check(0x0184_b783, "ld a5, 24(s1)");
    check(0xfe11_3c23, "sd ra, -8(sp)");
    check(0x1402_92f3, "csrrw t0, sscratch, t0");
    check(0x1001_7073, "csrrci zero, sstatus, 2");
    check(0x7c00_2573, "csrrs a0, 0x7c0, zero");
    check(0x1234_5537, "lui a0, 0x12345");
    check(0xffff_f517, "auipc a0, 0xfffff");
    check(0xff9f_f0ef, "jal ra, -8");
    check(0x0105_00e7, "jalr ra, 16(a0)");
    check(0xfeb5_1ee3, "bne a0, a1, -4");
    check(0x43f5_5513, "srai a0, a0, 63");
    check(0x4015_551b, "sraiw a0, a0, 1");
    check(0x02b5_0533, "mul a0, a0, a1");
    check(0x0ff0_000f, "fence iorw, iorw");
    check(0x8330_000f, "fence.tso");
    check(0x0000_100f, "fence.i");
    check(0x1005_a52f, "lr.w a0, (a1)");
    check(0x1ec5_b52f, "sc.d.aqrl a0, a2, (a1)");
    check(0x04c5_a52f, "amoadd.w.aq a0, a2, (a1)");
    check(0x1200_0073, "sfence.vma zero, zero");
    check(0x0000_0073, "ecall");
    check(0x1020_0073, "sret");
    check(0x3020_0073, "mret");
    check(0x1050_0073, "wfi");
}

#[test]
fn floating_point_is_written_as_objdump_writes_it() {
    check(0x0184_b787, "fld fa5, 24(s1)");
    check(0xfe11_2c27, "fsw ft1, -8(sp)");
    check(0x00c5_f553, "fadd.s fa0, fa1, fa2");
    check(0x02c5_9553, "fadd.d fa0, fa1, fa2, rtz");
    check(0x6ac5_f543, "fmadd.d fa0, fa1, fa2, fa3");
    check(0x68c5_854f, "fnmadd.s fa0, fa1, fa2, fa3, rne");
    check(0x5a05_f553, "fsqrt.d fa0, fa1");
    check(0x22b5_8553, "fsgnj.d fa0, fa1, fa1");
    check(0xc205_9553, "fcvt.w.d a0, fa1, rtz");
    check(0xd225_f553, "fcvt.d.l fa0, a1");
    check(0x4015_f553, "fcvt.s.d fa0, fa1");
    check(0xe205_9553, "fclass.d a0, fa1");
    check(0xa2c5_a553, "feq.d a0, fa1, fa2");
    check(0xf205_8553, "fmv.d.x fa0, a1");
    check(0x0023_0073 | 0x2000, "csrrs zero, frm, t1");
}

#[test]
fn conversions_that_never_round_show_only_a_rounding_mode_that_assemblers_do_not_put() {
    check(0x4205_8553, "fcvt.d.s fa0, fa1");
    check(0x4205_f553, "fcvt.d.s fa0, fa1, dyn");
    check(0xd205_8553, "fcvt.d.w fa0, a1");
    check(0xd215_a553, "fcvt.d.wu fa0, a1, rdn");
}

#[test]
fn rounding_modes_5_and_6_are_reserved() {
    for rm in 0..8 {
        assert_eq!(decode(0x00c5_8553 | rm << 12).is_some(), !matches!(rm, 5 | 6));
        assert_eq!(decode(0x4205_8553 | rm << 12).is_some(), !matches!(rm, 5 | 6));
        // Here the same bits tell instructions apart: of eight, three are known.
        assert_eq!(decode(0x22b5_8553 | rm << 12).is_some(), rm < 3);
    }
}

#[test]
fn a_compressed_instruction_is_the_one_it_stands_for_but_two_bytes_long() {
    check(0x1141, "addi sp, sp, -16");
    check(0xe406, "sd ra, 8(sp)");
    check(0x60a2, "ld ra, 8(sp)");
    check(0x8082, "jalr zero, 0(ra)");
    check(0x852e, "add a0, zero, a1");
    check(0x717d, "addi sp, sp, -16");
    check(0x0020, "addi s0, sp, 8");
    check(0x7579, "lui a0, 0xffffe");
    check(0xdd75, "beq a0, zero, -4");
    check(0xbfed, "jal zero, -6");
    check(0x9002, "ebreak");
    check(0x2588, "fld fa0, 8(a1)");
    check(0xa588, "fsd fa0, 8(a1)");
    check(0x2022, "fld ft0, 8(sp)");
    check(0xa422, "fsd fs0, 8(sp)");
    check(0x9d0d, "subw a0, a0, a1");
    assert_eq!(decode(0x1141).unwrap().len(), 2);
    assert_eq!(decode(0xffff_1141), decode(0x1141));
}

#[test]
fn reserved_encodings_are_illegal() {
    // The word 0, `c.jr` of x0, `c.addi16sp` and `c.lui` by 0, `c.addiw` and `c.lwsp` to x0, and words of no row.
    for word in [0, 0x8002, 0x6101, 0x6581, 0x2005, 0x4002, 0xffff_ffff, 0x0000_007f, 0x0000_2063] {
        assert_eq!(decode(word), None, "{word:#x}");
    }
}

#[test]
fn a_jump_at_an_address_shows_its_target() {
    let jump = decode(0xff9f_f0ef).unwrap();
    assert_eq!(jump.at(0x8000_0010).to_string(), "jal ra, 0x80000008");
    assert_eq!(jump.target(0x8000_0010), Some(0x8000_0008));
    assert_eq!(decode(0x0105_00e7).unwrap().target(0), None);
}

#[test]
fn an_instruction_fits_eight_bytes_even_where_it_may_be_missing() {
    assert_eq!(size_of::<Insn>(), 8);
    assert_eq!(size_of::<Option<Insn>>(), 8);
}

#[test]
fn no_word_has_two_meanings_and_the_rows_are_those_of_op() {
    for (index, row) in ROWS.iter().enumerate() {
        assert_eq!((row.op as usize, row.op.row().name), (index, row.name));
        assert_eq!(row.bits & !row.mask, 0);
        for other in &ROWS[..index] {
            let common = row.mask & other.mask;
            assert_ne!(row.bits & common, other.bits & common, "{} and {}", row.name, other.name);
        }
    }
}

#[test]
fn all_sixteen_bit_words_decode_or_do_not_without_a_panic() {
    let legal = (0..=u16::MAX).filter(|half| half & 3 != 3).filter_map(|half| decode(half.into()));
    let mut n_legal = 0;
    for insn in legal {
        assert_eq!(insn.len(), 2);
        assert!(!insn.to_string().is_empty());
        n_legal += 1;
    }
    // As many as LLVM 14 knows for RV64GC without the 32 that the manual reserves (`c.lui` by 0, the word 0).
    assert_eq!(n_legal, 46_743);
}

proptest! {
    #[test]
    fn any_word_decodes_to_its_row_or_not_at_all(word: u32) {
        let word = word | 3;
        match decode(word) {
            Some(insn) => {
                let row = insn.op.row();
                prop_assert_eq!(word & row.mask, row.bits);
                prop_assert_eq!(insn.len(), 4);
                prop_assert!(insn.to_string().starts_with(row.name.split('.').next().unwrap()));
                prop_assert!(insn.rd() < 32 && insn.rs1() < 32 && insn.rs2() < 32);
            }
            None => prop_assert!(ROWS.iter().all(|row| word & row.mask != row.bits || row.format.is_rounded())),
        }
    }

    #[test]
    fn operands_come_from_their_fields(op in 0..ROWS.len(), rest: u32) {
        let row = &ROWS[op];
        let mut word = row.bits | rest & !row.mask;
        if row.format.is_rounded() && matches!(word >> 12 & 7, 5 | 6) {
            prop_assert_eq!(decode(word), None);
            word |= 7 << 12;
        }
        prop_assert_eq!(decode(word).map(|insn| insn.op), Some(row.op));
    }
}

#[test]
fn an_instruction_says_what_it_does_with_memory() {
    #[track_caller]
    fn check(word: u32, text: &str, expected: Option<(bool, bool, i64, u64)>) {
        let insn = decode(word).expect("it is legal");
        assert_eq!(insn.to_string(), text);
        assert_eq!(insn.memory().map(|it| (it.load, it.store, it.offset, it.len)), expected);
    }
    check(0xfe44_3503, "ld a0, -28(s0)", Some((true, false, -28, 8)));
    check(0x0044_4503, "lbu a0, 4(s0)", Some((true, false, 4, 1)));
    check(0x00a4_1223, "sh a0, 4(s0)", Some((false, true, 4, 2)));
    check(0x0004_2507, "flw fa0, 0(s0)", Some((true, false, 0, 4)));
    check(0x1004_252f, "lr.w a0, (s0)", Some((true, false, 0, 4)));
    check(0x18b4_352f, "sc.d a0, a1, (s0)", Some((false, true, 0, 8)));
    check(0x00b4_352f, "amoadd.d a0, a1, (s0)", Some((true, true, 0, 8)));
    check(0x0000_8067, "jalr zero, 0(ra)", None);
    check(0x6108, "ld a0, 0(a0)", Some((true, false, 0, 8)));
    check(0xe108, "sd a0, 0(a0)", Some((false, true, 0, 8)));
    check(0x00a4_0433, "add s0, s0, a0", None);
}
