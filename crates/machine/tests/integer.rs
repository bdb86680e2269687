//! Integer instructions, each by its hard cases.

mod common;
use common::{finish, x};

#[track_caller]
fn check(source: &str, expected: u64) {
    assert_eq!(x(&finish(&format!("{source}\n wfi")), "a0"), expected, "{source}");
}

#[test]
fn immediates_are_sign_extended() {
    check("addi a0, zero, -1", u64::MAX);
    check("li t0, 5 \n sltiu a0, t0, -1", 1);
    check("lui a0, 0x80000", 0xffff_ffff_8000_0000);
    check("li a0, 0x123456789abcdef0", 0x1234_5678_9abc_def0);
}

#[test]
fn x0_stays_zero() {
    check("addi zero, zero, 5 \n addi a0, zero, 0", 0);
    check("auipc t0, 0 \n ld zero, 0(t0) \n addi a0, zero, 0", 0);
}

#[test]
fn word_operations_sign_extend_their_32_bits() {
    check("li t0, 0x7fffffff \n addiw a0, t0, 1", 0xffff_ffff_8000_0000);
    check("li t0, 0x80000000 \n srliw a0, t0, 31", 1);
    check("li t0, 0x80000000 \n sraiw a0, t0, 31", u64::MAX);
    check("li t0, 1 \n li t1, 63 \n sllw a0, t0, t1", 0xffff_ffff_8000_0000);
    check("li t0, 0x80000000 \n li t1, 4 \n srlw a0, t0, t1", 0x800_0000);
    check("li t0, 0x180000000 \n li t1, 4 \n sraw a0, t0, t1", 0xffff_ffff_f800_0000);
    check("li t0, -1 \n subw a0, zero, t0", 1);
    check("li t0, 0x10000 \n mulw a0, t0, t0", 0);
}

#[test]
fn shifts_use_six_bits_of_the_amount() {
    check("li t0, 1 \n li t1, 65 \n sll a0, t0, t1", 2);
    check("li t0, -8 \n li t1, 1 \n sra a0, t0, t1", -4i64 as u64);
    check("li t0, -8 \n srli a0, t0, 60", 15);
}

#[test]
fn division_by_zero_and_overflow_do_not_trap() {
    let min = "li t0, 0x8000000000000000 \n li t1, -1 \n";
    check("li t0, 7 \n div a0, t0, zero", u64::MAX);
    check("li t0, 7 \n rem a0, t0, zero", 7);
    check("li t0, 7 \n divu a0, t0, zero", u64::MAX);
    check("li t0, 7 \n remu a0, t0, zero", 7);
    check(&format!("{min} div a0, t0, t1"), 1 << 63);
    check(&format!("{min} rem a0, t0, t1"), 0);
    check("li t0, 0x80000000 \n li t1, -1 \n divw a0, t0, t1", 0xffff_ffff_8000_0000);
    check("li t0, 0x80000000 \n li t1, -1 \n remw a0, t0, t1", 0);
    check("li t0, 0x80000005 \n remuw a0, t0, zero", 0xffff_ffff_8000_0005);
    check("li t0, 0xfffffffe \n li t1, 1 \n divuw a0, t0, t1", -2i64 as u64);
    check("li t0, -7 \n li t1, 2 \n rem a0, t0, t1", -1i64 as u64);
}

#[test]
fn high_products_know_the_signs() {
    check("li t0, -1 \n mulh a0, t0, t0", 0);
    check("li t0, -1 \n mulhu a0, t0, t0", u64::MAX - 1);
    check("li t0, -1 \n mulhsu a0, t0, t0", u64::MAX);
    check("li t0, -1 \n li t1, 2 \n mulhsu a0, t0, t1", u64::MAX);
}

#[test]
fn jumps_link_the_next_instruction() {
    check("jal ra, over \nover:\n auipc t0, 0 \n sub a0, t0, ra", 0);
    check("auipc t0, 0 \n jalr ra, 9(t0) \n sub a0, ra, t0", 8);
}

#[test]
fn loads_extend_as_they_say() {
    let data = "auipc t0, 0 \n li t1, -2 \n sd t1, 256(t0) \n";
    check(&format!("{data} lb a0, 256(t0)"), -2i64 as u64);
    check(&format!("{data} lbu a0, 256(t0)"), 0xfe);
    check(&format!("{data} lh a0, 256(t0)"), -2i64 as u64);
    check(&format!("{data} lhu a0, 256(t0)"), 0xfffe);
    check(&format!("{data} lw a0, 256(t0)"), -2i64 as u64);
    check(&format!("{data} lwu a0, 256(t0)"), 0xffff_fffe);
    check(&format!("{data} sb zero, 257(t0) \n ld a0, 256(t0)"), 0xffff_ffff_ffff_00fe);
}

#[test]
fn a_branch_is_taken_by_its_condition() {
    for (branch, taken) in [("beq", 0), ("bne", 1), ("blt", 1), ("bge", 0), ("bltu", 0), ("bgeu", 1)] {
        let source = format!("li t0, -1 \n li t1, 1 \n li a0, 1 \n {branch} t0, t1, end \n li a0, 0 \nend:");
        check(&source, taken);
    }
}
