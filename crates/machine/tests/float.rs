//! Floating point but for its arithmetic, which `apfloat.rs` compares: registers, boxes, classes, `fcsr`, `mstatus.FS`.

mod common;
use common::{csr, finish, x};

const FS: u64 = 3 << 13;
const SD: u64 = 1 << 63;
const NAN: u64 = 0x7ff8_0000_0000_0000;
const NAN_S: u64 = 0x7fc0_0000;
const BOX: u64 = 0xffff_ffff_0000_0000;

/// `source` with the extension on, clean, and `s0` at some RAM.
fn on(source: &str) -> String {
    format!("li t0, 0x4000 \n csrrw zero, mstatus, t0 \n li s0, 0x80100000 \n {source} \n wfi")
}

/// `a0` after `instruction` with these in `fa1` and `fa2`, and the flags.
#[track_caller]
fn result(a: u64, b: u64, instruction: &str) -> (u64, u64) {
    let end = if instruction.contains(" fa0") { "fmv.x.d a0, fa0" } else { "nop" };
    let machine = finish(&on(&format!(
        "li t1, {a:#x} \n li t2, {b:#x} \n fmv.d.x fa1, t1 \n fmv.d.x fa2, t2 \n {instruction} \n {end}"
    )));
    (x(&machine, "a0"), csr(&machine, "fflags"))
}

#[test]
fn everything_of_floating_point_is_illegal_while_its_state_is_off() {
    for source in [
        "fld fa0, 0(zero)",
        "fsw fa0, 0(zero)",
        "fadd.s fa0, fa1, fa2",
        "fmadd.d fa0, fa1, fa2, fa3",
        "fclass.s a0, fa0",
        "fmv.x.d a0, fa0",
        "fmv.w.x fa0, a0",
        "fcvt.d.l fa0, a0",
        "feq.s a0, fa0, fa1",
        "fsgnj.d fa0, fa1, fa2",
        "csrrs a0, fcsr, zero",
        "csrrw zero, frm, a0",
        ".half 0x2588",
    ] {
        let trap = format!("la t0, trap \n csrrw zero, mtvec, t0 \n {source} \n .align 4 \n trap: \n wfi");
        let machine = finish(&trap);
        assert_eq!((csr(&machine, "mcause"), csr(&machine, "mstatus") & (FS | SD)), (2, 0), "{source}");
    }
}

#[test]
fn what_changes_floating_point_state_makes_it_dirty() {
    for (source, dirty) in [
        ("nop", false),
        ("fsd fa0, 0(s0)", false),
        ("fmv.x.d a0, fa0", false),
        ("fclass.d a0, fa0", false),
        ("feq.d a0, fa0, fa1", false),
        ("csrrs a0, fcsr, zero", false),
        ("fld fa0, 0(s0)", true),
        ("fadd.d fa0, fa1, fa2", true),
        ("fmv.d.x fa0, zero", true),
        ("csrrw zero, frm, zero", true),
        ("csrrsi a0, fflags, 1", true),
    ] {
        let machine = finish(&on(source));
        let expected = if dirty { SD | FS } else { 0x4000 };
        assert_eq!(csr(&machine, "mstatus") & (SD | FS), expected, "{source}");
        assert_eq!(csr(&machine, "sstatus") & (SD | FS), expected, "{source}");
    }
    // A comparison that raises a flag changes `fcsr`.
    let nan = "li t1, -1 \n fmv.d.x fa0, t1 \n csrrw zero, mstatus, t0 \n flt.d a0, fa0, fa0";
    assert_eq!(csr(&finish(&on(nan)), "mstatus") & (SD | FS), SD | FS);
}

#[test]
fn fcsr_is_the_flags_and_the_rounding_mode() {
    let machine = finish(&on(
        "li t1, -1 \n csrrw zero, fcsr, t1 \n csrrs a0, fcsr, zero \n csrrs a1, frm, zero \n csrrs a2, fflags, zero
        csrrwi a3, frm, 2 \n csrrci a4, fflags, 3 \n csrrs a5, fcsr, zero",
    ));
    let seen = ["a0", "a1", "a2", "a3", "a4", "a5"].map(|name| x(&machine, name));
    assert_eq!(seen, [0xff, 7, 31, 7, 31, 0x5c]);
}

#[test]
fn a_reserved_rounding_mode_in_frm_is_illegal_where_it_is_asked_for() {
    for (source, illegal) in [
        ("fadd.s fa0, fa1, fa2", true),
        ("fcvt.d.w fa0, a0, rne", false),
        ("fsqrt.d fa0, fa1", true),
        ("fadd.s fa0, fa1, fa2, rtz", false),
        ("fmin.s fa0, fa1, fa2", false),
        ("fcvt.d.s fa0, fa1", true),
    ] {
        for frm in 5..8 {
            let start = format!("la t0, trap \n csrrw zero, mtvec, t0 \n csrrwi zero, frm, {frm}");
            let machine = finish(&on(&format!("{start} \n {source} \n wfi \n .align 4 \n trap: \n wfi")));
            assert_eq!(csr(&machine, "mcause") == 2, illegal, "{source} with {frm}");
        }
    }
}

#[test]
fn a_single_that_is_not_boxed_is_a_nan_but_is_stored_and_moved_as_it_is() {
    let one = 0x3f80_0000;
    assert_eq!(result(BOX | one, one, "fadd.s fa0, fa1, fa2"), (BOX | NAN_S, 0));
    assert_eq!(result(one, BOX | 1 << 31, "fsgnj.s fa0, fa1, fa2"), (BOX | NAN_S | 1 << 31, 0));
    assert_eq!(result(BOX | one, 1 << 31, "fsgnj.s fa0, fa1, fa2"), (BOX | one, 0));
    assert_eq!(result(one, 0, "fclass.s a0, fa1"), (1 << 9, 0));
    assert_eq!(result(one, 0, "fcvt.d.s fa0, fa1"), (NAN, 0));
    assert_eq!(result(0x1_8000_0000, 0, "fmv.x.w a0, fa1"), (0xffff_ffff_8000_0000, 0));
    assert_eq!(result(0x1_2345_6789, 0, "fsw fa1, 0(s0) \n lwu a0, 0(s0)"), (0x2345_6789, 0));
    assert_eq!(result(0x1_2345_6789, 0, "fsd fa1, 1(s0) \n flw fa0, 1(s0)"), (BOX | 0x2345_6789, 0));
    assert_eq!(result(0, 0, "li t3, 0x180000000 \n fmv.w.x fa0, t3"), (BOX | 1 << 31, 0));
}

#[test]
fn least_and_greatest_pass_nans_over_and_order_the_zeros() {
    let (one, minus_zero, signalling) = (0x3ff0_0000_0000_0000, 1 << 63, 0x7ff0_0000_0000_0001);
    for (a, b, least, greatest, flags) in [
        (one, minus_zero, minus_zero, one, 0),
        (0, minus_zero, minus_zero, 0, 0),
        (minus_zero, 0, minus_zero, 0, 0),
        (one, u64::MAX, one, one, 0),
        (NAN | 5, one, one, one, 0),
        (u64::MAX, NAN | 1, NAN, NAN, 0),
        (signalling, one, one, one, 16),
        (signalling, NAN, NAN, NAN, 16),
        (0xfff0_0000_0000_0000, 1 << 63 | one, 0xfff0_0000_0000_0000, 1 << 63 | one, 0),
    ] {
        assert_eq!(result(a, b, "fmin.d fa0, fa1, fa2"), (least, flags), "{a:#x} {b:#x}");
        assert_eq!(result(a, b, "fmax.d fa0, fa1, fa2"), (greatest, flags), "{a:#x} {b:#x}");
    }
}

#[test]
fn comparisons_know_nans_and_zeros() {
    let (one, two, minus_zero) = (0x3ff0_0000_0000_0000, 0x4000_0000_0000_0000, 1 << 63);
    for (a, b, eq, lt, le, flags) in [
        (one, two, 0, 1, 1, [0, 0, 0]),
        (two, one, 0, 0, 0, [0, 0, 0]),
        (0, minus_zero, 1, 0, 1, [0, 0, 0]),
        (1 << 63 | two, 1 << 63 | one, 0, 1, 1, [0, 0, 0]),
        (NAN, NAN, 0, 0, 0, [0, 16, 16]),
        (one, 0x7ff0_0000_0000_0001, 0, 0, 0, [16, 16, 16]),
    ] {
        for (name, holds, flags) in [("feq", eq, flags[0]), ("flt", lt, flags[1]), ("fle", le, flags[2])] {
            assert_eq!(
                result(a, b, &format!("{name}.d a0, fa1, fa2")),
                (holds, flags),
                "{name} {a:#x} {b:#x}"
            );
        }
    }
}

#[test]
fn every_number_has_a_class() {
    for (bits, class) in [
        (0xfff0_0000_0000_0000, 0),
        (0xbff0_0000_0000_0000, 1),
        (0x8000_0000_0000_0001, 2),
        (0x8000_0000_0000_0000, 3),
        (0, 4),
        (0x000f_ffff_ffff_ffff, 5),
        (0x0010_0000_0000_0000, 6),
        (0x7ff0_0000_0000_0000, 7),
        (0xfff7_ffff_ffff_ffff, 8),
        (u64::MAX, 9),
    ] {
        assert_eq!(result(bits, 0, "fclass.d a0, fa1"), (1 << class, 0), "{bits:#x}");
    }
    for (bits, class) in
        [(0xff80_0000u64, 0), (0x8000_0001, 2), (0x0080_0000, 6), (0x7f80_0001, 8), (NAN_S, 9)]
    {
        assert_eq!(result(BOX | bits, 0, "fclass.s a0, fa1"), (1 << class, 0), "{bits:#x}");
    }
}

#[test]
fn signs_are_taken_turned_and_changed() {
    let (a, b) = (0xbff0_0000_0000_0000, 0xc000_0000_0000_0000);
    assert_eq!(result(a, b, "fsgnj.d fa0, fa1, fa2"), (a, 0));
    assert_eq!(result(a, b, "fsgnjn.d fa0, fa1, fa2"), (a ^ 1 << 63, 0));
    assert_eq!(result(a, b, "fsgnjx.d fa0, fa1, fa2"), (a ^ 1 << 63, 0));
    // Even of a signalling NaN, without a flag.
    assert_eq!(result(0x7ff0_0000_0000_0001, 1 << 63, "fsgnj.d fa0, fa1, fa2"), (0xfff0_0000_0000_0001, 0));
}

#[test]
fn conversions_to_integers_saturate() {
    let two_to_64 = 0x43f0_0000_0000_0000;
    for (bits, instruction, expected, flags) in [
        (two_to_64, "fcvt.lu.d", u64::MAX, 16),
        (two_to_64 | 1 << 63, "fcvt.lu.d", 0, 16),
        (two_to_64, "fcvt.w.d", i32::MAX as u64, 16),
        (two_to_64 | 1 << 63, "fcvt.l.d", 1 << 63, 16),
        (NAN | 1 << 63, "fcvt.w.d", i32::MAX as u64, 16),
        (NAN, "fcvt.wu.d", u64::MAX, 16),
        (0x41ef_ffff_ffe0_0000, "fcvt.wu.d", u64::MAX, 0),
        (0xbfe0_0000_0000_0000, "fcvt.wu.d", 0, 1),
        (0x3ff8_0000_0000_0000, "fcvt.w.d", 2, 1),
    ] {
        assert_eq!(
            result(bits, 0, &format!("{instruction} a0, fa1")),
            (expected, flags),
            "{instruction} {bits:#x}"
        );
    }
}

#[test]
fn compressed_loads_and_stores_move_doubles() {
    // c.fsd fa1, 8(s0); c.fld fa0, 8(s0); c.fsdsp fa0, 8(sp); c.fldsp fa3, 8(sp)
    let (value, _) = result(
        0x0123_4567_89ab_cdef,
        0,
        "addi sp, s0, 64 \n .half 0xa40c \n .half 0x2408 \n .half 0xa42a \n .half 0x26a2 \n ld a1, 72(s0) \n fmv.x.d a2, fa3 \n sub a1, a1, a2 \n add a1, a1, a2 \n fmv.d.x fa0, a1",
    );
    assert_eq!(value, 0x0123_4567_89ab_cdef);
}
