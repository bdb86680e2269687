//! Memory: page tables and their bits, misaligned accesses, atomics, code that changes, pages kept by intervals.

mod common;
use common::{BASE, csr, finish, load, with_paging, x};
use machine::{Crossing, CrossingKind, Crossings, Machine, Refusal, Stop, Unwatched};

const V: u64 = 1;
const R: u64 = 2;
const W: u64 = 4;
const X: u64 = 8;
const U: u64 = 16;
const A: u64 = 64;
const D: u64 = 128;

/// A supervisor with a 4 KiB page at virtual 0x4000_0000 (physical 1 MiB into RAM, entry `bits`), after `access` with the
/// address in `t0`: the trap's code and `stval`, if there was one, and the entry.
fn access(bits: u64, access: &str) -> (Option<(u8, u64)>, u64) {
    let entry = 0x2004_0000 << 2 >> 2 & !0x3ff | bits | ((BASE + 0x10_0000) >> 12 << 10);
    let mut machine = load(&with_paging(
        "kernel",
        &format!(
            "kernel:
            # root[1] -> middle + 4096 -> middle + 8192, both empty so far.
            la t0, root
            la t1, middle
            li t2, 4096
            add t1, t1, t2
            srli t3, t1, 2
            addi t3, t3, 1
            sd t3, 8(t0)
            add t4, t1, t2
            srli t3, t4, 2
            addi t3, t3, 1
            sd t3, 0(t1)
            li t3, {entry:#x}
            sd t3, 0(t4)
            li t5, 0x80100000
            li t6, 0x8067
            sw t6, 0(t5)
            sfence.vma zero, zero
            li t0, 0x40000000
            {access}
            ebreak
            trap:
            csrrs a0, scause, zero
            csrrs a1, stval, zero
            ld a2, 0(t4)
            wfi"
        ),
    ));
    assert_eq!(machine.run(10_000, &mut Unwatched), Stop::Idle);
    let trap = (x(&machine, "a0") != 3).then(|| (x(&machine, "a0") as u8, x(&machine, "a1")));
    (trap, x(&machine, "a2") & 0x3ff)
}

const LOAD: &str = "lw a3, 0(t0)";
const STORE: &str = "sw zero, 0(t0)";
const FETCH: &str = "jalr ra, 0(t0)";
const SUM: &str = "li a4, 0x40000 \n csrrs zero, sstatus, a4";
const MXR: &str = "li a4, 0x80000 \n csrrs zero, sstatus, a4";
const VA: u64 = 0x4000_0000;

#[test]
fn each_permission_is_asked_for() {
    for (bits, source, fault) in [
        (0, LOAD, Some(13)),
        (V | W, LOAD, Some(13)),
        (V | X, LOAD, Some(13)),
        (V | R, LOAD, None),
        (V | R, STORE, Some(15)),
        (V | R | W, STORE, None),
        (V | R | W, FETCH, Some(12)),
        (V | X, FETCH, None),
        (V | R | U, LOAD, Some(13)),
        (V | R | W | U, STORE, Some(15)),
        (V | X | U, FETCH, Some(12)),
        (V | R | 1 << 60, LOAD, Some(13)),
        (V | R, "amoadd.w a3, a3, (t0)", Some(15)),
        (V | R, "lr.w a3, (t0)", None),
        (V | R, "sc.w a3, a3, (t0)", Some(15)),
    ] {
        assert_eq!(access(bits, source).0, fault.map(|code| (code, VA)), "{source} with {bits:#x}");
    }
}

#[test]
fn the_hardware_sets_accessed_and_dirty() {
    assert_eq!(access(V | R | W, LOAD), (None, V | R | W | A));
    assert_eq!(access(V | R | W, STORE), (None, V | R | W | A | D));
    assert_eq!(access(V | R | W, &format!("{LOAD} \n {STORE}")), (None, V | R | W | A | D));
    assert_eq!(access(V | X, FETCH), (None, V | X | A));
    assert_eq!(access(V | R, STORE), (Some((15, VA)), V | R));
}

#[test]
fn sum_lets_the_supervisor_look_at_users_pages_but_not_run_them() {
    assert_eq!(access(V | R | W | U, &format!("{SUM} \n {STORE}")).0, None);
    assert_eq!(
        access(V | R | U, &format!("{SUM} \n {LOAD} \n csrrc zero, sstatus, a4 \n {LOAD}")).0,
        Some((13, VA))
    );
    assert_eq!(access(V | X | U, &format!("{SUM} \n {FETCH}")).0, Some((12, VA)));
}

#[test]
fn mxr_lets_code_be_read() {
    assert_eq!(access(V | X, &format!("{MXR} \n {LOAD}")).0, None);
    assert_eq!(
        access(V | X, &format!("{MXR} \n {LOAD} \n csrrc zero, sstatus, a4 \n {LOAD}")).0,
        Some((13, VA))
    );
}

#[test]
fn an_address_that_is_no_sign_extension_faults() {
    let far = "li t0, 0x4000000000 \n ld a3, 0(t0)";
    assert_eq!(access(V | R, far).0, Some((13, 0x40_0000_0000)));
}

#[test]
fn a_misaligned_superpage_faults() {
    // root[3] = 1 GiB at 0x8020_0000, which is no multiple of 1 GiB.
    let source = "la t1, root \n li t2, 0x200800c7 \n sd t2, 24(t1) \n sfence.vma zero, zero \n li t0, 0xc0000000 \n ld a3, 0(t0)";
    assert_eq!(access(0, source).0, Some((13, 0xc000_0000)));
}

#[test]
fn a_walk_shows_its_entries_and_changes_nothing() {
    let mut machine = load(&with_paging("kernel", "kernel: \n trap: \n wfi"));
    machine.run(1_000, &mut Unwatched);
    let (satp, digest) = (csr(&machine, "satp"), machine.digest());
    let walk = machine.walk(satp, 0x8020_1234);
    assert_eq!(walk.pa, Ok(0x8020_1234));
    assert_eq!(walk.entries.map(|entry| entry.map(|entry| entry.level)), [Some(2), Some(1), None]);
    assert_eq!(walk.leaf().unwrap().bits & 0x3ff, 0xdf);
    assert_eq!(machine.walk(satp, 0x4000_0000).pa, Err(Refusal::NotValid));
    assert_eq!(machine.walk(satp, 0x1000_0000).pa, Ok(0x1000_0000));
    let mut bytes = [0; 4];
    assert_eq!(machine.read_virtual(satp, 0x8000_0000, &mut bytes), Ok(()));
    assert_eq!(machine.read_virtual(satp, 0x1000_0000, &mut bytes), Err(Refusal::NoMemory));
    assert_eq!(machine.digest(), digest);
}

#[test]
fn misaligned_accesses_work_within_and_across_pages() {
    for offset in [0x801, 0xffd, 0xfff] {
        let source = format!(
            "li t0, {:#x} \n li t1, 0x1122334455667788 \n sd t1, 0(t0) \n ld a0, 0(t0) \n lw a1, 1(t0) \n lhu a2, 3(t0)
            lbu a3, 7(t0) \n lbu a4, 8(t0) \n wfi",
            BASE + 0x10_0000 + offset
        );
        let machine = finish(&source);
        assert_eq!(
            ["a0", "a1", "a2", "a3", "a4"].map(|name| x(&machine, name)),
            [0x1122_3344_5566_7788, 0x4455_6677, 0x4455, 0x11, 0],
            "{offset:#x}"
        );
    }
}

#[test]
fn a_store_across_pages_that_faults_stores_nothing() {
    let source = "li t5, -1 \n li t0, 0x40000ffc \n sd t5, 0(t0)";
    assert_eq!(access(V | R | W, source).0, Some((15, 0x4000_1000)));
    let machine = finish(&format!(
        "li t0, {:#x} \n la t1, handler \n csrrw zero, mtvec, t1 \n li t2, -1 \n sd t2, 0(t0) \n .align 4 \n handler: \n wfi",
        BASE + (8 << 20) - 4
    ));
    let mut bytes = [0; 4];
    assert!(machine.read_ram(BASE + (8 << 20) - 4, &mut bytes));
    assert_eq!((bytes, csr(&machine, "mcause"), csr(&machine, "mtval")), ([0; 4], 7, BASE + (8 << 20)));
}

#[test]
fn atomics_must_be_aligned() {
    for (source, code) in [("lr.d a3, (t0)", 4), ("sc.d a3, a3, (t0)", 6), ("amoor.d a3, a3, (t0)", 6)] {
        assert_eq!(
            access(V | R | W, &format!("addi t0, t0, 4 \n {source}")).0,
            Some((code, VA + 4)),
            "{source}"
        );
    }
}

#[test]
fn atomics_give_what_was_there_and_put_what_they_say() {
    let word = |op: &str, old: i64, operand: i64| {
        let source = format!(
            "li t0, {:#x} \n li t1, {old} \n sd t1, 0(t0) \n li t2, {operand} \n {op} a0, t2, (t0) \n ld a1, 0(t0) \n wfi",
            BASE + 0x10_0000
        );
        let machine = finish(&source);
        (x(&machine, "a0") as i64, x(&machine, "a1") as i64)
    };
    assert_eq!(word("amoadd.d", 5, -7), (5, -2));
    assert_eq!(word("amoswap.d", 5, 9), (5, 9));
    assert_eq!(word("amomax.d", -5, 3), (-5, 3));
    assert_eq!(word("amomaxu.d", -5, 3), (-5, -5));
    assert_eq!(word("amominu.d", -5, 3), (-5, 3));
    assert_eq!(word("amomin.w", 5, -3), (5, 0xffff_fffd));
    assert_eq!(word("amoadd.w", 0x7fff_ffff, 1), (0x7fff_ffff, 0x8000_0000));
    assert_eq!(word("amomaxu.w", 1, 0x8000_0000), (1, 0x8000_0000));
    assert_eq!(word("amoxor.w", 0x1_0000_000f, 0xff), (0xf, 0x1_0000_00f0));
}

#[test]
fn a_conditional_store_needs_its_reservation() {
    let data = format!("li t0, {:#x} \n li t1, 7 \n", BASE + 0x10_0000);
    let result = |source: &str| {
        let machine = finish(&format!("{data} {source} \n ld a1, 0(t0) \n wfi"));
        (x(&machine, "a0"), x(&machine, "a1"))
    };
    assert_eq!(result("lr.d a2, (t0) \n sc.d a0, t1, (t0)"), (0, 7));
    assert_eq!(result("sc.d a0, t1, (t0)"), (1, 0));
    assert_eq!(result("lr.d a2, (t0) \n sc.d a3, t1, (t0) \n sc.d a0, zero, (t0)"), (1, 7));
    assert_eq!(result("lr.d a2, (t0) \n addi t2, t0, 8 \n sc.d a0, t1, (t2)"), (1, 0));
}

#[test]
fn code_that_was_stored_is_what_runs() {
    // The loop body is changed from `a0 += 1` to `a0 += 16` after its first round.
    let source = "li t1, 0x01050513 \n la t0, body \n li t2, 3
        body: \n addi a0, a0, 1 \n sw t1, 0(t0) \n fence.i \n addi t2, t2, -1 \n bne t2, zero, body \n wfi";
    assert_eq!(x(&finish(source), "a0"), 33);
}

#[test]
fn code_in_a_page_that_is_stored_to_often_stays_true() {
    // Stores to the page of the loop, more than its decoded instructions survive; the last round changes the loop.
    let source = "li a1, 0 \n la t0, data \n la t3, body \n li t1, 0x01050513 \n li t2, 100
        loop: \n sd t2, 0(t0) \n ld t4, 0(t0) \n add a1, a1, t4 \n addi t5, t2, -50 \n bne t5, zero, body
        sw t1, 0(t3)
        body: \n addi a0, a0, 1 \n addi t2, t2, -1 \n bne t2, zero, loop \n wfi \n .align 8 \n data: \n .dword 0";
    let machine = finish(source);
    assert_eq!((x(&machine, "a0"), x(&machine, "a1")), (50 + 50 * 16, 5050));
}

#[test]
fn an_access_at_the_end_of_all_addresses_is_a_fault() {
    let source =
        "la t0, handler \n csrrw zero, mtvec, t0 \n li t0, -3 \n ld a0, 0(t0) \n .align 4 \n handler: \n wfi";
    let machine = finish(source);
    assert_eq!((csr(&machine, "mcause"), csr(&machine, "mtval")), (5, u64::MAX - 2));
}

#[test]
fn an_instruction_may_lie_across_two_pages() {
    let mut source = String::from("j start \n .align 4096 \n .align 2 \n start: \n");
    source = source.replace(".align 4096", &".half 1 \n".repeat(0xffa / 2));
    assert_eq!(x(&finish(&format!("{source} li a0, 0x12345678 \n wfi")), "a0"), 0x1234_5678);
}

#[test]
fn a_fetch_across_pages_names_the_part_that_faults() {
    // The last half of the mapped page begins a 32-bit instruction.
    let source = "li t5, 0x80100ffe \n li t6, 0x13 \n sh t6, 0(t5) \n li t1, 0xffe \n add t0, t0, t1 \n jalr ra, 0(t0)";
    assert_eq!(access(V | X, source).0, Some((12, 0x4000_1000)));
}

#[test]
fn an_interval_keeps_pages_as_they_were() {
    let mut machine = load(
        "li t0, 0x80100000 \n li t1, 1 \n loop: \n sd t1, 0(t0) \n sd t1, 8(t0) \n addi t1, t1, 1 \n j loop",
    );
    machine.run(10, &mut Unwatched);
    machine.begin_interval();
    let (state, digest) = (machine.state(), machine.digest());
    machine.run(1_000, &mut Unwatched);
    assert!(machine.write_ram(0x8030_0000, &[1]));
    let dirty = machine.take_dirty();
    assert_eq!(
        dirty.iter().map(|(page, image)| (*page, image.is_some())).collect::<Vec<_>>(),
        [(0x100, true), (0x300, false)]
    );
    machine.restore(&state, dirty.iter().map(|(page, image)| (*page, image)));
    assert_eq!(machine.digest(), digest);
    machine.run(1_000, &mut Unwatched);
    assert_eq!(machine.take_dirty().len(), 1);
}

#[test]
fn pages_of_zeros_do_not_change_the_digest() {
    let mut machine = Machine::new(8 << 20);
    let digest = machine.digest();
    assert!(machine.write_ram(BASE + 0x1234, &[0; 10_000]));
    assert_eq!(machine.digest(), digest);
    assert!(machine.write_ram(BASE + 0x1234, &[1]));
    assert_ne!(machine.digest(), digest);
    assert!(!machine.write_ram(BASE + (8 << 20) - 1, &[0; 2]));
}

#[test]
fn mprv_translates_loads_as_the_previous_mode_would() {
    let source = with_paging("kernel", "kernel: \n trap: \n wfi")
        .replace("mret", "li t0, 0x20000 \n csrrs zero, mstatus, t0 \n li t0, 0x4000000000 \n ld t1, 0(t0)");
    let mut machine = load(&source);
    let Stop::Crossed(Crossing { kind: CrossingKind::Trap { cause, tval, .. }, .. }) =
        machine.run(1_000, &mut Crossings)
    else {
        panic!()
    };
    assert_eq!((cause.code, tval), (13, 0x40_0000_0000));
}
